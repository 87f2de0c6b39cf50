"""Numbers that stand for themselves: one alone, or up to three beside each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from math import ceil

from reviews.charts.scale import digits_text
from reviews.design.text_width import SAFE, depth, width
from reviews.slides.base import CONTENT_WIDTH, Slide, content_height, series
from reviews.slides.figures import (
    difference,
    is_missing_callout,
    missing_words,
    override_words,
    short,
    uncapitalised,
    value_words,
)
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import SectionData, Snapshot

KIND = "callouts"
MOST = 3
BRIEF = 200
UNIT_SHARE = 0.4
TOP = 40
REST_SIZE, REST_LINE, REST_PADDING = 18, 26, 13
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """The sizes of a callout, each with its line height."""

    name: str
    number: Size
    label: Size
    period: Size
    sentence: Size
    before: Size


# A lone number with its sentence beside it, the largest first.
LONE_WIDTH, SENTENCE_WIDTH, SENTENCE_TOP = 440, 640, 52
LONE = (
    Step("lone-1", (280, 250), (30, 40), (22, 30), (44, 56), (22, 32)),
    Step("lone-2", (128, 124), (30, 40), (22, 30), (30, 40), (22, 32)),
    Step("lone-3", (84, 84), (22, 30), (18, 24), (22, 32), (18, 24)),
    Step("lone-4", (48, 56), (18, 24), (16, 22), (18, 26), (16, 22)),
)
# Several beside each other, and the widths of two and of three.
WIDTHS = {2: 552, 3: 352}
SEVERAL = (
    Step("several-1", (128, 124), (26, 34), (20, 28), (26, 36), (20, 28)),
    Step("several-2", (84, 84), (22, 30), (18, 24), (20, 28), (18, 24)),
)


@dataclass(frozen=True, slots=True)
class Callout:
    """A topic: its number and unit, or empty, and its sentence."""

    name: str
    value: str
    unit: str
    period: str
    sentence: str
    before: str
    verdict: str
    tone: str
    remarks: str

    @property
    def label(self) -> str:
        """What the number counts."""
        return self.name if short(self.unit) or not self.unit else self.unit

    @property
    def short_unit(self) -> str:
        return short(self.unit)

    @property
    def is_named(self) -> bool:
        """Whether the label is not the name, which then stands above."""
        return self.label == self.name

    @property
    def comment(self) -> str:
        """All its words in one line."""
        before = f"{self.before}." * bool(self.before and self.verdict)
        return " ".join(filter(None, (self.sentence, before, self.remarks)))


@dataclass(frozen=True, slots=True)
class Page:
    """Some callouts in the sizes of a step, and a line for those without a number."""

    topics: tuple[Callout, ...]
    step: str
    rest: str = ""

    @property
    def is_lone(self) -> bool:
        return self.step.startswith("lone")


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The callouts, under a title that names them all."""
    metrics = [one for one in snapshot.metrics if one.display == "callout"]
    topics = [callout(one, snapshot) for one in metrics if not is_missing_callout(one)]
    if not has_slides(snapshot):
        return []
    title, rest = titled([one.name for one in metrics]), missing_words(snapshot)
    room = content_height(title) - rest_height(rest)
    found = list(paged(topics, room)) or [Page((), "none")]
    found[-1] = Page(found[-1].topics, found[-1].step, rest)
    return series(KIND, f"{section.slug}--callouts", title, section.title, found)


def has_slides(snapshot: Snapshot) -> bool:
    """Whether there is a number; else the last metric says briefly what is missing."""
    of_callouts = [one for one in snapshot.metrics if one.display == "callout"]
    if not of_callouts or not all(map(is_missing_callout, of_callouts)):
        return bool(of_callouts)
    has_others = any(one.display not in ("callout", "none") for one in snapshot.metrics)
    return not has_others or len(missing_words(snapshot)) > BRIEF


def titled(names: list[str]) -> str:
    """Incidents, uptime, security; or one word if that is too long."""
    title = ", ".join([*names[:1], *map(uncapitalised, names[1:])])
    return title if len(title) <= 100 else "Callouts"


