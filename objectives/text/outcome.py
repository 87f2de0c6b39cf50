"""What became of the objectives of a quarter, in numbers. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many are done and, of the others, carried over.

    `promised` are those of the first commitment, or all where none was recorded.
    """

    promised: int
    done: int
    unfinished: int
    carried: int

    @property
    def carried_in_words(self) -> str:
        """36 of 42; empty if nothing was carried over."""
        return f"{self.carried} of {self.unfinished}" if self.carried else ""

    @property
    def in_words(self) -> str:
        """24 of 62 done, carried over 36 of 38; empty without objectives."""
        if not self.promised:
            return ""
        words = f"{self.done} of {self.promised} done"
        carried = self.carried_in_words
        return f"{words}, carried over {carried}" if carried else words
