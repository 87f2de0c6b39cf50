"""Static files by names that hold their digest, once they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Gives plain names where nothing was collected: printing needs no web server.

    So that a review can be exported from, and imported into, a fresh clone.
    Scripts import each other by their collected names.
    """

    support_js_module_import_aggregation = True
    # A pass for each step of the longest chain of imports, at worst.
    max_post_process_passes = 10

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
