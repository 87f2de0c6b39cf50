"""Published PDFs on this machine's disk, for serving.

The database has the originals, for every machine; a file is written at its first use,
and only if its bytes match its digest. A missing file is written again.
"""

import functools
import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from reviews.models import PublishedFile
from reviews.publishing import editions


class DamagedFileError(Exception):
    """The bytes in the database are not those that were published."""


def pdf_of(publication_pk):
    """The path of a publication's PDF, named by its digest, or None."""
    if publication_pk is None:
        return None
    digest = digest_of(publication_pk)
    if digest is None:
        return None
    path = Path(settings.VAR_DIR) / "published" / f"{digest}.pdf"
    if not path.exists():
        write(path, content_of(publication_pk, digest))
    return path


@functools.lru_cache(maxsize=1024)
def digest_of(publication_pk):
    """Cached, since what was published never changes."""
    return files_of(publication_pk).values_list("digest", flat=True).first()


def files_of(publication_pk):
    files = PublishedFile.objects.filter(publication=publication_pk)
    return files.filter(name=editions.PDF)


def content_of(publication_pk, digest):
    content = bytes(files_of(publication_pk).values_list("content", flat=True).get())
    if hashlib.sha256(content).hexdigest() != digest:
        raise DamagedFileError(
            f"The PDF of publication {publication_pk} is not {digest}."
        )
    return content


def write(path, content):
    """Write a file at once or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)
