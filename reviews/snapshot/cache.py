"""What this process keeps while tables are unchanged, in bounded memory.

A deck is read in parts, and an edit affects one part. Each reader names the models that
it reads, joins included, and caches its result under their table versions. Versions are
read before rows, so a part may be newer than its version, never older. What is made of
the parts shares the memory with them (`publishing.page_cache`).
"""

import functools
import pickle
import threading
from contextlib import suppress

from cachetools import LRUCache
from cachetools.keys import hashkey
from django.conf import settings

MEGABYTE = 1024 * 1024
# Slides in memory take four times what they take pickled; pages less.
OVER_PICKLED = 4
lock = threading.Lock()


@functools.cache
def kept() -> LRUCache:
    """What this process keeps, within the memory that all of it may take."""
    return LRUCache(settings.PAGE_CACHE_MB * MEGABYTE, getsizeof=size_of)


def size_of(value: object) -> int:
    """About the bytes that a value takes in memory."""
    return OVER_PICKLED * len(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def by_size(build):
    """Cache what a function returns; what was not asked for lately makes room."""

    @functools.wraps(build)
    def found(*arguments, **options):
        key = hashkey(build, *arguments, **options)
        with lock:
            if key in kept():
                return kept()[key]
        value = build(*arguments, **options)
        with lock, suppress(ValueError):  # by itself it is more than there is room for
            kept()[key] = value
        return value

    return found


def while_unchanged(*sources):
    """Cache what a reader returns until a table of one of these models is written.

    The reader takes the versions first (`TableVersion.objects.current()`), or None to
    bypass the cache; its other arguments must be hashable.
    """

    def keeping(read):
        @by_size
        def cached(numbers, *arguments):
            return read(*arguments)

        @functools.wraps(read)
        def reader(versions, *arguments):
            if versions is None:
                return read(*arguments)
            tables = {model._meta.db_table for model in sources}
            numbers = tuple(pair for pair in versions if pair[0] in tables)
            return cached(numbers, *arguments)

        return reader

    return keeping


def forget():
    """Clear the cache, as when a rollback takes versions back."""
    kept.cache_clear()
