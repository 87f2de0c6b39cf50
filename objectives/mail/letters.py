"""How each kind of mail is filled in, at the moment at which it is sent.

A function below `@letter` is given the account, or nobody, and the facts that `send`
was given, by name. It answers with what the template needs, or with None where nothing
is to be sent any more. An `unsubscribe` among that is a path. What somebody may see is
asked here, and links are made here: what waits in the queue has neither.
"""

from collections.abc import Callable
from typing import Any

from objectives.models import MailMessage

type Filled = dict[str, Any] | None
type FillMany = Callable[[list[MailMessage]], list[Filled]]
type Fill = Callable[..., Filled]

letters: dict[str, FillMany] = {}


def letter(template: str) -> Callable[[Fill], Fill]:
    """Let this function fill in the mail of that name, one at a time."""

    def register(fill: Fill) -> Fill:
        letters[template] = lambda rows: [
            fill(row.account, **row.facts) for row in rows
        ]
        return fill

    return register


def letter_to_many(template: str) -> Callable[[FillMany], FillMany]:
    """The same where many are sent: it is given up to a hundred messages."""

    def register(fill: FillMany) -> FillMany:
        letters[template] = fill
        return fill

    return register
