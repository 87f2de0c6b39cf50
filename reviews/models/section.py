from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import slugify

from objectives.models.history import AuditedModel

# The slugs of the slides outside sections.
OF_THE_DECK = ("cover", "glance", "agenda", "credits", "not-shown")


class Section(AuditedModel):
    """An agenda item of a review: what it shows, and its planned seconds."""

    class Kind(models.TextChoices):
        TEAM = "team", "Team and staffing"
        SAID = "said", "What we said we would do"
        DID = "did", "What we did"
        METRICS = "metrics", "Metrics and callouts"
        NEXT = "next", "What's next"
        TEXT = "text", "Text only"
        ASKS = "asks", "Asks and promises"

    class Shows(models.TextChoices):
        ALL = "all", "All objectives"
        CHANGED = "changed", "What changed or is at risk"
        TOP = "top", "The first of each group"

    # The kinds that have objectives to choose from.
    OF_OBJECTIVES = (Kind.SAID, Kind.DID, Kind.NEXT)

    review = models.ForeignKey(
        "reviews.Review", on_delete=models.CASCADE, related_name="sections"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEXT)
    title = models.CharField(max_length=60)
    # Part of each slide's address; stays the same when title or order change.
    slug = models.SlugField(max_length=80, editable=False)
    seconds = models.PositiveIntegerField(
        "planned seconds", validators=[MaxValueValidator(86_400)]
    )
    position = models.PositiveSmallIntegerField(default=0)
    # The handout and files of text have all of them.
    shows = models.CharField(
        "objectives on slides", max_length=10, choices=Shows, default=Shows.ALL
    )
    most = models.PositiveSmallIntegerField(
        "how many of each group",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(999)],
    )
    # Left out of the deck and of the total time.
    is_hidden = models.BooleanField("hidden", default=False)
    # The time it took in the meeting; empty if not measured.
    measured_seconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["review", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "slug"],
                name="section_slug_once",
                violation_error_message="There is already a section with this address.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="section_title",
                violation_error_message="Enter a title for the section.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["team", "said", "did", "metrics", "next", "text", "asks"]
                ),
                name="section_kind",
                violation_error_message="Choose what the section shows.",
            ),
            models.CheckConstraint(
                condition=Q(seconds__lte=86_400),
                name="section_seconds",
                violation_error_message="Enter at most one day.",
            ),
            models.CheckConstraint(
                condition=Q(shows__in=["all", "changed", "top"]),
                name="section_shows",
                violation_error_message="Choose which objectives are on slides.",
            ),
            models.CheckConstraint(
                condition=Q(most__gte=1) & Q(most__lte=999),
                name="section_most",
                violation_error_message="Enter a number from 1 to 999.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    @property
    def team_id(self):
        return self.review.team_id

    def _free_slug(self):
        """A slug from the title, numbered if the review has it already."""
        wanted = slugify(self.title)[:70] or self.kind
        taken = {*OF_THE_DECK, *self.review.sections.values_list("slug", flat=True)}
        numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (wanted, *numbered) if slug not in taken)
