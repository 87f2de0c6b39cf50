"""How an import went, or how far it is. Plans come in from the view."""

from collections.abc import Iterable
from dataclasses import dataclass

from objectives.importing import how_far
from objectives.importing.preview import Kind
from objectives.models import Import, Plan
from objectives.pages.imports import DONE, FAILED, RUNNING, UNDONE, counted, state_of

COUNTED = [
    (Kind.NEW, "{} added"),
    (Kind.CHANGED, "{} changed"),
    (Kind.CONFLICT, "{} edited here since: only what nobody had edited was changed"),
    (Kind.SAME, "{} the same as before"),
    (Kind.REFUSED, "{} refused"),
    (Kind.LEFT_OUT, "{} left out"),
    (Kind.GONE, "{} not in the table, and kept"),
]
TITLES = {
    RUNNING: "Importing",
    DONE: "Imported",
    UNDONE: "Import undone",
    FAILED: "Not imported",
}


@dataclass(frozen=True, slots=True)
class DonePage:
    title: str
    words: str
    is_unfinished: bool
    done: int
    error: str
    counts: list[str]
    notes: list[str]
    plans: list[Plan]
    refused: int
    may_undo: bool
    # The key of the review that came with it, where it was a deck.
    review: int | None


def done_page(import_: Import, plans: Iterable[Plan]) -> DonePage:
    state = state_of(import_)
    counts = import_.outcome.get("counts", {})
    is_done = state == DONE
    return DonePage(
        TITLES.get(state, TITLES[FAILED]),
        words_of(state, counts),
        state == RUNNING,
        how_far.read(import_.pk) if state == RUNNING else 0,
        import_.error,
        [words.format(f"{n:,}") for kind, words in COUNTED if (n := counts.get(kind))],
        import_.outcome.get("notes", []),
        list(plans) if is_done else [],
        counts.get(Kind.REFUSED, 0),
        is_done,
        import_.outcome.get("review") if is_done else None,
    )


def words_of(state: str, counts: dict[str, int]) -> str:
    if state == RUNNING:
        return "The rows are being saved. You can leave this page."
    if state == UNDONE:
        return "All of it was undone. You can import it again."
    if state == FAILED:
        return "Nothing was saved."
    written = counts.get(Kind.NEW, 0) + counts.get(Kind.CHANGED, 0)
    return f"{counted(written, 'objective')} saved." if written else "Nothing changed."
