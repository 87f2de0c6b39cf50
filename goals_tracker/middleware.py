import logging

from django.contrib.auth import SESSION_KEY
from django.db import OperationalError
from django.shortcuts import render

from goals_tracker import logs

logger = logging.getLogger(__name__)


class RequestIds:
    """Give each request an id, for the log and the audit trail.

    It is not taken back: Django logs a refusal after the last middleware is done.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        logs.begin()
        return self.get_response(request)


class PrivatePages:
    """Keep what somebody who is signed in sees out of all caches, unless it says more.

    On a shared computer the button *Back* would else show it after signing out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        session = request.session
        is_personal = session.accessed and SESSION_KEY in session
        if is_personal and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class BusyDatabase:
    """Answer 503 with the typed texts if the database gave up waiting.

    SQLite lets one writer wait for another only for a while; PostgreSQL ends one of two
    transactions in a deadlock. Nothing was saved, so the form can be sent again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, OperationalError) or request.method != "POST":
            return None
        logger.warning("The database timed out: %s", exception)
        answer = render(request, "503.html", status=503)
        answer["Retry-After"] = "5"
        return answer
