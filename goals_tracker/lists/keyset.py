"""Keyset pagination: a page far down costs no more than the first one.

The address of a page names the sort key of the row before it, signed, so that the
database only compares values that came out of it. Rows that are added or deleted in the
meantime shift nothing, and the row that is named need not exist any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

type Key = str | Combinable


class Order(NamedTuple):
    """What rows are sorted by, the primary key last; all of it forwards or backwards.

    One direction for all, since only that is one walk along an index.
    """

    keys: tuple[Key, ...]
    is_backwards: bool = False

    def apply(self, rows: QuerySet, *, is_reversed: bool = False) -> QuerySet:
        """Sort the rows and annotate each with its keys."""
        keys = {f"key_{at}": as_expression(key) for at, key in enumerate(self.keys)}
        sign = "-" if self.is_backwards is not is_reversed else ""
        return rows.annotate(**keys).order_by(*(f"{sign}{name}" for name in self.names))

    def after(
        self, rows: QuerySet, position: list[Any], *, is_reversed: bool = False
    ) -> QuerySet:
        """Those of the sorted rows that come after this position."""
        is_down = self.is_backwards is not is_reversed
        lookup = TupleLessThan if is_down else TupleGreaterThan
        # Redundant, but SQLite uses an index on an expression only because of it.
        first = {f"{self.names[0]}__{'lte' if is_down else 'gte'}": position[0]}
        return rows.filter(lookup(Tuple(*map(F, self.names)), position), **first)

    @property
    def names(self) -> list[str]:
        return [*(f"key_{at}" for at in range(len(self.keys))), "pk"]


def as_expression(key: Key) -> Combinable:
    return F(key) if isinstance(key, str) else key


def both_ways(*keys: Key) -> tuple[Order, Order]:
    """The order by these keys, ascending and descending."""
    return Order(keys), Order(keys, is_backwards=True)


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """The primary keys of a page's rows, and the tokens of the pages around it."""

    pks: list[int]
    previous: str = ""
    next: str = ""


def paginate(
    rows: QuerySet,
    order: Order,
    *,
    size: int,
    name: str,
    after: str = "",
    before: str = "",
) -> KeysetPage:
    """The first page of the rows, or the one after or before the row of a token.

    `name` stands for this list in this order: tokens of another raise ValidationError
    with the code `token`.
    """
    is_reversed = bool(before)
    found = order.apply(rows, is_reversed=is_reversed)
    if token := before or after:
        position = position_from(token, name)
        found = order.after(found, position, is_reversed=is_reversed)
    positions = list(found.values_list(*order.names)[: size + 1])
    has_more, positions = len(positions) > size, positions[:size]
    if is_reversed:
        positions.reverse()
    has_previous = has_more if is_reversed else bool(after)
    has_next = is_reversed or has_more
    return KeysetPage(
        pks=[position[-1] for position in positions],
        previous=make_token(positions[0], name) if positions and has_previous else "",
        next=make_token(positions[-1], name) if positions and has_next else "",
    )


def batches(rows: QuerySet, order: Order, *, size: int) -> Iterator[list[int]]:
    """The primary keys of all rows in order, with a query for each batch."""
    found = order.apply(rows)
    positions = list(found.values_list(*order.names)[:size])
    while positions:
        yield [position[-1] for position in positions]
        rest = order.after(found, positions[-1])
        positions = list(rest.values_list(*order.names)[:size])


def make_token(position: tuple[Any, ...], name: str) -> str:
    """A signed token for the position of a row; days become text."""
    return signing.dumps(
        [value if isinstance(value, int | str) else str(value) for value in position],
        salt=f"page:{name}",
    )


def position_from(token: str, name: str) -> list[Any]:
    try:
        return signing.loads(token, salt=f"page:{name}")
    except (signing.BadSignature, ValueError):
        raise ValidationError(
            "This page of the list does not exist.", code="token"
        ) from None
