"""The figures of a review as frozen values: metrics, what they do, and incidents."""

from dataclasses import dataclass

# A moment in seconds since 1970, and a value.
Point = tuple[float, float]
Stroke = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One reading: ISO time, value, comment."""

    at: str
    value: float
    comment: str


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line of a chart: strokes of points, broken where readings are missing."""

    name: str
    strokes: tuple[Stroke, ...]
    value: float | None


@dataclass(frozen=True, slots=True)
class Uptime:
    """Per cent for each day of the reviewed quarter; None if unknown."""

    days: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What a reading's comment says of that moment, in seconds since 1970."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a moment on, named by the last of them.

    `year_ago` is the value of the same days of the week a year before.
    """

    at: float
    label: str
    value: float | None
    year_ago: float | None


@dataclass(frozen=True, slots=True)
class Signal:
    """What a process does not do by itself: `beyond`, `run` or `near`.

    A value beyond a limit, eight or more in a row on one side of the mean, or three of
    four nearer to a limit than to the mean; from the first moment to the last.
    """

    rule: str
    first: float
    last: float
    is_above: bool


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Single values with the limits of what a process does by itself.

    The mean and its limits are those of the first `baseline` values, whatever comes
    later; None if there are too few to tell. `each` is empty for readings, or the
    period that every value is of.
    """

    points: Stroke
    each: str
    baseline: int
    baseline_end: float
    mean: float | None
    lower: float | None
    upper: float | None
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricData:
    """A metric's values in the reviewed quarter and before.

    `value` is the quarter's, `of` the total that it is a part of, and `rule` says how
    it is made; `before` and `year_ago` are of the previous quarter and of the same
    quarter a year ago. `months` matches the snapshot's calendar, `months_year_ago` has
    those a year before its last twelve. `figures` has the quarter's last reading (up to
    format 2, all of them), `notes` the comments of others.
    """

    pk: int
    name: str
    heading: str
    unit: str
    source: str
    monitor: str
    period: str
    note: str
    display: str
    figures: tuple[Figure, ...]
    statistic: str = ""
    direction: str = ""
    service: str = ""
    target: float | None = None
    value: float | None = None
    of: float | None = None
    rule: str = ""
    before: float | None = None
    year_ago: float | None = None
    override: str = ""  # the computed value, if a reading overrides it
    stale: str = ""  # since when fetching has failed
    months: tuple[float | None, ...] = ()
    lines: tuple[ChartLine, ...] = ()
    uptime: Uptime | None = None
    notes: tuple[Note, ...] = ()
    weeks: tuple[Week, ...] = ()
    months_year_ago: tuple[float | None, ...] = ()
    behaviour: Behaviour | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """An incident of the reviewed quarter; unknown values are None."""

    title: str
    service: str
    began: float  # seconds since 1970
    began_words: str
    seconds: float | None
    is_noticed: bool | None
    link: str
