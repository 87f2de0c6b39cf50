"""Readings and refusals, collected while parsing. Pure."""

import json
from dataclasses import dataclass, field
from datetime import datetime

MOST_READINGS = 1_000_000
MOST_REFUSALS = 20
LONGEST_QUOTE = 40


class ParseError(ValueError):
    """Why something cannot be parsed, in a sentence."""


class StopReadingError(Exception):
    """Parsing further would find nothing useful."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong, and where: "Line 3", "Reading 3", or no place."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


@dataclass(frozen=True, slots=True)
class Figures:
    """The readings, oldest first; none if anything was refused."""

    readings: tuple[tuple[datetime, float], ...]
    refusals: tuple[Refusal, ...] = ()
    # How many refusals are not listed.
    left_off: int = 0
    # The columns to choose from, if one must be chosen.
    columns: tuple[str, ...] = ()
    # Whether the order of day and month must be chosen.
    asks_order: bool = False


@dataclass
class Collector:
    """Collects readings one by one, each with its line or number."""

    noun: str = "Line"
    columns: tuple[str, ...] = ()
    asks_order: bool = False
    values: dict[datetime, tuple[float, int]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0

    def add(self, number: int, moment: datetime, value: float) -> None:
        known, first = self.values.setdefault(moment, (value, number))
        if known != value:
            when = f"{moment:%Y-%m-%d %H:%M:%S} UTC"
            other = f"{self.noun.lower()} {first}"
            self.refuse(number, f"{when} has another value in {other}.")
        elif len(self.values) > MOST_READINGS:
            self.refuse(None, f"It has more than {MOST_READINGS:,} readings.")
            raise StopReadingError

    def refuse(self, number: int | None, text: str) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            place = "" if number is None else f"{self.noun} {number}"
            self.refusals.append(Refusal(place, text))

    def figures(self) -> Figures:
        if not self.values and not self.refusals:
            self.refuse(None, "It has no readings.")
        if self.refusals:
            left_off = self.refused - len(self.refusals)
            refusals = tuple(self.refusals)
            return Figures((), refusals, left_off, self.columns, self.asks_order)
        values = self.values.items()
        return Figures(tuple(sorted((moment, value) for moment, (value, _) in values)))


def quoted(thing: object, longest: int = LONGEST_QUOTE) -> str:
    """The value, shortened and printable, in quotation marks."""
    if isinstance(thing, list | dict):
        # Not written out: it may be nested too deeply.
        return "A list" if isinstance(thing, list) else "An object"
    text = thing if isinstance(thing, str) else json.dumps(thing)
    cut = text[:longest] + "…" * (len(text) > longest)
    return f"“{printable(cut)}”"


def printable(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text)
