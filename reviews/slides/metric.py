from dataclasses import dataclass

from reviews.slides.base import Slide
from reviews.snapshot import MetricData, Section, Snapshot

KIND = "metric"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's own words; `value` is its last reading, empty where none is held."""

    heading: str
    source: str
    monitor: str
    period: str
    note: str
    value: str
    comment: str


def slides(section: Section, snapshot: Snapshot) -> list[Slide]:
    """A slide for each charted metric; one without figures says so."""
    return [
        Slide(
            KIND,
            f"{section.slug}--metric-{metric.pk}",
            metric.name,
            content(metric, snapshot),
            section=section.title,
        )
        for metric in snapshot.metrics
        if metric.display == "chart"
    ]


def content(metric: MetricData, snapshot: Snapshot) -> Metric:
    last = metric.figures[-1] if metric.figures else None
    return Metric(
        heading=metric.heading,
        source=metric.source,
        monitor=metric.monitor,
        period=metric.period or snapshot.months,
        note=metric.note,
        value=with_unit(last.value, metric.unit) if last else "",
        comment=last.comment if last else "",
    )


def with_unit(value: float, unit: str) -> str:
    """2.14 s: as many digits as the value has, then its unit."""
    return f"{value:,.12g} {unit}".rstrip()
