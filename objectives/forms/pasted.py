"""What pasted words mean: owners by their names, states by their labels."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from objectives.models import Member, Quarter, Team
from objectives.models.status_update import STATES
from objectives.parsing.pasted_rows import folded_name
from objectives.parsing.status import read_status

STATE_NAMED = {folded_name(label): value for value, label in STATES}


class PastedWords:
    def __init__(self, team: Team, quarter: Quarter) -> None:
        self.team, self.quarter = team, quarter

    @cached_property
    def members(self) -> list[Member]:
        since = self.quarter.first_day
        return list(Member.objects.fit_to_own(self.team, since=since))

    def owners_named(self, name: str) -> list[Member]:
        """Everybody of that name, by whatever case and accents."""
        wanted = folded_name(name)
        return [one for one in self.members if folded_name(one.name) == wanted]

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Names that are not those of exactly one person, each once."""
        by_fold = {folded_name(name): name for name in names if name}
        return [n for n in by_fold.values() if len(self.owners_named(n)) != 1]

    @staticmethod
    def state(texts: Mapping[str, str], status: str = "") -> str:
        """The state in a row; none where its status reads as that anyway."""
        text = texts["state"]
        state = STATE_NAMED.get(folded_name(text), text)
        is_read = state == read_status(texts.get("status", status)).state
        return "" if is_read else state
