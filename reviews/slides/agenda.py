"""The agenda as a timeline: each section with its place in the meeting and its slides.

Lengths are CSS px, as in `deck.css`. Rows get lower as there are more of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, batched

from reviews.charts.drawing import Label, Path, Rect, Shape
from reviews.design.text_width import shortened
from reviews.slides import facts
from reviews.slides.base import Slide, series
from reviews.snapshot.values import SectionData, Snapshot

KIND = "agenda"
TITLE = "Agenda"
# Each step's name, how many rows it holds, the height of one and the size of its name.
STEPS = (("roomy", 7, 57, 26), ("middle", 9, 45, 22), ("close", 12, 34, 20))
NAME_WIDTH, NOTE_SIZE = 376, 16
# The scale, and where the longest time beside its last bar ends.
SCALE, ROOM = 510, 630
BAR, AXIS = 22, 28
STEP_MINUTES = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480)
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A section: what it holds, its bar up to its `end`, and its slides as 4–7."""

    number: int
    title: str
    slide: str
    note: str
    time: str
    end: float
    bar: tuple[Shape, ...]
    slides: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """Entries of one slide before a grid; the totals are on the last one.

    `rest` is what is left of the slot, or over it.
    """

    step: str
    grid_height: int
    grid: tuple[Shape, ...]
    items: tuple[AgendaEntry, ...]
    planned: str = ""
    of: str = ""
    rest: str = ""
    rest_words: str = ""
    spare: tuple[Shape, ...] = ()
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The slides of a section: the id of the first, and numbers; 0 if not shown."""

    id: str
    first: int
    last: int

    @property
    def words(self) -> str:
        """9–10, or 11."""
        if self.first == self.last:
            return str(self.first or "–")
        return f"{self.first}–{self.last}"


NOT_SHOWN = Span("", 0, 0)


def slides(snapshot: Snapshot, spans: Sequence[Span] = ()) -> list[Slide]:
    """Every section with its time and slides, and what is left of the meeting."""
    step, most, height, size = step_of(len(snapshot.sections))
    scale = Scale.of(snapshot)
    rows = list(entries(snapshot, spans, scale, size))
    pages = []
    for page in batched(rows, most) if rows else [()]:
        bottom = AXIS + len(page) * (height + 1)
        pages.append(Agenda(step, bottom, tuple(scale.grid(bottom)), page))
    pages[-1] = totals(snapshot, scale, pages[-1])
    return series(KIND, KIND, TITLE, "", pages)


def step_of(number: int) -> tuple[str, int, int, int]:
    return next((one for one in STEPS if number <= one[1]), STEPS[-1])


@dataclass(frozen=True, slots=True)
class Scale:
    """The minutes of the meeting as px; without any minutes, nothing is drawn."""

    seconds: int
    slot: int | None

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Scale":
        planned = sum(section.seconds for section in snapshot.sections)
        return cls(max(planned, snapshot.slot_seconds or 0), snapshot.slot_seconds)

    def x(self, seconds: float) -> float:
        return SCALE * seconds / self.seconds

    def ticks(self) -> range:
        """The seconds that have a line: a few of them, at round minutes."""
        steps = (60 * step for step in STEP_MINUTES)
        fits = (one for one in steps if self.seconds / one <= MOST_TICKS)
        step = next(fits, 60 * STEP_MINUTES[-1])
        return range(0, self.seconds + 1, step)

    def grid(self, height: float) -> Iterator[Shape]:
        """Lines down to that height, with their minutes above."""
        for tick in self.ticks() if self.seconds else ():
            x, anchor = self.x(tick), "middle" if tick else "start"
            yield Path("grid", ((x, AXIS - 6), (x, height)))
            yield Label("soft", x, 16, f"{tick // 60} min", anchor)


def entries(
    snapshot: Snapshot, spans: Sequence[Span], scale: Scale, size: int
) -> Iterator[AgendaEntry]:
    """The sections, each after the time of those before."""
    starts = accumulate((one.seconds for one in snapshot.sections), initial=0)
    for number, (section, start) in enumerate(
        zip(snapshot.sections, starts, strict=False), start=1
    ):
        span = spans[number - 1] if number <= len(spans) else NOT_SHOWN
        time = duration_text(section.seconds) if section.seconds else ""
        yield AgendaEntry(
            number=number,
            title=shortened(section.title, NAME_WIDTH, size, "semibold"),
            slide=span.id,
            note=note(section, snapshot),
            time=time,
            end=scale.x(start + section.seconds) if time else 0,
            bar=tuple(bar(scale, start, section)),
            slides=span.words,
        )


def note(section: SectionData, snapshot: Snapshot) -> str:
    return shortened(facts.in_section(section, snapshot), NAME_WIDTH, NOTE_SIZE)


def bar(scale: Scale, start: int, section: SectionData) -> Iterator[Shape]:
    if section.seconds:
        yield Rect("bar", scale.x(start), 0, scale.x(section.seconds), BAR)


def totals(snapshot: Snapshot, scale: Scale, page: Agenda) -> Agenda:
    """The last slide of the agenda, with the planned time and the rest of the slot."""
    planned, slot = sum(one.seconds for one in snapshot.sections), snapshot.slot_seconds
    rest = 0 if slot is None else slot - planned
    is_known, is_over = bool(rest), rest < 0
    return Agenda(
        page.step,
        page.grid_height,
        page.grid,
        page.items,
        planned=clock_text(planned) if planned else "",
        of="" if slot is None else duration_words(slot),
        rest=clock_text(abs(rest)) if is_known else "",
        rest_words="over" if is_over else "left for questions",
        spare=tuple(spare(scale, planned, rest)) if is_known else (),
        is_over=is_over,
    )


def spare(scale: Scale, planned: int, rest: int) -> Iterator[Shape]:
    """What is left of the slot as a thin bar, or what is over it."""
    left, right = sorted((scale.x(planned), scale.x(planned + rest)))
    role = "danger" if rest < 0 else "spare"
    yield Rect(role, left, 4, right - left, 6)


def duration_words(seconds: int) -> str:
    """30 minutes, or 1:05:00 where it is no whole minute or over an hour."""
    minutes, left = divmod(seconds, 60)
    if left or minutes > 90:
        return clock_text(seconds)
    return facts.count(minutes, "minute")


def clock_text(seconds: int) -> str:
    """26:30, or 1:05:00 from an hour on."""
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def duration_text(seconds: int) -> str:
    """30 s, 5 min, or 1 min 30 s."""
    minutes, rest = divmod(seconds, 60)
    parts = (f"{minutes} min" * bool(minutes), f"{rest} s" * bool(rest))
    return " ".join(filter(None, parts)) or "0 s"
