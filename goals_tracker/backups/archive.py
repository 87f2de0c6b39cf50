"""A backup's file: a ZIP of the database, the pictures and the manifest.

Its members are stored as they are. So none is larger than the file itself, and what
somebody else has made fills no disk. They are read by name and never unpacked by
zipfile: a link in it is a refusal, not a link.
"""

import hashlib
import shutil
import stat
import struct
import zipfile
from contextlib import contextmanager

from goals_tracker.backups.manifest import BackupError, Manifest

DATABASE, MANIFEST, MEDIA = "database", "manifest.json", "media/"
CHUNK = 1 << 20
LONGEST_MANIFEST = 1 << 28
# What zipfile and json are known to raise on files that are none of theirs.
NOT_A_BACKUP = (
    zipfile.BadZipFile,
    EOFError,
    KeyError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)


class Writer:
    def __init__(self, file):
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self.digests = {}

    def add(self, name, source):
        """Add a file, and keep its digest for the manifest."""
        check_name(name)
        digest = hashlib.sha256()
        with self.zip.open(name, "w", force_zip64=True) as member:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                member.write(chunk)
        self.digests[name] = digest.hexdigest()

    def finish(self, manifest):
        self.zip.writestr(MANIFEST, manifest.to_json())
        self.zip.close()


class Archive:
    """A backup whose members are all there and as they were written."""

    def __init__(self, zip_file):
        self.zip = zip_file
        self.manifest = Manifest.from_json(zip_file.read(MANIFEST))
        self.media = [one for one in self.manifest.digests if one != DATABASE]

    def check_digests(self):
        found = {MANIFEST, *self.manifest.digests}
        if found != {*self.zip.namelist()} or DATABASE not in found:
            raise BackupError("The manifest names other files than there are.")
        for name, digest in self.manifest.digests.items():
            with self.zip.open(name) as member:
                if hashlib.file_digest(member, "sha256").hexdigest() != digest:
                    raise BackupError(f"{name} is damaged.")

    def copy(self, name, target):
        with self.zip.open(name) as member:
            shutil.copyfileobj(member, target, CHUNK)


@contextmanager
def opened(path):
    """The backup at that path. Raises BackupError where it is none, or damaged."""
    with path.open("rb") as file:
        try:
            zip_file = zipfile.ZipFile(file)
            check_members(zip_file.infolist(), path.stat().st_size)
            archive = Archive(zip_file)
            archive.check_digests()
        except NOT_A_BACKUP as error:
            raise BackupError(f"{path} is not a backup, or damaged: {error}") from error
        yield archive


def check_members(members, size):
    """Refuse what a backup never has, before any of it is read."""
    names = [one.filename for one in members]
    for one in members:
        check_name(one.filename)
        mode = one.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise BackupError(f"{one.filename} is not a plain file.")
        if one.compress_type != zipfile.ZIP_STORED:
            raise BackupError(f"{one.filename} is compressed.")
    if len(set(names)) < len(names):
        raise BackupError("A name appears twice.")
    if sum(one.file_size for one in members) > size:
        raise BackupError("The files overlap.")
    if any(m.filename == MANIFEST and m.file_size > LONGEST_MANIFEST for m in members):
        raise BackupError("The manifest is too long.")


def check_name(name):
    """Refuse every path but those to pictures, downwards and in plain letters."""
    if name in (DATABASE, MANIFEST):
        return
    parts = name.removeprefix(MEDIA).split("/")
    is_plain = all(part.strip(". ") and part.isprintable() for part in parts)
    if not name.startswith(MEDIA) or not is_plain or "\\" in name:
        raise BackupError(f"{name!a} is no name of a picture.")
