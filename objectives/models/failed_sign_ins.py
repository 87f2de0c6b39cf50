import datetime
import ipaddress

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.crypto import salted_hmac

from goals_tracker.database.verbs import alters_data

MOST = 5
# Links are long, so that nobody guesses one; some of an office open an old one.
MOST_LINKS = 20
# Nobody's user name: on the page it is a field of one line.
LINKS = "\nlinks"
WINDOW = datetime.timedelta(minutes=15)


class LockedError(ValidationError):
    """Too many wrong ones; `until` says when the next one is checked."""

    def __init__(self, until):
        super().__init__("There were too many wrong ones.", code="locked")
        self.until = until


class FailedSignInsQuerySet(models.QuerySet["FailedSignIns"]):
    def check_open(self, username, address, *, at, most=MOST):
        """Raise LockedError if no password is checked for them at that moment."""
        for row in self.filter(key=key_of(username, address)):
            row.check_open(at=at, most=most)

    @alters_data
    @transaction.atomic
    def begin(self, username, address, *, at, most=MOST):
        """Count one more, before its password is checked, or raise LockedError.

        The row is locked in between, so that no more than that many are checked,
        however many ask at once.
        """
        key = key_of(username, address)
        row, _ = self.select_for_update().get_or_create(
            key=key, defaults={"newest_at": at}
        )
        row.check_open(at=at, most=most)
        row.set_times([*row.recent(at=at), at.timestamp()])
        return row

    @alters_data
    def remove_old(self, *, at):
        self.filter(newest_at__lte=at - WINDOW).delete()


class FailedSignIns(models.Model):
    """The wrong passwords of late for one user name from one address.

    Or, for `LINKS` in place of a name, the wrong links to set a password.

    Counted in rows, since a cache reads and writes in two steps: processes that do so
    at once let more through. `key` is a digest: people type passwords as user names.
    """

    key = models.CharField(primary_key=True, max_length=64)
    times = models.JSONField(default=list)
    newest_at = models.DateTimeField(db_index=True)

    objects = FailedSignInsQuerySet.as_manager()

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return self.key

    def recent(self, *, at):
        """When the wrong ones were that still count, oldest first."""
        return [time for time in self.times if time > (at - WINDOW).timestamp()]

    def check_open(self, *, at, most=MOST):
        recent = self.recent(at=at)
        if len(recent) >= most:
            oldest = datetime.datetime.fromtimestamp(recent[-most], datetime.UTC)
            raise LockedError(oldest + WINDOW)

    @alters_data
    @transaction.atomic
    def take_back(self, *, at):
        """Not count the one of that moment: its password was right."""
        for row in FailedSignIns.objects.select_for_update().filter(pk=self.pk):
            row.times.remove(at.timestamp())
            row.set_times(row.times)

    @alters_data
    def set_times(self, times):
        self.times = sorted(times)
        newest = max(times, default=0)
        self.newest_at = datetime.datetime.fromtimestamp(newest, datetime.UTC)
        self.save()


def key_of(username, address):
    value = f"{username}\n{network_of(address)}"
    return salted_hmac("failed sign-ins", value, algorithm="sha256").hexdigest()


def network_of(address):
    """What one household has: an IPv4 address, or the half of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
