"""Static files by names that hold their digest, once they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Gives plain names where nothing was collected: printing needs no web server.

    So that a review can be exported from, and imported into, a fresh clone.
    """

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
