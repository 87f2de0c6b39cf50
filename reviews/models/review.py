from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse

from objectives.models import Team
from objectives.models.record import Record
from reviews.models.publication import Publication


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(team__in=Team.objects.visible_to(user).values("pk"))

    def at_address(self, team, quarter):
        """The review that stands at these two parts of an address."""
        return self.filter(team__slug=team, quarter__slug=quarter).select_related(
            "team", "quarter"
        )

    def with_publication(self):
        """Annotated with the key of the publication in force, or None."""
        in_force = Publication.objects.in_force().filter(review=OuterRef("pk"))
        return self.annotate(publication_pk=Subquery(in_force.values("pk")[:1]))


class Review(Record):
    """One team's review of one quarter: its slot, its agenda, its publications."""

    team = models.ForeignKey(
        "objectives.Team", on_delete=models.PROTECT, related_name="reviews"
    )
    quarter = models.ForeignKey(
        "objectives.Quarter", on_delete=models.PROTECT, related_name="reviews"
    )
    held_at = models.DateTimeField(
        "held on", null=True, blank=True, help_text="Leave empty where unknown."
    )
    slot_seconds = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(86_400)],
        help_text="The meeting's length, in seconds.",
    )
    presenters = models.CharField(max_length=200, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter__first_day", "team__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "quarter"],
                name="review_once",
                violation_error_message="This team has a review of that quarter.",
            ),
            models.CheckConstraint(
                condition=Q(slot_seconds__isnull=True) | Q(slot_seconds__lte=86_400),
                name="review_slot",
                violation_error_message="A meeting ends within a day.",
            ),
        ]

    def __str__(self):
        return f"{self.team} review of {self.quarter}"

    def get_absolute_url(self):
        return reverse("review_deck", args=[self.team.slug, self.quarter.slug])

    def get_pdf_url(self):
        return reverse("review_pdf", args=[self.team.slug, self.quarter.slug])

    @property
    def published(self):
        """The publication in force, or None."""
        return self.publications.in_force().first()

    def check_publish(self):
        """Raise ValidationError unless the review may be published now."""
        if not self.sections.exists():
            raise ValidationError("Give the review an agenda first.", code="empty")
        if self.published:
            raise ValidationError(
                "This review is published. Withdraw it first.", code="published"
            )

    def check_withdraw(self, reason):
        """Raise ValidationError unless it is published and there is a reason."""
        if not self.published:
            raise ValidationError("This review is not published.", code="unpublished")
        if not reason.strip():
            raise ValidationError("Say why it is withdrawn.", code="no_reason")

    @transaction.atomic
    def publish(self, snapshot, *, by, at):
        """Keep this snapshot (a dict, as of `Snapshot.to_dict`) as the next version."""
        Review.objects.select_for_update().get(pk=self.pk)
        self.check_publish()
        last = self.publications.aggregate(last=Max("number"))["last"] or 0
        publication = Publication(
            review=self, number=last + 1, snapshot=snapshot, by=by, at=at
        )
        publication.save(by=by, at=at, action="published")
        return publication

    publish.alters_data = True

    @transaction.atomic
    def withdraw(self, reason, *, by, at):
        """Take the publication in force back; it stays readable as a version."""
        Review.objects.select_for_update().get(pk=self.pk)
        self.check_withdraw(reason)
        publication = self.published
        publication.withdrawn_at, publication.withdrawn_because = at, reason
        publication.save(by=by, at=at, action="withdrawn", reason=reason)
        return publication

    withdraw.alters_data = True
