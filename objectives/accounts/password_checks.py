"""When a password or a link is checked at all: within the limit.

Passwords are checked one at a time on a machine: a check takes a core for half a second
on purpose, and whoever sends many would else have all cores and all threads of the web.
"""

import logging
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from goals_tracker.machine import slots
from objectives.models import FailedSignIns
from objectives.models.failed_sign_ins import LINKS, MOST_LINKS, LockedError

logger = logging.getLogger(__name__)

SECONDS_IN_LINE = 3
# Nobody's user names: a field of one line has no such text.
CODES, USED = "\ncode of ", "\nused code of "
FORGOTTEN, CONFIRMING = "\nforgotten ", "\nconfirming "
# The one that is checked among them. Those who wait keep a thread of the web each.
MOST_IN_LINE = 3


def checked(check, username, address, *, at):
    """What `check` answers, or LockedError or NoSlotFreeError without asking it.

    Who is locked out is told so at once, and takes nobody's place in line.
    """
    FailedSignIns.objects.check_open(username, address, at=at)
    with turn():
        failure = FailedSignIns.objects.begin(username, address, at=at)
        found = check()
    if found:
        failure.take_back(at=at)
    return found


def checked_link(check, address, *, at):
    """What `check` answers about a link to set a password, or LockedError."""
    FailedSignIns.objects.check_open(LINKS, address, at=at, most=MOST_LINKS)
    failure = FailedSignIns.objects.begin(LINKS, address, at=at, most=MOST_LINKS)
    found = check()
    if found:
        failure.take_back(at=at)
    else:
        logger.warning("Wrong link to set a password from %s", address)
    return found


def checked_code(check, account, address, *, at):
    """What `check` answers about a code of an account, or LockedError."""
    name = f"{CODES}{account.pk}"
    FailedSignIns.objects.check_open(name, address, at=at)
    failure = FailedSignIns.objects.begin(name, address, at=at)
    found = check()
    if found:
        failure.take_back(at=at)
    return found


def take_once(account, code, *, at):
    """Whether this code of an account is used for the first time, of late."""
    try:
        FailedSignIns.objects.begin(f"{USED}{account.pk} {code}", "", at=at, most=1)
    except LockedError:
        return False
    return True


def count_asking(what, recipient, address, *, at):
    """Count a mail that somebody asks for, or raise LockedError.

    Of one address of mail wherever they are, and of one network for any.
    """
    FailedSignIns.objects.begin(f"{what}{recipient.casefold()}", "", at=at)
    FailedSignIns.objects.begin(what, address, at=at, most=MOST_LINKS)


@contextmanager
def turn():
    """Be the only one on this machine who checks a password."""
    folder = Path(settings.VAR_DIR, "run", "passwords")
    with (
        slots.held(folder / "line", 0, of=MOST_IN_LINE),
        slots.held(folder / "check", SECONDS_IN_LINE, of=1),
    ):
        yield
