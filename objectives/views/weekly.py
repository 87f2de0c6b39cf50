"""The pages behind the links of a weekly message, which need no signing in.

No cache keeps them and no other site learns their addresses. Their forms have no token
against forgery: whoever can forge one has the link, and could open it just as well.
"""

import functools
import logging
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from objectives.accounts.adapters import locked
from objectives.forms.base import is_key
from objectives.models import FailedSignIns, MessageSettings
from objectives.models.failed_sign_ins import LINKS, MOST_LINKS, LockedError
from objectives.reminders import links
from objectives.reminders.answers import keep_unchanged, rows_to_answer
from objectives.reminders.people import people_of

logger = logging.getLogger(__name__)

type View = Callable[..., HttpResponse]


def for_holders(find: Callable[[str], object]) -> Callable[[View], View]:
    """Give the view what `find` knows by a link's token; wrong ones are counted."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @functools.wraps(view)
        def seen(request: HttpRequest, token: str) -> HttpResponse:
            at, address = timezone.now(), get_adapter().get_client_ip(request)
            try:
                response = view(request, found_by(find, token, address, at=at), at=at)
            except LockedError as refusal:
                response = locked(request, refusal, at=at, of="link")
            response["Cache-Control"] = "private, no-store"
            response["Referrer-Policy"] = "strict-origin"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return seen

    return wrap


def found_by(find, token, address, *, at):
    rows = FailedSignIns.objects
    rows.check_open(LINKS, address, at=at, most=MOST_LINKS)
    found = find(token)
    if found is None:
        rows.begin(LINKS, address, at=at, most=MOST_LINKS)
        logger.warning("Wrong link of a message from %s", address)
        raise Http404
    return found


@for_holders(links.message_at)
def weekly_answer(request, message, *, at):
    if not (links.is_open(message, at=at) and message.user.is_active):
        return render(request, "objectives/weekly_over.html", status=410)
    if request.method == "POST":
        if request.POST.get("answer") == "away":
            message.say_away(at=at)
        else:
            sent = request.POST.getlist("objective")
            keys = {int(key) for key in sent if is_key(key)}
            keep_unchanged(message, keys, at=at)
        return redirect(request.path)
    context = {
        "message": message,
        "person": people_of([message.user], at=at)[0],
        "rows": rows_to_answer(message, at=at),
        "by_link": True,
    }
    return render(request, "objectives/weekly_answer.html", context)


@for_holders(links.account_at)
def weekly_stop(request, account, *, at):
    """Also for mail programs that stop messages by one click (RFC 8058)."""
    if request.method == "POST":
        nothing = {"wants_reminders": False, "wants_digest": False}
        MessageSettings.objects.update_or_create(user=account, defaults=nothing)
    chosen = MessageSettings.objects.filter(user=account).first()
    is_off = chosen is not None and chosen.is_off
    context = {"account": account, "is_off": is_off, "by_link": True}
    return render(request, "objectives/weekly_stop.html", context)
