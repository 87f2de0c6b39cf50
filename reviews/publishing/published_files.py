"""Published PDFs on this machine's disk, from where they are served.

The database is the truth and every machine has it; a file is written at its first use,
and only if its bytes are those of its digest. What is missing is written again.
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
    """The database's bytes are not those that were published."""


def pdf_of(publication_pk):
    """The file that was frozen with a publication, named by its digest; or None."""
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
    """Kept, since what was published stays as it is."""
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
