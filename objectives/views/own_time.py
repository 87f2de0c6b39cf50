"""Times on one's own pages are in one's own zone, and their dates in one's language.

What people look at together, which are reviews and their files, has the install's.
The session has both, so that no page asks the database for them.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goals_tracker.middleware import or_try_again
from goals_tracker.templatetags.ui import language_of_dates
from objectives.accounts.sessions import SETTINGS

# Other pages have no times, and may have to answer without a database.
OWN = "objectives."
# By each open plan, and it shows no times.
ASKED_OFTEN = "plan_versions"


class OwnTime:
    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = language_of_dates.set("")
        try:
            return self.get_response(request)
        finally:
            language_of_dates.reset(token)
            timezone.deactivate()

    @or_try_again
    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> None:
        is_own = view.__module__.startswith(OWN) and view.__name__ != ASKED_OFTEN
        if not is_own or not has_session(request):
            return
        own = request.session.get(SETTINGS) or {}
        language_of_dates.set(own.get("language", ""))
        if own.get("zone"):
            timezone.activate(ZoneInfo(own["zone"]))


def has_session(request: HttpRequest) -> bool:
    return bool(request.session.session_key)
