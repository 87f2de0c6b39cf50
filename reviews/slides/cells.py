"""The cells of an objective's row as blocks: typed text, marks, and the commitment."""

from objectives.text.diff import changed_runs
from objectives.text.inline import marked_runs, plain
from reviews.slides.base import Block, TextRun


def inline(text: str, said: str | None = None) -> tuple[TextRun, ...]:
    """Typed text as it was meant, and marks on what the commitment did not say."""
    return tuple(
        TextRun(run.text, mark=run.is_changed, **run.style._asdict())
        for run in marked_runs(said, text)
    )


def removed(said: str, text: str) -> str:
    """What the commitment said and the text no longer does, the rest elided."""
    runs = changed_runs(plain(text), plain(said))
    if not any(is_changed for _, is_changed in runs):
        return plain(said)
    words = (run.strip() if is_changed else "…" for run, is_changed in runs)
    return " ".join(word for word in words if word)


def cell(text: str, said: str | None, *, kind: str = "text") -> tuple[Block, ...]:
    """A cell: the typed text, and below it what was said if that differs."""
    body = Block(kind, inline(text, said)) if text else Block("blank", ())
    if said is None or said == text:
        return (body,)
    note = TextRun(removed(said, text)) if said else TextRun("blank", em=True)
    return (body, Block("said", (note,)))
