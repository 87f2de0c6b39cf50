from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from goals_tracker.pictures import images
from goals_tracker.styles import accents


class Branded(models.Model):
    """Something with an accent colour and a logo of its own, or with neither."""

    accent = models.CharField("accent colour", max_length=7, blank=True, default="")
    logo = models.ImageField(upload_to="logos/", blank=True)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        self.accent = self.accent.lower()
        if self.accent and (words := accents.refusal(self.accent)):
            refusal = ValidationError(words, code="accent")
            raise ValidationError({"accent": refusal})

    @property
    def accent_sheet(self):
        """The address of the style sheet with its accent, or empty."""
        return accents.address(self.accent)

    @property
    def logo_name(self):
        """The name in its logo's address; empty if there is no such file."""
        name = self.logo.name or ""
        return name.rpartition("/")[2] if images.exists(name) else ""


def brand_constraints(noun):
    """What every row of such a table keeps to."""
    return [
        models.CheckConstraint(
            condition=Q(accent="") | Q(accent__startswith="#"),
            name=f"{noun}_accent",
            violation_error_message="Enter a colour such as #7a2c62.",
        )
    ]
