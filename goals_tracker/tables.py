"""The base of the tables on pages: django-tables2 with rows that cost less.

Its own rows look up a function's signature and compute HTML attributes anew for every
cell. Here a cell is one rendering of its column's component template, and what the
cells of a column have in common is found out once a table.
"""

from typing import NamedTuple

import django_tables2
from django.template.loader import get_template


class Cell(NamedTuple):
    """A cell, by the name and the heading of its column."""

    name: str
    label: str
    html: str


class Line(NamedTuple):
    """A row of the table: the cell that names it, and the others."""

    html_id: str
    css: str
    head: Cell
    cells: list[Cell]


class Column(django_tables2.Column):
    """A column whose cells are renderings of a component template.

    The template is given what `context` returns.
    """

    def __init__(self, template_name, **extra):
        super().__init__(empty_values=(), orderable=False, **extra)
        self.template_name = template_name

    def context(self, record, table):
        """What the template is given for a record."""
        return {"record": record}

    def render(self, record, table):
        return get_template(self.template_name).render(self.context(record, table))


class Table(django_tables2.Table):
    """A table with a caption, whose first column names the row."""

    def __init__(self, data, *, caption, **extra):
        super().__init__(data, **extra)
        self.caption = caption

    def row_id(self, record):
        """The HTML id of a record's row; empty for none."""
        return ""

    def row_css(self, record):
        """The CSS class of a record's row; empty for none."""
        return ""

    @property
    def labels(self):
        """Each column's name and heading."""
        return [(bound.name, bound.header) for bound in self.columns]

    def lines(self):
        """The rows, their cells rendered."""
        kinds = [
            (label, bound.column, get_template(bound.column.template_name).render)
            for label, bound in zip(self.labels, self.columns, strict=True)
        ]
        for record in self.data:
            head, *cells = [
                Cell(*label, render(column.context(record, self)))
                for label, column, render in kinds
            ]
            yield Line(self.row_id(record), self.row_css(record), head, cells)
