"""What followers poll: the slide that is shown, and the version of the deck.

If everybody may see the review, the answer is the same for all and is cached for a
moment in this process: two hundred followers cost hardly more than one. It is cached
under the versions of the tables, so a review that was just closed gives no answer.
"""

import functools
import json
import zlib

from django.contrib.auth.models import AnonymousUser

from reviews.models import Meeting, Review

# How long an answer is cached; followers poll every second.
SECONDS = 0.25


@functools.lru_cache(maxsize=64)
def open_to_all(team, quarter, moment, at, versions):
    """The answer for everyone at that moment; None if not everyone may see it.

    `at` is the minute of the wall clock, which may be set back.
    """
    return answer(AnonymousUser(), team, quarter, at=at, versions=versions)


def answer(user, team, quarter, *, at, versions):
    """The answer as JSON, or None if this user may not see the review."""
    followed = Meeting.objects.followed_at(team, quarter, user, at=at)
    if followed:
        version = version_of(versions)
        meeting = {
            "slide": followed.slide,
            "isBlack": followed.is_black,
            "revision": followed.revision,
        }
        return json.dumps({"meeting": meeting, "version": version})
    reviews = Review.objects.visible_to(user).at_address(team, quarter)
    return json.dumps({"meeting": None}) if reviews.exists() else None


def version_of(versions):
    """A short digest of the current table versions."""
    return f"{zlib.crc32(repr(versions).encode()):08x}"
