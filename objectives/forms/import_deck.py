"""The text of a deck, kept with what was read, and read again without some repairs."""

from dataclasses import asdict, replace

from django import forms

from objectives.forms.base import SavingForm
from objectives.importing import stored
from objectives.importing.choices import DRAFT, NEW_GROUP
from objectives.importing.lookup import Lookup, team_key
from objectives.importing.sources.base import Source
from objectives.importing.sources.deck_tables import deck_source
from objectives.importing.sources.deck_text import read_deck
from objectives.importing.sources.deck_values import REPAIRS, DeckText
from objectives.importing.sources.texts import decoded
from objectives.models import Import
from objectives.models.objective_import import packed
from objectives.permissions import may_lead

DECK = "deck"
TEXT, OFF = "text", "off"


def keep_deck(
    import_: Import,
    source: Source,
    content: bytes | str,
    off: frozenset[str] = frozenset(),
) -> None:
    """Keep the text beside what was read in it; its first table has the objectives."""
    kept = asdict(source) | {TEXT: decoded(content), OFF: sorted(off)}
    import_.choose(content=packed(kept))
    stored.choose_table(import_, source, 0)
    deck, choices = read_deck(kept[TEXT], off), stored.choices_of(import_)
    states = dict.fromkeys(quarters_after(import_, deck), DRAFT)
    choices = replace(choices, teams=teams_chosen(import_, deck), states=states)
    import_.choose(choices=choices.to_json())


def quarters_after(import_: Import, deck: DeckText) -> list[str]:
    """The quarter that comes next in the deck, which is a draft in it."""
    lookup = Lookup(import_.author, stored.choices_of(import_))
    quarter, _ = lookup.reading_of_period(deck.quarter)
    following = quarter.following() if quarter else None
    return [following.slug] if following else []


def teams_chosen(import_: Import, deck: DeckText) -> dict[str, str]:
    """Who leads the team that a deck was pasted on has its groups created."""
    root = import_.team and (import_.team.parent or import_.team)
    if root is None or not may_lead(import_.author, root):
        return {}
    groups = {table.group for table in deck.tables if table.group}
    teams = {team_key(name): f"{NEW_GROUP}{root.pk}" for name in groups}
    return teams | {team_key(deck.team or root.name): str(root.pk)}


def is_deck(import_: Import) -> bool:
    return import_.source["kind"] == DECK


def deck_of(import_: Import) -> tuple[DeckText, frozenset[str]]:
    """What the text holds, and which repairs of it are switched off."""
    kept = import_.source
    off = frozenset(kept[OFF])
    return read_deck(kept[TEXT], off), off


class DeckForm(SavingForm):
    repair = forms.MultipleChoiceField(choices=list(REPAIRS.items()), required=False)
    creates = False

    def __init__(self, *args, import_, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_ = import_

    def save(self, *, by, at):
        """Read it again where other repairs are wanted than before."""
        offered = frozenset(self.data.getlist("repairs")) & REPAIRS.keys()
        wanted = frozenset(self.cleaned_data["repair"])
        deck, before = deck_of(self.import_)
        off = (before - offered) | (offered - wanted)
        if off != before:
            text = self.import_.source[TEXT]
            keep_deck(self.import_, deck_source(read_deck(text, off)), text, off)
        return self.import_
