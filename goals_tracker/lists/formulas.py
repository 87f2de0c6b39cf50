"""Texts that no spreadsheet takes for a formula, and the way back. Pure.

A spreadsheet takes any text that starts with one of a few characters for a formula. In
CSV such a text gets an apostrophe in front.

A program that expects other separators or no quotes sees cells start inside a text, so
formulas there get an apostrophe too. Where somebody typed apostrophes in such a place,
there is one more, so that `unescape_formula` gives back every text as it was typed.
"""

import datetime
import re

# Full-width signs count in some languages; spaces and quotes in front may be dropped.
SIGN = r"[=+\-@＝＋－＠]"
SKIPPED = r'[\s"\ufeff\u200b]'
FORMULA = re.compile(rf"[\t\r\n]|{SKIPPED}*{SIGN}")
GUARDED = re.compile(rf"'*+(?:{FORMULA.pattern})")
# Where some programs start a cell or a row, and the sign that follows. It is optional,
# so that a long row of breaks is one match and not one attempt for each.
CELL_START_INSIDE = re.compile(
    rf"([,;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]{SKIPPED}*+)('*+)({SIGN}?)"
)
NUMBERS = (int, float, datetime.date)


def escape_formula(value):
    """A value that is safe in a CSV cell."""
    if value is None or isinstance(value, NUMBERS):
        return value
    text = str(value).replace("\0", "")
    text = CELL_START_INSIDE.sub(with_apostrophe, text)
    return f"'{text}" if GUARDED.match(text) else text


def with_apostrophe(beginning):
    skipped, typed, sign = beginning.groups()
    return f"{skipped}'{typed}{sign}" if sign else beginning[0]


def unescape_formula(text):
    """The text that `escape_formula` was given, from what a CSV cell says."""
    text = text[1:] if text[:1] == "'" and GUARDED.match(text) else text
    return CELL_START_INSIDE.sub(without_apostrophe, text)


def without_apostrophe(beginning):
    skipped, typed, sign = beginning.groups()
    return f"{skipped}{typed[1:]}{sign}" if sign else beginning[0]
