"""What a figure does by itself, and what is a signal; pure.

A process behaviour chart of individual values (XmR), as Donald Wheeler describes it:
the mean of a baseline, and limits at 2.66 times the mean of its moving ranges on either
side. A value beyond a limit is a signal; so are eight in a row on one side of the mean,
and three of four in a row that are nearer to the same limit than to the mean.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import fmean

REACH = 2.66
FEWEST = 8  # values that limits can be told from
USUAL = 20  # values of a baseline that nobody has chosen
RUN = 8
NEAR, OF = 3, 4


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean of a baseline, and how far its values vary by themselves."""

    mean: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Found:
    """A signal from one value to another, by their places."""

    rule: str
    first: int
    last: int
    is_above: bool


def limits(baseline: Sequence[float]) -> Limits | None:
    """The limits of these values; None if there are too few to tell."""
    if len(baseline) < FEWEST:
        return None
    mean = fmean(baseline)
    reach = REACH * fmean(abs(b - a) for a, b in pairwise(baseline))
    return Limits(mean, mean - reach, mean + reach)


def signals(values: Sequence[float], held: Limits) -> list[Found]:
    """Everything that the process does not do by itself, in the order of its ends."""
    rules = (beyond, runs, near)
    found = [one for rule in rules for one in rule(values, held)]
    return sorted(found, key=lambda one: (one.last, one.first, one.rule))


def beyond(values: Sequence[float], held: Limits) -> Iterator[Found]:
    """Each value outside the limits."""
    for place, value in enumerate(values):
        if not held.lower <= value <= held.upper:
            yield Found("beyond", place, place, value > held.upper)


def runs(values: Sequence[float], held: Limits) -> Iterator[Found]:
    """Eight values or more in a row on one side of the mean."""
    sides = [(value > held.mean) - (value < held.mean) for value in values]
    for side, places in groupby(range(len(values)), key=sides.__getitem__):
        row = list(places)
        if side and len(row) >= RUN:
            yield Found("run", row[0], row[-1], side > 0)


def near(values: Sequence[float], held: Limits) -> Iterator[Found]:
    """Three of four in a row nearer to one limit than to the mean."""
    above, below = (held.mean + held.upper) / 2, (held.mean + held.lower) / 2
    yield from three_of_four([value > above for value in values], is_above=True)
    yield from three_of_four([value < below for value in values], is_above=False)


def three_of_four(is_near: Sequence[bool], *, is_above: bool) -> Iterator[Found]:
    """Windows of four with three, joined where they overlap."""
    first, last = 0, -1
    for start in range(len(is_near) - OF + 1):
        places = [n for n in range(start, start + OF) if is_near[n]]
        if len(places) < NEAR:
            continue
        if places[0] > last >= 0:
            yield Found("near", first, last, is_above)
        first, last = (places[0] if places[0] > last else first), places[-1]
    if last >= 0:
        yield Found("near", first, last, is_above)
