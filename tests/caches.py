"""Pages and answers that this process has cached."""

from reviews.meeting import live
from reviews.publishing import page_cache


def forget():
    """Clear the caches, since a rollback can repeat table versions."""
    page_cache.forget()
    live.answer.cache_clear()
    live.may_see.cache_clear()
