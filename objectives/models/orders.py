"""What lists are sorted and searched by, as the indexes have it.

Each is one SQL text for both databases, written out whole: an index on an expression
serves only where the query says the same to the letter, so no parameter stands in it.
"""

from django.db.models import DateField, Func, IntegerField, TextField


class EtaDay(Func):
    """The day, or one after all others where there is none."""

    template = "COALESCE(%(expressions)s, '9999-12-31')"
    output_field = DateField()


class EtaDayFromEnd(Func):
    """The day, or one before all others: last where the latest comes first."""

    template = "COALESCE(%(expressions)s, '0001-01-01')"
    output_field = DateField()


class UnreadFirst(Func):
    """The precision of an ETA, with what was not read before what was not written."""

    template = "COALESCE(NULLIF(%(expressions)s, 9), -1)"
    output_field = IntegerField()


class Beginning(Func):
    """How a text begins, whatever its case: an index takes no text of any length."""

    template = "LOWER(SUBSTR(%(expressions)s, 1, 80))"
    output_field = TextField()


class Searched(Func):
    """These texts one after the other, whatever their case."""

    function = "LOWER"
    arg_joiner = " || ' ' || "
    output_field = TextField()
