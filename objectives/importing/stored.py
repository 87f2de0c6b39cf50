"""An import as it is kept between its steps: its table, its mapping, its choices."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from objectives.importing.choices import Choices
from objectives.importing.mapping import Mapping, guess
from objectives.importing.sources.base import (
    Source,
    SourceRepair,
    SourceRow,
    SourceTable,
)
from objectives.models import Import, ImportMapping, Team


def begin(
    source: Source,
    *,
    name: str,
    by: User,
    at: datetime,
    team: Team | None = None,
    quarter: str = "",
) -> Import:
    """Keep what was read for the steps that follow; the only table is chosen.

    What is hidden does not count.
    """
    import_ = Import.objects.begin(
        by, name=name, source=asdict(source), at=at, team=team, quarter=quarter
    )
    shown = [n for n, table in enumerate(source.tables) if not table.is_hidden]
    if len(shown) == 1:
        choose_table(import_, source, shown[0])
    return import_


def choose_table(import_: Import, source: Source, number: int) -> None:
    """Take this table, with the meaning of its columns as it was kept, or guessed."""
    if not 0 <= number < len(source.tables):
        raise ValidationError("Choose one of the tables.", code="table")
    table = source.tables[number]
    choices = Choices(
        team=import_.team.pk if import_.team else None, quarter=import_.quarter
    )
    import_.choose(
        table=number,
        mapping=(kept_mapping(table) or guess(table)).to_json(),
        choices=choices.to_json(),
        total=len(table.rows),
    )


def kept_mapping(table: SourceTable) -> Mapping | None:
    """The latest that fits its headings."""
    if not any(table.columns):
        return None
    for kept in ImportMapping.objects.order_by("-at", "-pk"):
        if found := Mapping.from_json(kept.columns).fitted(table):
            return found
    return None


def source_of(import_: Import) -> Source:
    """What was read."""
    found = import_.source
    tables = tuple(table_from(one) for one in found["tables"])
    return Source(found["kind"], tables, tuple(found["notes"]))


def table_of(import_: Import) -> SourceTable:
    """The table that was chosen. Raises ValidationError where none is."""
    tables = import_.source["tables"]
    if import_.table is None or import_.table >= len(tables):
        raise ValidationError("Choose one of the tables first.", code="table")
    return table_from(tables[import_.table])


def mapping_of(import_: Import) -> Mapping:
    return Mapping.from_json(import_.mapping)


def choices_of(import_: Import) -> Choices:
    return Choices.from_json(import_.choices)


def table_from(found: dict[str, Any]) -> SourceTable:
    rows = tuple(row_from(one) for one in found["rows"])
    is_hidden = found.get("is_hidden", False)
    columns = tuple(found["columns"])
    return SourceTable(found["kind"], found["name"], columns, rows, is_hidden)


def row_from(found: dict[str, Any]) -> SourceRow:
    return SourceRow(
        cells=tuple(found["cells"]),
        line=found["line"],
        headings=tuple(found["headings"]),
        depth=found["depth"],
        parent=found["parent"],
        repairs=repairs_from(found["repairs"]),
    )


def repairs_from(found: Iterable[dict[str, Any]]) -> tuple[SourceRepair, ...]:
    return tuple(SourceRepair(**one) for one in found)
