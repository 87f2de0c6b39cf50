"""Files that are made in the background and kept in the database.

So every machine hands them out, whichever has made them.
"""

import hashlib
from typing import Any

from django.db import models

from goals_tracker.database.verbs import alters_data
from objectives.models.background_work import BackgroundWork

BYTES_A_PIECE = 1024 * 1024


class KeptFile(BackgroundWork):
    """Work whose result is a file, kept in `pieces` that fit into memory."""

    size = models.PositiveBigIntegerField(null=True, blank=True)
    digest = models.CharField("SHA-256", max_length=64, blank=True)

    pieces: Any  # the `related_name` of its kind of `FilePiece`

    class Meta:
        abstract = True

    @alters_data
    def keep(self, file, **fields):
        """Keep what this file holds from its beginning on."""
        self.pieces.all().delete()
        digest = hashlib.sha256()
        file.seek(0)
        pieces = iter(lambda: file.read(BYTES_A_PIECE), b"")
        for number, content in enumerate(pieces):
            digest.update(content)
            self.pieces.create(number=number, content=content)
        self.set(size=file.tell(), digest=digest.hexdigest(), **fields)

    def read(self):
        """The file, piece by piece."""
        for number in range(self.pieces.count()):
            yield bytes(self.pieces.get(number=number).content)


class FilePiece(models.Model):
    """A megabyte of a file; whose it is, each kind says itself."""

    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        abstract = True
