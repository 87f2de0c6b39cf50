"""Updates of a status and comments, in the order of time. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User

from objectives.models import Comment, StatusUpdate
from objectives.permissions import may_edit_comment


@dataclass(frozen=True, slots=True)
class CommentReader:
    """Who reads, whether they lead the team, and the earlier texts of comments."""

    user: User | AnonymousUser
    is_lead: bool
    earlier: dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment, whom it mentions, its earlier texts, and what the reader may do."""

    comment: Comment
    mentioned: tuple[str, ...]
    earlier: tuple[str, ...]
    may_edit: bool
    is_led: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An update with the comments on it, or a comment on the objective itself."""

    at: datetime
    update: StatusUpdate | None
    comments: tuple[ShownComment, ...]


def entries_of(
    updates: Iterable[StatusUpdate], comments: list[Comment], reader: CommentReader
) -> list[Entry]:
    """The newest first; the comments on an update below it, the oldest first."""
    on: dict[int | None, list[ShownComment]] = {}
    for comment in comments:
        on.setdefault(comment.update_id, []).append(shown(comment, reader))
    own = [Entry(one.comment.at, None, (one,)) for one in on.get(None, ())]
    said = [Entry(one.at, one, tuple(on.get(one.pk, ()))) for one in updates]
    return sorted([*reversed(own), *said], key=lambda entry: entry.at, reverse=True)


def shown(comment: Comment, reader: CommentReader) -> ShownComment:
    return ShownComment(
        comment,
        tuple(str(one) for one in comment.mentions.all()),
        tuple(reader.earlier.get(comment.pk, ())),
        may_edit_comment(reader.user, comment),
        reader.is_lead and not comment.is_deleted,
    )
