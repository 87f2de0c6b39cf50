"""What a person has chosen about the values of a table and its rows. Pure."""

from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from objectives.parsing.pasted_rows import folded_name

# What can be chosen in place of a team, a period, a person.
LEAVE_OUT, NEW, NOBODY = "leave", "new", "nobody"
# A new group of the team with the key that follows.
NEW_GROUP = "new:"
# What becomes of the lines under an item of a list.
AS_MEASURE, AS_OBJECTIVES = "measure", "objectives"
DRAFT, COMMITTED, CLOSED = "draft", "committed", "closed"
# What becomes of unfinished objectives in a quarter that comes in closed.
STAY_COMMITTED, MISSED = "", "missed"


@dataclass(frozen=True)
class Choices:
    """Choices by text are by its folded form (`fold`); rows are by their number.

    `team` is a key and `quarter` an address: for rows that say none.
    """

    team: int | None = None
    quarter: str = ""
    teams: dict[str, str] = field(default_factory=dict)  # key, NEW, LEAVE_OUT, or text
    periods: dict[str, str] = field(default_factory=dict)  # address or LEAVE_OUT
    owners: dict[str, str] = field(default_factory=dict)  # key, NEW, NOBODY
    statuses: dict[str, str] = field(default_factory=dict)  # state or ""
    states: dict[str, str] = field(default_factory=dict)  # of plans, by address
    unfinished: str = STAY_COMMITTED
    nested: str = AS_MEASURE
    date_order: str = ""
    new_people: bool = True
    off: tuple[str, ...] = ()  # repairs: a code, or a code and a row: "long:12"
    mended: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    # Rows of which the file counts, not what was edited here: `differences.stand_of`.
    taken: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)  # row: link, see `lineage`

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Map[str, Any]) -> "Choices":
        names = {one.name for one in fields(cls)}
        found = {name: one for name, one in value.items() if name in names}
        for name in {"off", "left_out", "taken"} & found.keys():
            found[name] = tuple(found[name])
        return cls(**found)

    def is_off(self, code: str, row: int) -> bool:
        """Whether that repair is not wanted, everywhere or in this row."""
        return code in self.off or f"{code}:{row}" in self.off


def fold(text: str) -> str:
    """What spellings have in common that are one value in any case."""
    return folded_name(text)
