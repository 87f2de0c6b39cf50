from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from objectives.models import Team
from objectives.models.history import AuditedModel


class TextSlideQuerySet(models.QuerySet["TextSlide"]):
    def without_licence(self):
        """Those with a picture that has no licence."""
        return self.exclude(picture="").filter(picture_licence="")

    def visible_to(self, user):
        teams = Team.objects.visible_to(user).values("pk")
        return self.filter(section__review__team__in=teams)

    def with_place(self):
        """With their section and its review."""
        return self.select_related("section__review__team", "section__review__quarter")

    def with_picture(self, name):
        """Those with this picture, by its name below MEDIA_ROOT."""
        return self.filter(picture=name)


class TextSlide(AuditedModel):
    """Markdown written for a section: a background, what was learned, an ask."""

    class Placement(models.TextChoices):
        BEFORE = "before", "Before the section's own slides"
        AFTER = "after", "After the section's own slides"

    section = models.ForeignKey(
        "reviews.Section", on_delete=models.CASCADE, related_name="text_slides"
    )
    title = models.CharField(
        max_length=80, blank=True, help_text="Leave empty to use the section's title."
    )
    text = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(50_000)],
        help_text="Markdown: lists, *emphasis*, **strong**, headings, links.",
    )
    placement = models.CharField(
        max_length=6, choices=Placement, default=Placement.AFTER
    )
    position = models.PositiveSmallIntegerField(default=0)
    columns = models.PositiveSmallIntegerField(
        choices=[(1, "One column"), (2, "Two columns")], default=1
    )
    picture = models.ImageField(upload_to="pictures", max_length=100, blank=True)
    # The stored file's size in pixels, used for layout.
    picture_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_alt = models.CharField(
        "what the picture shows",
        max_length=240,
        blank=True,
        help_text="For people who cannot see it.",
    )
    picture_author = models.CharField("author", max_length=120, blank=True)
    picture_licence = models.CharField(
        "licence", max_length=80, blank=True, help_text="For example: CC BY-SA 4.0."
    )
    picture_source = models.URLField("source", blank=True)

    objects = TextSlideQuerySet.as_manager()

    class Meta:
        ordering = ["section", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(placement__in=["before", "after"]),
                name="text_slide_placement",
                violation_error_message="Choose where the slide goes.",
            ),
            models.CheckConstraint(
                condition=Q(columns__in=[1, 2]),
                name="text_slide_columns",
                violation_error_message="Choose one column or two.",
            ),
        ]

    def __str__(self):
        return self.title or str(self.section)

    @property
    def name(self):
        """Its title, or its first words."""
        return self.title or " ".join(self.text.split())[:60] or "Untitled"

    @property
    def lacks_licence(self):
        return bool(self.picture) and not self.picture_licence

    @property
    def review(self):
        return self.section.review

    @property
    def team_id(self):
        return self.review.team_id
