"""Files are bounded while they come in, so that no disk or memory fills up.

Each form has a limit of its own for what it takes, below this one, and words for it: a
file is cut off here rather than refused, so that its form finds it too large.
"""

from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 24 * 1024 * 1024


class CutOff(FileUploadHandler):
    """Hands on the beginning of a file; for the first place of the handlers."""

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size):
        return None  # the handlers behind this one have it
