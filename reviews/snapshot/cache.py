"""Readers that skip the database while their tables are unchanged.

A deck is read in parts, and an edit affects one part. Each reader names the models that
it reads, joins included, and caches its result under their table versions. Versions are
read before rows, so a part may be newer than its version, never older.
"""

import functools
from typing import Any

READERS: list[Any] = []


def while_unchanged(*sources):
    """Cache what a reader returns until a table of one of these models is written.

    The reader takes the versions first (`TableVersion.objects.current()`), or None to
    bypass the cache; its other arguments must be hashable.
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
    """Clear the cache, as when a rollback takes versions back."""
    for reader in READERS:
        reader.cache_clear()
