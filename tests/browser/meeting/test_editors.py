import pytest
from django.utils import timezone

from reviews.models import Review, Section
from reviews.snapshot import reader
from tests.browser.meeting.steps import Q2, Q3
from tests.browser.test_pages import oddities

EDITORS = [
    f"{Q2}review/prepare/",
    f"{Q2}review/settings/",
    f"{Q2}review/notes/",
    f"{Q2}review/sections/what-we-learned/texts/add/",
    "/texts/1/change/",
    f"{Q2}review/minutes/",
    f"{Q2}review/minutes/people/",
    f"{Q2}review/questions/",
    f"{Q2}review/asks/",
    f"{Q2}review/publish/",
    f"{Q2}review/withdraw/",
    f"{Q2}review/versions/",
    f"{Q2}review/versions/2/changes/",
    f"{Q2}review/versions/1/",
    f"{Q2}review/draft/",
    f"{Q2}review/slides/agenda/",
    f"{Q3}review/prepare/",
]


@pytest.mark.parametrize("width", [1280, 360])
def test_editors_are_accessible_and_fit(presenter, served, width):
    review = Review.objects.get()
    review.asks.create(text="A chart")
    review.minutes.create(text="Why?", slide="cover", at=timezone.now())
    for title in ("First", "Second"):
        Section.objects.filter(slug="asks").update(title=title)
        taken = reader.read_snapshot(review).to_dict()
        review.publish(taken, by=None, at=timezone.now())
        review.withdraw("Wrong", by=None, at=timezone.now())
    presenter.set_viewport_size({"width": width, "height": 900})

    found = {address: oddities(presenter, served + address) for address in EDITORS}

    assert found == {address: ([], [], 0) for address in EDITORS}
