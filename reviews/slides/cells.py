"""The cells of an objective's row as blocks: typed text, marks, and the promise."""

from objectives.text.inline import Run, marked_runs
from objectives.text.phrases import lateness
from reviews.slides.base import Block, TextRun
from reviews.slides.states import carried, state_words, without_state
from reviews.snapshot.values import Row, Said

PROMISED, PROMISED_ETA = TextRun("Promised: "), TextRun("Promised:\n")
# What is said of an ETA after the quarter: a plan may be longer than that.
AFTER = "after the quarter"
BLANK = Block("blank", ())


def inline(text: str, said: str | None = None) -> tuple[TextRun, ...]:
    """Typed text as it was meant, and marks on what the commitment did not say."""
    return tuple(
        TextRun(run.text, mark=run.is_changed, **run.style._asdict())
        for run in marked_runs(said, text)
    )


def cell(text: str, said: str | None, *, kind: str = "text") -> tuple[Block, ...]:
    """A cell: the typed text, and below it what was promised if words went away."""
    body = Block(kind, inline(text, said)) if text else BLANK
    return (body, *promise(text, said)) if said else (body,)


def promise(text: str, said: str) -> tuple[Block, ...]:
    """The whole promise, its lost words struck; nothing if none is lost."""
    lost = marked_runs(text, said)
    if text == said or not any(run.is_changed for run in lost):
        return ()
    return (Block("said", (PROMISED, *map(struck, lost))),)


def struck(run: Run) -> TextRun:
    style = run.style._replace(struck=run.is_changed or run.style.struck)
    return TextRun(run.text, **style._asdict())


def eta_cell(row: Row, said: Said | None) -> tuple[Block, ...]:
    """The ETA, what is odd about it, and the one that was promised."""
    body = cell(row.eta, said.eta if said else None)
    return (body[0], *eta_notes(row), *eta_promise(row.eta, said.eta if said else None))


def eta_promise(eta: str, said: str | None) -> tuple[Block, ...]:
    """The promised ETA: unstruck, since it has no words to tell apart."""
    if said is None:
        return ()
    if not any(run.mark for run in inline(eta, said) + inline(said, eta)):
        return ()
    return (Block("said", (PROMISED_ETA, *(inline(said) or (TextRun("no ETA"),)))),)


def eta_notes(row: Row) -> tuple[Block, ...]:
    """What is odd about the ETA; that it lies after the quarter, only quietly."""
    kind = "aside" if row.eta_warning == AFTER else "warning"
    return notes(kind, row.eta_warning)


def title_cell(row: Row, said: Said | None) -> tuple[Block, ...]:
    title = cell(row.title, said.title if said else None, kind="title")
    return (*title, *labels(row))


def labels(row: Row) -> tuple[Block, ...]:
    """Tags and reference where the review shows them, and who handed it over."""
    parts = [TextRun(tag) for tag in row.tags]
    if row.reference:
        parts.append(TextRun(row.reference, href=row.reference_url))
    if row.handed_from:
        parts.append(TextRun(f"from {', '.join(row.handed_from)}"))
    runs = [run for part in parts for run in (TextRun(" · "), part)]
    return (Block("aside", tuple(runs[1:])),) if runs else ()


def status_cell(row: Row) -> tuple[Block, ...]:
    """The state, what else the status says, how late it is, where it goes, comments."""
    state, late = state_and_lateness(row)
    text = without_state(row)
    under = (Block("under", inline(text)),) if text else ()
    reason = (Block("under", inline(row.dropped_reason)),) if row.dropped_reason else ()
    fate = carried(row) if row.carried_to else ""
    said = (Block("comment", inline(words)) for words in row.comments)
    found = (*state, *under, *reason, *late, *notes("fate", fate), *said)
    return found or (BLANK,)


def state_and_lateness(row: Row) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The state above what the status says, and below it how late it is.

    What is done is short: it has both on a line.
    """
    late = notes("late", lateness(row.quarters, row.state == "done"))
    state = notes("state", state_words(row))
    if not (late and row.state == "done"):
        return state, late
    return (Block("done", (*state[0].runs, *late[0].runs)),), ()


def notes(kind: str, text: str) -> tuple[Block, ...]:
    return (Block(kind, (TextRun(text),)),) if text else ()
