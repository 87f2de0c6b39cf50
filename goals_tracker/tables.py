"""The base of the tables on pages: django-tables2 with rows that cost less.

Its own rows look up a function's signature and compute HTML attributes anew for every
cell. Here a row is one rendering of its table's row template; the columns say what
stands at the top, what can be sorted, and what a cell is as plain text in an export.
"""

import django_tables2
from django.template.loader import get_template


class Column(django_tables2.Column):
    """A column: its heading, and `text`, the cell of a record for exports."""

    def __init__(self, verbose_name, text=None, **extra):
        super().__init__(
            verbose_name=verbose_name, empty_values=(), orderable=False, **extra
        )
        self.text = text


class Table(django_tables2.Table):
    """A table with a caption; `row_template` renders the `<tr>` of a record.

    The template is given what `context` returns and `labels`, the headings by column.
    Its first cell names the row.
    """

    row_template = ""

    def __init__(self, data, *, caption, **extra):
        super().__init__(data, **extra)
        self.caption = caption

    def context(self, record):
        """What the row template is given for a record."""
        return {"record": record}

    @property
    def labels(self):
        """The heading of each column, by its name."""
        return {bound.name: bound.header for bound in self.columns}

    def rows_html(self):
        """The rows, rendered one after the other."""
        render, labels = get_template(self.row_template).render, self.labels
        for record in self.data:
            yield render(self.context(record) | {"labels": labels})
