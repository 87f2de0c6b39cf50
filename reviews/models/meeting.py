import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from goals_tracker.database.verbs import alters_data
from reviews.models.clicker import Clicker

MOST_SECONDS = 86_400
# A meeting without activity for this long counts as ended.
LONGEST_STILL = datetime.timedelta(hours=12)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def in_progress(self):
        return self.filter(ended_at=None)

    def held(self):
        """Those that were no rehearsals, the first one first."""
        return self.filter(is_rehearsal=False).order_by("started_at", "pk")

    def followed_at(self, team, quarter, *, at):
        """The meeting in progress at that address, for all who may see it."""
        shown = self.in_progress().filter(
            is_rehearsal=False,
            review__team__slug=team,
            review__quarter__slug=quarter,
        )
        meeting = shown.first()
        return meeting if meeting and not meeting.has_lapsed(at) else None

    def measured_before(self, meeting):
        """Meetings of the same review that have left their times."""
        ended = self.filter(ended_at__isnull=False, is_rehearsal=False)
        return ended.filter(review=meeting.review_id, started_at__lt=meeting.started_at)


class Meeting(Clicker):
    """One meeting over a review: which slide is shown, and where its time goes.

    `boxes` has the planned seconds of each section by slug, `spent` the seconds used so
    far, with the slides before the first section under the empty slug. The clock runs
    from `since`, which is None while paused. `revision` goes up with every change, for
    followers. A meeting that nobody ends lapses. Not an `AuditedModel`: its moves would
    flood the audit trail. Its start and its end are there, as the review's.
    """

    review = models.ForeignKey(
        "reviews.Review", on_delete=models.CASCADE, related_name="meetings"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Followers do not move along, and no times are recorded.
    is_rehearsal = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    slide = models.CharField(max_length=200, blank=True)
    section = models.CharField(max_length=80, blank=True)
    # The audience's screens are black until the next slide is shown.
    is_black = models.BooleanField(default=False)
    boxes = models.JSONField(default=dict, blank=True)
    spent = models.JSONField(default=dict, blank=True)
    # Each [section, seconds, the section it came from or "" for the slack].
    grants = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["review", "-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(ended_at__isnull=True),
                name="meeting_one_in_progress",
                violation_error_message="This review is already being presented.",
            )
        ]

    def __str__(self):
        return f"Meeting of {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def kind(self):
        return "rehearsal" if self.is_rehearsal else "meeting"

    @property
    def is_paused(self):
        return self.since is None and self.ended_at is None

    @property
    def lapses_at(self):
        """When it counts as ended if nothing happens before.

        The start of a pause is not stored: it is assumed to follow all time that ran.
        """
        ran = datetime.timedelta(seconds=sum(self.spent.values()))
        return (self.since or self.started_at + ran) + LONGEST_STILL

    def has_lapsed(self, at):
        """Whether it counts as ended although nobody ended it."""
        return self.ended_at is None and at >= self.lapses_at

    @property
    def planned(self):
        """The seconds that each section had when the meeting began."""
        planned = dict(self.boxes)
        for section, seconds, source in self.grants:
            planned[section] -= seconds
            if source:
                planned[source] += seconds
        return planned

    @property
    def until(self):
        """When it ended, or counts as ended if nothing happens before."""
        return self.ended_at or self.lapses_at

    def spent_by(self, at):
        """The seconds that each section has used up to this moment.

        The last stretch of a lapsed meeting is left out: its length is unknown.
        """
        spent = dict(self.spent)
        if self.since and not self.has_lapsed(at):
            passed = max(0, (at - self.since).total_seconds())
            spent[self.section] = spent.get(self.section, 0) + passed
        return spent

    def state(self, at):
        """The state that presenters' pages poll."""
        return {
            "slide": self.slide,
            "section": self.section,
            "revision": self.revision,
            "isPaused": self.is_paused,
            "isRehearsal": self.is_rehearsal,
            "isOver": self.ended_at is not None or self.has_lapsed(at),
            "isBlack": self.is_black,
            "boxes": self.boxes,
            "spent": self.spent_by(at),
            "elapsed": (at - self.started_at).total_seconds(),
        }

    def check_end(self):
        """Raise ValidationError if it has been ended."""
        if self.ended_at:
            raise ValidationError("This meeting is over.", code="over")

    def check_running(self, at):
        """Raise ValidationError if the meeting is over."""
        self.check_end()
        if self.has_lapsed(at):
            raise ValidationError(
                "This meeting is over: no one has moved a slide for 12 hours.",
                code="over",
            )

    def check_grant(self, section, seconds, source):
        """Raise ValidationError unless the source has that much time left.

        An empty source is the slack, which may go negative: a meeting may overrun.
        """
        if section not in self.boxes:
            raise ValidationError("There is no such section.", code="no_section")
        if not 0 < seconds <= MOST_SECONDS:
            raise ValidationError("Enter how much time to give.", code="no_time")
        if not source:
            return
        if source not in self.boxes or source == section:
            raise ValidationError("Take it from another section.", code="no_source")
        left = self.boxes[source] - self.spent.get(source, 0)
        if seconds > left:
            raise ValidationError(
                "That section does not have that much time left.", code="too_much"
            )

    @alters_data
    @transaction.atomic
    def move(self, slide, section, *, at):
        """Show a slide, and run its section's clock unless paused."""
        self._settle(at)
        self.slide, self.section, self.is_black = slide, section, False
        self._keep()

    @alters_data
    @transaction.atomic
    def darken(self, is_black=True, *, at):
        """Make every follower's screen black, or show the slide again."""
        self._settle(at)
        self.is_black = is_black
        self._keep()

    @alters_data
    @transaction.atomic
    def pause(self, *, at):
        """Stop the section's clock, for questions say; the meeting's goes on."""
        self._settle(at)
        self.since = None
        self._keep()

    @alters_data
    @transaction.atomic
    def resume(self, *, at):
        """Run the section's clock again."""
        self._settle(at)
        self.since = at
        self._keep()

    @alters_data
    @transaction.atomic
    def grant(self, section, seconds, *, source="", at):
        """Give a section more time, from another section or from the slack."""
        self._settle(at)
        self.check_grant(section, seconds, source)
        self.boxes[section] += seconds
        if source:
            self.boxes[source] -= seconds
        self.grants = [*self.grants, [section, seconds, source]]
        self._keep()

    @alters_data
    @transaction.atomic
    def end(self, *, by, at):
        """End it, and unless it was a rehearsal, store the time each section used.

        A lapsed meeting ended when it lapsed, and its last stretch is not counted. Nor
        is more than a day in one section, nor what an earlier meeting has measured.
        """
        self._lock()
        self.check_end()
        unknown = self.section if self.since and self.has_lapsed(at) else None
        self.ended_at, self.spent = min(at, self.lapses_at), self.spent_by(at)
        self.since, self.asked_by, self.is_black = None, None, False
        self._keep()
        self.review.log_change(f"{self.kind} ended", {}, by=by, at=at)
        if not self.is_rehearsal:
            self._measure(unknown, by=by, at=at)

    def _measure(self, unknown, *, by, at):
        """Leave the seconds of each section with it, unless they are of an earlier."""
        took = {
            slug: round(seconds)
            for slug, seconds in self.spent.items()
            if slug != unknown and round(seconds) <= MOST_SECONDS
        }
        earlier = Meeting.objects.measured_before(self).values_list("spent", flat=True)
        taken = {slug for spent in earlier for slug in spent}
        for section in self.review.sections.filter(slug__in=took):
            if section.measured_seconds and section.slug in taken:
                continue
            section.measured_seconds = took[section.slug]
            section.save(by=by, at=at, reason="measured in the meeting")

    def check_go_on(self, at):
        """Raise ValidationError unless it ended lately, and nothing came after it."""
        if self.ended_at is None:
            raise ValidationError("This meeting is not over.", code="running")
        if at - self.ended_at >= LONGEST_STILL:
            raise ValidationError(
                "It ended more than 12 hours ago. Start a second meeting instead.",
                code="too_late",
            )
        if self.review.meetings.filter(started_at__gt=self.started_at).exists():
            raise ValidationError(
                "There has been another meeting since.", code="followed"
            )

    def may_go_on(self, at):
        try:
            self.check_go_on(at)
        except ValidationError:
            return False
        return True

    @alters_data
    @transaction.atomic
    def go_on(self, *, by, at):
        """Go on at the slide where it ended; the time between counts for no section."""
        self._lock()
        self.check_go_on(at)
        self.ended_at, self.since = None, at
        self.presenter, self.heard_at = by, at
        self._keep()
        self.review.log_change(f"{self.kind} went on", {}, by=by, at=at)

    def _lock(self):
        """Wait for other writers."""
        Meeting.objects.select_for_update().get(pk=self.pk)
        self.refresh_from_db()

    def _settle(self, at):
        """Wait for other writers, then add the running time up to this moment."""
        self._lock()
        self.check_running(at)
        self.spent = self.spent_by(at)
        if self.since:
            self.since = max(at, self.since)

    def _keep(self):
        self.revision = F("revision") + 1
        self.save()
        self.refresh_from_db(fields=["revision"])
