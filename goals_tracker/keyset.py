"""Pages that begin after a row, so that one far down costs what the first one does.

A page's address names the last row of the one before by its sort key, signed, so that
what is compared in the database is only ever what came out of it. Rows that are added
or deleted meanwhile shift nothing, and the row that is named need not be there.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan


class Order(NamedTuple):
    """What rows are sorted by, the primary key last; all of it forwards or backwards.

    One direction for all, since only that is one walk along an index.
    """

    keys: tuple
    is_backwards: bool = False

    def sorted(self, rows, *, turned=False):
        """The rows in this order, each annotated with its keys."""
        keys = {f"key_{at}": as_expression(key) for at, key in enumerate(self.keys)}
        sign = "-" if self.is_backwards is not turned else ""
        return rows.annotate(**keys).order_by(*(f"{sign}{name}" for name in self.names))

    def beyond(self, rows, place, *, turned=False):
        """Those of the sorted rows that come after this place."""
        is_down = self.is_backwards is not turned
        lookup = TupleLessThan if is_down else TupleGreaterThan
        # Says nothing new, but SQLite finds its way along an expression by it alone.
        first = {f"{self.names[0]}__{'lte' if is_down else 'gte'}": place[0]}
        return rows.filter(lookup(Tuple(*map(F, self.names)), place), **first)

    @property
    def names(self):
        return [*(f"key_{at}" for at in range(len(self.keys))), "pk"]


def as_expression(key):
    return F(key) if isinstance(key, str) else key


def both_ways(*keys):
    """The order by these keys and the same from its end."""
    return Order(keys), Order(keys, is_backwards=True)


@dataclass(frozen=True, slots=True)
class Page:
    """The keys of a page's rows, and the tokens that lead to the pages around it."""

    pks: list
    previous: str = ""
    next: str = ""


def page(rows, order, *, size, name, after="", before=""):
    """A page of the rows: the first, or the one after or before what a token names.

    `name` tells this list and this order from others, whose tokens are refused:
    raises ValidationError with the code `token`.
    """
    turned = bool(before)
    found = order.sorted(rows, turned=turned)
    if token := before or after:
        found = order.beyond(found, place_of(token, name), turned=turned)
    places = list(found.values_list(*order.names)[: size + 1])
    has_more, places = len(places) > size, places[:size]
    if turned:
        places.reverse()
    has_previous, has_next = (has_more, True) if turned else (bool(after), has_more)
    return Page(
        pks=[place[-1] for place in places],
        previous=token_of(places[0], name) if places and has_previous else "",
        next=token_of(places[-1], name) if places and has_next else "",
    )


def stretches(rows, order, *, size):
    """The primary keys of all rows in order, so many at a time: a query for each."""
    found = order.sorted(rows)
    places = list(found.values_list(*order.names)[:size])
    while places:
        yield [place[-1] for place in places]
        rest = order.beyond(found, places[-1])
        places = list(rest.values_list(*order.names)[:size])


def token_of(place, name):
    """What names a row in an address; days as text."""
    return signing.dumps(
        [value if isinstance(value, int | str) else str(value) for value in place],
        salt=f"page:{name}",
    )


def place_of(token, name):
    try:
        return signing.loads(token, salt=f"page:{name}")
    except (signing.BadSignature, ValueError):
        raise ValidationError(
            "This address leads to no page of this list.", code="token"
        ) from None
