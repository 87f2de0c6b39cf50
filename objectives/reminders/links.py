"""The addresses in a weekly message that need no signing in, each for one thing only.

An answer's address is signed for the person, the objectives and the week. It ends with
the week, and when the password, the address or the name of the account changes. The one
that stops the messages does not end.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from objectives.models import WeeklyMessage

STOPPING = signing.Signer(salt="objectives.weekly_message.stop", sep=".")


def answer_path(message: WeeklyMessage) -> str:
    return reverse("weekly_answer", args=[token_of(message)])


def token_of(message: WeeklyMessage) -> str:
    account = message.user
    means = [
        *(message.pk, message.week.isoformat(), sorted(message.objectives)),
        *(account.pk, account.username, account.email, account.password),
        account.is_active,
    ]
    signed = salted_hmac("objectives.weekly_message", repr(means), algorithm="sha256")
    return f"{message.pk}.{signed.hexdigest()}"


def message_at(token: str) -> WeeklyMessage | None:
    """The message with this token, over or not; None if nobody signed it."""
    key = token.partition(".")[0]
    if not (key.isascii() and key.isdigit()) or len(key) > 18:
        return None
    message = WeeklyMessage.objects.select_related("user").filter(pk=key).first()
    is_right = message and constant_time_compare(token, token_of(message))
    return message if is_right else None


def is_open(message: WeeklyMessage, *, at: datetime) -> bool:
    return at < message.ends_at


def stop_path(account: User) -> str:
    return reverse("weekly_stop", args=[STOPPING.sign(str(account.pk))])


def account_at(token: str) -> User | None:
    """The account whose messages this token stops; None if nobody signed it."""
    try:
        return User.objects.filter(pk=STOPPING.unsign(token)).first()
    except (signing.BadSignature, ValueError):
        return None
