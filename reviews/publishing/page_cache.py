"""Deck pages cached in this process under the versions of the tables.

Every write that a deck could show counts up a version (`models.triggers`), and the
versions are read before the rows. A page may therefore be newer than its versions,
never older. What was not asked for lately makes room once all take too much memory.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404

from goals_tracker.pictures import images
from objectives.models import Member, Organization, Quarter, Team
from reviews.deck import deck
from reviews.deck.deck import PageContext
from reviews.models import Publication, PublishedFile, Review, TableVersion
from reviews.publishing import editions, published_files
from reviews.snapshot import cache, reader

DRAFT = PageContext(up="../../", is_address=False, versions="../versions/")


def page_for(user, team, quarter):
    """The deck's page at an address, or 404 if the user may not see it."""
    return found_with_page(user, team, quarter)[1]


def found_with_page(user, team, quarter):
    """The review at an address and its deck's page; 404 if hidden from the user."""
    versions = TableVersion.objects.current()
    if user.is_authenticated:
        review = find(user, team, quarter)
    else:
        review = find_open(versions, team, quarter)
    return review, page_of(review, versions)


def find(user, team, quarter):
    """The review at an address that this user may see, or 404."""
    return get_object_or_404(Review.objects.seen_at(user, team, quarter))


@cache.while_unchanged(Organization, Team, Member, Quarter, Review, Publication)
def find_open(team, quarter):
    """The same for anonymous users; a 404 is not cached."""
    return find(AnonymousUser(), team, quarter)


@cache.by_size
def page_of(review, versions, *, is_draft=False):
    """The page at the review's address; a draft is as it would be published now."""
    if is_draft:
        return deck.render_snapshot(
            reader.read_snapshot(review, versions), DRAFT, settings.SLIDES_A_DECK
        )
    if review.publication_pk is None:
        snapshot = reader.read_snapshot(review, versions)
        page = PageContext(bar_words(review.team, deck.DRAFT.words))
        return deck.render_snapshot(snapshot, page, settings.SLIDES_A_DECK)
    return page_of_version(review.publication_pk, of_team=review.team)


def bar_words(team, words):
    """The status of a review's page, which also says where its team is archived."""
    return f"ARCHIVED · {words}" if team.is_archived else words


@cache.by_size
def deck_of(review, versions, *, is_draft=False):
    """The slides at the review's address; a draft's are as if published now."""
    if is_draft:
        snapshot = reader.read_snapshot(review, versions)
        return deck.build(snapshot, settings.SLIDES_A_DECK)
    snapshot = snapshot_of(review, versions)
    frozen = published_file(review, editions.SLIDES)
    if frozen is None:
        return deck.build(snapshot, most_slides(review))
    number = frozen.publication.number
    files = f"{review.get_absolute_url()}versions/{number}/{editions.FILES}"
    return editions.deck_of(snapshot, bytes(frozen.content).decode(), files)


def page_of_version(pk, *, of_team=None):
    """A publication's page: at its team's address, or at its own among versions."""
    is_address = of_team is not None
    found = PublishedFile.objects.filter(publication=pk, name=editions.SLIDES)
    slides = found.select_related("publication").first()
    publication = slides.publication if slides else Publication.objects.get(pk=pk)
    snapshot = editions.snapshot_of(publication)
    files = editions.FILES if slides else ""
    if is_address and files:
        files = f"versions/{publication.number}/{files}"
    up = "../" if is_address else "../../../"
    versions = "versions/" if is_address else "../"
    words = publication.status_words
    words = bar_words(of_team, words) if of_team else words
    page = PageContext(words, up, files, is_address, versions)
    if slides is None:
        return deck.render_snapshot(snapshot, page)
    return editions.render_version(snapshot, bytes(slides.content).decode(), page)


@cache.by_size
def page_for_guests(review, versions):
    """The page for whoever has only a link to it: it leads to no other page."""
    publication = publication_of(review)
    snapshot = snapshot_of(review, versions)
    words = publication.status_words if publication else deck.DRAFT.words
    if slides := published_file(review, editions.SLIDES):
        page = page_alone(words, editions.FILES)
        return editions.render_version(snapshot, bytes(slides.content).decode(), page)
    shown = str(deck.build(snapshot, most_slides(review)).html)
    for folder in (images.PHOTOS, images.PICTURES, images.LOGOS):
        own = f"{editions.FILES}{folder}/"
        shown = shown.replace(f'src="{settings.MEDIA_URL}{folder}/', f'src="{own}')
    return deck.render_page(shown, snapshot, page_alone(words))


def page_alone(words, files=""):
    """The context of a page without links to others."""
    return PageContext(words, "", files, is_address=False, versions="")


def publication_of(review):
    """What is published of it now, or None."""
    if review.publication_pk is None:
        return None
    return review.publications.get(pk=review.publication_pk)


def published_file(review, name=editions.PDF):
    """The file of that name of the current publication, or None."""
    if review.publication_pk is None:
        return None
    files = PublishedFile.objects.filter(publication=review.publication_pk, name=name)
    return files.select_related("publication").first()


def most_slides(review):
    """How many slides its deck may have; None if published, which shows them all."""
    return settings.SLIDES_A_DECK if review.publication_pk is None else None


def snapshot_of(review, versions=None):
    """The published snapshot, or a new one from the database."""
    if publication := publication_of(review):
        return editions.snapshot_of(publication)
    return reader.read_snapshot(review, versions)


def status_of(review):
    """Whether it is a draft, or which version of it this is and since when."""
    publication = publication_of(review)
    return publication.status_words if publication else deck.DRAFT.words


def forget():
    """Clear all caches, as when a rollback takes versions back."""
    published_files.digest_of.cache_clear()
    cache.forget()
