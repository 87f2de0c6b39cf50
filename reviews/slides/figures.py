"""What metric slides and callouts say of a figure, and what of one that is missing."""

from reviews.charts.scale import distance_text, value_text
from reviews.snapshot.metric_values import MetricData
from reviews.snapshot.values import Snapshot

SHORT_UNIT = 4


def short(unit: str) -> str:
    """The unit, if it is short enough to stand after every figure."""
    return unit if len(unit) <= SHORT_UNIT else ""


def value_words(metric: MetricData) -> str:
    """The quarter's value: 2.14, or 3 of 12; empty if unknown."""
    if metric.value is None:
        return ""
    if metric.of is not None:
        return f"{value_text(metric.value)} of {value_text(metric.of)}"
    if not metric.rule:
        # A single reading is shown with all its digits.
        return f"{metric.value:,.12g}".replace("-", "\u2212")
    return value_text(metric.value, metric.unit).removesuffix(metric.unit).strip()


def difference(metric: MetricData, earlier: float) -> tuple[str, str]:
    """How the quarter's value differs, and its tone: better, worse or neither."""
    if metric.value is None:
        return "", ""
    if metric.value == earlier:
        return "the same", ""
    is_more, by = (
        metric.value > earlier,
        distance_text(metric.value, earlier, short(metric.unit)),
    )
    if not metric.direction:
        return f"{'higher' if is_more else 'lower'} by {by}", ""
    tone = "better" if is_more == (metric.direction == "up") else "worse"
    return f"{tone} by {by}", tone


def is_met(value: float, metric: MetricData) -> bool:
    rest = value - (metric.target or 0)
    return rest >= 0 if metric.direction == "up" else rest <= 0


def override_words(metric: MetricData) -> str:
    """That a reading overrides the computed value."""
    if not metric.override:
        return ""
    return f"Entered by hand; computed: {metric.override}."


def missing_words(snapshot: Snapshot) -> str:
    """One line for all callouts without a figure: their notes, or their names."""
    empty = [one for one in snapshot.metrics if is_missing_callout(one)]
    nameless = [uncapitalised(one.name) for one in empty if not one.note]
    said = f"Nothing recorded on {listed(nameless)}." if nameless else ""
    notes = (note_words(one) for one in empty if one.note)
    return " ".join(filter(None, (said, *notes)))


def is_missing_callout(metric: MetricData) -> bool:
    return metric.display == "callout" and not value_words(metric)


def note_words(metric: MetricData) -> str:
    """The note, after the name unless it has that already."""
    is_named = metric.name.casefold() in metric.note.casefold()
    return metric.note if is_named else f"{metric.name}: {metric.note}"


def listed(names: list[str]) -> str:
    """uptime, on speed and on security."""
    *first, last = names
    return f"{', on '.join(first)} and on {last}" if first else last


def uncapitalised(name: str) -> str:
    """Uptime as uptime; CPU as CPU."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
