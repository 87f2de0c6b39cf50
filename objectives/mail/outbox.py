"""Where the demo's mail goes: to the console, and into files that a page shows."""

import email
import email.policy
import uuid
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.mail.backends import console

MOST = 50


class Sent(NamedTuple):
    """A mail as its page shows it."""

    to: str
    subject: str
    text: str
    at: datetime


class EmailBackend(console.EmailBackend):
    def write_message(self, message):
        super().write_message(message)
        folder().mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now():%Y%m%d%H%M%S%f}-{uuid.uuid4().hex}.eml"
        (folder() / name).write_bytes(message.message().as_bytes())


def is_open() -> bool:
    """Whether mail goes here, as in the demo."""
    backend = settings.MAILERS.get("default", {}).get("BACKEND")
    return backend == f"{__name__}.{EmailBackend.__name__}"


def folder() -> Path:
    return Path(settings.VAR_DIR, "outbox")


def newest() -> list[Sent]:
    """The latest mails, newest first."""
    files = sorted(folder().glob("*.eml"), reverse=True)[:MOST]
    return [sent_of(path.read_bytes()) for path in files]


def sent_of(content: bytes) -> Sent:
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    body = found.get_body(("plain",))
    return Sent(
        found["To"],
        found["Subject"],
        body.get_content() if body else "",
        parsedate_to_datetime(found["Date"]),
    )
