import re

import pytest

from objectives.models import Organization
from reviews.deck import deck
from reviews.meeting import pace
from reviews.meeting.pace import Pace
from reviews.models import Review
from tests.makers import load_sample, make_user
from tests.reviews.slides.kept import kept

PREPARE = "/teams/techops/2014-15-q2/review/prepare/"
PREFLIGHT = "/teams/techops/2014-15-q2/preflight/"


@pytest.mark.parametrize(
    ("slides", "seconds", "is_crowded"),
    [(7, 300, False), (8, 300, False), (9, 300, True), (3, 0, False), (1, 30, False)],
)
def test_a_section_is_crowded_from_one_slide_too_many(slides, seconds, is_crowded):
    assert Pace("first", slides, seconds, 40).is_crowded == is_crowded


def test_a_pace_says_how_long_the_slides_take():
    words = Pace("first", 14, 300, 40).words

    assert words == "14 slides take about 9:20, and it has 5:00"


def test_openers_are_not_counted():
    built = deck.build(kept())

    found = {one.first: one.slides for one in pace.paces(built, 40)}

    assert found["team-intro--people"] == 1
    assert found["what-we-did"] == sum(
        one.slide.id.startswith("what-we-did--") for one in built.placed
    )


@pytest.fixture
def crowded(db):
    """The sample with three minutes for what was done, and a slide a minute."""
    load_sample()
    Organization.objects.update(seconds_a_slide=60)
    Review.objects.get().sections.filter(slug="what-we-did").update(seconds=180)


@pytest.mark.usefixtures("crowded")
def test_the_agenda_warns_where_slides_do_not_fit_the_minutes(client):
    client.force_login(make_user(is_staff=True))

    page = client.get(PREPARE).text

    assert re.search(r"(\d) slides take about \1:00, and it has 3:00\.", page)


@pytest.mark.usefixtures("crowded")
def test_the_check_before_the_review_names_these_sections(client):
    page = client.get(PREFLIGHT)

    (line,) = [one for one in page.context["lines"] if one.name == "crowded"]
    assert "What we did" in [place.label for place in line.places]
