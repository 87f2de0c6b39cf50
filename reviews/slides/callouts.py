from dataclasses import dataclass

from reviews.charts.scale import digits_text
from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series
from reviews.slides.metric import override_words, value_words
from reviews.snapshot.values import MetricData, SectionData, Snapshot

KIND = "callouts"
VALUE_LINE = 68
NAME_LINE = 34
TEXT_WIDTH = 720
TEXT_SIZE = 24
TEXT_LINE = 32
GAP = 30


@dataclass(frozen=True, slots=True)
class Callout:
    """A topic: its number and unit, or empty, and its sentence."""

    name: str
    value: str
    unit: str
    period: str
    comment: str


def slides(section: SectionData, snapshot: Snapshot) -> list[Slide]:
    """The callouts, under a title that names them all."""
    topics = [
        callout(metric, snapshot)
        for metric in snapshot.metrics
        if metric.display == "callout"
    ]
    title = titled([topic.name for topic in topics])
    pages = list(filled(topics, callout_height, content_height(title)))
    return series(KIND, f"{section.slug}--callouts", title, section.title, pages)


def titled(names: list[str]) -> str:
    """Incidents, uptime, security; or one word if that is too long."""
    first, rest = names[:1], [name[:1].lower() + name[1:] for name in names[1:]]
    title = ", ".join(first + rest)
    return title if len(title) <= 100 else "Callouts"


def callout(metric: MetricData, snapshot: Snapshot) -> Callout:
    value = value_words(metric)
    return Callout(
        name=metric.name,
        value=value,
        unit=metric.unit if value else "",
        period=metric.period or snapshot.months,
        comment=comment(metric, snapshot) if value else metric.note,
    )


def comment(metric: MetricData, snapshot: Snapshot) -> str:
    """The figure's comment, or how it is made; and its earlier value."""
    said = metric.figures[-1].comment if metric.figures else ""
    rule = f"{metric.rule[:1].upper()}{metric.rule[1:]}." if metric.rule else ""
    parts = (said or rule, before(metric, snapshot), override_words(metric))
    return " ".join(filter(None, (*parts, metric.stale)))


def before(metric: MetricData, snapshot: Snapshot) -> str:
    """Q1 2014-15: 3."""
    if metric.before is None:
        return ""
    return f"{snapshot.calendar[9].quarter}: {digits_text(metric.before, metric.unit)}."


def callout_height(topic: Callout) -> float:
    """The px of a topic."""
    name = depth(topic.name, TEXT_WIDTH, TEXT_SIZE, NAME_LINE, "semibold")
    period = depth(topic.period, TEXT_WIDTH, TEXT_SIZE, TEXT_LINE)
    comment = depth(topic.comment, TEXT_WIDTH, TEXT_SIZE, TEXT_LINE)
    return max(VALUE_LINE * 2, name + period + comment) + GAP
