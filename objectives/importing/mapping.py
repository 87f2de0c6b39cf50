"""What the columns of a table mean, guessed from their headings and contents. Pure."""

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from objectives.importing.periods import is_period
from objectives.importing.sources.base import SourceTable
from objectives.parsing.eta import Precision, read_eta, says_nothing
from objectives.parsing.pasted_rows import folded_name
from objectives.parsing.status import read_status

LABEL, IGNORE = "label", "ignore"
# Where a cell goes, and how one says it.
FIELDS = {
    "team": "Team",
    "group": "Group of the team",
    "period": "Period",
    "title": "Objective",
    "measure": "Measure of success",
    "dependency": "Dependency",
    "eta": "ETA",
    "status": "Status",
    "state": "State",
    "owner": "Owner",
    "tags": "Tags",
    "identifier": "Reference",
    "link": "Link of the reference",
    "said_title": "Objective when committed",
    "said_measure": "Measure when committed",
    "said_dependency": "Dependency when committed",
    "said_eta": "ETA when committed",
    "said_status": "Status when committed",
    "said_owner": "Owner when committed",
    "deferred_to": "Deferred to",
    "dropped_reason": "Reason for dropping",
    "carried_from": "Carried from",
    LABEL: "Add to the measure",
    IGNORE: "Leave out",
}
# More than one column of these is put together.
SEVERAL = {"measure", "dependency", "status", "owner", "tags", LABEL, IGNORE}
SAID = tuple(name for name in FIELDS if name.startswith("said_"))
SAMPLES, LONGEST_SAMPLE = 3, 120
# Enough to know a column by.
LOOKED_AT = 200

HEADINGS: dict[str, tuple[str, ...]] = {
    "team": (
        *("team", "department", "area", "squad", "team name", "unit", "org unit"),
        *("business unit", "function", "project", "project name", "tribe", "office"),
    ),
    "group": ("group", "subteam", "sub team", "section", "sub group"),
    "period": (
        *("quarter", "period", "time frame", "timeframe", "cycle", "sprint", "fy"),
        *("fiscal quarter", "time period", "interval", "planned for", "target quarter"),
    ),
    "title": (
        *("objective", "title", "goal", "key objective", "objectives", "goals"),
        *("summary", "name", "key result", "task", "what", "deliverable", "initiative"),
        *("okr", "item", "description of objective", "objective title", "commitment"),
    ),
    "measure": (
        *("measure of success", "measure", "expected impact", "impact", "metric"),
        *("success criteria", "key results", "success measure", "acceptance criteria"),
        *("results", "target", "description", "how we measure", "definition of done"),
    ),
    "dependency": (
        *("dependency", "dependencies", "depends on", "blocked by", "needs"),
        *("dependent on", "depends upon", "requires"),
    ),
    "eta": (
        *("eta", "due", "due date", "date", "deadline", "target date", "end date"),
        *("timeline", "by when", "when", "completion date", "finish", "delivery"),
    ),
    "status": (
        *("status", "status update", "progress", "update", "current status", "result"),
        *("outcome", "completion", "done", "percent complete", "status now"),
    ),
    "state": ("state", "rag", "health"),
    "owner": (
        *("who", "owner", "person", "lead", "assignee", "responsible", "owners"),
        *("assigned to", "dri", "accountable", "responsible person", "driver"),
        *("point of contact", "contact", "led by"),
    ),
    "tags": ("tags", "tag", "labels", "label", "theme", "category", "themes"),
    "identifier": (
        *("reference", "external reference", "ticket", "key", "issue key", "id"),
        *("identifier", "issue id", "ref", "jira", "ticket id", "number", "no"),
    ),
    "link": ("link of the reference", "link", "url", "ticket link", "address"),
    "said_title": ("objective when committed", "planned objective"),
    "said_measure": ("measure when committed", "planned measure"),
    "said_dependency": ("dependency when committed", "planned dependency"),
    "said_eta": ("eta when committed", "planned eta", "original eta", "planned date"),
    "said_status": ("status when committed", "planned status", "original status"),
    "said_owner": ("owner when committed", "planned owner"),
    "deferred_to": ("deferred to", "postponed to", "moved to"),
    "dropped_reason": ("reason for dropping", "dropped because"),
    "carried_from": (
        *("carried from", "carried over from", "carryover from", "continues"),
        *("continued from", "leftover from", "previous", "predecessor"),
    ),
    # What our own files say besides, which comes of the rest.
    IGNORE: (
        *("eta as a day", "days late", "percent", "carried over to", "committed on"),
        *("added later", "created", "updated", "created at", "updated at", "creator"),
        *("reporter", "issue type", "priority", "row", "why refused"),
    ),
}
NAMED = {word: name for name, words in HEADINGS.items() for word in words}
SAID_WORD = re.compile(r"\b(?:said|planned|original|committed|promised|at commit)\b")
NOW_WORD = re.compile(r"\b(?:did|now|actual|current|today)\b")
IDENTIFIER = re.compile(r"[A-Z][A-Z0-9]{1,9}-[0-9]{1,7}")
LINK = re.compile(r"https?://\S+$")
NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}")


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """What becomes of a column; `label` is what it is called in the measure."""

    heading: str
    field: str = IGNORE
    label: str = ""

    @property
    def field_label(self) -> str:
        return FIELDS[self.field]


