import logging

from django.db import OperationalError
from django.shortcuts import render

logger = logging.getLogger(__name__)


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
