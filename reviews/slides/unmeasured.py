"""Metrics without figures: what is known of them, on as few slides as can be."""

from dataclasses import dataclass

from reviews.design.text_width import depth
from reviews.slides.base import Slide, content_height, filled, series
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import SectionData

KIND = "unmeasured"
NAME_WIDTH, WORDS_WIDTH = 364, 752
SIZE, LINE = 20, 27
PADDING = 27
FOOT = 60


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A metric's names, and what is known of it: its note comes last."""

    name: str
    heading: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Unmeasured, ...]
    rest: str = ""


def slides(section: SectionData, metrics: list[MetricData], rest: str) -> list[Slide]:
    """One metric under its own name, several under their number."""
    if not metrics:
        return []
    title, id = f"{len(metrics)} metrics without figures", "without-figures"
    if len(metrics) == 1:
        title, id = metrics[0].heading or metrics[0].name, f"metric-{metrics[0].pk}"
    rows = list(map(row, metrics))
    found = [Page(page) for page in filled(rows, height, content_height(title) - FOOT)]
    found[-1] = Page(found[-1].rows, rest)
    return series(KIND, f"{section.slug}--{id}", title, section.title, found)


def row(metric: MetricData) -> Unmeasured:
    facts = (
        metric.period,
        f"Source: {metric.source}" * bool(metric.source),
        f"Monitors: {metric.monitor}" * bool(metric.monitor),
    )
    note = f"No figures. {metric.note}".rstrip()
    return Unmeasured(metric.name, metric.heading, (*filter(None, facts), note))


def height(one: Unmeasured) -> float:
    """The px of a row."""
    name = depth(one.name, NAME_WIDTH, SIZE, LINE, "semibold")
    name += depth(one.heading, NAME_WIDTH, SIZE, LINE) * bool(one.heading)
    words = sum(depth(text, WORDS_WIDTH, SIZE, LINE) for text in one.words)
    return max(name, words) + PADDING
