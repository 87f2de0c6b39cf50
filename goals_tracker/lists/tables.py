"""The base of the tables on pages: django-tables2 with cheaper rows.

Its own rows look up a function's signature and compute HTML attributes for every cell.
Here a row is one rendering of the table's row template; columns define the heading, the
sorting, and the cell's plain text in exports.
"""

from typing import NamedTuple

import django_tables2
from django.template import Context
from django.template.loader import get_template


class Column(django_tables2.Column):
    """A column of a table: its heading, and `text`, the cell of a record in exports.

    `sort` has its two orders, as from `keyset.both_ways`. A column that is not
    `visible` is in exports only.
    """

    def __init__(self, verbose_name, text=None, sort=None, **extra):
        super().__init__(
            verbose_name=verbose_name, empty_values=(), orderable=False, **extra
        )
        self.text = text
        self.sort = sort


class ColumnHeading(NamedTuple):
    """The heading of a column, with the address that sorts by it, if there is one."""

    name: str
    label: str
    address: str = ""
    aria_sort: str = ""


class Table(django_tables2.Table):
    """A table with a caption; `row_template` renders the `<tr>` of a record.

    The template's context is what `context` returns and `labels`, the headings by
    column. Its first cell names the row. A sortable table takes the present order, as
    `eta` or `-eta`, and `address_of`, which returns the address of another order.
    """

    row_template = ""
    default_sort = ""

    def __init__(self, data, *, caption, sort="", address_of=None, **extra):
        super().__init__(data, **extra)
        self.caption = caption
        self.sort, self.address_of = sort or self.default_sort, address_of

    @classmethod
    def orders(cls):
        """The orders of its rows, by their names in addresses."""
        orders = {}
        for name, column in cls.base_columns.items():
            if column.sort:
                orders[name], orders[f"-{name}"] = column.sort
        return orders

    def context(self, record):
        """The context of the row template for a record."""
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
        """Render the rows one by one."""
        engine_template = get_template(self.row_template)
        template = engine_template.template  # type: ignore[attr-defined]  # Django's
        context = Context({"labels": self.labels})
        # What Template.render does around its nodes, once for all rows.
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
        """A record's cells for an export."""
        bounds = self.columns.iterall()
        return [bound.column.text(record) for bound in bounds if bound.column.text]
