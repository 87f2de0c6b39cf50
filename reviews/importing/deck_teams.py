"""The team of a deck and its groups: found by their names, or created."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Max, Model

from objectives.importing.lookup import Lookup
from objectives.importing.sources.deck_values import DeckText
from objectives.models import Quarter, Team
from objectives.parsing.pasted_rows import folded_name
from objectives.permissions import may_administer, may_lead, teams_led_by
from reviews.importing.deck_leftovers import opened

NO_TEAM = "Import this deck from the page of its team, as somebody who leads it."


@dataclass
class DeckTeams:
    """The team that a deck is of; `new` are those that were created for it."""

    team: Team
    new: list[Team] = field(default_factory=list)


def teams_of(
    deck: DeckText, team: Team | None, *, by: User, at: datetime, reason: str
) -> DeckTeams:
    """Find the team and its groups, and create what is missing.

    `team` is the one whose page the text was pasted on. Raises ValidationError.
    """
    moment = {"by": by, "at": at, "reason": reason}
    found = team_of(deck, team, moment)
    missing = missing_groups(deck, found.team)
    last = found.team.groups.aggregate(last=Max("position"))["last"] or 0
    for position, name in enumerate(missing, last + 1):
        group = Team(name=name, parent=found.team, position=position)
        found.new.append(created(group, moment))
    return found


def team_of(deck: DeckText, team: Team | None, moment: dict) -> DeckTeams:
    """The team that the deck names, else the one whose page one came from."""
    by = moment["by"]
    root = team and (team.parent or team)
    if root and may_lead(by, root):
        return DeckTeams(root)
    named = [
        one
        for one in teams_led_by(by).filter(parent=None)
        if folded_name(one.name) == folded_name(deck.team)
    ]
    if len(named) == 1:
        return DeckTeams(named[0])
    if not deck.team or not may_administer(by):
        raise ValidationError(NO_TEAM, code="no_team")
    position = Team.objects.filter(parent=None).count() + 1
    new = created(Team(name=deck.team[:80], position=position), moment)
    return DeckTeams(new, [new])


def missing_groups(deck: DeckText, team: Team) -> list[str]:
    """The groups that the deck names and the team does not have, in their order."""
    known = {folded_name(one.name) for one in team.groups.all()}
    known.add(folded_name(team.name))
    names = {folded_name(one.group): one.group[:80] for one in deck.tables if one.group}
    return [name for folded, name in names.items() if folded not in known]


def created(team: Team, moment: dict) -> Team:
    team.full_clean(exclude=["slug"])
    team.slug = team.free_slug()
    team.save(**moment)
    return team


def quarter_of(deck: DeckText, quarters: Lookup, added: list[Model]) -> Quarter:
    """The quarter that the deck is about; `quarters` reads a period, as a `Lookup`.

    It goes to what was `added` where it was not there.
    """
    quarter, _ = quarters.reading_of_period(deck.quarter)
    if quarter is None:
        words = f"“{deck.quarter}” is no quarter here." if deck.quarter else ""
        raise ValidationError(words or "The deck names no quarter.", code="quarter")
    return opened(quarter, added)
