"""What became of objectives, counted and as blocks, one for each. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

# What became of a promise, in the order of the blocks.
PROMISED = {
    "done": "done",
    "carried": "carried over",
    "deferred": "deferred",
    "dropped": "dropped",
    "missed": "missed",
    "open": "still open",
}
# Objectives of drafts; added after the commitment; and of plans that were committed
# before anybody recorded what was promised.
OTHERS = {"drafted": "drafted", "added": "added later", "unknown": "not known"}
HOLLOW = ("open", "drafted", "unknown")
LABELS = PROMISED | OTHERS
BLOCK, GAP = 12, 2
# More blocks than these are too narrow to be told apart, and become a bar.
MOST_BLOCKS = 60


@dataclass(frozen=True, slots=True)
class Fate:
    """The objectives of one fate, and the line that draws their blocks."""

    name: str
    label: str
    count: int
    start: int

    @property
    def line(self) -> str:
        step = BLOCK + GAP
        return f"M{self.start * step} 6h{self.count * step - GAP}"

    @property
    def hole(self) -> str:
        """The line inside the blocks of what is not decided; empty for others."""
        if self.name not in HOLLOW:
            return ""
        step = BLOCK + GAP
        return f"M{self.start * step + 1} 6h{self.count * step - GAP - 2}"


class Fates:
    """Objectives counted by what became of them; see `PROMISED` and `OTHERS`."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts

    def of(self, name: str) -> int:
        return self.counts.get(name, 0)

    @property
    def promised(self) -> int:
        return sum(self.of(name) for name in PROMISED)

    @property
    def done(self) -> int:
        return self.of("done")

    @property
    def carried(self) -> int:
        return self.of("carried")

    @property
    def drafted(self) -> int:
        return self.of("drafted")

    @property
    def unknown(self) -> int:
        return self.of("unknown")

    @property
    def share_done(self) -> float | None:
        """The part of the promises that is done; None if nothing was promised."""
        return self.done / self.promised if self.promised else None

    @property
    def percent(self) -> int | None:
        return None if self.share_done is None else round(100 * self.share_done)

    @cached_property
    def blocks(self) -> tuple[Fate, ...]:
        """The fates that occur, one after the other, without what was added later."""
        found, start = [], 0
        for name, label in LABELS.items():
            count = self.of(name)
            if count and name != "added":
                found.append(Fate(name, label, count, start))
                start += count
        return tuple(found)

    @property
    def total(self) -> int:
        return sum(fate.count for fate in self.blocks)

    @property
    def width(self) -> int:
        return self.total * (BLOCK + GAP) - GAP

    @property
    def is_many(self) -> bool:
        return self.total > MOST_BLOCKS

    @property
    def words(self) -> str:
        """3 done, 2 carried over, 1 not decided."""
        return ", ".join(f"{fate.count} {fate.label}" for fate in self.blocks)


def fates_of(rows: Iterable[tuple[str, int, int, int]]) -> dict[str, int]:
    """Fates by state: of each all, the promised, and of these the carried over.

    `rest` are those that were not promised.
    """
    counts = dict.fromkeys((*PROMISED, "rest"), 0)
    for state, count, promised, carried in rows:
        name = state if state in PROMISED else "open"
        moved = 0 if name == "done" else carried
        counts["carried"] += moved
        counts[name] += promised - moved
        counts["rest"] += count - promised
    return counts