@dataclass(frozen=True)
class Mapping:
    columns: tuple[MappedColumn, ...] = ()

    def to_json(self) -> dict:
        names = ("heading", "field", "label")
        return {
            "columns": [
                {name: getattr(column, name) for name in names}
                for column in self.columns
            ]
        }

    @classmethod
    def from_json(cls, value: Map) -> "Mapping":
        """What cannot be read any more is left out, and so is a column."""
        return cls(tuple(map(column_from, value.get("columns", ()))))

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns}

    @property
    def is_said(self) -> bool:
        """Whether it has what was said when the plans were committed."""
        return not self.fields.isdisjoint(SAID)

    def places(self, name: str) -> list[int]:
        """The columns of that field, by their number."""
        return [n for n, one in enumerate(self.columns) if one.field == name]

    def errors(self) -> list[tuple[str, str, str]]:
        """What is wrong with it: field, code and words."""
        found = []
        if "title" not in self.fields:
            words = "Say which column has the objective."
            found.append(("title", "no_title", words))
        for name in self.fields - SEVERAL:
            if len(self.places(name)) > 1:
                words = f"Only one column can be “{FIELDS[name]}”."
                found.append((name, "twice", words))
        return sorted(found)

    def fitted(self, table: SourceTable) -> "Mapping | None":
        """The same for a table with these headings in another order, or None."""
        by_heading = {folded_heading(one.heading): one for one in self.columns}
        folded = [folded_heading(heading) for heading in table.columns]
        if not any(folded) and len(folded) == len(self.columns):
            return self
        if not {one for one in folded if one} <= by_heading.keys():
            return None
        columns = zip(table.columns, folded, strict=True)
        return Mapping(tuple(renamed(by_heading.get(f), h) for h, f in columns))


def renamed(column: MappedColumn | None, heading: str) -> MappedColumn:
    if column is None:
        return MappedColumn(heading)
    return MappedColumn(heading, column.field, column.label)


def column_from(value: object) -> MappedColumn:
    found = value if isinstance(value, dict) else {}
    heading, name = str(found.get("heading", "")), str(found.get("field", ""))
    name = name if name in FIELDS else IGNORE
    return MappedColumn(heading, name, str(found.get("label", "")))


@dataclass
class Guess:
    """A column while its meaning is looked for."""

    heading: str
    cells: list[str]
    likes: dict[str, float] = field(default_factory=dict)


def samples(table: SourceTable, column: int) -> list[str]:
    """Three different things that the column says."""
    found: dict[str, None] = {}
    for row in table.rows:
        if text := row.cells[column].strip():
            found.setdefault(text[:LONGEST_SAMPLE])
        if len(found) == SAMPLES:
            break
    return list(found)


