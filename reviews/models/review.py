from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse

from goals_tracker.database.verbs import alters_data
from objectives.models import Team
from objectives.models.history import AuditedModel
from reviews.models.publication import Publication
from reviews.models.section import Section
from reviews.models.text_slide import TextSlide


def followed_by(number):
    """Why an earlier version is not in force, where its own reason is unknown."""
    return f"Version {number} followed it."


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def at_address(self, team, quarter):
        """The review at the address with these two slugs."""
        return self.filter(team__slug=team, quarter__slug=quarter).select_related(
            "team__parent", "quarter"
        )

    def seen_at(self, user, team, quarter):
        """The same if this user may see its team, with its publication."""
        return self.visible_to(user).at_address(team, quarter).with_publication()

    def before(self, team, quarter):
        """The team's last review before that quarter, or None."""
        earlier = self.filter(team=team, quarter__first_day__lt=quarter.first_day)
        return earlier.select_related("quarter").first()

    def check_prepare(self, team, quarter):
        """Raise ValidationError if the team has a review of that quarter."""
        if self.filter(team=team, quarter=quarter).exists():
            raise ValidationError(
                "The team has a review of that quarter.", code="prepared"
            )

    @alters_data
    @transaction.atomic
    def prepare(self, team, quarter, *, agenda, by, at, **fields):
        """Create a review; `agenda` has (kind, title, seconds) for each section."""
        self.check_prepare(team, quarter)
        review = Review(team=team, quarter=quarter, **fields)
        review.save(by=by, at=at)
        for position, (kind, title, seconds) in enumerate(agenda, start=1):
            section = Section(
                review=review,
                kind=kind,
                title=title,
                seconds=seconds,
                position=position,
            )
            section.save(by=by, at=at)
        return review

    def with_publication(self):
        """Annotated with the key of the publication in force, or None."""
        in_force = Publication.objects.in_force().filter(review=OuterRef("pk"))
        return self.annotate(publication_pk=Subquery(in_force.values("pk")[:1]))


