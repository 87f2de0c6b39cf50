import pytest

from objectives.models import ChatLine, ChatRoom
from reviews.forms.publication import say_published
from tests.makers import AT, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(team):
    ChatRoom.objects.create(team=team, name="Ops")
    return make_review(team)


def test_a_meeting_that_starts_is_told_and_a_rehearsal_is_not(client, review, lead):
    start = f"{review.get_absolute_url()}meeting/start/"
    client.post(start, {"rehearsal": "on"})
    assert not ChatLine.objects.exists()
    review.unended_meeting.end(by=None, at=AT)

    client.post(start)

    line = ChatLine.objects.get()
    assert line.text == f"Whole starts its review of {review.quarter}"
    assert line.path == review.get_absolute_url()


def test_a_published_review_is_told_without_a_name(review, lead):
    say_published(review.publish({"format": 1}, by=lead, at=AT), at=AT)

    line = ChatLine.objects.get()
    assert line.text == f"Whole published its review of {review.quarter}"
