"""Static files whose names contain their digest, once they are collected."""

from pathlib import Path

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from goals_tracker.styles import joining


class Storage(CompressedManifestStaticFilesStorage):
    """Uses plain names if nothing was collected.

    So a review can be exported and imported in a fresh clone. Scripts import each other
    by their collected names. Style sheets that import others are sent as one file.
    """

    support_js_module_import_aggregation = True
    # A pass for each step of the longest chain of imports, at worst.
    max_post_process_passes = 10

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name

    def post_process(self, paths, *args, **kwargs):
        joined = {name: (Joined(one), path) for name, (one, path) in paths.items()}
        yield from super().post_process(joined, *args, **kwargs)


class Joined:
    """The files of another storage, each style sheet with those that it imports."""

    def __init__(self, storage):
        self.storage = storage

    def open(self, name):
        if not name.endswith(".css"):
            return self.storage.open(name)
        return ContentFile(joining.joined(Path(self.storage.path(name))).encode())