def guess(table: SourceTable) -> Mapping:
    """The most likely meaning of each column, each but for texts given once."""
    columns = [
        Guess(heading, [row.cells[at] for row in table.rows[:LOOKED_AT]])
        for at, heading in enumerate(table.columns)
    ]
    for column in columns:
        column.likes = likelihoods(column)
    names = assigned(columns)
    if "title" not in names and (widest := widest_text(columns, names)) is not None:
        names[widest] = "title"
    pairs = zip(columns, names, strict=True)
    return Mapping(tuple(mapped(column, name) for column, name in pairs))


def mapped(column: Guess, name: str) -> MappedColumn:
    has_text = any(cell.strip() for cell in column.cells)
    if name == IGNORE and NAMED.get(folded_heading(column.heading)) != IGNORE:
        name = LABEL if column.heading.strip() and has_text else IGNORE
    label = column.heading.strip() if name == LABEL else ""
    return MappedColumn(column.heading, name, label)


def assigned(columns: list[Guess]) -> list[str]:
    """Give each column its best meaning, the surest first."""
    names = [IGNORE] * len(columns)
    wishes = sorted(
        ((like, -at, name) for at, one in enumerate(columns) for name, like in
         one.likes.items()),
        reverse=True,
    )  # fmt: skip
    for _, place, name in wishes:
        at = -place
        if names[at] == IGNORE and name not in names:
            names[at] = name
    return names


def widest_text(columns: list[Guess], names: list[str]) -> int | None:
    """The free column with the most text, for the objective."""
    free = [at for at, name in enumerate(names) if name == IGNORE]
    widths = {at: sum(map(len, columns[at].cells)) for at in free}
    widest = max(free, key=lambda at: widths[at], default=None)
    return widest if widest is not None and widths[widest] else None


def folded_heading(heading: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", folded_name(heading)).split())


def likelihoods(column: Guess) -> dict[str, float]:
    """How much speaks for each meaning: 1 and more is a heading's word."""
    likes = by_heading(folded_heading(column.heading))
    if likes.get(IGNORE):
        return {}
    filled = [cell.strip() for cell in column.cells if not says_nothing(cell)]
    if not filled:
        return likes
    for name, is_such in CONTENTS:
        share = sum(map(bool, map(is_such, filled))) / len(filled)
        if share >= 0.6:
            likes[name] = likes.get(name, 0) + share / 2
    if is_enough_people(filled):
        likes["owner"] = likes.get("owner", 0) + 0.4
    return likes


def by_heading(heading: str) -> dict[str, float]:
    if not heading:
        return {}
    if name := NAMED.get(heading):
        return {name: 2.0}
    bare = " ".join(SAID_WORD.sub(" ", heading).split())
    if bare != heading and f"said_{NAMED.get(bare)}" in FIELDS:
        return {f"said_{NAMED[bare]}": 2.0}
    bare = " ".join(NOW_WORD.sub(" ", heading).split())
    if bare != heading and (name := NAMED.get(bare)):
        return {name: 1.9}
    words = heading.split()
    return {
        name: 1 + len(word) / 100
        for word, name in sorted(NAMED.items(), key=lambda one: len(one[0]))
        if len(word) > 2 and word in (words[0], words[-1], heading)
    }


def is_enough_people(filled: Iterable[str]) -> bool:
    """Whether the cells look like names, some of them more than once."""
    cells = list(filled)
    names = [cell for cell in cells if NAME.fullmatch(cell) and len(cell) <= 40]
    is_repeated = len(set(names)) < len(names)
    are_names = sum(" " in name and name.istitle() for name in names)
    return len(names) >= 0.8 * len(cells) and is_repeated and 2 * are_names > len(cells)


def is_eta(cell: str) -> bool:
    known = (Precision.DAY, Precision.IMPOSSIBLE, Precision.MONTH)
    return read_eta(cell, date_order="day").precision in known


def is_status(cell: str) -> bool:
    return read_status(cell).state is not None


CONTENTS: list[tuple[str, Callable[[str], object]]] = [
    ("identifier", IDENTIFIER.fullmatch),
    ("link", LINK.match),
    ("period", is_period),
    ("eta", is_eta),
    ("status", is_status),
]
