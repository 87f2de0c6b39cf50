"""Mails people who are mentioned in a comment, once for each comment."""

import datetime
from typing import Any

from django.contrib.auth.models import User

from objectives.mail.letters import letter
from objectives.mail.sending import Mail, send_all
from objectives.models import Comment

NAME = "objectives/mail/mention"
# What is older is in the digest, or was found by other ways.
FRESH = datetime.timedelta(days=3)


def tell_mentioned(comment: Comment, *, by: User, at: datetime.datetime) -> None:
    """Send a mail to those who are mentioned and were not told of this comment yet."""
    others = comment.mentions.exclude(user=by).select_related("user")
    send_all(
        [
            Mail(
                one.user,
                NAME,
                {"comment": comment.pk},
                key=f"mention:{comment.pk}:{one.user_id}",
                until=at + FRESH,
            )
            for one in others
        ],
        at=at,
    )


@letter(NAME)
def mention(account: User | None, comment: int = 0) -> dict[str, Any] | None:
    """Nothing where it was deleted, or they are not mentioned or cannot read it."""
    if account is None:
        return None
    rows = Comment.objects.present().visible_to(account).filter(pk=comment)
    rows = rows.filter(mentions__user=account)
    found = rows.select_related("objective__plan__team", "objective__plan__quarter")
    comment_row = found.first()
    return {"comment": comment_row} if comment_row else None
