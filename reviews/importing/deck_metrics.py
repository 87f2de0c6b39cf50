"""The metrics of a deck: its charts, whose figures are lost, and its callouts."""

import re
from collections.abc import Iterator

from django.utils.text import get_text_list

from objectives.importing.sources.deck_values import MetricTopic
from reviews.models import Metric, Reading

NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


def metrics_of(topic: MetricTopic) -> Iterator[tuple[Metric, Reading | None]]:
    """A metric for a chart; of callouts one for each topic that the title names."""
    if topic.kind != "callout":
        yield chart_of(topic), None
        return
    names = callout_names(topic)
    for place, name in enumerate(names):
        yield callout_of(topic, name, place)


def chart_of(topic: MetricTopic) -> Metric:
    name = capitalised(topic.title)
    metric = Metric(name=name[:80], display=Metric.Display.CHART)
    metric.heading, metric.period = topic.heading[:80], topic.period[:80]
    metric.monitor = topic.monitor[:160]
    if topic.kind == "monitor":
        metric.source = topic.title.partition(",")[0].strip()[:120]
    parts = {"period": topic.period, "monitor": topic.monitor}
    listed = get_text_list(["title", *(name for name in parts if parts[name])], "and")
    metric.note = (
        f"The figures of this chart are lost: the record holds only its {listed}."
    )
    return metric


def callout_names(topic: MetricTopic) -> list[str]:
    """The topics that the title of a slide names: Incidents, uptime, security."""
    names = re.split(r"\s*,\s*|\s+and\s+", topic.title)
    return [capitalised(name)[:80] for name in names if name.strip()]


def callout_of(
    topic: MetricTopic, name: str, place: int
) -> tuple[Metric, Reading | None]:
    metric = Metric(name=name, display=Metric.Display.CALLOUT)
    figure = topic.figures[place] if place < len(topic.figures) else None
    value = NUMBER.search(figure.value) if figure else None
    if figure is None or value is None:
        metric.note = f"The record holds no figures on {name.lower()}."
        return metric, None
    metric.unit, metric.period = figure.unit[:40], topic.period[:80]
    comment = " ".join(topic.comments)[:240] if place == 0 else ""
    number = float(value[0].replace(",", "."))
    return metric, Reading(value=number, comment=comment)


def capitalised(text: str) -> str:
    words = text.strip()
    return words[:1].upper() + words[1:]
