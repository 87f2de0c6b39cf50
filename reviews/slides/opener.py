"""The slide before a section: its time in the meeting, one number, and what is in it.

Lengths are CSS px, as in `deck.css`. A section of a single slide has no opener; of one
without slides, it is the only one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from reviews.design.text_width import depth, line_height, shortened, width
from reviews.slides import facts
from reviews.slides.agenda import clock_text, duration_text
from reviews.slides.base import Slide
from reviews.slides.facts import count
from reviews.slides.promises import fate
from reviews.snapshot.values import GroupPlan, SectionData, Snapshot

KIND = "opener"
TITLE_WIDTH, TITLE_HEIGHT = 310, 340
TITLE_STEPS = ((64, 70), (48, 54), (38, 44), (30, 36))
TIME_SIZES = (64, 44, 30)
WIDTH = 752
NUMBER_SIZE, NUMBER_GAP = 176, 16
WORDS_SIZES = (64, 44, 30, 22)
# What is in the section: the px below the number, or without one.
ROOM, ROOM_ALONE = 226, 572
NAME_WIDTH, WORDS_WIDTH, PLAIN_WIDTH = 300, 340, 640


@dataclass(frozen=True, slots=True)
class Row:
    """The size of a row's text, its line, and the padding with the rule."""

    size: int
    line: int
    padding: int


AIRY, DENSE = Row(22, 30, 23), Row(18, 24, 13)


