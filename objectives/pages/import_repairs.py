"""What was put right in an import, and whether it is wanted."""

from dataclasses import dataclass

MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class RepairChoice:
    """A kind of repair, with where it was made, and whether it is wanted."""

    code: str
    words: str
    where: str
    is_on: bool


def lines_named(lines: list[int], noun: str) -> str:
    """Which rows or lines: the first few by number."""
    if not lines:
        return ""
    several = list(dict.fromkeys(lines))
    few = ", ".join(map(str, several[:MOST_LINES]))
    more = len(several) - MOST_LINES
    rest = f" and {more:,} more" if more > 0 else ""
    return f"{noun}{'' if len(several) == 1 else 's'} {few}{rest}"
