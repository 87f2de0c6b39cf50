from django.core.validators import MaxLengthValidator
from django.db import models

from objectives.models.history import AuditedModel


class SpeakerNote(AuditedModel):
    """A presenter's notes for a slide; shown to presenters only."""

    review = models.ForeignKey(
        "reviews.Review", on_delete=models.CASCADE, related_name="speaker_notes"
    )
    slide = models.CharField(max_length=200)
    text = models.TextField(blank=True, validators=[MaxLengthValidator(20_000)])

    class Meta:
        ordering = ["review", "slide"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "slide"],
                name="speaker_note_once",
                violation_error_message="The slide already has a note.",
            )
        ]

    def __str__(self):
        return f"Note on {self.slide}"
