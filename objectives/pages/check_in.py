"""The check-in of a team's quarter by group, from forms over rows that were fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from objectives.forms.check_in import StatusForm, section_key
from objectives.models import Plan
from objectives.pages.plan_page import bucket
from objectives.pages.tables import CheckInTable


@dataclass(frozen=True, slots=True)
class CheckInSection:
    """The rows of one plan that were carried in from the same quarter, or are new."""

    key: str
    plan: Plan
    label: str
    table: CheckInTable


def check_in_sections(
    forms: Iterable[StatusForm], *, now: datetime
) -> list[CheckInSection]:
    groups = groupby(forms, key=lambda form: section_key(form.instance))
    return [section(key, list(rows), now=now) for key, rows in groups]


def section(key: str, rows: list[StatusForm], *, now: datetime) -> CheckInSection:
    first: Any = rows[0].instance
    label = bucket(first)
    table = CheckInTable(rows, f"{first.plan.team}, {label}", now=now)
    return CheckInSection(key, first.plan, label, table)
