"""Read figures from a file, a pasted text or a server's answer. Pure.

Formats are CSV (separated by commas, semicolons or tabs), Graphite's render JSON,
Prometheus' query_range, and plain JSON of [time, value] pairs. The content shows which
one it is, unless the caller says so. If a line is invalid, no reading is taken, and
refusals name each invalid line. Nothing is guessed:

- **Dates** are ISO (2014-10-01, 2014-10, 2014/10/01), or end in the year with slashes:
  the day or the month comes first as the caller says, or else as one of them shows,
  like 13/04/2015. Where 01/02/2015 could be either, the caller is asked; a date that
  does not follow the others is refused. A time may follow.
- **Numbers as times** are Unix seconds (9 or 10 digits) or milliseconds (13 digits).
- **Time zone**: an offset is used as given. A time without one is in the caller's zone;
  it is refused if the clocks changed then, since it does not exist or occurred twice.
  A date alone is the start of that day.
- **Years** before 1900 and after 2199 are refused as mistakes.
- **Commas in numbers** separate thousands or decimals, as the rest of the column shows:
  0,5 and 12,34 and 1.234,5 show a decimal comma, 0.5 and 1,234.5 a decimal point. A
  column that shows both is refused. In a column that shows neither, 1,234 is refused
  and 1.234 has a decimal point. Spaces and apostrophes between thousands are ignored.
- **Empty cells** and null are no readings, and never 0. NaN, infinities, booleans and
  numbers beyond 1e30 are refused.
- **The same time twice** is one reading if the value is the same; otherwise refused.
- **Columns**: the first is the time. If there are several others, the value is in the
  one that the caller names, or that has the metric's name. A first line without a digit
  in its first cell is the header, unless all its other cells are numbers.
- **Several series** in one answer are refused.
"""

from datetime import tzinfo

from reviews.parsing import answers, tables
from reviews.parsing.figures import Collector, Figures, ParseError, StopReadingError
from reviews.parsing.moments import OrderUnknownError

MOST_BYTES = 20_000_000
CSV, GRAPHITE, PROMETHEUS, JSON = "csv", "graphite", "prometheus", "json"


def parse(
    content: str | bytes,
    *,
    zone: tzinfo,
    format: str = "",
    metric: str = "",
    column: str = "",
    order: str = "",
) -> Figures:
    """Return the readings in the content, or why there are none.

    `metric` is the name to look for among the columns; `column` is the name or number
    of the column that somebody chose. `order` says whether the day or the month comes
    first in dates with slashes, if that is known.
    """
    found = Collector()
    try:
        text = as_text(content)
        if format == CSV or (not format and not text.lstrip().startswith(("[", "{"))):
            tables.collect_table(
                text, found, zone=zone, metric=metric, column=column, order=order
            )
        else:
            answers.collect_answer(text, found, zone=zone, format=format, order=order)
    except OrderUnknownError as refusal:
        found.asks_order = True
        found.refuse(None, str(refusal))
    except ParseError as refusal:
        found.refuse(None, str(refusal))
    except StopReadingError:
        pass
    return found.figures()


def as_text(content: str | bytes) -> str:
    if len(content) > MOST_BYTES:
        raise ParseError(f"It is larger than {MOST_BYTES // 1_000_000} MB.")
    text = content if isinstance(content, str) else decoded(content)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ParseError("It is empty.")
    if text.lstrip().startswith("<"):
        raise ParseError("It is a web page, not figures.")
    return text


def decoded(content: bytes) -> str:
    # Excel's “Unicode text”.
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if is_wide else "utf-8")
    except UnicodeDecodeError as error:
        if is_wide:
            raise ParseError("It is not text in UTF-16.") from error
        line = content.count(b"\n", 0, error.start) + 1
        raise ParseError(f"Line {line} is not text in UTF-8.") from error
