from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from objectives.models.record import Record


class TextSlide(Record):
    """Markdown written for a section: a background, what was learned, an ask."""

    class Placement(models.TextChoices):
        BEFORE = "before", "Before the section's own slides"
        AFTER = "after", "After the section's own slides"

    section = models.ForeignKey(
        "reviews.Section", on_delete=models.CASCADE, related_name="text_slides"
    )
    title = models.CharField(
        max_length=80, blank=True, help_text="Leave empty for the section's title."
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

    class Meta:
        ordering = ["section", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(placement__in=["before", "after"]),
                name="text_slide_placement",
                violation_error_message="Choose where the slide stands.",
            )
        ]

    def __str__(self):
        return self.title or str(self.section)
