"""A row of an import as it will be: its cells, what to know of it, what to put right.

Rows come in from `objectives.importing.preview`; nothing is asked of the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from objectives.importing.mapping import FIELDS
from objectives.importing.preview import WRITTEN, Difference, Kind, PreviewRow
from objectives.parsing.status import read_status
from objectives.parsing.tags import tags_in
from objectives.text.inline import marked_runs
from objectives.text.status_counts import state_in_words

# In the order in which they want to be looked at, with what they are called.
KINDS = {
    Kind.REFUSED: "refused",
    Kind.CONFLICT: "edited here",
    Kind.CHANGED: "changed",
    Kind.NEW: "new",
    Kind.SAME: "same",
    Kind.LEFT_OUT: "left out",
    Kind.GONE: "not in the table",
}
SHOWN = ("title", "measure", "dependency", "eta", "status")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know of a row; of a refused cell with its field."""

    words: str
    is_refusal: bool = False
    field: str = ""
    old: tuple = ()
    new: tuple = ()


@dataclass(frozen=True, slots=True)
class Mend:
    """A field in which a refused cell is put right."""

    field: str
    name: str
    label: str
    value: str
    is_refused: bool = True


@dataclass(frozen=True, slots=True)
class ImportRow:
    number: int | None
    line: int | None
    kind: str
    kind_in_words: str
    plan: str
    runs: dict[str, tuple]
    owner: str
    tags: list[str]
    reference: str
    state: str
    state_in_words: str
    notes: list[Note]
    mends: list[Mend]
    may_be_left: bool
    is_out: bool
    # Of a row that was edited here: what one has seen who takes the file.
    stand: str = ""
    is_taken: bool = False


def import_row(row: PreviewRow, typed: Mapping[str, str]) -> ImportRow:
    cells = row.cells
    changed = {one.field: one for one in row.differences if one.is_written}
    kept = {one.field: one for one in row.differences if not one.is_written}
    state, words = state_of(row, cells)
    left_by_choice = row.draft is not None and row.kind == Kind.LEFT_OUT
    return ImportRow(
        row.number,
        row.line,
        row.kind.value,
        KINDS[row.kind].capitalize(),
        " · ".join(filter(None, [cells.get("team", ""), cells.get("period", "")])),
        {name: runs_of(name, cells, changed, kept) for name in SHOWN},
        cells.get("owner", ""),
        tags_in(cells.get("tags", "")),
        cells.get("identifier", ""),
        state,
        words,
        list(notes_of(row)),
        list(mends_of(row, typed)),
        row.kind in WRITTEN | {Kind.REFUSED} or (left_by_choice and is_own(row)),
        left_by_choice,
        row.stand,
        row.is_taken,
    )


def is_own(row: PreviewRow) -> bool:
    """Whether somebody left it out here, rather than that it is no objective."""
    return row.why == "You left it out."


def runs_of(
    name: str,
    cells: dict[str, str],
    changed: dict[str, Difference],
    kept: dict[str, Difference],
) -> tuple:
    if one := changed.get(name):
        return marked_runs(one.before, one.after)
    return marked_runs(None, kept[name].before if name in kept else cells.get(name, ""))


def state_of(row: PreviewRow, cells: dict[str, str]) -> tuple[str, str]:
    """The state that the row counts as, and in words."""
    reading = read_status(cells.get("status", ""))
    chosen = row.draft.state if row.draft else row.objective and row.objective.state
    state = reading.state if chosen is None else chosen
    if state:
        return state, state_in_words(state, reading.percent, reading.is_about)
    counted_as = "unread" if cells.get("status") else "blank"
    return counted_as, state_in_words(counted_as, None, False)


def notes_of(row: PreviewRow) -> Iterator[Note]:
    if row.kind == Kind.LEFT_OUT:
        yield Note(row.why)
    if row.kind == Kind.GONE:
        yield Note("It came with an earlier import and is not in this table. It stays.")
    for error in row.errors:
        yield Note(error.message, is_refusal=True, field=error.field)
    for one in row.differences:
        yield note_of(one)
    for repair in row.repairs:
        yield Note(repair.text)


def note_of(one: Difference) -> Note:
    if not one.is_written:
        words = f"{one.label}: edited here since. It stays. In the file:"
        return Note(words, new=marked_runs(one.before, one.after))
    if one.is_taken:
        words = f"{one.label}: edited here since. The file replaces:"
        return Note(words, old=marked_runs(one.after, one.before))
    if not one.before:
        return Note(f"{one.label}: blank here so far.")
    return Note(f"{one.label} here:", old=marked_runs(one.after, one.before))


def mends_of(row: PreviewRow, typed: Mapping[str, str]) -> Iterator[Mend]:
    if row.kind != Kind.REFUSED or row.draft is None:
        return
    for name in row.errors_by_field:
        if name in FIELDS:
            key = f"cell-{row.number}-{name}"
            value = typed.get(key, row.draft.row.get(name))
            yield Mend(name, key, FIELDS[name], value)
