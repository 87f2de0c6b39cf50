"""Tags and references in the deck: only where the review shows them."""

import datetime

import pytest
from django.urls import reverse

from reviews.deck import deck
from reviews.deck.handout import Choice, render_handout
from reviews.exports.markdown import markdown
from reviews.exports.outline import outline
from reviews.models import Review
from reviews.snapshot import reader
from tests.makers import (
    AT,
    make_objective,
    make_plan,
    make_quarter,
    make_review,
    make_team,
)

pytestmark = pytest.mark.django_db
LINE = '<p class="aside">Cloud · Client · <a href="https://o.org/1"'


@pytest.fixture
def review(db):
    team = make_team("Whole")
    make_objective(
        make_plan(team),
        tags="Cloud, Client",
        reference="OPS-1",
        reference_url="https://o.org/1",
    )
    return make_review(team, sections=("said", "did", "next"))


def html_of(review):
    return deck.build(reader.read_snapshot(review)).html


def test_a_deck_shows_neither_unless_the_review_says_so(review):
    html = html_of(review)

    assert "Cloud" not in html
    assert "OPS-1" not in html


def test_a_deck_and_its_handout_show_what_was_chosen(review):
    review.shows_tags = review.shows_references = True

    snapshot = reader.read_snapshot(review)

    assert LINE in deck.build(snapshot).html
    handout = render_handout(snapshot, Choice()).html.decode()
    assert '<th scope="row">Tags</th><td>Cloud, Client' in handout
    assert '<a href="https://o.org/1"' in handout
    assert "Cloud · Client" in markdown(outline(snapshot, ""))


def test_tags_alone_can_be_shown(review):
    review.shows_tags = True

    html = html_of(review)

    assert '<p class="aside">Cloud · Client</p>' in html
    assert "OPS-1" not in html


def test_a_long_row_of_the_handout_has_its_tags_below_the_title(review):
    review.shows_tags = True
    following = make_plan(review.team, make_quarter(datetime.date(2015, 2, 1)))
    make_objective(following, measure="word " * 200, tags="Cloud")

    html = render_handout(reader.read_snapshot(review), Choice()).html.decode()

    assert '<p class="aside">Cloud</p>' in html


def test_what_was_promised_is_shown_without_tags(review):
    review.shows_tags = True
    review.team.plans.get().commit(by=None, at=AT)
    review.sections.exclude(kind="said").delete()

    assert "Cloud" not in html_of(review)


def test_a_lead_chooses_what_the_tables_show(client, boss, review):
    address = reverse("review_change", args=["whole", review.quarter.slug])
    assert "show the tags of objectives" in client.get(address).text.lower()

    client.post(address, {"shows_tags": "on", "initial-shows_tags": "False"})

    assert Review.objects.values_list("shows_tags", "shows_references").get() == (
        True,
        False,
    )


def test_the_choice_changes_nothing_that_was_published(review):
    taken = reader.read_snapshot(review)
    review.publish(taken.to_dict(), by=None, at=AT)

    review.shows_tags = True
    review.save(at=AT)

    assert review.published.snapshot == taken.to_dict()
