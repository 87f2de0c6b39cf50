"""What stands in the log: the request that a line is about, and one line a refusal.

Entries of the audit trail have the same ids, so that one leads to the other.
"""

import logging
import re
import secrets
from contextvars import ContextVar

# For what is no request, as a command.
OF_THE_PROCESS = secrets.token_hex(8)
LINK = re.compile(r"(/(?:set-password/[^/\s]+|your-account/address)/)[^/\s]+")
current: ContextVar[str] = ContextVar("request_id", default=OF_THE_PROCESS)


def begin(request_id: str = "") -> None:
    """Say that what is logged from now on is about another request, or a task."""
    current.set(request_id or secrets.token_hex(8))


class AddRequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current.get()
        return True


class KeepLinksSecret(logging.Filter):
    """Who reads the log shall not open a link that was made for somebody."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if LINK.search(said):
            record.msg, record.args = LINK.sub(r"\1…", said), ()
        return True


class KeepShort(logging.Filter):
    """Who may not do something is no fault of ours: no traceback, nothing for HEAD."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) >= 500:
            return True
        record.exc_info = None
        request = getattr(record, "request", None)
        return getattr(request, "method", "") != "HEAD"
