from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q

from goals_tracker.database.verbs import alters_data
from objectives.models import Organization
from objectives.models.history import AuditedModel
from reviews.models.section import Section

# The default agenda, for an organisation without its own: kind, title, seconds.
STANDARD = (
    (Section.Kind.TEAM, "Team intro", 30),
    (Section.Kind.SAID, "What we said we would do", 300),
    (Section.Kind.DID, "What we did", 300),
    (Section.Kind.TEXT, "What we learned", 300),
    (Section.Kind.METRICS, "Metrics and callouts", 180),
    (Section.Kind.NEXT, "What's next", 300),
    (Section.Kind.ASKS, "Asks", 180),
)


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def or_standard(self):
        """The organisation's agenda, or the default one as unsaved rows."""
        return list(self) or [
            AgendaItem(kind=kind, title=title, seconds=seconds, position=position)
            for position, (kind, title, seconds) in enumerate(STANDARD, start=1)
        ]

    @alters_data
    @transaction.atomic
    def begin(self, *, by, at):
        """Save the default agenda as rows to be edited, unless there are rows."""
        # The organisation is locked, as the agenda has no row yet to lock.
        Organization.objects.select_for_update(no_key=True).first()
        if not self.exists():
            for item in self.or_standard():
                item.save(by=by, at=at)


class AgendaItem(AuditedModel):
    """An entry of the agenda that the organisation's new reviews get."""

    kind = models.CharField(
        max_length=10, choices=Section.Kind, default=Section.Kind.TEXT
    )
    title = models.CharField(max_length=60)
    seconds = models.PositiveIntegerField(
        "planned seconds", validators=[MaxValueValidator(86_400)]
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="agenda_item_title",
                violation_error_message="Enter a title for the section.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Section.Kind.values),
                name="agenda_item_kind",
                violation_error_message="Choose what the section shows.",
            ),
            models.CheckConstraint(
                condition=Q(seconds__lte=86_400),
                name="agenda_item_seconds",
                violation_error_message="Enter at most one day.",
            ),
        ]

    def __str__(self):
        return self.title