class Review(AuditedModel):
    """One team's review of one quarter: its slot, its agenda, its publications."""

    team = models.ForeignKey(
        "objectives.Team", on_delete=models.PROTECT, related_name="reviews"
    )
    quarter = models.ForeignKey(
        "objectives.Quarter", on_delete=models.PROTECT, related_name="reviews"
    )
    held_at = models.DateTimeField(
        "held on", null=True, blank=True, help_text="Leave empty if unknown."
    )
    slot_seconds = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(86_400)],
        help_text="The meeting's length, in seconds.",
    )
    presenters = models.CharField(max_length=200, blank=True)
    shows_tags = models.BooleanField("show the tags of objectives", default=False)
    shows_references = models.BooleanField(
        "show the references of objectives to other tools", default=False
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter__first_day", "team__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "quarter"],
                name="review_once",
                violation_error_message="The team has a review of that quarter.",
            ),
            models.CheckConstraint(
                condition=Q(slot_seconds__isnull=True) | Q(slot_seconds__lte=86_400),
                name="review_slot",
                violation_error_message="Enter at most one day.",
            ),
        ]

    def __str__(self):
        return f"{self.team} review of {self.quarter}"

    def get_absolute_url(self):
        return reverse("review_deck", args=[self.team.slug, self.quarter.slug])

    @property
    def published(self):
        """The publication in force, or None."""
        return self.publications.in_force().first()

    @property
    def unended_meeting(self):
        """The meeting that has not been ended, or None."""
        return self.meetings.in_progress().first()

    def meeting_at(self, at):
        """The meeting in progress, or None."""
        meeting = self.unended_meeting
        return meeting if meeting and not meeting.has_lapsed(at) else None

    def audience_meeting_at(self, at):
        """The meeting in progress that others follow, or None."""
        meeting = self.meeting_at(at)
        return None if meeting is None or meeting.is_rehearsal else meeting

    def check_open_meeting(self, at):
        """Raise ValidationError unless the review can be presented now."""
        if not self.sections.filter(is_hidden=False).exists():
            raise ValidationError("Add an agenda to the review first.", code="empty")
        if self.meeting_at(at):
            raise ValidationError(
                "This review is already being presented.", code="presented"
            )

    @alters_data
    @transaction.atomic
    def open_meeting(self, slide="", *, is_rehearsal=False, by, at):
        """Start a meeting at that slide; its boxes are the planned seconds.

        If the review has no date, it gets this moment. A lapsed meeting is ended first.
        """
        Review.objects.select_for_update().get(pk=self.pk)
        self.check_open_meeting(at)
        if lapsed := self.unended_meeting:
            lapsed.end(by=by, at=at)
        if not is_rehearsal and self.held_at is None:
            self.held_at = at
            self.save(by=by, at=at, reason="the meeting began")
        shown = self.sections.filter(is_hidden=False)
        boxes = dict(shown.values_list("slug", "seconds"))
        meeting = self.meetings.create(
            by=by,
            presenter=by,
            heard_at=at,
            is_rehearsal=is_rehearsal,
            started_at=at,
            since=at,
            slide=slide,
            boxes=boxes,
        )
        self.log_change(f"{meeting.kind} started", {}, by=by, at=at)
        return meeting

    def check_publish(self):
        """Raise ValidationError unless the review may be published now."""
        self.check_agenda()
        if self.published:
            raise ValidationError(
                "This review is published. Withdraw it first.", code="published"
            )
        if unlicensed := self.texts().without_licence().first():
            raise ValidationError(
                "The picture on “%(slide)s” has no licence. Add one, or remove it.",
                code="no_licence",
                params={"slide": unlicensed},
            )

    def check_agenda(self):
        """Raise ValidationError unless it has a section."""
        if not self.sections.exists():
            raise ValidationError("Add an agenda to the review first.", code="empty")

    def texts(self):
        """The text slides of the sections that are shown."""
        return TextSlide.objects.filter(
            section__review=self, section__is_hidden=False
        ).select_related("section")

    def check_withdraw(self, reason):
        """Raise ValidationError unless it is published and there is a reason."""
        if not self.published:
            raise ValidationError("This review is not published.", code="unpublished")
        if not reason.strip():
            raise ValidationError(
                "Enter a reason for withdrawing it.", code="no_reason"
            )

    @alters_data
    @transaction.atomic
    def publish(self, snapshot, files=(), *, by, at):
        """Store this snapshot (a dict from `Snapshot.to_dict`) as the next version.

        `files` are its (name, content type, content).
        """
        Review.objects.select_for_update().get(pk=self.pk)
        self.check_publish()
        publication = Publication(
            review=self, number=self.next_version, snapshot=snapshot, by=by, at=at
        )
        publication.save_with_files(files, by=by, at=at, action="published")
        return publication

    @property
    def next_version(self):
        last = self.publications.aggregate(last=Max("number"))["last"] or 0
        return last + 1

    @alters_data
    @transaction.atomic
    def restore_version(
        self, number, snapshot, files=(), *, published_at, by, at, reason
    ):
        """Store a version that was published elsewhere; the newest is in force.

        Raises ValidationError if this review has that version, or no agenda.
        """
        Review.objects.select_for_update().get(pk=self.pk)
        self.check_agenda()
        newest = self.publications.first()
        publication = Publication(
            review=self, number=number, snapshot=snapshot, by=by, at=published_at
        )
        if newest and newest.number > number:
            publication.withdrawn_at = at
            publication.withdrawn_because = followed_by(newest.number)
        elif self.published:
            self.withdraw(followed_by(number), by=by, at=at)
        publication.full_clean(exclude=["by"])
        publication.save_with_files(
            files, by=by, at=at, action="published", reason=reason
        )
        return publication

    @alters_data
    @transaction.atomic
    def withdraw(self, reason, *, by, at):
        """Withdraw the current publication; it stays readable as a version."""
        Review.objects.select_for_update().get(pk=self.pk)
        self.check_withdraw(reason)
        publication = self.published
        publication.withdrawn_at, publication.withdrawn_because = at, reason
        publication.save(by=by, at=at, action="withdrawn", reason=reason)
        return publication