def callout(metric: MetricData, snapshot: Snapshot) -> Callout:
    value = value_words(metric)
    before, verdict, tone = before_words(metric, snapshot) if value else ("", "", "")
    return Callout(
        name=metric.name,
        value=value,
        unit=metric.unit if value else "",
        period=metric.period or snapshot.months,
        sentence=sentence(metric) if value else metric.note,
        before=before,
        verdict=verdict,
        tone=tone,
        remarks=" ".join(filter(None, (override_words(metric), metric.stale))),
    )


def sentence(metric: MetricData) -> str:
    """The figure's comment, or how it is made."""
    said = metric.figures[-1].comment if metric.figures else ""
    rule = f"{metric.rule[:1].upper()}{metric.rule[1:]}." if metric.rule else ""
    return said or rule


def before_words(metric: MetricData, snapshot: Snapshot) -> tuple[str, str, str]:
    """Q1 2014-15: 3, with the difference and its tone; or that it is not known."""
    if not snapshot.calendar:
        return "", "", ""
    quarter = snapshot.calendar[9].quarter
    if metric.before is None:
        return f"No figure for {quarter} is recorded to compare it with.", "", ""
    value = digits_text(metric.before, metric.unit)
    return f"{quarter}: {value}", *difference(metric, metric.before)


# Which sizes, and how many on a slide


def paged(topics: list[Callout], room: float) -> Iterator[Page]:
    """Three on a slide, or as many as there is room for."""
    if not topics:
        return
    each = ceil(len(topics) / ceil(len(topics) / MOST))
    for group in batched(topics, each):
        yield from placed(group, room)


def placed(group: tuple[Callout, ...], room: float) -> Iterator[Page]:
    """The group on one slide, in the largest sizes that fit; or halved."""
    if len(group) == 1:
        yield Page(group, lone_step(group[0], room).name)
        return
    wide = WIDTHS[len(group)]
    for step in SEVERAL:
        if all(fits(one, step, wide, room) for one in group):
            yield Page(group, step.name)
            return
    for part in (group[: len(group) // 2], group[len(group) // 2 :]):
        yield from placed(part, room)


def lone_step(one: Callout, room: float) -> Step:
    return next((step for step in LONE if lone_fits(one, step, room)), LONE[-1])


def lone_fits(one: Callout, step: Step, room: float) -> bool:
    beside = SENTENCE_TOP + words_height(one, step, SENTENCE_WIDTH)
    return max(TOP + number_height(one, step, LONE_WIDTH), TOP + beside) <= room and (
        number_width(one, step) <= LONE_WIDTH * SAFE
    )


def fits(one: Callout, step: Step, wide: float, room: float) -> bool:
    high = TOP + number_height(one, step, wide) + words_height(one, step, wide)
    return high <= room and number_width(one, step) <= wide * SAFE


def number_width(one: Callout, step: Step) -> float:
    size, _ = step.number
    long = width(one.value, size, "bold")
    if one.short_unit:
        long += width(f" {one.short_unit}", size * UNIT_SHARE, "bold")
    return long


def number_height(one: Callout, step: Step, wide: float) -> float:
    """The px of the number with what is below it."""
    number = depth(one.value, wide, *step.number, "bold")
    label = depth(one.label, wide, *step.label, "semibold")
    return number + 14 + label + depth(one.period, wide, *step.period)


def words_height(one: Callout, step: Step, wide: float) -> float:
    """The px of the sentence and of the quarter before."""
    said = depth(one.sentence, wide, *step.sentence) * bool(one.sentence)
    others = (f"{one.before}  {one.verdict}", one.remarks)
    lines = (
        depth(text, wide, *step.before, "semibold") for text in others if text.strip()
    )
    return 16 + said + sum(line + 16 for line in lines)


def rest_height(rest: str) -> float:
    """The px of the line for what is missing."""
    if not rest:
        return 0
    return depth(rest, CONTENT_WIDTH, REST_SIZE, REST_LINE) + REST_PADDING + 16
