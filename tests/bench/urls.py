import functools
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

from goals_tracker.urls import urlpatterns as goals_tracker


@functools.cache
def deck():
    return Path(settings.VAR_DIR, "bare").read_bytes()


def bare(request):
    """The least a Django view can do that answers with the deck's very bytes."""
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Encoding": "gzip",
        "Content-Length": str(len(deck())),
        "Vary": "Accept-Encoding, Cookie",
    }
    return HttpResponse(deck(), headers=headers)


urlpatterns = [path("bare", bare), *goals_tracker]
