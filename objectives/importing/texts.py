"""What the rows of a table say, by field. Pure.

Nothing is looked up here: teams, periods and people are still the words of the table.
"""

import re
from collections.abc import Container, Iterator
from datetime import date

from objectives.importing.choices import AS_OBJECTIVES, Choices
from objectives.importing.mapping import LABEL, Mapping
from objectives.importing.periods import read_period
from objectives.importing.repairs import Repair, RowTexts, cut, is_nothing, joined, tidy
from objectives.importing.sources.base import SourceRow, SourceTable
from objectives.parsing.eta import read_eta
from objectives.parsing.tags import LONGEST_TAG, joined_tags, tags_in

DASHES = re.compile(r"[-–—_=*·•.\s|+:]*")


def rows_of(
    table: SourceTable,
    mapping: Mapping,
    choices: Choices,
    only: Container[int] | None = None,
) -> Iterator[RowTexts]:
    """The rows that can become objectives, and those that are skipped.

    `only` are the numbers of those that are wanted, if not all.
    """
    children = children_of(table)
    for number, row in enumerate(table.rows):
        is_objective = (
            number not in children
            if choices.nested == AS_OBJECTIVES
            else row.parent is None
        )
        if not is_objective or (only is not None and number not in only):
            continue
        texts = cells_by_field(row, mapping)
        found = RowTexts(number, row.line, texts, headings_of(table, row))
        found.repairs += [Repair(one.code, one.text, False) for one in row.repairs]
        if choices.nested == AS_OBJECTIVES:
            add_parent(found, table, row, mapping)
        else:
            add_children(found, table, children, mapping)
        found.texts.update(choices.mended.get(str(number), {}))
        found.skipped = why_skipped(found)
        if not found.skipped:
            tidy(found, choices)
        yield found


def children_of(table: SourceTable) -> dict[int, list[int]]:
    """The numbers of the rows under each row."""
    found: dict[int, list[int]] = {}
    for number, row in enumerate(table.rows):
        if row.parent is not None:
            found.setdefault(row.parent, []).append(number)
    return found


def headings_of(table: SourceTable, row: SourceRow) -> tuple[str, ...]:
    names = (table.name, *row.headings)
    return tuple(dict.fromkeys(name for name in names if name.strip()))


def cells_by_field(row: SourceRow, mapping: Mapping) -> dict[str, str]:
    """The texts of a row by field; columns of one field are put together."""
    found: dict[str, list[str]] = {}
    for column, cell in zip(mapping.columns, row.cells, strict=False):
        text = cell.strip()
        if not text:
            continue
        if column.field == LABEL:
            if is_nothing(text):
                continue
            text = f"{column.label or column.heading}: {text}".lstrip(": ")
            found.setdefault("labelled", []).append(text)
        else:
            found.setdefault(column.field, []).append(text)
    found.pop("ignore", None)
    measure = [*found.get("measure", ()), *found.pop("labelled", ())]
    if measure:
        found["measure"] = measure
    cuts = {"owner": ", ", "tags": ", "}
    return {name: cuts.get(name, "\n").join(texts) for name, texts in found.items()}


def add_children(
    row: RowTexts, table: SourceTable, children: dict[int, list[int]], mapping: Mapping
) -> None:
    """Add the lines under an item to its measure, deeper ones further in."""
    lines = list(lines_under(row.number, table, children, mapping, ""))
    if lines:
        row.texts["measure"] = joined(row.get("measure"), "\n".join(lines))


def lines_under(
    number: int,
    table: SourceTable,
    children: dict[int, list[int]],
    mapping: Mapping,
    margin: str,
) -> Iterator[str]:
    for child in children.get(number, ()):
        texts = cells_by_field(table.rows[child], mapping)
        said = [texts.get("title", ""), texts.get("measure", "")]
        result = texts.get("status", "")
        words = " ".join(" ".join(filter(None, said)).split())
        if result:
            words = f"{words} => {result}" if words else result
        if words:
            yield f"{margin}- {words}"
        yield from lines_under(child, table, children, mapping, margin + "  ")


def add_parent(
    row: RowTexts, table: SourceTable, source: SourceRow, mapping: Mapping
) -> None:
    """Say what it is a part of: as a tag, and in full where that is too long."""
    if source.parent is None:
        return
    over = cells_by_field(table.rows[source.parent], mapping)
    title = " ".join(over.get("title", "").split())
    for name in ("team", "group", "period", "owner", "eta"):
        if not row.get(name) and over.get(name):
            row.texts[name] = over[name]
    if not title:
        return
    tag = cut(title.replace(",", " ").replace(";", " "), LONGEST_TAG)
    row.texts["tags"] = joined_tags(tags_in(f"{row.get('tags')}, {tag}"))
    if tag != title:
        row.texts["measure"] = joined(row.get("measure"), f"Part of: {title}")


def why_skipped(row: RowTexts) -> str:
    """Why this is no objective, or nothing."""
    said = {
        name: text for name, text in row.texts.items() if name not in ("team", "period")
    }
    if not any(text.strip() for text in said.values()):
        return "It is blank."
    if all(DASHES.fullmatch(text) for text in said.values()):
        return "It is a line."
    if all(is_nothing(text) for text in said.values()):
        return "It is a template that nobody has filled in."
    return ""


def period_of(row: RowTexts, **calendar: str | int) -> tuple[str, str]:
    """The period that its headings name, and the nearest heading that names none."""
    period = other = ""
    for heading in reversed(row.headings):
        is_period = read_period(heading, **calendar) is not None  # type: ignore[arg-type]
        if is_period:
            period = period or heading
        else:
            other = other or heading
    return period, other


def read_eta_in(eta: str, first_day: date, date_order: str) -> date | None:
    """The day that an ETA means where that comes first."""
    return read_eta(eta, quarter_first_day=first_day, date_order=date_order).day
