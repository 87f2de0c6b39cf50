"""Deck pages kept in this process under the version of the database.

Every write that a deck could show moves the version (triggers.py), and the version is
read before the rows. A page may therefore be newer than its version, never older.
"""

import functools

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from objectives.models import Member, Organization, Quarter, Team
from reviews import deck, snapshot, unchanged
from reviews.models import Publication, Review, Version
from reviews.snapshot import Snapshot

MOST_ROWS = 100


def page_for(user, team, quarter):
    """The deck's page at an address, or 404 where the user may not see it."""
    versions, rows = Version.objects.current_with_rows()
    built = page_of.cache_info().misses
    if user.is_authenticated:
        page = page_of(find(user, team, quarter), versions)
    else:
        page = open_page(team, quarter, versions)
    # Tidied up by a request that had nothing to build.
    if rows > MOST_ROWS and page_of.cache_info().misses == built:
        Version.objects.fold()
    return page


def find(user, team, quarter):
    """The review at an address that this user may see, or 404."""
    reviews = Review.objects.visible_to(user).at_address(team, quarter)
    review = reviews.with_publication().first()
    if review is None:
        raise Http404
    return review


@unchanged.while_unchanged(Organization, Team, Member, Quarter, Review, Publication)
def find_open(team, quarter):
    """The same for those who are not signed in; a 404 is not kept."""
    return find(AnonymousUser(), team, quarter)


@functools.lru_cache(maxsize=64)
def open_page(team, quarter, versions):
    """The page for those who are not signed in."""
    return page_of(find_open(versions, team, quarter), versions)


@functools.lru_cache(maxsize=64)
def page_of(review, versions):
    """The page of a review as it stands in these versions."""
    return deck.page(snapshot_of(review, versions))


def snapshot_of(review, versions=None):
    """What was published, or else what stands in the database now."""
    if review.publication_pk is None:
        return snapshot.read(review, versions)
    publication = review.publications.get(pk=review.publication_pk)
    return Snapshot.from_dict(publication.snapshot)


def forget():
    """Let go of every page and part, as where a transaction takes versions back."""
    open_page.cache_clear()
    page_of.cache_clear()
    unchanged.forget()
