"""Rows out of JSON: a list of objects, wherever it is, or a review of our own.

Numbers stay as they were written. An object in a cell says its name.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from objectives.importing.sources.base import Source, SourceError, SourceTable
from objectives.importing.sources.grid import Line, tables_in
from objectives.text.characters import storable

DEEPEST, DEEPEST_LIST = 50, 8
NAMES = ("name", "title", "displayName", "label", "key", "value", "text", "id")
OWN_COLUMNS = {
    **{"title": "Objective", "measure": "Measure of success"},
    **{"dependency": "Dependency", "eta": "ETA", "status": "Status", "owner": "Owner"},
    **{"tags": "Tags", "reference": "Reference"},
    **{"reference_url": "Link of the reference", "bucket": "Carried from"},
}
SAID_COLUMNS = {
    **{"title": "Objective when committed", "measure": "Measure when committed"},
    **{"dependency": "Dependency when committed", "eta": "ETA when committed"},
}


def read_json(text: str) -> Source:
    value = parsed(text)
    notes: list[str] = []
    tables: list[SourceTable] = []
    if is_review(value):
        lines = enumerated(own_rows(value))
        tables += tables_in(lines, "json", "objectives", notes=notes)
        return Source("review", tuple(tables), tuple(notes))
    for name, rows in lists_in(value):
        tables += tables_in(enumerated(map(flat, rows)), "json", name, notes=notes)
    if not tables:
        raise SourceError("no_rows", "There is no list of objects in this JSON.")
    return Source("json", tuple(tables), tuple(notes))


def parsed(text: str) -> Any:
    """The value of a text, or of a text with an object on each line."""
    try:
        return loaded(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines):
            try:
                return [loaded(line) for line in lines]
            except json.JSONDecodeError:
                pass
        message = f"This JSON is broken here: {error.msg}."
        place = {"line": error.lineno, "column": error.colno}
        raise SourceError("bad_json", message, **place) from error


def loaded(text: str) -> Any:
    check_depth(text)
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def check_depth(text: str) -> None:
    """Raise SourceError before the parser goes too deep."""
    depth = 0
    for found in DEPTH.finditer(text):
        sign = found[0]
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        if depth > DEEPEST:
            raise SourceError(
                "too_deep",
                f"This is nested more than {DEEPEST} levels deep.",
                line=text.count("\n", 0, found.start()) + 1,
                column=found.start() - text.rfind("\n", 0, found.start()),
            )


# Brackets, and texts to step over.
DEPTH = re.compile(r'[\[\]{}]|"(?:[^"\\]|\\.)*+"?', re.DOTALL)


def lists_in(value: Any, name: str = "", depth: int = 0) -> Iterator[Any]:
    """Every list of objects with the name that it goes by, the outermost first."""
    if isinstance(value, list):
        objects = [one for one in value if isinstance(one, dict)]
        if objects and len(objects) * 2 > len(value):
            yield name, objects
            return
    if depth < DEEPEST_LIST and isinstance(value, dict):
        for key, inner in value.items():
            yield from lists_in(inner, key, depth + 1)


def enumerated(rows: Iterator[dict[str, str]]) -> Iterator[Line]:
    """Lines below their headings; each is numbered by its place."""
    every = list(rows)
    columns = list(dict.fromkeys(name for row in every for name in row))
    yield Line(0, columns, is_heading=True)
    for number, row in enumerate(every, 1):
        yield Line(number, [row.get(name, "") for name in columns])


def flat(row: dict[str, Any]) -> dict[str, str]:
    return {storable(name): in_words(value) for name, value in row.items()}


def in_words(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return storable(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case list():
            return ", ".join(filter(None, map(in_words, value)))
        case dict():
            for name in NAMES:
                if isinstance(value.get(name), str):
                    return storable(value[name])
            return storable(json.dumps(value, ensure_ascii=False)) if value else ""
    return str(value)


def is_review(value: Any) -> bool:
    """Whether it is a review's file, or the snapshot inside one."""
    return isinstance(snapshot_of(value), dict)


def snapshot_of(value: Any) -> Any:
    inner = value.get("snapshot", value) if isinstance(value, dict) else None
    if not isinstance(inner, dict) or not isinstance(inner.get("plans"), list):
        return None
    return inner if inner.keys() >= {"quarter", "team"} else None


def own_rows(value: Any) -> Iterator[dict[str, str]]:
    """The objectives of a review and those planned next, each with its team."""
    snapshot = snapshot_of(value)
    for plan in [*snapshot["plans"], *as_list(snapshot.get("next_plans"))]:
        if not isinstance(plan, dict):
            continue
        where = {
            "Team": in_words(plan.get("group") or snapshot["team"]),
            "Quarter": in_words(plan.get("quarter") or snapshot["quarter"]),
        }
        for row in as_list(plan.get("rows")):
            if isinstance(row, dict):
                yield where | own_row(row)


def own_row(row: dict[str, Any]) -> dict[str, str]:
    now = {label: in_words(row.get(name)) for name, label in OWN_COLUMNS.items()}
    said = row.get("said")
    if not isinstance(said, dict):
        return now
    then = {label: in_words(said.get(name)) for name, label in SAID_COLUMNS.items()}
    return now | then


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
