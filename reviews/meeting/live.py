"""What followers are told of a meeting: which slide is shown, which version holds.

Where everybody may see the review, the answer is the same for all of them, and is kept
for a moment in this process: two hundred followers cost hardly more than one.
"""

import functools
import json
import zlib

from django.contrib.auth.models import AnonymousUser

from reviews.models import Meeting, Review, TableVersion

# How long an answer is kept; followers ask every second.
SECONDS = 0.25


@functools.lru_cache(maxsize=64)
def open_to_all(team, quarter, moment, at):
    """The answer for whoever asks in that moment; None where not all may see it.

    `at` is its minute, by another clock: one that may be set back.
    """
    return answer(AnonymousUser(), team, quarter, at=at)


def answer(user, team, quarter, *, at):
    """The answer as JSON, or None where this user may not see the review."""
    followed = Meeting.objects.followed_at(team, quarter, user, at=at)
    if followed:
        version = version_of(TableVersion.objects.current())
        meeting = {"slide": followed.slide, "revision": followed.revision}
        return json.dumps({"meeting": meeting, "version": version})
    reviews = Review.objects.visible_to(user).at_address(team, quarter)
    return json.dumps({"meeting": None}) if reviews.exists() else None


def version_of(versions):
    """A short name of the state that all decks are in."""
    return f"{zlib.crc32(repr(versions).encode()):08x}"
