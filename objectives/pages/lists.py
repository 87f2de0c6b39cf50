"""A list of all that one may see, as an address asks for it: a page of it, or a file.

What fits is found first, by its keys alone and along an index; then the page's own rows
are read. The number of queries is the same for any number of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import Manager
from django.utils.http import urlencode

from goals_tracker import downloads, keyset
from goals_tracker.tables import Table
from objectives.forms.filters import (
    CarryOverFilter,
    FilterForm,
    ObjectiveFilter,
    PlanFilter,
)
from objectives.models import CarryOver, Objective, Plan, Quarter, Team
from objectives.pages.list_rows import CarryOverLine, Lines, ObjectiveLine, PlanLine
from objectives.pages.list_tables import CarryOverTable, ObjectiveTable, PlanListTable
from objectives.pages.overview import counts_by_plan

ROWS_PER_PAGE = 50
ROWS_AT_ONCE = 1000
# A workbook is built whole before it is sent.
MOST_XLSX_ROWS = 10_000
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Kind:
    """What there is a list of; `lines` makes a page's lines of its keys."""

    name: str
    rows: Manager
    form: type[FilterForm]
    table: type[Table]
    lines: Callable


def objective_lines(pks, quarters, on):
    rows = in_order(Objective.objects.filter(pk__in=pks).for_list(), pks)
    lines = lines_of((row.team_pk for row in rows), quarters, on)
    return [ObjectiveLine(row, lines) for row in rows]


def plan_lines(pks, quarters, on):
    plans = in_order(Plan.objects.filter(pk__in=pks).order_by(), pks)
    lines = lines_of((plan.team_id for plan in plans), quarters, on)
    counts = counts_by_plan(plans)
    return [PlanLine(plan, lines, counts) for plan in plans]


def carry_over_lines(pks, quarters, on):
    links = in_order(CarryOver.objects.filter(pk__in=pks).for_list(), pks)
    lines = lines_of((link.team_pk for link in links), quarters, on)
    return [CarryOverLine(link, lines) for link in links]


def in_order(rows, pks):
    """The rows in the order of these keys; those that are gone meanwhile left out."""
    by_pk = {row.pk: row for row in rows}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def lines_of(team_pks, quarters, on):
    return Lines(Team.objects.with_parents(set(team_pks)), quarters, on)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "objectives",
            Objective.objects,
            ObjectiveFilter,
            ObjectiveTable,
            objective_lines,
        ),
        Kind("plans", Plan.objects, PlanFilter, PlanListTable, plan_lines),
        Kind(
            "carry-overs",
            CarryOver.objects,
            CarryOverFilter,
            CarryOverTable,
            carry_over_lines,
        ),
    )
}


class Listing:
    """A list as this reader asks for it; `data` is what stands in the address."""

    def __init__(self, name, data, *, user, on):
        self.kind, self.data, self.on = KINDS[name], data, on
        self.teams = Team.objects.keys_visible_to(user)
        self.quarters = list(Quarter.objects.all())
        known = {"teams": self.teams, "quarters": self.quarters, "on": on}
        self.form = self.kind.form(data, **known)
        self.check_order()

    def check_order(self):
        """Refuse what no link on a list asks for."""
        if self.sort not in self.orders:
            self.refuse("This list is not sorted by that.", "sort")
        if self.data.get("format") not in (None, *FORMATS):
            self.refuse("There is no such file.", "format")

    def refuse(self, sentence, code):
        self.form.add_error(None, ValidationError(sentence, code=code))

    @property
    def orders(self):
        return self.kind.table.orders()

    @property
    def sort(self):
        return self.data.get("sort") or self.kind.table.default_sort

    @cached_property
    def rows(self):
        return self.form.narrow(self.kind.rows.order_by())

    @cached_property
    def page(self):
        """The keys of the page's rows; none where the address was refused."""
        if not self.form.is_valid():
            return keyset.Page([])
        try:
            return keyset.page(
                self.rows,
                self.orders[self.sort],
                size=ROWS_PER_PAGE,
                name=f"{self.kind.name} {self.sort}",
                after=self.data.get("after", ""),
                before=self.data.get("before", ""),
            )
        except ValidationError as refusal:
            self.form.add_error(None, refusal)
            return keyset.Page([])

    @cached_property
    def table(self):
        lines = self.kind.lines(self.page.pks, self.quarters, self.on)
        return self.kind.table(
            lines,
            caption=self.kind.name.capitalize(),
            sort=self.sort,
            address_of=lambda sort: self.address(sort=sort),
        )

    def address(self, **changes):
        """This list with other words; pages are left, since they belong to an order."""
        words = self.form.words
        if sort := self.data.get("sort"):
            words["sort"] = sort
        return "?" + urlencode(words | changes)

    @property
    def next(self):
        return self.page.next and self.address(after=self.page.next)

    @property
    def previous(self):
        return self.page.previous and self.address(before=self.page.previous)

    @property
    def csv(self):
        return self.address(format="csv")

    @property
    def xlsx(self):
        return self.address(format="xlsx")

    @property
    def status(self):
        return 400 if self.form.errors else 200

    def file(self):
        """The whole list as the file that the address asks for, or None."""
        asked_for = self.data.get("format")
        if not asked_for or not self.form.is_valid():
            return None
        if asked_for == "csv":
            return downloads.csv_response(*self.exported())
        if len(self.rows[: MOST_XLSX_ROWS + 1].values_list("pk")) > MOST_XLSX_ROWS:
            self.refuse(
                f"An XLSX file takes at most {MOST_XLSX_ROWS:,} rows here. Choose "
                "fewer with the filters, or take the CSV file, which has no limit.",
                "too_long",
            )
            return None
        return downloads.xlsx_response(*self.exported())

    def exported(self):
        """The file's name, its headings and its rows, which are read as they go."""
        table = self.kind.table([], caption="")
        stretches = keyset.stretches(
            self.rows, self.orders[self.sort], size=ROWS_AT_ONCE
        )
        rows = (
            table.exported_row(line)
            for pks in stretches
            for line in self.kind.lines(pks, self.quarters, self.on)
        )
        return self.kind.name, table.exported_headings(), rows
