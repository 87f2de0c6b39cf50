"""How many promises of a plan to expect done, and how often that was right; pure.

Two predictors of whether a promise is done in its quarter: the organisation's share of
promises done so far (the base rate), and that share by how often an objective had been
carried over, drawn towards the base rate by `WEIGHT` objectives, as in James and Stein,
"Estimation with quadratic loss" (1961). A plan's number done is beta-binomial: plans
differ by more than chance, and by how much (the correlation `rho` of two promises of
one plan) is estimated by moments from the plans so far, as in Kleinman, "Proportions
with extraneous variance" (1973).

The back-test goes forward in time: each quarter is predicted from those before it. The
Brier score (Brier, 1950) is the mean square of what was predicted less what came, 0 or
1: lower is better. Quarters are drawn with replacement (Efron, 1979), since what is
promised in one quarter shares its fate. A predictor is used only if it beats the base
rate in 95 of 100 such draws. Intervals of shares are Wilson's (1927).
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import accumulate, groupby
from typing import Any

FEWEST_QUARTERS, FEWEST_OBJECTIVES = 4, 100
MOST_CARRIES = 3  # as often, or more often
GROUPS = range(MOST_CARRIES + 1)
WEIGHT = 20
BAND = 0.8
SURE = 0.95
DRAWS = 1000
# Of fewer, all can agree by chance.
FEWEST_TESTED = 5
MOST_RHO = 0.95
# What has always come, or never, can still be otherwise.
SURPRISE = 0.005
Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Judged:
    """The promises of one closed plan that had been carried over equally often.

    `quarter` only says the order in time.
    """

    quarter: int
    plan: int
    carries: int
    promised: int
    done: int


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many promises, so many done; `low` to `high` is its 95 % interval."""

    carries: int
    promised: int
    done: int
    low: float
    high: float

    @property
    def is_or_more(self) -> bool:
        return self.carries == MOST_CARRIES


@dataclass(frozen=True, slots=True)
class Band:
    """The fewest numbers in a row of which one comes true in about 80 %.

    Since they are whole numbers, it is `probability`, the nearest to 80 % there is.
    """

    promised: int
    expected: float
    low: int
    high: int
    probability: float

    def holds(self, done: int) -> bool:
        return self.low <= done <= self.high


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a predictor said of a quarter.

    `loss` is the sum, over its promises, of the squares that the Brier score is the
    mean of; `held` are the plans whose number done was within the band, `to_hold` how
    many the bands promised.
    """

    expected: float
    loss: float
    held: int
    to_hold: float


@dataclass(frozen=True, slots=True)
class Tested:
    """A past quarter: what came, and what was expected of it before."""

    quarter: int
    plans: int
    promised: int
    done: int
    base: Predicted
    by_carries: Predicted


def group(carries: int) -> int:
    return min(carries, MOST_CARRIES)


def share(carries: int, promised: int, done: int) -> Share:
    """The share with Wilson's interval."""
    p, n = done / promised, promised
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    reach = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Share(
        carries, promised, done, max(0, middle - reach), min(1, middle + reach)
    )


def nothing() -> list[int]:
    return [0] * len(GROUPS)


def no_pairs() -> list[list[int]]:
    return [nothing() for _ in GROUPS]


