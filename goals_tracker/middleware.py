"""Ids of requests, pages that no cache keeps, and 503 while the database is away."""

import functools
import logging
import sqlite3
import sys

from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError, Error, InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.encoding import escape_uri_path
from django.views import defaults

from goals_tracker.serving import logs

logger = logging.getLogger(__name__)

# A wrong statement or a missing table is an OperationalError of SQLite, too.
PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PROTOCOL,
}
SENTENCE = "The database does not answer. Try again in a moment."


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
        # In this order: where the database is away, there is no session to be read.
        if "Cache-Control" not in response and is_signed_in(request.session):
            response["Cache-Control"] = "private, no-store"
        return response


def is_signed_in(session):
    """Whether somebody is, as far as this request had to know."""
    return session.accessed and SESSION_KEY in session


class BusyDatabase:
    """Answer 503, with what was typed, while the database does not answer.

    SQLite lets one writer wait for another only for a while; PostgreSQL ends one of two
    transactions in a deadlock, is restarted, or is lost. The form can be sent again:
    what was saved after all, just before, is not saved twice.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return try_again(request, exception) if is_passing(exception) else None


def or_try_again(process_view):
    """Let middleware that reads the session answer as pages do, where it cannot."""

    @functools.wraps(process_view)
    def answer(self, request, *rest):
        try:
            return process_view(self, request, *rest)
        except Exception as error:
            if not is_passing(error):
                raise
            return try_again(request, error)

    return answer


def server_error(request):
    """Django's page for errors; here come those of other middleware, as of sessions."""
    error = sys.exception()
    if is_passing(error):
        return try_again(request, error)
    return defaults.server_error(request)


def is_passing(error):
    """Whether it is the database's fault, and may be over in a moment.

    Also what was raised because of that: who meets a lost connection may stumble.
    """
    while error and not is_of_database(error):
        error = error.__cause__ or error.__context__
    return error is not None


def is_of_database(error):
    if isinstance(error.__cause__, sqlite3.Error):
        code = getattr(error.__cause__, "sqlite_errorcode", None) or 0
        return isinstance(error, Error) and code & 0xFF in PASSING
    # psycopg2 raises the plain one where the server leaves in the middle of an answer.
    is_lost = isinstance(error, OperationalError | InterfaceError)
    return is_lost or type(error) is DatabaseError


def try_again(request, error):
    logger.warning(
        "%s %s: the database does not answer: %s",
        request.method,
        escape_uri_path(request.path),  # a line break in it would begin a line
        " ".join(str(error).split()),
    )
    answer = page(request)
    answer["Retry-After"] = "5"
    answer["Cache-Control"] = "no-store"
    # Otherwise Django logs it once more, with all that led to it.
    answer._has_been_logged = True
    return answer


def page(request):
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"errors": {"": [SENTENCE]}}, status=503)
    # Nothing that asks the database: whoever sent a form may send it again.
    found = {"request": request, "user": {"is_authenticated": True}}
    found["csrf_token"] = get_token(request)
    return HttpResponse(render_to_string("503.html", found), status=503)
