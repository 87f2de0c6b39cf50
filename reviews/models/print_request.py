from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from goals_tracker.database.verbs import alters_data
from goals_tracker.tasks import engine
from goals_tracker.tasks.engine import RETENTION
from objectives.models.background_work import BackgroundWork, BackgroundWorkQuerySet

# Of all askers.
MOST_UNFINISHED = 50
# What is printed is handed over within seconds.
MOST_KEPT = 20
ATTEMPTS = 20
PATIENCE_IN_LINE = timedelta(minutes=2)


def busy():
    return ValidationError("Many PDFs are waiting to be printed.", code="busy")


class PrintRequestQuerySet(BackgroundWorkQuerySet["PrintRequest"]):
    def check_ask(self, asker, *, most):
        """A place for one more of theirs, or ValidationError."""
        unfinished = self.unfinished()
        taken = unfinished.filter(asker=asker).values_list("place", flat=True)
        if free := set(range(most)).difference(taken):
            if unfinished.count() < MOST_UNFINISHED:
                return min(free)
            raise busy()
        raise ValidationError(
            "The server is already printing %(count)s PDFs for you, or for others on "
            "your network. Try again when one is ready.",
            code="enough",
            params={"count": most},
        )

    @alters_data
    def ask(self, key, page, variant, *, task, asker, most, at, address=""):
        """The print of this page: the one that is being made, or a new one."""
        self.give_up(at=at)
        for _ in range(ATTEMPTS):
            if found := self.filter(key=key).without_files().first():
                return found
            place = self.check_ask(asker, most=most)
            try:
                with transaction.atomic():
                    fields = {"page": page, "variant": variant, "asked_at": at}
                    fields |= {"asker": asker, "place": place, "address": address}
                    row = self.create(key=key, **fields)
                    row.set(task=engine.enqueue(task, row.pk))
                    return row
            except IntegrityError:
                continue  # somebody has just asked for it too, or taken that place
        raise busy()

    def waiting(self, *, at):
        """Those whose turn is next; not those that nobody comes to print."""
        return self.unfinished().filter(asked_at__gt=at - PATIENCE_IN_LINE)

    def without_files(self):
        return self.defer("page", "content")

    @alters_data
    def let_go(self):
        """Remove all but the latest that have ended."""
        ended = self.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")
        old = list(ended.values_list("pk", flat=True)[MOST_KEPT:])
        self.filter(pk__in=old).delete()

    @alters_data
    def remove_old(self, *, at):
        self.filter(finished_at__lte=at - RETENTION).delete()


class PrintRequest(BackgroundWork):
    """A page to be printed, since it could not be printed at once.

    `key` names the file that the web keeps of it; who may see the page has that key, so
    nobody else is handed the file. `asker` and `address` (what was asked for) are
    digests; `place` is one of the few that an asker has. `kind` says why it failed.
    """

    key = models.CharField(max_length=64, unique=True)
    asker = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True, db_index=True)
    place = models.PositiveSmallIntegerField()
    page = models.BinaryField()
    variant = models.CharField(max_length=16)
    total = models.PositiveIntegerField("slides", default=0)
    done = models.PositiveIntegerField("slides printed", default=0)
    kind = models.CharField(max_length=16, blank=True)
    content = models.BinaryField(null=True)

    objects = PrintRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "place"],
                condition=Q(finished_at=None),
                name="print_request_place_once",
                violation_error_message="Another PDF is being printed in this place.",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def words(self):
        """Where it stands, in a few words."""
        if self.finished_at:
            return "Failed" if self.error else "Ready"
        return "In progress" if self.is_begun else "Waiting"

    @alters_data
    def keep(self, content, *, at):
        """End it with its file."""
        self.set(content=content, page=b"")
        self.end(at=at)
        type(self).objects.let_go()

    @alters_data
    def fail(self, kind, error, *, at):
        self.set(kind=kind, page=b"")
        self.end(at=at, error=error)
        type(self).objects.let_go()
