"""Pages and answers that this process has cached."""

from reviews.meeting import live
from reviews.publishing import page_cache


def forget():
    """Clear the caches, since a rollback can repeat table versions."""
    page_cache.forget()
    live.open_to_all.cache_clear()
