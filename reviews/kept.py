"""Deck pages kept in this process under the version of the database.

Every write that a deck could show moves the version (triggers.py), and the version is
read before the rows. A page may therefore be newer than its version, never older.
"""

import functools

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from reviews import deck, snapshot
from reviews.models import Review, Version
from reviews.snapshot import Snapshot


def page_for(user, team, quarter):
    """The deck's page at an address, or 404 where the user may not see it."""
    version = Version.objects.current()
    if user.is_authenticated:
        return page_of(find(user, team, quarter), version)
    return open_page(team, quarter, version)


def find(user, team, quarter):
    """The review at an address that this user may see, or 404."""
    reviews = Review.objects.visible_to(user).at_address(team, quarter)
    review = reviews.with_publication().first()
    if review is None:
        raise Http404
    return review


@functools.lru_cache(maxsize=64)
def open_page(team, quarter, version):
    """The page for those who are not signed in; a 404 is not kept."""
    return page_of(find(AnonymousUser(), team, quarter), version)


@functools.lru_cache(maxsize=64)
def page_of(review, version):
    """The page of a review as it stands in this version."""
    return deck.page(snapshot_of(review))


def snapshot_of(review):
    """What was published, or else what stands in the database now."""
    if review.publication_pk is None:
        return snapshot.read(review)
    publication = review.publications.get(pk=review.publication_pk)
    return Snapshot.from_dict(publication.snapshot)
