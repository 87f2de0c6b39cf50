import hashlib

from django.core.exceptions import ValidationError
from django.db import models


class PublishedFile(models.Model):
    """A file of a published version, stored byte for byte: slides, CSS, images, PDF.

    In the database, so that every machine and every backup has it.
    """

    publication = models.ForeignKey(
        "reviews.Publication", on_delete=models.PROTECT, related_name="files"
    )
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    content = models.BinaryField()
    digest = models.CharField("SHA-256", max_length=64, editable=False)

    class Meta:
        ordering = ["publication", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "name"],
                name="published_file_once",
                violation_error_message="The version already has this file.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError(
                "A published version cannot be changed.", code="frozen"
            )
        self.digest = hashlib.sha256(self.content).hexdigest()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError("A published version cannot be changed.", code="frozen")
