"""What stands in the log: the request that a line is about, and one line a refusal.

Entries of the audit trail have the same ids, so that one leads to the other.
"""

import logging
import secrets
from contextvars import ContextVar

# For what is no request, as a command.
OF_THE_PROCESS = secrets.token_hex(8)
current: ContextVar[str] = ContextVar("request_id", default=OF_THE_PROCESS)


def begin(request_id: str = "") -> None:
    """Say that what is logged from now on is about another request, or a task."""
    current.set(request_id or secrets.token_hex(8))


class AddRequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current.get()
        return True


class KeepShort(logging.Filter):
    """Who may not do something is no fault of ours: no traceback, nothing for HEAD."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) >= 500:
            return True
        record.exc_info = None
        request = getattr(record, "request", None)
        return getattr(request, "method", "") != "HEAD"
