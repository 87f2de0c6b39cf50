"""Pages and answers that this process has cached."""

from reviews.meeting import live
from reviews.publishing import page_cache


def forget():
    """Let go of them, as where a transaction takes table versions back."""
    page_cache.forget()
    live.open_to_all.cache_clear()