@dataclass(frozen=True, slots=True)
class Headline:
    """The number with its words, a block for each thing counted, and the rest.

    `blocks` are the roles of the blocks, as `done` or `rest`.
    """

    number: int
    words: str
    blocks: tuple[str, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is on some slides of the section, and their numbers."""

    name: str
    words: str
    slides: str


@dataclass(frozen=True, slots=True)
class Opener:
    """`sizes` are the steps taken: of the title, the time and the number's words."""

    number: int
    of: int
    time: str
    place: str
    sizes: tuple[int, int, int]
    headline: Headline | None
    entries: tuple[Entry, ...]
    is_dense: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether its entries are names only, with all the room."""
        return not any(entry.words for entry in self.entries)


def slides(
    section: SectionData,
    snapshot: Snapshot,
    number: int,
    shown: list[Slide],
    first: int,
) -> list[Slide]:
    """The opener of the slides of a section, of which the first has that number."""
    if len(shown) == 1:
        return []
    headline = HEADLINES.get(section.kind, lambda snapshot: None)(snapshot)
    time = duration_text(section.seconds) if section.seconds else ""
    words = headline.words if headline else ""
    room = WIDTH - NUMBER_GAP - number_width(headline)
    free = ROOM if headline else ROOM_ALONE
    starts = [slide for slide in shown if slide.part == 1]
    names = [name_of(slide, section, snapshot) for slide in starts]
    row = row_for(names, free)
    content = Opener(
        number=number,
        of=len(snapshot.sections),
        time=time,
        place=place(snapshot.sections, number),
        sizes=(
            title_size(section.title),
            fitting(time, TITLE_WIDTH, TIME_SIZES, "bold"),
            fitting(words, room, WORDS_SIZES, "semibold"),
        ),
        headline=headline,
        entries=tuple(entries(section, snapshot, shown, first, free, row)),
        is_dense=row is DENSE,
    )
    return [Slide(KIND, section.slug, section.title, content, section=section.title)]


def number_width(headline: Headline | None) -> float:
    return width(f"{headline.number:,}", NUMBER_SIZE, "bold") if headline else 0


def place(sections: tuple[SectionData, ...], number: int) -> str:
    """5:30 to 10:30 of the meeting; empty where nothing has minutes."""
    before = sum(section.seconds for section in sections[: number - 1])
    here = sections[number - 1].seconds
    if not here:
        return ""
    return f"{clock_text(before)} to {clock_text(before + here)} of the meeting"


def title_size(title: str) -> int:
    """The largest size that breaks no word and stays above the time."""
    fits = (
        size
        for size, line in TITLE_STEPS
        if depth(title, TITLE_WIDTH, size, line, "bold") <= TITLE_HEIGHT
        and all(width(word, size, "bold") <= TITLE_WIDTH for word in title.split())
    )
    return next(fits, TITLE_STEPS[-1][0])


def fitting(text: str, room: float, sizes: tuple[int, ...], face: str) -> int:
    """The largest size in which the text stays on one line."""
    return next((one for one in sizes if width(text, one, face) <= room), sizes[-1])


def row_for(names: list[str], free: float) -> Row:
    """The size of rows: lower ones where all have room then, and only then."""
    is_dense = fitting_rows(names, free, AIRY) < len(names)
    if is_dense and fitting_rows(names, free, DENSE) == len(names):
        return DENSE
    return AIRY


def entries(
    section: SectionData,
    snapshot: Snapshot,
    shown: list[Slide],
    first: int,
    free: float,
    row: Row,
) -> Iterator[Entry]:
    """A line for each series of slides; those that have no room share the last one."""
    starts = [at for at, slide in enumerate(shown) if slide.part == 1]
    ends = [*starts[1:], len(shown)]
    names = [name_of(shown[start], section, snapshot) for start in starts]
    kept = fitting_rows(names, free, row)
    words = [words_of(shown[start], section, snapshot) for start in starts[:kept]]
    room = NAME_WIDTH if any(words) else PLAIN_WIDTH
    for start, end, name, said in zip(starts, ends, names, words, strict=False):
        yield Entry(
            shortened(name, room, row.size, "semibold"),
            shortened(said, WORDS_WIDTH, row.size),
            span(first + start, first + end - 1),
        )
    if rest := starts[kept:]:
        last = first + len(shown) - 1
        yield Entry(f"{len(rest)} more", "", span(first + rest[0], last))


def fitting_rows(titles: list[str], free: float, row: Row = AIRY) -> int:
    """How many rows fit, with one for all others if they do not all."""
    ends = list(accumulate(row_height(title, row) for title in titles))
    if not ends or ends[-1] <= free:
        return len(ends)
    return sum(end <= free - row.line - row.padding for end in ends)


def row_height(title: str, row: Row) -> float:
    return line_height(title, row.size, row.line, "semibold") + row.padding


def plans_of(slide: Slide, section: SectionData, snapshot: Snapshot) -> list[GroupPlan]:
    """The plan of a table of objectives, if the slide has one."""
    if slide.kind not in ("said", "did", "next"):
        return []
    plans = snapshot.next_plans if slide.kind == "next" else snapshot.plans
    return [plan for plan in plans if slide.id == f"{section.slug}--{plan.slug}"]


def name_of(slide: Slide, section: SectionData, snapshot: Snapshot) -> str:
    """The title of a series of slides; of objectives, of whichever bucket, the team."""
    names = (plan.group for plan in plans_of(slide, section, snapshot))
    return next(names, slide.title)


def words_of(slide: Slide, section: SectionData, snapshot: Snapshot) -> str:
    """8 objectives, 2 done: what a series of slides holds, if that can be counted."""
    if slide.kind == "projects":
        number = len(snapshot.projects)
        return count(number, "piece of unplanned work", "pieces of unplanned work")
    plans = plans_of(slide, section, snapshot)
    if not plans:
        return ""
    rows = facts.rows_of(plans)
    done = sum(row.state == "done" for row in rows) if slide.kind == "did" else 0
    return facts.joined(facts.objectives(rows), f"{done} done" * bool(done))


def span(first: int, last: int) -> str:
    """9–10, or 11."""
    return str(first) if first == last else f"{first}–{last}"


def of_team(snapshot: Snapshot) -> Headline | None:
    """5 people, and how many of them are new."""
    number = len(snapshot.people)
    if not number:
        return None
    new = sum(person.is_new for person in snapshot.people)
    words = "person" if number == 1 else "people"
    rest = facts.joined(
        f"{new} new in {snapshot.quarter}" * bool(new),
        f"headcount {snapshot.headcount}" if snapshot.headcount is not None else "",
    )
    return Headline(number, words, ("main",) * number, rest)


def of_said(snapshot: Snapshot) -> Headline | None:
    """12 promises, and how many of them were left over."""
    rows = facts.promises(snapshot)
    if not rows:
        return None
    late = sum(row.quarters > 1 for row in rows)
    rest = f"{late} from quarters before, {len(rows) - late} new" if late else ""
    words = "promise" if len(rows) == 1 else "promises"
    return Headline(len(rows), words, ("main",) * len(rows), rest)


def of_did(snapshot: Snapshot) -> Headline | None:
    """3 of 12 promises done, and what became of the others."""
    rows = facts.promises(snapshot)
    if not rows:
        return None
    done = sum(fate(row) == "done" for row in rows)
    blocks = ("done",) * done + ("rest",) * (len(rows) - done)
    words = f"of {count(len(rows), 'promise')} done"
    return Headline(done, words, blocks, facts.fate_words(rows))


def of_metrics(snapshot: Snapshot) -> Headline | None:
    """4 metrics, 2 of them without figures, and 3 callouts, as on the agenda."""
    metrics = facts.shown(snapshot, "metric")
    callouts = facts.shown(snapshot, "callout")
    found, noun = (metrics, "metric") if metrics else (callouts, "callout")
    if not found:
        return None
    known = sum(metric.value is not None for metric in found)
    blocks = ("main",) * known + ("rest",) * (len(found) - known)
    rest = facts.joined(
        f"{len(found) - known} without figures" * (known < len(found)),
        count(len(callouts), "callout") * bool(metrics and callouts),
    )
    return Headline(len(found), noun + "s" * (len(found) != 1), blocks, rest)


def of_next(snapshot: Snapshot) -> Headline | None:
    """3 of 8 objectives carried over, or how many there are."""
    rows = facts.rows_of(snapshot.next_plans)
    if not rows:
        return None
    late = sum(row.quarters > 1 for row in rows)
    blocks = ("carried",) * late + ("rest",) * (len(rows) - late)
    new = f"{len(rows) - late} new" if late < len(rows) else ""
    if not late:
        words = "objective" if len(rows) == 1 else "objectives"
        return Headline(len(rows), words, ("main",) * len(rows))
    words = f"of {count(len(rows), 'objective')} carried over"
    return Headline(late, words, blocks, new)


def of_asks(snapshot: Snapshot) -> Headline | None:
    """2 open asks, and what became of the others."""
    if not snapshot.asks:
        return None
    states = [ask.state for ask in snapshot.asks]
    number = states.count("open")
    blocks = ("main",) * number + ("rest",) * (len(states) - number)
    rest = facts.joined(
        *(
            f"{states.count(state)} {state}"
            for state in ("answered", "closed")
            if state in states
        )
    )
    return Headline(number, "open ask" if number == 1 else "open asks", blocks, rest)


HEADLINES: dict[str, Callable[[Snapshot], Headline | None]] = {
    "team": of_team,
    "said": of_said,
    "did": of_did,
    "metrics": of_metrics,
    "next": of_next,
    "asks": of_asks,
}