@dataclass
class Past:
    """What is known of plans so far: sums that answer without going over them again.

    By group; `pairs` are promises by promises, `crossed` is done by promises, and
    `squares` done squared, each summed over plans.
    """

    promised: list[int] = field(default_factory=nothing)
    done: list[int] = field(default_factory=nothing)
    pairs: list[list[int]] = field(default_factory=no_pairs)
    crossed: list[int] = field(default_factory=nothing)
    squares: int = 0

    def add(self, cells: Sequence[Judged]) -> None:
        """Add the cells of one plan."""
        counts = promises_of(cells)
        done = sum(cell.done for cell in cells)
        self.squares += done * done
        for cell in cells:
            self.promised[group(cell.carries)] += cell.promised
            self.done[group(cell.carries)] += cell.done
        for one in GROUPS:
            self.crossed[one] += done * counts[one]
            for other in GROUPS:
                self.pairs[one][other] += counts[one] * counts[other]

    @property
    def base(self) -> list[float]:
        """The share done, the same however often something was carried."""
        rate = sum(self.done) / sum(self.promised)
        return [rate] * len(GROUPS)

    @property
    def by_carries(self) -> list[float]:
        """The share done of each group, drawn towards that of all."""
        return [
            (done + WEIGHT * rate) / (promised + WEIGHT)
            for done, promised, rate in zip(
                self.done, self.promised, self.base, strict=True
            )
        ]

    def rho(self, rates: Sequence[float]) -> float:
        """How much two promises of one plan share their fate: 0 is not at all."""
        products = (
            rates[one] * rates[other] * self.pairs[one][other]
            for one in GROUPS
            for other in GROUPS
        )
        twice = 2 * sum(r * sums for r, sums in zip(rates, self.crossed, strict=True))
        squared = self.squares - twice + sum(products)
        chance = [rate * (1 - rate) for rate in rates]
        alone = sum(v * n for v, n in zip(chance, self.promised, strict=True))
        joint = sum(v * sum(row) for v, row in zip(chance, self.pairs, strict=True))
        if joint <= alone:
            return 0.0
        return max(0.0, (squared - alone) / (joint - alone))

    def spread(self, rates: Sequence[float]) -> float:
        """The same, and that the rate itself is only known from these plans."""
        rho, n = self.rho(rates), sum(self.promised)
        together = sum(map(sum, self.pairs)) - n
        return min(MOST_RHO, rho + (n + rho * together) / (n * n))


def counts_of(pairs: Iterable[tuple[int, int]]) -> list[int]:
    """How many there are of each group, from numbers of carries and counts."""
    counts = [0] * len(GROUPS)
    for carries, count in pairs:
        counts[group(carries)] += count
    return counts


def promises_of(cells: Iterable[Judged]) -> list[int]:
    return counts_of((cell.carries, cell.promised) for cell in cells)


def chances(n: int, p: float, rho: float) -> list[float]:
    """The chance of each number done from 0 to n: beta-binomial with this `rho`."""
    ways = (math.comb(n, k) for k in range(n + 1))
    if rho < 1e-6:
        return [way * p**k * (1 - p) ** (n - k) for k, way in enumerate(ways)]
    size = (1 - rho) / rho
    a, b = p * size, (1 - p) * size
    lg = math.lgamma
    whole = lg(n + size) - lg(size) + lg(a) + lg(b)
    return [
        math.exp(math.log(way) + lg(k + a) + lg(n - k + b) - whole)
        for k, way in enumerate(ways)
    ]


def band(counts: Sequence[int], rates: Sequence[float], rho: float) -> Band:
    """The band of a plan with so many promises of each group."""
    n = sum(counts)
    expected = sum(count * rate for count, rate in zip(counts, rates, strict=True))
    if not n:
        return Band(0, 0.0, 0, 0, 1.0)
    likely = min(1 - SURPRISE, max(SURPRISE, expected / n))
    sums = [0.0, *accumulate(chances(n, likely, rho))]
    best = (1.0, 0, 0)
    for high in range(n + 1):
        # The likeliest numbers of this width; the one before was less than 80 %.
        chance, low = max(
            (sums[at + high + 1] - sums[at], -at) for at in range(n - high + 1)
        )
        best = min(best, (abs(chance - BAND), low, high))
        if chance >= BAND:
            break
    _, start, width = best
    low, high = -start, width - start
    return Band(n, expected, low, high, sums[high + 1] - sums[low])


def by_plan(cells: Iterable[Judged]) -> list[list[Judged]]:
    """The cells of each plan, the earliest quarter first."""

    def place(cell: Judged) -> tuple[int, int]:
        return cell.quarter, cell.plan

    return [list(them) for _, them in groupby(sorted(cells, key=place), key=place)]


