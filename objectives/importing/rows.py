"""Rows of a table as objectives that could be: team, quarter, owner and values."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from objectives.importing import repairs, texts, values
from objectives.importing.choices import CLOSED, MISSED, Choices
from objectives.importing.lookup import CellRefusedError, Lookup, NewPerson, TeamRef
from objectives.importing.mapping import FIELDS, SAID, Mapping
from objectives.importing.repairs import Repair, RowTexts
from objectives.importing.sources.base import SourceTable
from objectives.models import Member, Objective, Quarter
from objectives.parsing.status import State, read_status
from objectives.parsing.tags import LONGEST_TAG, MOST_TAGS, joined_tags, tags_in

# The fields of an objective by what the columns are called.
MODEL_FIELDS = {
    **{name: name for name in ("title", "measure", "dependency", "eta", "status")},
    **{"tags": "tags", "identifier": "reference", "link": "reference_url"},
    **{"deferred_to": "deferred_to", "dropped_reason": "dropped_reason"},
}
FIELD = {one.name: one for one in Objective._meta.fields}
COLUMNS = {model: name for name, model in MODEL_FIELDS.items()}
SAID_TEXTS = {
    "title": repairs.LONGEST_TITLE,
    "measure": repairs.LONGEST_TEXT,
    "dependency": repairs.LONGEST_TEXT,
    "eta": repairs.LONGEST_ETA,
    "status": repairs.LONGEST_TEXT,
}
LATER = "later"


class CellError(NamedTuple):
    """What is wrong with a cell; an empty field is the whole row."""

    field: str
    code: str
    message: str


@dataclass(slots=True)
class Draft:
    """What a row would be. `left_out` says why it is not to be."""

    row: RowTexts
    team: TeamRef | None = None
    # The key of the team that it is a group of, or its own; None for a new team.
    root: int | None = None
    quarter: Quarter | None = None
    owner: Member | NewPerson | None = None
    values: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] | None = None
    # Whether it came later than what was said, where the table tells that.
    is_late: bool = False
    # The state that is meant, where that is not only read off the status.
    state: str | None = None
    # What was read as its answer in a quarter that comes in closed.
    answer: str = ""
    errors: list[CellError] = field(default_factory=list)
    left_out: str = ""

    @property
    def place(self) -> tuple[int | str, str] | None:
        """The plan it is of, by team and address of the quarter."""
        if self.team is None or self.quarter is None:
            return None
        return self.team.key, self.quarter.slug

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else ""

    def forget_answer(self) -> None:
        """Take back what was read as its answer: it goes on instead."""
        if self.answer == "chosen_state":
            self.state = None
        self.values.pop(self.answer, None)
        self.answer = ""

    @property
    def repairs(self) -> list[Repair]:
        return self.row.repairs


def drafts(
    table: SourceTable,
    mapping: Mapping,
    choices: Choices,
    lookup: Lookup,
    *,
    at: datetime,
    only: Container[int] | None = None,
) -> Iterator[Draft]:
    on = timezone.localdate(at)
    for row in texts.rows_of(table, mapping, choices, only):
        draft = Draft(row, left_out=row.skipped)
        if row.number in choices.left_out:
            draft.left_out = "You left it out."
        if not draft.left_out:
            read_place(draft, lookup)
        if not draft.left_out and not draft.errors:
            read_values(draft, mapping, choices, lookup, on=on)
        yield draft


def read_place(draft: Draft, lookup: Lookup) -> None:
    """Find its team and its quarter."""
    row = draft.row
    tag = ""
    try:
        draft.team = lookup.team(*values.team_words(row, lookup))
    except CellRefusedError as refusal:
        draft.errors.append(CellError("team", refusal.code, str(refusal)))
    try:
        draft.quarter, tag = lookup.quarter(values.period_words(row, lookup))
    except CellRefusedError as refusal:
        draft.errors.append(CellError("period", refusal.code, str(refusal)))
    if not draft.errors and draft.place is None:
        draft.left_out = "Its team or its period is left out."
    if draft.team:
        draft.root = lookup.root_of(draft.team)
    if tag:
        add_tag(row, tag)


def add_tag(row: RowTexts, tag: str) -> None:
    tags = tags_in(row.get("tags"))
    if len(tags) < MOST_TAGS and len(tag) <= LONGEST_TAG:
        row.texts["tags"] = joined_tags(tags_in(joined_tags([*tags, *tags_in(tag)])))


def read_values(
    draft: Draft, mapping: Mapping, choices: Choices, lookup: Lookup, *, on: date
) -> None:
    row, quarter = draft.row, draft.quarter
    assert quarter is not None
    draft.values = {
        model: row.get(name)
        for name, model in MODEL_FIELDS.items()
        if name in mapping.fields or row.get(name)
    }
    read_owner(draft, lookup)
    read_date(draft, choices, lookup)
    status = row.get("status")
    draft.state = lookup.state(status, row.get("state"))
    state = choices.states.get(quarter.slug) or values.proposed_state(
        quarter, is_said=mapping.is_said, on=on
    )
    if state == CLOSED:
        dispose(draft, choices)
    if mapping.is_said:
        is_late = "said_title" in mapping.fields and not said_texts(row)
        draft.is_late, draft.said = is_late, said_values(draft, mapping)
    check_values(draft)


def read_owner(draft: Draft, lookup: Lookup) -> None:
    row = draft.row
    name = row.people[0] if row.people else ""
    assert draft.team is not None
    assert draft.quarter is not None
    try:
        draft.owner = lookup.owner(name, draft.team, draft.quarter)
    except CellRefusedError as refusal:
        draft.errors.append(CellError("owner", refusal.code, str(refusal)))
    if name and draft.owner is None and not draft.errors:
        words = f"Owner: {name}"
        draft.values["measure"] = repairs.joined(draft.values.get("measure", ""), words)
        row.repairs.append(Repair("nobody", f"{name} stays as text.", False))


def read_date(draft: Draft, choices: Choices, lookup: Lookup) -> None:
    """Choose the day of an ETA that could be two."""
    eta = draft.values.get("eta", "")
    if not (choices.date_order and eta and draft.quarter and "/" in eta):
        return
    quarter = draft.quarter
    read = quarter.read_eta(eta)
    chosen = texts.read_eta_in(eta, quarter.first_day, choices.date_order)
    if chosen and chosen != read.day:
        draft.values["chosen_eta_day"] = chosen


def dispose(draft: Draft, choices: Choices) -> None:
    """Answer what became of it in a quarter that comes in closed."""
    found = draft.values
    status = found.get("status", "")
    reading = read_status(status)
    state = reading.state if draft.state is None else draft.state
    if state == State.DONE or found.get("deferred_to") or found.get("dropped_reason"):
        return
    if state == State.DEFERRED:
        until = reading.deferred_to or LATER
        draft.answer = "deferred_to"
        found["deferred_to"] = repairs.cut(until, repairs.LONGEST_DEFERRED)
    elif state == State.DROPPED:
        found["dropped_reason"] = status or "Dropped"
    elif choices.unfinished == MISSED:
        draft.answer, draft.state = "chosen_state", State.MISSED


def said_texts(row: RowTexts) -> list[str]:
    return [row.get(name) for name in SAID if row.get(name)]


def said_values(draft: Draft, mapping: Mapping) -> dict[str, Any]:
    """What it said when it was committed; as it is now where a column is missing."""
    row, fields = draft.row, mapping.fields
    now = {name: draft.values.get(name, "") for name in SAID_TEXTS}
    # What the status was then cannot be told from what it is now.
    now |= {"status": "", "owner": draft.owner_name}
    said = {
        name: row.get(f"said_{name}") if f"said_{name}" in fields else now[name]
        for name in now
    }
    found = {name: repairs.cut(said[name], SAID_TEXTS[name]) for name in SAID_TEXTS}
    found["title"] = found["title"] or now["title"]
    return found | {"owner_name": repairs.cut(said["owner"], repairs.LONGEST_NAME)}


def check_values(draft: Draft) -> None:
    """Refuse what the objective's own fields refuse, cell by cell."""
    found = draft.values
    if not found.get("title"):
        draft.errors.append(CellError("title", "no_title", "Enter the objective."))
    if found.get("deferred_to") and found.get("dropped_reason"):
        words = "Defer the objective or drop it, not both."
        draft.errors.append(CellError("deferred_to", "both", words))
    for name, value in found.items():
        if value:
            check_cell(draft, name, value)


def check_cell(draft: Draft, name: str, value: Any) -> None:
    try:
        FIELD[name].clean(value, None)
    except ValidationError as refusal:
        for one in refusal.error_list:
            words, code = " ".join(one.messages), one.code or "invalid"
            draft.errors.append(CellError(COLUMNS.get(name, name), code, words))


def label_of(name: str) -> str:
    """What a field of an objective is called as a column."""
    labels = {"owner": FIELDS["owner"], "chosen_state": FIELDS["state"]}
    labels |= {"chosen_eta_day": "Count as the date"}
    return labels.get(name) or FIELDS[COLUMNS[name]]
