from django.db import models

from objectives.models.team import LONGEST_SLUG


class FormerSlug(models.Model):
    """A slug that a team had, which still leads to it and which no other can take."""

    team = models.ForeignKey(
        "objectives.Team",
        on_delete=models.CASCADE,
        related_name="former_slugs",
        verbose_name="team",
    )
    slug = models.CharField(max_length=LONGEST_SLUG, unique=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "former address"
        verbose_name_plural = "former addresses"

    def __str__(self):
        return self.slug