@dataclass(frozen=True)
class BackTest:
    """Each quarter but the first, predicted from those before it."""

    quarters: list[Tested]

    def brier(self, name: str) -> float:
        """The Brier score of `base` or `by_carries`."""
        losses = sum(getattr(one, name).loss for one in self.quarters)
        return losses / sum(one.promised for one in self.quarters)

    @cached_property
    def difference(self) -> tuple[float, float]:
        """The Brier score less that of the base rate, from its 5th to its 95th draw."""
        draw = random.Random(0)
        found = sorted(map(mean_difference, self.draws(draw)))
        return found[int(DRAWS * (1 - SURE))], found[int(DRAWS * SURE) - 1]

    def draws(self, draw: random.Random) -> Iterable[Sequence[Tested]]:
        return (draw.choices(self.quarters, k=len(self.quarters)) for _ in range(DRAWS))

    @property
    def is_long(self) -> bool:
        return len(self.quarters) >= FEWEST_TESTED

    @property
    def is_won(self) -> bool:
        """Whether the number of carries predicts better than the base rate does."""
        return self.is_long and self.difference[1] < 0

    @property
    def plans(self) -> int:
        return sum(one.plans for one in self.quarters)

    @property
    def used(self) -> list[Predicted]:
        """What the predictor that is used said of each quarter."""
        name = "by_carries" if self.is_won else "base"
        return [getattr(one, name) for one in self.quarters]

    @property
    def held(self) -> int:
        """Of how many plans the number done was within the band."""
        return sum(one.held for one in self.used)

    @property
    def coverage(self) -> float:
        return self.held / self.plans

    @property
    def expected_coverage(self) -> float:
        """What the bands promised: about 80 %, since numbers are whole."""
        return sum(one.to_hold for one in self.used) / self.plans

    @property
    def is_narrow(self) -> bool:
        """Whether fewer plans were within their bands than 80 %, beyond chance."""
        return share(0, self.plans, self.held).high < BAND


def mean_difference(quarters: Sequence[Tested]) -> float:
    losses = sum(one.by_carries.loss - one.base.loss for one in quarters)
    return losses / sum(one.promised for one in quarters)


def tested(quarter: int, plans: Sequence[Sequence[Judged]], past: Past) -> Tested:
    """A quarter's plans as they would have been predicted from the past."""
    cells = [cell for plan in plans for cell in plan]
    return Tested(
        quarter=quarter,
        plans=len(plans),
        promised=sum(cell.promised for cell in cells),
        done=sum(cell.done for cell in cells),
        base=predicted(plans, past.base, past.spread(past.base)),
        by_carries=predicted(plans, past.by_carries, past.spread(past.by_carries)),
    )


def predicted(
    plans: Sequence[Sequence[Judged]], rates: Sequence[float], rho: float
) -> Predicted:
    bands = [band(promises_of(plan), rates, rho) for plan in plans]
    done = [sum(cell.done for cell in plan) for plan in plans]
    held = [one.holds(number) for one, number in zip(bands, done, strict=True)]
    losses = (loss(cell, rates[group(cell.carries)]) for plan in plans for cell in plan)
    return Predicted(
        expected=sum(one.expected for one in bands),
        loss=sum(losses),
        held=sum(held),
        to_hold=sum(one.probability for one in bands),
    )


def loss(cell: Judged, rate: float) -> float:
    """The sum of the squares by which this rate missed what came."""
    return cell.done * (1 - rate) ** 2 + (cell.promised - cell.done) * rate**2


def read_tested(
    *, base: Mapping[str, Any], by_carries: Mapping[str, Any], **counts: int
) -> Tested:
    """A tested quarter out of JSON."""
    return Tested(base=Predicted(**base), by_carries=Predicted(**by_carries), **counts)


@dataclass(frozen=True)
class History:
    """All that was judged, summed up, and how it would have been predicted."""

    closed: int
    past: Past
    back_test: BackTest

    @classmethod
    def of(cls, cells: Iterable[Judged]) -> "History":
        past, quarters, closed = Past(), [], 0
        for quarter, them in groupby(by_plan(cells), key=lambda plan: plan[0].quarter):
            now = list(them)
            if any(past.promised):
                quarters.append(tested(quarter, now, past))
            for plan in now:
                past.add(plan)
            closed += 1
        return cls(closed, past, BackTest(quarters))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "History":
        quarters = [read_tested(**one) for one in stored["back_test"]["quarters"]]
        return cls(stored["closed"], Past(**stored["past"]), BackTest(quarters))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def promised(self) -> int:
        return sum(self.past.promised)

    @property
    def is_enough(self) -> bool:
        is_long = self.closed >= FEWEST_QUARTERS
        return is_long and self.promised >= FEWEST_OBJECTIVES

    @property
    def shares(self) -> list[Share]:
        """The share done of each number of carries that has occurred."""
        counts = zip(GROUPS, self.past.promised, self.past.done, strict=True)
        return [share(*one) for one in counts if one[1]]

    @property
    def all_share(self) -> Share:
        return share(0, self.promised, sum(self.past.done))

    def expect(self, carried: Mapping[int, int]) -> Band:
        """The band of a plan with so many promises of each number of carries."""
        is_used = self.back_test.is_won
        rates = self.past.by_carries if is_used else self.past.base
        return band(counts_of(carried.items()), rates, self.past.spread(rates))
