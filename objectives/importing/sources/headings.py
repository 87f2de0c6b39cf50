"""Tell a row of headings from a row of data."""

import re
import unicodedata
from collections.abc import Sequence

from objectives.importing.sources.texts import one_line

LONGEST = 60
# fmt: off
KNOWN = frozenset((
    "objective", "objectives", "key objective", "title", "goal", "goals", "name",
    "summary", "task", "task name", "item", "initiative", "project", "epic", "feature",
    "deliverable", "milestone", "theme", "focus area", "workstream", "okr",
    "key result", "key results", "result", "results", "outcome", "outcomes", "impact",
    "measure", "measures", "measure of success", "expected impact", "metric", "kpi",
    "success criteria", "definition of done", "acceptance criteria", "target",
    "dependency", "dependencies", "depends on", "blocked by", "blockers", "risks",
    "eta", "due", "due date", "date", "deadline", "target date", "end date", "end",
    "start date", "start", "when", "timeline", "delivery date", "planned",
    "status", "state", "status update", "progress", "percent", "% complete",
    "% done", "rag", "health", "confidence", "comment", "comments", "notes", "remarks",
    "owner", "owners", "who", "person", "lead", "assignee", "responsible", "dri",
    "driver", "accountable", "contact", "manager", "reporter", "creator",
    "team", "teams", "group", "squad", "department", "area", "unit", "organisation",
    "organization", "quarter", "period", "fiscal quarter", "q", "year", "fiscal year",
    "cycle", "cycle name", "sprint", "release", "id", "key", "issue key", "issue id",
    "issue type", "type", "reference", "ticket", "external reference", "link", "url",
    "tags", "tag", "labels", "label", "category", "priority", "description",
    "carried from", "carried over from", "percent complete", "scope", "estimate",
    "said", "now", "was", "parent", "component", "components", "resolution",
    "ziel", "titel", "verantwortlich", "fällig", "termin", "stand", "quartal",
    "mannschaft", "objectif", "titre", "responsable", "échéance", "statut", "équipe",
    "trimestre",
    "objetivo", "título", "fecha", "estado", "equipo",
))
# fmt: on
DATA = re.compile(
    r"""\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?      # a day or a month
    |[~≈<>]?\s*[-+]?\d[\d.,\s]*\s*%?            # a number or a share
    |https?://\S+|\S+@\S+\.\S+""",
    re.VERBOSE,
)


def folded(heading: str) -> str:
    """What spellings of one heading have in common."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"[*_`]|\([^()]*\)|\[[^\[\]]*\]", " ", text)
    return one_line(text).strip(" :?.#")


def is_heading_row(cells: Sequence[str]) -> bool:
    """Whether it names columns, as far as its words alone tell."""
    filled = [cell for cell in cells if cell]
    if not filled or max(map(len, filled)) > LONGEST:
        return False
    known = len({folded(cell) for cell in filled} & KNOWN)
    return known >= 2 and (known * 3 >= len(filled) or known >= 4)


def is_heading_inside(cells: Sequence[str]) -> bool:
    """Whether it can be nothing but headings: rows of data may say two such words."""
    return is_heading_row(cells) and all(folded(cell) in KNOWN for cell in cells)


def is_heading_above(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether it names columns of the rows below, whose data are of other kinds.

    It is the first of its table, and its words may be of any language.
    """
    width = max(map(len, rows), default=0)
    if width == 1 and len(cells) == 1:
        return folded(cells[0]) in KNOWN
    names = [cell for cell in cells if cell]
    if len(names) < 2 or len(names) < width or len(set(names)) < len(names):
        return False
    if any(len(name) > LONGEST or DATA.fullmatch(name) for name in names):
        return False
    known = sum(folded(name) in KNOWN for name in names)
    is_named = known * 2 >= len(names)
    return is_named or any(is_kind(column(rows, index)) for index in range(width))


def column(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index] for row in rows if index < len(row) and row[index]]


def is_kind(values: list[str]) -> bool:
    """Whether nearly all of a column are days, numbers or addresses."""
    data = sum(len(one) < LONGEST and bool(DATA.fullmatch(one)) for one in values)
    return data > 0 and data * 10 >= len(values) * 8
