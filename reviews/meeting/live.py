"""What followers poll: the slide that is shown, and the version of the deck.

The answer is the same for all who may see the review, so each process has it for a
moment: five hundred followers cost hardly more than one. Who may see it is known for a
few seconds longer, and no longer than the tables that decide it stay as they are.
"""

import functools
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser

from reviews.models import Meeting, Review

# How long an answer is cached.
SECONDS = 0.25
# And that somebody may see it: for so long it outlives the end of a session.
SECONDS_SEEN = 10
# How soon a follower asks again where no meeting runs: near its planned time, or not.
SOON, IDLE = 2, 30
EARLY, LATE = 5 * 60, 15 * 60


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, by their session: the account is only looked up if it has to be."""

    session: str
    user: Any = field(compare=False)


EVERYBODY = Reader("", AnonymousUser())


@functools.lru_cache(maxsize=4096)
def may_see(reader, team, quarter, moment, versions):
    """Whether somebody may see the review at that address."""
    seen = Review.objects.visible_to(reader.user)
    return seen.at_address(team, quarter).exists()


@functools.lru_cache(maxsize=64)
def answer(team, quarter, moment, at, versions):
    """The answer as JSON for whoever may see the review.

    `at` is the minute of the wall clock, which may be set back.
    """
    followed = Meeting.objects.followed_at(team, quarter, at=at)
    if followed is None:
        review = Review.objects.at_address(team, quarter).get()
        wait = seconds_to_wait(review.held_at, at)
        return json.dumps({"meeting": None, "wait": wait})
    meeting = {
        "slide": followed.slide,
        "isBlack": followed.is_black,
        "revision": followed.revision,
        "questions": followed.questions.version(),
    }
    return json.dumps({"meeting": meeting, "version": version_of(versions)})


def seconds_to_wait(held_at, at):
    """Until a follower asks again, so that it does not miss the planned beginning."""
    if held_at is None:
        return IDLE
    away = (held_at - at).total_seconds()
    if away < -LATE:
        return IDLE
    return min(IDLE, max(SOON, away - EARLY))


def version_of(versions):
    """A short digest of the current table versions."""
    return f"{zlib.crc32(repr(versions).encode()):08x}"
