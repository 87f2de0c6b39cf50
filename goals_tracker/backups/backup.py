"""Write a backup, and read it back."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import FileField
from django.utils import timezone

from goals_tracker.backups import archive, postgresql, sqlite
from goals_tracker.backups.manifest import (
    BackupError,
    Manifest,
    product_commit,
    product_version,
)

KINDS = {"sqlite": sqlite, "postgresql": postgresql}


def database():
    """What copies the database of this install."""
    return KINDS[connection.vendor]


def back_up(path):
    """Write all there is to that path, at once or not at all.

    Gives the manifest, and the names of pictures that rows have and the disk has not.
    """
    with folder_beside(path) as folder:
        written = folder / path.name
        with written.open("xb") as file:
            missing = write(file, folder / archive.DATABASE)
            os.fsync(file.fileno())
        manifest = read_back(written, folder / "read-back")
        os.replace(written, path)
    return manifest, missing


@contextmanager
def folder_beside(path):
    """A folder for this user alone, on the same disk."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-")
    except OSError as error:
        raise BackupError(f"Cannot write to {path.parent}: {error}") from error
    with made as name:
        yield Path(name)


def write(file, copy):
    """The database first: a picture is saved before the row that names it."""
    at = timezone.now()
    counts, migrations = database().dump(copy)
    writer = archive.Writer(file)
    with copy.open("rb") as source:
        writer.add(archive.DATABASE, source)
    copy.unlink()
    named = names_on_rows()
    for name, path in pictures():
        add_picture(writer, archive.MEDIA + name, path)
    writer.finish(
        Manifest(
            version=product_version(),
            commit=product_commit(),
            at=at.isoformat(),
            kind=database().KIND,
            database=database().version(),
            migrations=migrations,
            rows=counts,
            digests=writer.digests,
        )
    )
    return sorted(one for one in named if archive.MEDIA + one not in writer.digests)


def names_on_rows():
    """The names of files that rows have."""
    fields = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, FileField)
    ]
    return {
        name
        for model, field in fields
        for name in model._base_manager.values_list(field, flat=True)
        if name
    }


def pictures():
    """The name and the path of each; what is being written has no ending yet."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.suffix and path.is_file():
            yield path.relative_to(root).as_posix(), path


def add_picture(writer, name, path):
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return  # removed meanwhile, as by an import that was refused
    with source:
        writer.add(name, source)


def read_back(path, copy):
    """Find all of it as it was written, and the database whole."""
    with archive.opened(path) as found:
        with copy.open("xb") as file:
            found.copy(archive.DATABASE, file)
        database().check(copy)
        return found.manifest
