"""What a preview has come to, row by row, without what the rows say."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from objectives.importing.choices import Choices
from objectives.importing.lineage import Link, links_of
from objectives.importing.preview import Kind, Preview, PreviewRow

MOST_LINKS = 500


class Line(NamedTuple):
    """A row of the preview; `objective` is the key of the one here, if there is one."""

    number: int | None
    kind: str
    objective: int | None
    is_repaired: bool

    @property
    def place(self) -> tuple[int | None, int | None]:
        """What no other row of the preview has."""
        return (None, self.objective) if self.number is None else (self.number, None)


def line_of(row: PreviewRow) -> Line:
    key = row.objective.pk if row.objective else None
    return Line(row.number, row.kind.value, key, row.is_repaired)


@dataclass(frozen=True)
class Overview:
    lines: list[Line]
    # The lines of the table with a repair that can be switched off, by its code.
    repairs: dict[str, list[int]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)

    @classmethod
    def of(cls, found: Preview, choices: Choices) -> "Overview":
        repairs: dict[str, list[int]] = {}
        for row in found.rows:
            for repair in row.repairs:
                if repair.is_switchable and row.line is not None:
                    repairs.setdefault(repair.code, []).append(row.line)
        lines = [line_of(row) for row in found.rows]
        return cls(lines, repairs, links_of(found, choices)[:MOST_LINKS])

    @property
    def counts(self) -> Counter[str]:
        """How many rows there are of each kind, and how many are repaired."""
        counts = Counter({kind.value: 0 for kind in Kind})
        counts.update(line.kind for line in self.lines)
        counts["repaired"] = sum(line.is_repaired for line in self.lines)
        return counts

    def of_kind(self, kind: str) -> list[Line]:
        """The rows of a kind, of those that are repaired, or all."""
        if kind == "repaired":
            return [line for line in self.lines if line.is_repaired]
        return [line for line in self.lines if not kind or line.kind == kind]

    def to_json(self) -> dict[str, Any]:
        links = [asdict(link) | {"first_day": None} for link in self.links]
        return {"lines": self.lines, "repairs": self.repairs, "links": links}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Overview":
        lines = [Line(*one) for one in value["lines"]]
        links = [Link(**one) for one in value["links"]]
        return cls(lines, value["repairs"], links)
