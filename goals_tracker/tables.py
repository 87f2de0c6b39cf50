"""The base of the tables on pages: django-tables2 with rows that cost less.

Its own rows look up a function's signature and compute HTML attributes anew for every
cell. Here a row is one rendering of its table's row template; the columns say what
stands at the top, what can be sorted, and what a cell is as plain text in an export.
"""

from typing import NamedTuple

import django_tables2
from django.template import Context
from django.template.loader import get_template


class Column(django_tables2.Column):
    """A column of a table: its heading; `text`, the cell of a record for exports.

    `sort` has its two orders, as of `paging.both_ways`. A column that is not `visible`
    stands in exports only.
    """

    def __init__(self, verbose_name, text=None, sort=None, **extra):
        super().__init__(
            verbose_name=verbose_name, empty_values=(), orderable=False, **extra
        )
        self.text = text
        self.sort = sort


class ColumnHeading(NamedTuple):
    """The top of a column; with the address that sorts by it, if it can be sorted."""

    name: str
    label: str
    address: str = ""
    aria_sort: str = ""


class Table(django_tables2.Table):
    """A table with a caption; `row_template` renders the `<tr>` of a record.

    The template is given what `context` returns and `labels`, the headings by column.
    Its first cell names the row. A table that can be sorted is told how it is sorted,
    as `eta` or `-eta`, and `address_of`, which makes the address of another order.
    """

    row_template = ""
    default_sort = ""

    def __init__(self, data, *, caption, sort="", address_of=None, **extra):
        super().__init__(data, **extra)
        self.caption = caption
        self.sort, self.address_of = sort or self.default_sort, address_of

    @classmethod
    def orders(cls):
        """What its rows may be sorted by, as an address says it."""
        found = {}
        for name, column in cls.base_columns.items():
            if column.sort:
                found[name], found[f"-{name}"] = column.sort
        return found

    def context(self, record):
        """What the row template is given for a record."""
        return {"record": record}

    @property
    def labels(self):
        """The heading of each column, by its name."""
        return {bound.name: bound.header for bound in self.columns}

    @property
    def headings(self):
        return [self.heading(bound) for bound in self.columns]

    def heading(self, bound):
        name, label = bound.name, bound.header
        if not (self.address_of and bound.column.sort):
            return ColumnHeading(name, label)
        aria_sort = {name: "ascending", f"-{name}": "descending"}.get(self.sort, "")
        other = f"-{name}" if aria_sort == "ascending" else name
        return ColumnHeading(name, label, self.address_of(other), aria_sort)

    def rows_html(self):
        """The rows, rendered one after the other."""
        engine_template = get_template(self.row_template)
        template = engine_template.template  # type: ignore[attr-defined]  # Django's
        context = Context({"labels": self.labels})
        # What rendering a template does around its nodes, once for all rows.
        with (
            context.render_context.push_state(template),
            context.bind_template(template),
        ):
            for record in self.data:
                with context.push(**self.context(record)):
                    yield template.nodelist.render(context)

    def export_headings(self):
        return [bound.header for bound in self.columns.iterall() if bound.column.text]

    def export_row(self, record):
        """A record's cells as they stand in an export."""
        bounds = self.columns.iterall()
        return [bound.column.text(record) for bound in bounds if bound.column.text]
