"""A list of everything a user may see, filtered and sorted: a page of it, or a file.

The keys of a page are found first, along an index, and then its rows are read. The
number of queries is the same for any number of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import Manager
from django.utils.http import urlencode

from goals_tracker.lists import downloads, keyset
from goals_tracker.lists.tables import Table
from objectives.forms.filters import (
    CarryOverFilter,
    FilterForm,
    ObjectiveFilter,
    PlanFilter,
    ProjectFilter,
)
from objectives.models import CarryOver, Objective, Plan, Project, Quarter, Team
from objectives.pages.list_rows import (
    CarryOverListRow,
    ListContext,
    ObjectiveListRow,
    PlanListRow,
    ProjectListRow,
)
from objectives.pages.list_tables import (
    CarryOverTable,
    ObjectiveTable,
    PlanListTable,
    ProjectTable,
)
from objectives.pages.overview import counts_by_plan

ROWS_PER_PAGE = 50
ROWS_AT_ONCE = 1000
# More would keep a thread that serves pages busy for longer than a page may.
MOST_AT_ONCE = 5_000
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list; `make_rows` turns primary keys into rows.

    `address` names its URL.
    """

    name: str
    address: str
    manager: Manager
    form: type[FilterForm]
    table: type[Table]
    make_rows: Callable


def objective_rows_of(pks, quarters, on):
    rows = in_order(Objective.objects.filter(pk__in=pks).for_list(), pks)
    context = context_for((row.team_pk for row in rows), quarters, on)
    return [ObjectiveListRow(row, context) for row in rows]


def plan_rows_of(pks, quarters, on):
    plans = in_order(Plan.objects.filter(pk__in=pks).order_by(), pks)
    context = context_for((plan.team_id for plan in plans), quarters, on)
    counts = counts_by_plan(plans)
    return [PlanListRow(plan, context, counts) for plan in plans]


def carry_over_rows_of(pks, quarters, on):
    links = in_order(CarryOver.objects.filter(pk__in=pks).for_list(), pks)
    context = context_for((link.team_pk for link in links), quarters, on)
    return [CarryOverListRow(link, context) for link in links]


def project_rows_of(pks, quarters, on):
    projects = in_order(Project.objects.filter(pk__in=pks).for_list(), pks)
    context = context_for((one.team_id for one in projects), quarters, on)
    return [ProjectListRow(one, context) for one in projects]


def in_order(rows, pks):
    """The rows in the order of these keys, without those deleted in the meantime."""
    by_pk = {row.pk: row for row in rows}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def context_for(team_pks, quarters, on):
    return ListContext(Team.objects.with_parents(set(team_pks)), quarters, on)


KINDS = {
    kind.name: kind
    for kind in (
        ListKind(
            "objectives",
            "objective_list",
            Objective.objects,
            ObjectiveFilter,
            ObjectiveTable,
            objective_rows_of,
        ),
        ListKind(
            "plans", "plan_list", Plan.objects, PlanFilter, PlanListTable, plan_rows_of
        ),
        ListKind(
            "carry-overs",
            "carry_over_list",
            CarryOver.objects,
            CarryOverFilter,
            CarryOverTable,
            carry_over_rows_of,
        ),
        ListKind(
            "unplanned",
            "project_list",
            Project.objects,
            ProjectFilter,
            ProjectTable,
            project_rows_of,
        ),
    )
}


class Listing:
    """A list as a user requests it; `data` is the query string."""

    def __init__(self, name, data, *, user, on):
        self.kind, self.data, self.on = KINDS[name], data, on
        self.teams = Team.objects.keys_visible_to(user)
        self.quarters = list(Quarter.objects.all())
        known = {"teams": self.teams, "quarters": self.quarters, "on": on}
        self.form = self.kind.form(data, **known)
        self.check_order()

    def check_order(self):
        """Refuse an unknown order or file format."""
        if self.sort not in self.orders:
            self.refuse("This list cannot be sorted by that.", "sort")
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
        return self.form.narrow(self.kind.manager.order_by())

    @cached_property
    def page(self):
        """The keys of the page's rows; none if the address is refused."""
        if not self.form.is_valid():
            return keyset.KeysetPage([])
        try:
            return keyset.paginate(
                self.rows,
                self.orders[self.sort],
                size=ROWS_PER_PAGE,
                name=f"{self.kind.name} {self.sort}",
                after=self.data.get("after", ""),
                before=self.data.get("before", ""),
            )
        except ValidationError as refusal:
            self.form.add_error(None, refusal)
            return keyset.KeysetPage([])

    @cached_property
    def table(self):
        rows = self.kind.make_rows(self.page.pks, self.quarters, self.on)
        return self.kind.table(
            rows,
            caption=self.kind.name.capitalize(),
            sort=self.sort,
            address_of=lambda sort: self.address(sort=sort),
        )

    def address(self, **changes):
        """The address of this list with other parameters, without the page."""
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
        """The whole list as the requested file, or None."""
        if not self.format or not self.form.is_valid():
            return None
        if self.format == "csv":
            return downloads.csv_response(*self.export_parts())
        return downloads.xlsx_response(*self.export_parts())

    @property
    def format(self):
        """What file was asked for, if any."""
        return self.data.get("format", "")

    @property
    def is_long(self):
        """Whether a file of it was asked for that takes longer than a page may."""
        if not self.format or not self.form.is_valid():
            return False
        return len(self.rows[: MOST_AT_ONCE + 1].values_list("pk")) > MOST_AT_ONCE

    @property
    def file_name(self):
        is_known = self.format in FORMATS
        return f"{self.kind.name}.{self.format}" if is_known else self.kind.name

    @property
    def query(self):
        """The filters and the order, the same for the same list."""
        return urlencode(sorted(self.form.words.items()) + [("sort", self.sort)])

    def export_parts(self):
        """The file's name, its headings and its rows, read in batches."""
        table = self.kind.table([], caption="")
        batches = keyset.batches(self.rows, self.orders[self.sort], size=ROWS_AT_ONCE)
        rows = (
            table.export_row(row)
            for pks in batches
            for row in self.kind.make_rows(pks, self.quarters, self.on)
        )
        return self.kind.name, table.export_headings(), rows
