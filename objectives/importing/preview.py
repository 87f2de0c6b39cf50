"""A table as it will be: what is new, what changes, and what cannot come in.

A row is found again by its reference, else by its objective and its place among equal
ones, in its team's quarter. A cell that somebody has changed here since the last
import is a conflict: it is not overwritten, unless one has seen it and takes what the
file says. What is gone from the table stays.
"""

import enum
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import batched

from django.contrib.auth.models import User

from objectives.importing.choices import Choices
from objectives.importing.differences import (
    IMPORTED,
    NOUN,
    Difference,
    differences_of,
    judged,
    last_imported,
    stand_of,
)
from objectives.importing.lookup import Lookup
from objectives.importing.mapping import FIELDS, Mapping
from objectives.importing.matching import Plans, matched, plans_of
from objectives.importing.repairs import Repair
from objectives.importing.rows import CellError, Draft, drafts
from objectives.importing.sources.base import SourceTable
from objectives.models import Change, Objective
from objectives.parsing.pasted_rows import folded_name

AT_ONCE = 500


class Kind(enum.StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"
    LEFT_OUT = "left"
    GONE = "gone"


@dataclass(slots=True)
class PreviewRow:
    """A row of the table, or an objective that is gone from it."""

    kind: Kind
    draft: Draft | None = None
    objective: Objective | None = None
    differences: list[Difference] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    @property
    def filled(self) -> Draft:
        """The draft of a row of the table."""
        assert self.draft is not None
        return self.draft

    @property
    def number(self) -> int | None:
        return self.draft.row.number if self.draft else None

    @property
    def line(self) -> int | None:
        return self.draft.row.line if self.draft else None

    @property
    def repairs(self) -> list[Repair]:
        return self.draft.repairs if self.draft else []

    @property
    def is_repaired(self) -> bool:
        return bool(self.repairs) and self.kind in WRITTEN | {Kind.REFUSED}

    @property
    def stand(self) -> str:
        """What somebody sees who takes what the file says; empty without conflict."""
        if self.kind != Kind.CONFLICT or self.number is None:
            return ""
        return stand_of(self.number, self.differences)

    @property
    def is_taken(self) -> bool:
        return any(one.is_taken for one in self.differences)

    @property
    def cells(self) -> dict[str, str]:
        """What it will say, by column."""
        if self.draft is None:
            row = self.objective
            assert row is not None
            cells = {"title": row.title, "measure": row.measure, "eta": row.eta}
            place = {"team": str(row.plan.team), "period": row.plan.quarter.label}
            owner = row.owner.name if row.owner else ""
            return place | cells | {"status": row.status, "owner": owner}
        draft = self.draft
        cells = {name: text for name, text in draft.row.texts.items() if name in FIELDS}
        cells["owner"] = draft.owner_name or draft.row.get("owner")
        if draft.team:
            cells["team"] = draft.team.name
        if draft.quarter:
            cells["period"] = draft.quarter.label
        return cells

    @property
    def why(self) -> str:
        """Why it is refused or left out, in words."""
        if self.kind == Kind.LEFT_OUT and self.draft:
            return self.draft.left_out
        return " ".join(error.message for error in self.errors)

    @property
    def errors_by_field(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for error in self.errors:
            found.setdefault(error.field, []).append(error.message)
        return found


WRITTEN = {Kind.NEW, Kind.CHANGED, Kind.CONFLICT}


@dataclass
class Preview:
    rows: list[PreviewRow] = field(default_factory=list)
    plans: Plans = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        """How many rows there are of each kind, and how many are repaired."""
        counts = Counter({kind.value: 0 for kind in Kind})
        counts.update(row.kind.value for row in self.rows)
        counts["repaired"] = sum(row.is_repaired for row in self.rows)
        return counts

    def of_kind(self, kind: str) -> list[PreviewRow]:
        """The rows of a kind, of those that are repaired, or all of the table."""
        if kind == "repaired":
            return [row for row in self.rows if row.is_repaired]
        return [row for row in self.rows if not kind or row.kind == kind]

    @property
    def conflicts(self) -> list[PreviewRow]:
        return self.of_kind(Kind.CONFLICT)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not any(row.kind in WRITTEN for row in self.rows)


def preview(
    table: SourceTable, mapping: Mapping, choices: Choices, *, by: User, at: datetime
) -> Preview:
    """What an import of the table would do now."""
    lookup = Lookup(by, choices)
    found = list(drafts(table, mapping, choices, lookup, at=at))
    plans = plans_of(found)
    matches, unmatched = matched(found, plans)
    rows = [row_of(one, matches.get(one.row.number), plans) for one in found]
    set_conflicts([row for row in rows if row.differences], set(choices.taken))
    return Preview([*rows, *gone(unmatched)], plans)


def some_rows(
    table: SourceTable,
    mapping: Mapping,
    choices: Choices,
    matches: dict[int, int | None],
    *,
    by: User,
    at: datetime,
) -> list[PreviewRow]:
    """The rows with these numbers, of which it is known what they are here."""
    lookup = Lookup(by, choices)
    found = list(drafts(table, mapping, choices, lookup, at=at, only=matches))
    objectives = objectives_with({pk for pk in matches.values() if pk})
    plans = plans_of(found)
    rows = [
        row_of(one, objectives.get(matches[one.row.number] or 0), plans)
        for one in found
    ]
    set_conflicts([row for row in rows if row.differences], set(choices.taken))
    return rows


def gone_rows(keys: set[int]) -> list[PreviewRow]:
    """The objectives with these keys, as rows that are gone from the table."""
    found = objectives_with(keys).values()
    return [PreviewRow(Kind.GONE, objective=row) for row in found]


def objectives_with(keys: set[int]) -> dict[int, Objective]:
    rows = Objective.objects.filter(pk__in=keys)
    rows = rows.select_related("owner", "plan__team__parent", "plan__quarter")
    return {row.pk: row for row in rows.order_by("pk")}


def row_of(
    draft: Draft,
    objective: Objective | None,
    plans: Plans,
) -> PreviewRow:
    if draft.left_out:
        return PreviewRow(Kind.LEFT_OUT, draft)
    errors = [error for error in draft.errors if not is_met(error, draft, objective)]
    if errors:
        return PreviewRow(Kind.REFUSED, draft, objective, errors=errors)
    differences = list(differences_of(draft, objective)) if objective else []
    if objective and not differences:
        return PreviewRow(Kind.SAME, draft, objective)
    plan = plans.get(draft.place) if draft.place else None
    if plan and plan.is_closed:
        words = "This quarter is closed. Reopen its plan to change it."
        errors = [CellError("", "closed", words)]
        return PreviewRow(Kind.REFUSED, draft, objective, differences, errors)
    kind = Kind.CHANGED if objective else Kind.NEW
    return PreviewRow(kind, draft, objective, differences)


def is_met(error: CellError, draft: Draft, objective: Objective | None) -> bool:
    """Whether what a row asks for is so already: an owner who has left since."""
    owner = objective.owner if objective else None
    if error.field != "owner" or owner is None:
        return False
    return folded_name(owner.name) == folded_name(draft.row.get("owner"))


def set_conflicts(rows: list[PreviewRow], taken: set[str]) -> None:
    """Leave cells as they are here, where somebody has changed them since."""
    bases = last_imported({row.objective.pk for row in rows if row.objective})
    for row in rows:
        assert row.objective is not None
        base = bases.get(row.objective.pk, {})
        row.differences = [
            one
            for difference in row.differences
            if (one := judged(difference, base.get(difference.field)))
        ]
        if row.kind == Kind.REFUSED:
            row.kind = row.kind if row.differences else Kind.SAME
        elif any(one.is_conflict for one in row.differences):
            row.kind = Kind.CONFLICT
            if row.stand in taken:
                row.differences = [
                    replace(one, is_taken=one.is_conflict) for one in row.differences
                ]
        elif not row.differences:
            row.kind = Kind.SAME


def gone(objectives: list[Objective]) -> Iterator[PreviewRow]:
    """What came with an import into these quarters, and is not in the table."""
    keys = [row.pk for row in objectives]
    imported: set[int] = set()
    for some in batched(keys, AT_ONCE):
        entries = Change.objects.filter(noun=NOUN, object_pk__in=some, action="added")
        entries = entries.filter(reason__startswith=IMPORTED).order_by()
        imported.update(entries.values_list("object_pk", flat=True))
    for row in objectives:
        if row.pk in imported:
            yield PreviewRow(Kind.GONE, objective=row)
