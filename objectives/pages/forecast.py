"""What the forecast says, in words and in rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from objectives.insights.forecast import MOST_CARRIES, Band, History, Share, Tested
from objectives.models import Quarter
from objectives.text.phrases import cardinal

TIMES = {0: "never", 1: "once", 2: "twice"}


def times(carries: int) -> str:
    """How often something was carried over."""
    if carries == MOST_CARRIES:
        return f"{cardinal(carries)} times or more"
    return TIMES.get(carries, f"{cardinal(carries)} times")


@dataclass(frozen=True)
class ShareRow:
    """Of so many objectives that had been carried over so often, so many done."""

    share: Share

    @property
    def carried(self) -> str:
        return times(self.share.carries)

    @property
    def percent(self) -> int:
        return round(100 * self.share.done / self.share.promised)

    @property
    def low(self) -> int:
        return round(100 * self.share.low)

    @property
    def high(self) -> int:
        return round(100 * self.share.high)


@dataclass(frozen=True)
class TestedRow:
    """A past quarter; its label is unknown if no plan of it is left."""

    quarter: Quarter | None
    tested: Tested
    expected: int
    held: int


class ForecastPage:
    """`quarters` are those of the plans that the reader may see."""

    def __init__(self, history: History, quarters: Sequence[Quarter]) -> None:
        self.history, self.test = history, history.back_test
        self.by_rank = {-quarter.rank: quarter for quarter in quarters}

    @property
    def shares(self) -> list[ShareRow]:
        return [ShareRow(one) for one in self.history.shares]

    @property
    def all_shares(self) -> ShareRow:
        return ShareRow(self.history.all_share)

    @cached_property
    def quarters(self) -> list[TestedRow]:
        """The latest quarter first."""
        rows = zip(self.test.quarters, self.test.used, strict=True)
        return [
            TestedRow(
                quarter=self.by_rank.get(one.quarter),
                tested=one,
                expected=round(said.expected),
                held=said.held,
            )
            for one, said in rows
        ][::-1]

    @property
    def brier(self) -> str:
        return f"{self.test.brier('by_carries'):.4f}"

    @property
    def base_brier(self) -> str:
        return f"{self.test.brier('base'):.4f}"

    @property
    def difference(self) -> tuple[str, str]:
        low, high = self.test.difference
        return signed(low), signed(high)

    @property
    def coverage(self) -> int:
        return round(100 * self.test.coverage)

    @property
    def expected_coverage(self) -> int:
        return round(100 * self.test.expected_coverage)


def signed(number: float) -> str:
    """With four decimals and a minus sign; zero has no sign."""
    words = f"{abs(number):.4f}"
    sign = "−" if number < 0 else "+"
    return words if not float(words) else sign + words


def expectations(
    history: History, carries: Mapping[int, Mapping[int, int]]
) -> dict[int, Band]:
    """The band of each plan, by its key; none where there is not enough history."""
    if not history.is_enough:
        return {}
    return {plan: history.expect(counts) for plan, counts in carries.items()}
