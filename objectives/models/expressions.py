"""The SQL expressions that sort lists, the same as in the indexes.

Each is the same SQL on both databases, without parameters: an index on an expression is
used only if the query has exactly that expression.
"""

from django.db.models import DateField, Func, IntegerField, TextField


class EtaDay(Func):
    """The day, or one after all others if there is none."""

    template = "COALESCE(%(expressions)s, '9999-12-31')"
    output_field = DateField()


class EtaDayFromEnd(Func):
    """The day, or one before all others: last in descending order."""

    template = "COALESCE(%(expressions)s, '0001-01-01')"
    output_field = DateField()


class UnreadFirst(Func):
    """The precision of an ETA, with unread ones before blank ones."""

    template = "COALESCE(NULLIF(%(expressions)s, 9), -1)"
    output_field = IntegerField()


class Beginning(Func):
    """The first 80 characters in lower case: the length of index keys is limited."""

    template = "LOWER(SUBSTR(%(expressions)s, 1, 80))"
    output_field = TextField()
