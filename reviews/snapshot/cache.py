"""Readers that do not ask the database again while their tables stay unchanged.

A deck is read in parts, and one edit concerns one part. Each reader names the models
that it reads, joins included, and keeps what it found under their versions. The version
is read before the rows, so that a part may be newer than its version, never older.
"""

import functools
from typing import Any

READERS: list[Any] = []


def while_unchanged(*sources):
    """Keep what a reader returns until a table of one of these models is written.

    The reader is called with the versions first (`TableVersion.objects.current()`), or
    with None to have everything read now; its other arguments must be hashable.
    """

    def keeping(read):
        @functools.lru_cache(maxsize=256)
        def cached(numbers, *arguments):
            return read(*arguments)

        @functools.wraps(read)
        def reader(versions, *arguments):
            if versions is None:
                return read(*arguments)
            tables = {model._meta.db_table for model in sources}
            numbers = tuple(pair for pair in versions if pair[0] in tables)
            return cached(numbers, *arguments)

        READERS.append(cached)
        return reader

    return keeping


def forget():
    """Let go of all that is kept, as where a transaction takes versions back."""
    for reader in READERS:
        reader.cache_clear()
