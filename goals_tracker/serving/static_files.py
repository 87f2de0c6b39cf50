"""Static files whose names contain their digest, once they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Uses plain names if nothing was collected.

    So a review can be exported and imported in a fresh clone. Scripts import each other
    by their collected names.
    """

    support_js_module_import_aggregation = True
    # A pass for each step of the longest chain of imports, at worst.
    max_post_process_passes = 10

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
