"""Parse the numbers in files and answers of servers. Pure.

The package's docstring has the rules.
"""

import math
import re
from collections.abc import Iterable

from reviews.parsing.figures import ParseError, quoted

# Small enough for sums and squares to stay finite.
LARGEST = 1e30
# Thousands separators besides commas and points: spaces of several widths, and Swiss
# apostrophes.
GAPS = " \u00a0\u2009\u202f'\u2019"
SPACED = re.compile(rf"[+-]?\d{{1,3}}(?:[{GAPS}]\d{{3}})+(?:[.,]\d+)?", re.ASCII)
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
WITH_COMMA = re.compile(r"[+-]?\d*,\d+(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
# Ambiguous: thousands, or three decimals.
EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
POINT_SHOWN = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})", re.ASCII)
COMMA_SHOWN = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})", re.ASCII)


def tidied(text: str) -> str:
    """Without thousands separators, and with an ASCII minus."""
    text = text.strip().replace("\u2212", "-")
    if SPACED.fullmatch(text):
        text = re.sub(f"[{GAPS}]", "", text)
    return text


def is_blank(text: str) -> bool:
    """Whether a cell means no reading."""
    return not text or text.lower() == "null"


def is_number(text: str) -> bool:
    """Whether a tidied cell is a number."""
    return bool(PLAIN.fullmatch(text) or EITHER.fullmatch(text) or mark_shown(text))


def mark_shown(text: str) -> str:
    """The decimal mark of a tidied number if it is unambiguous, or empty."""
    if "," not in text and "." not in text:
        return ""
    if POINT_SHOWN.fullmatch(text):
        return "."
    if COMMA_SHOWN.fullmatch(text):
        return ","
    if EITHER.fullmatch(text):
        return ""
    if PLAIN.fullmatch(text):
        return "."
    return "," if WITH_COMMA.fullmatch(text) else ""


def decimal_mark(texts: Iterable[str]) -> str:
    """The decimal mark of a column, by the first number that shows one."""
    return next(filter(None, map(mark_shown, texts)), "")


def value_of(text: str, mark: str) -> float:
    """The value of a tidied number in a column with that decimal mark."""
    shown = mark_shown(text)
    if shown and shown != mark:
        names = {",": "comma", ".": "point"}
        raise ParseError(
            f"{quoted(text)} has a decimal {names[shown]}, "
            f"others in the column have a decimal {names[mark]}."
        )
    if not mark and "," in text and EITHER.fullmatch(text):
        plain = text.replace(",", "")
        point = text.replace(",", ".")
        raise ParseError(
            f"{quoted(text)} could be {plain} or {point}. Write one of them."
        )
    if shown or EITHER.fullmatch(text):
        text = text.replace("." if mark == "," else ",", "").replace(",", ".")
    if not PLAIN.fullmatch(text):
        raise ParseError(f"{quoted(text)} is not a number.")
    return bounded(float(text), text)


def value_of_number(number: object) -> float | None:
    """A value in JSON: a number, or None for null; raises ParseError."""
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ParseError(f"{quoted(number)} is not a number.")
    if isinstance(number, float) and not math.isfinite(number):
        raise ParseError(f"{quoted(number)} is not a number.")
    if abs(number) > LARGEST:
        raise ParseError(f"{quoted(number)} is too large.")
    return float(number)


def value_of_sample(text: object) -> float:
    """A value as Prometheus writes it: a number in a string."""
    if not isinstance(text, str) or not PLAIN.fullmatch(text):
        raise ParseError(f"{quoted(text)} is not a number.")
    return bounded(float(text), text)


def bounded(value: float, text: str) -> float:
    if abs(value) > LARGEST:
        raise ParseError(f"{quoted(text)} is too large.")
    return value
