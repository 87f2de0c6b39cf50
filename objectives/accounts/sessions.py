"""Who is signed in where.

Whose a session is stands inside it, so that all of them are read. There is no table
beside them, since each page would have to ask it.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from objectives.models import Member, Organization, Team
from objectives.models.organization import Readers

BEGUN = "signed_in"
SETTINGS = "own_time"


class SignedIn(NamedTuple):
    """A session as its owner sees it."""

    key: str
    at: datetime | None
    address: str
    browser: str
    is_this: bool


def begin(request: HttpRequest, address: str, *, at: datetime) -> None:
    """Write into a session when and from where it began."""
    agent = request.headers.get("User-Agent", "")
    request.session[BEGUN] = {
        "at": at.isoformat(),
        "address": address,
        "browser": browser_of(agent),
    }


def sessions_of(account: User) -> list[tuple[Session, dict[str, Any]]]:
    its_key = str(account.pk)
    running = Session.objects.filter(expire_date__gt=timezone.now())
    found = ((session, session.get_decoded()) for session in running.iterator())
    return [pair for pair in found if pair[1].get(SESSION_KEY) == its_key]


def all_of(account: User, *, this: str | None) -> list[SignedIn]:
    """The account's sessions, the newest first; `this` is the key of one's own."""
    found = [
        SignedIn(
            session.pk,
            datetime.fromisoformat(begun["at"]) if begun else None,
            begun.get("address", ""),
            begun.get("browser", ""),
            session.pk == this,
        )
        for session, content in sessions_of(account)
        for begun in [content.get(BEGUN, {})]
    ]
    oldest = datetime.min.replace(tzinfo=timezone.get_default_timezone())
    return sorted(found, key=lambda one: (one.is_this, one.at or oldest), reverse=True)


def remember(account: User, values: dict[str, str]) -> None:
    """Write the account's settings into its sessions, so that no page asks for them."""
    mark(account, SETTINGS, values)


def accounts_signed_in() -> QuerySet[User]:
    """All who are signed in somewhere."""
    running = Session.objects.filter(expire_date__gt=timezone.now())
    keys = {session.get_decoded().get(SESSION_KEY) for session in running.iterator()}
    return get_user_model().objects.filter(pk__in=[key for key in keys if key])


def mark(account: User, name: str, value: Any) -> None:
    """Write the same into each of the account's sessions."""
    for session, content in sessions_of(account):
        store = SessionStore(session.pk)
        session.session_data = store.encode(content | {name: value})
        session.save(update_fields=["session_data"])


def end_all(account: User, *, but: str | None = None) -> int:
    """Delete the account's sessions, except one; how many there were."""
    keys = [session.pk for session, _ in sessions_of(account) if session.pk != but]
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


def end_of_those_without_role(account: User) -> None:
    """End them where nothing is left that the account may read."""
    if not may_read_anything(account):
        end_all(account)


def may_read_anything(account: User) -> bool:
    is_closed = Organization.objects.filter(readers=Readers.TEAM).exists()
    return not is_closed or Team.objects.visible_to(account).exists()


def after_saving_member(instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    """A receiver: a person may have left, or lost the account."""
    was = getattr(instance, "_read", {})
    names = ("user_id", "team_id", "left_on")
    if (
        not raw
        and not created
        and any(was.get(n) != getattr(instance, n) for n in names)
    ):
        end_without_role({instance.user_id, was.get("user_id")})


def after_deleting_member(instance: Any, **kwargs: Any) -> None:
    end_without_role({instance.user_id})


def end_of_those_who_left(*, on: date) -> None:
    """Those whose last day was of late; to be called each day."""
    gone = Member.objects.filter(left_on__range=(on - timedelta(days=7), on))
    end_without_role(set(gone.values_list("user", flat=True)))


def end_without_role(keys: set[int | None]) -> None:
    for account in get_user_model().objects.filter(pk__in=[pk for pk in keys if pk]):
        end_of_those_without_role(account)


def browser_of(agent: str) -> str:
    """What a browser says that it is, in a word or two."""
    names = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox"}
    names |= {"Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad"}
    systems |= {"Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}
    name = next((word for mark, word in names.items() if mark in agent), "")
    system = next((word for mark, word in systems.items() if mark in agent), "")
    return " on ".join(filter(None, (name, system)))
