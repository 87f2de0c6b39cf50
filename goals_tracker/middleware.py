import logging

from django.db import OperationalError
from django.shortcuts import render

logger = logging.getLogger(__name__)


class BusyDatabase:
    """Say so where the database gave up waiting, with what was typed, as a 503.

    SQLite lets one writer wait for another for a while; PostgreSQL ends one of two that
    wait for each other. Nothing was written, and it can be sent again as it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, OperationalError) or request.method != "POST":
            return None
        logger.warning("The database gave up waiting: %s", exception)
        answer = render(request, "503.html", status=503)
        answer["Retry-After"] = "5"
        return answer
