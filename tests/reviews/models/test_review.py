import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from objectives.models import Change
from objectives.models.organization import Readers
from reviews.models import Publication, Review
from reviews.snapshot import reader
from reviews.snapshot.values import Snapshot
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_organization,
    make_plan,
    make_review,
    make_user,
)
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
SNAPSHOT = {"format": 1, "title": "As it was shown"}


def refused(verb, *arguments):
    with pytest.raises(ValidationError) as refusal:
        verb(*arguments, by=None, at=AT)
    return refusal.value.code


def test_publishing_keeps_the_snapshot_as_version_1():
    review, ada = make_review(), make_user("ada")

    review.publish(SNAPSHOT, by=ada, at=AT)

    publication = Publication.objects.get()
    assert (publication.review, publication.number) == (review, 1)
    assert (publication.snapshot, publication.by, publication.at) == (SNAPSHOT, ada, AT)
    assert review.published == publication
    entry = Change.objects.of(publication).get()
    assert (entry.action, entry.by_name, entry.at) == ("published", "ada", AT)


def test_a_review_without_an_agenda_is_not_published():
    assert refused(make_review(sections=()).publish, SNAPSHOT) == "empty"


def test_what_is_published_is_not_published_again():
    review = make_review()
    review.publish(SNAPSHOT, by=None, at=AT)

    assert refused(review.publish, SNAPSHOT) == "published"
    assert Publication.objects.count() == 1


def test_withdrawing_says_when_and_why_and_keeps_the_version():
    review = make_review()
    review.publish(SNAPSHOT, by=None, at=AT)

    review.withdraw("A number was wrong", by=make_user("ada"), at=LATER)

    publication = Publication.objects.get()
    assert publication.withdrawn_at == LATER
    assert publication.withdrawn_because == "A number was wrong"
    assert publication.snapshot == SNAPSHOT
    assert review.published is None
    entry = Change.objects.of(publication).get(action="withdrawn")
    assert (entry.by_name, entry.reason) == ("ada", "A number was wrong")


@pytest.mark.parametrize("reason", ["", " \n"])
def test_withdrawing_takes_a_reason(reason):
    review = make_review()
    review.publish(SNAPSHOT, by=None, at=AT)

    assert refused(review.withdraw, reason) == "no_reason"
    assert review.published


def test_what_is_not_published_is_not_withdrawn():
    assert refused(make_review().withdraw, "A mistake") == "unpublished"


def test_a_second_version_is_listed_beside_the_first():
    review = make_review()
    review.publish(SNAPSHOT, by=None, at=AT)
    review.withdraw("A number was wrong", by=None, at=LATER)

    second = review.publish(SNAPSHOT | {"title": "Mended"}, by=None, at=LATER)

    assert second.number == 2
    assert review.published == second
    assert Publication.objects.get(number=1).snapshot == SNAPSHOT
    assert list(Publication.objects.in_force()) == [second]


def test_one_is_in_force_where_the_check_is_bypassed():
    review = make_review()
    review.publish(SNAPSHOT, by=None, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Publication(review=review, number=2, snapshot={}, at=AT).save()


@pytest.mark.parametrize(
    "act", [lambda row: row.save(), lambda row: row.delete()], ids=["save", "delete"]
)
def test_what_was_published_stays(act):
    make_review().publish(SNAPSHOT, by=None, at=AT)
    publication = Publication.objects.get()
    publication.snapshot["title"] = "Softer"

    with pytest.raises(ValidationError) as refusal:
        act(publication)

    assert refusal.value.code == "frozen"
    assert Publication.objects.get().snapshot == SNAPSHOT


def test_a_review_that_was_published_is_not_deleted():
    review = make_review()
    review.publish(SNAPSHOT, by=None, at=AT)

    with pytest.raises(ProtectedError):
        review.delete()


def test_a_snapshot_comes_out_of_the_database_as_it_went_in():
    make_organization()
    review = make_review()
    make_objective(make_plan(review.team), eta="2015-02-30", status="~50% 🚀")
    taken = reader.read_snapshot(review)

    review.publish(taken.to_dict(), by=None, at=AT)

    kept = Publication.objects.get().snapshot
    assert Snapshot.from_dict(kept) == taken
    assert Snapshot.from_dict(kept).digest == taken.digest
    assert json.loads(json.dumps(taken.to_dict())) == taken.to_dict()


def test_a_publication_just_made_can_be_saved_again():
    make_organization()
    review = make_review()
    make_objective(make_plan(review.team))
    publication = review.publish(reader.read_snapshot(review).to_dict(), by=None, at=AT)

    publication.withdrawn_at, publication.withdrawn_because = LATER, "A mistake"
    publication.save()

    assert review.published is None


def test_which_publication_is_in_force_is_known_with_the_review():
    review = make_review()
    assert Review.objects.with_publication().get().publication_pk is None

    publication = review.publish(SNAPSHOT, by=None, at=AT)
    assert Review.objects.with_publication().get().publication_pk == publication.pk

    review.withdraw("A mistake", by=None, at=LATER)
    assert Review.objects.with_publication().get().publication_pk is None


def test_a_review_is_found_by_the_two_parts_of_its_address():
    review = make_review()

    found = Review.objects.at_address(review.team.slug, "2014-15-q2")

    assert list(found) == [review]
    assert review.get_absolute_url() == f"/teams/{review.team.slug}/2014-15-q2/review/"


def test_reviews_and_publications_are_seen_by_those_who_see_the_team():
    make_organization(Readers.TEAM)
    review = make_review()
    review.publish(SNAPSHOT, by=None, at=AT)

    for model in (Review, Publication):
        assert model.objects.visible_to(make_user(team=review.team)).count() == 1
        assert model.objects.visible_to(AnonymousUser()).count() == 0


@pytest.mark.django_db(transaction=True)
def test_ten_publishings_at_once_are_one():
    make_review()

    outcomes = at_once(lambda _: Review.objects.get().publish(SNAPSHOT, by=None, at=AT))

    assert outcomes == ["done"] + ["published"] * (TIMES - 1)
    assert Publication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_withdrawals_at_once_are_one():
    make_review().publish(SNAPSHOT, by=None, at=AT)

    outcomes = at_once(lambda _: Review.objects.get().withdraw("Why", by=None, at=AT))

    assert outcomes == ["done"] + ["unpublished"] * (TIMES - 1)


# The control: without the lock the constraint is all that stops them.
@pytest.mark.django_db(transaction=True)
def test_without_a_lock_ten_publishings_at_once_would_pass_the_check():
    make_review()

    def publish_unlocked(between):
        review = Review.objects.get()
        review.check_publish()
        between.wait()
        Publication(review=review, number=1, snapshot=SNAPSHOT, at=AT).save()

    assert at_once(publish_unlocked) == ["done"] + ["integrity"] * (TIMES - 1)
