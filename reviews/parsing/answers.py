"""Read figures from a server's JSON. Pure.

Only plain pairs can have times without a zone; Graphite and Prometheus send seconds.
The package's docstring has the rules.
"""

import json
from collections.abc import Callable, Iterable
from datetime import tzinfo
from functools import partial
from typing import Any

from reviews.parsing.figures import (
    MOST_READINGS,
    Collector,
    ParseError,
    printable,
    quoted,
)
from reviews.parsing.moments import date_order, moment_of, moment_of_number
from reviews.parsing.values import is_blank, value_of_number, value_of_sample

MOST_NAMED, LONGEST_NAME = 10, 120
LONGEST_MESSAGE = 200
# Brackets and commas around the readings.
SPARE = 100_000


def collect_answer(
    text: str, found: Collector, *, zone: tzinfo, format: str, order: str
) -> None:
    """Collect the readings in a response, and what is wrong with it."""
    found.noun = "Reading"
    data = loaded(text)
    readers: dict[str, Callable[[Any, Collector], None]] = {
        "graphite": read_graphite,
        "prometheus": read_prometheus,
        "json": partial(read_pairs, zone=zone, order=order),
    }
    readers[format or recognised(data)](data, found)


def loaded(text: str) -> Any:
    # Counted before parsing: millions of empty lists need far more memory than text.
    most = {",": 2, "[": 1, "{": 1, '"': 4}
    if any(text.count(c) > n * MOST_READINGS + SPARE for c, n in most.items()):
        raise ParseError(f"It has more than {MOST_READINGS:,} readings.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ParseError(f"It is not valid JSON: see {place}.") from error
    except (ValueError, RecursionError) as error:
        # A number with thousands of digits, or lists nested too deeply.
        raise ParseError("It is JSON that cannot be read as figures.") from error


def recognised(data: Any) -> str:
    if isinstance(data, dict) and "status" in data:
        return "prometheus"
    if isinstance(data, list) and all(isinstance(one, dict) for one in data):
        return "graphite"
    if isinstance(data, list):
        return "json"
    raise ParseError(
        "It is JSON, but not from Graphite or Prometheus, and not a list of "
        "[time, value]."
    )


def read_graphite(data: Any, found: Collector) -> None:
    if not isinstance(data, list) or not all(
        isinstance(one, dict) and isinstance(one.get("datapoints"), list)
        for one in data
    ):
        raise ParseError("It is not JSON from Graphite's render.")
    series = only([(text_in(one, "target"), one["datapoints"]) for one in data])
    for number, pair in pairs(series, found):
        collect(number, pair[1], pair[0], found, value_of_number)


def read_prometheus(data: Any, found: Collector) -> None:
    if not isinstance(data, dict):
        raise ParseError("It is not JSON from Prometheus' query_range.")
    if data.get("status") != "success":
        reason = printable(text_in(data, "error")[:LONGEST_MESSAGE])
        raise ParseError(f"The server refused: {reason or 'it does not say why.'}")
    answer = data.get("data")
    if not isinstance(answer, dict) or answer.get("resultType") != "matrix":
        raise ParseError("It has no matrix. Use Prometheus' query_range.")
    result = answer.get("result")
    if not isinstance(result, list) or not all(
        isinstance(one, dict) and isinstance(one.get("values"), list) for one in result
    ):
        raise ParseError("It is not JSON from Prometheus' query_range.")
    series = only([(labelled(one.get("metric")), one["values"]) for one in result])
    for number, pair in pairs(series, found):
        collect(number, pair[0], pair[1], found, value_of_sample)


def read_pairs(data: Any, found: Collector, *, zone: tzinfo, order: str) -> None:
    if not isinstance(data, list):
        raise ParseError("It is not a list of [time, value].")
    shown = list(pairs(data, found))
    texts = (time.strip() for _, (time, _) in shown if isinstance(time, str))
    order = date_order(texts, order)
    for number, (time, value) in shown:
        try:
            if isinstance(time, str):
                moment = moment_of(time.strip(), zone, order)
            else:
                moment = moment_of_number(time)
            read_value = value_in_pair(value)
            if read_value is not None:
                found.add(number, moment, read_value)
        except ParseError as refusal:
            found.refuse(number, str(refusal))


def value_in_pair(value: Any) -> float | None:
    """A number, or one in a string with a decimal point."""
    if not isinstance(value, str):
        return value_of_number(value)
    text = value.strip()
    return None if is_blank(text) else value_of_sample(text)


def collect(
    number: int,
    time: Any,
    value: Any,
    found: Collector,
    value_in: Callable[[Any], float | None],
) -> None:
    try:
        moment, read_value = moment_of_number(time), value_in(value)
        if read_value is not None:
            found.add(number, moment, read_value)
    except ParseError as refusal:
        found.refuse(number, str(refusal))


def pairs(series: Iterable[Any], found: Collector) -> Iterable[tuple[int, list[Any]]]:
    """Each pair with its number, counted from 1."""
    for number, pair in enumerate(series, 1):
        if isinstance(pair, list) and len(pair) == 2:
            yield number, pair
        else:
            found.refuse(number, f"{quoted(pair)} is not a pair of a time and a value.")


def only(series: list[tuple[str, list[Any]]]) -> list[Any]:
    """The points of the only series."""
    if not series:
        raise ParseError("The server has no such series.")
    if len(series) > 1:
        named = ", ".join(quoted(name, LONGEST_NAME) for name, _ in series[:MOST_NAMED])
        more = len(series) - MOST_NAMED
        named += f" and {more} more" if more > 0 else ""
        raise ParseError(f"It has {len(series)} series. Fetch only one: {named}.")
    return series[0][1]


def text_in(row: dict[str, Any], name: str) -> str:
    """The value of this name if it is a string, or else an empty one."""
    text = row.get(name)
    return text if isinstance(text, str) else ""


def labelled(metric: Any) -> str:
    """A series as Prometheus writes it: name{label="value"}."""
    if not isinstance(metric, dict):
        return ""
    labels = {name: text_in(metric, name) for name in metric}
    name = labels.pop("__name__", "")
    inside = ",".join(f'{label}="{value}"' for label, value in labels.items())
    return f"{name}{{{inside}}}"
