from datetime import timedelta

import pytest

from objectives.models import Follow, Member
from objectives.reminders import digest
from objectives.reminders.people import people_of
from objectives.reminders.todo import todo_for
from reviews.models import Ask
from tests.makers import (
    AT,
    make_lead,
    make_organization,
    make_review,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(db):
    make_organization()
    return make_review(make_team("Ops"))


def texts(user, *, at=AT):
    return [task.text for one in todo_for(user, at=at) for task in one.tasks]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Ask.Kind.ACTION, "Do by 20 Jan: Buy a chart"),
        (Ask.Kind.ASK, "Answer by 20 Jan: Buy a chart"),
        (Ask.Kind.NEXT_TIME, "Bring by 20 Jan: Buy a chart"),
    ],
)
def test_an_ask_is_for_whoever_of_the_team_has_the_name(review, kind, text):
    ada, namesake = make_user(team=review.team), make_user(team=make_team("Other"))
    Member.objects.filter(user__in=[ada, namesake]).update(name="Ada  Lovelace")
    due_on = AT.date() + timedelta(days=6)
    Ask.objects.create(
        review=review,
        kind=kind,
        text="Buy\na chart",
        owner="ada lovelace",
        due_on=due_on,
    )

    assert texts(ada) == [text]
    assert texts(namesake) == []


@pytest.mark.parametrize(
    "fields", [{"answer": "Yes"}, {"due_on": None}, {"days": 8}, {"owner": "Ben"}]
)
def test_what_is_answered_or_far_off_is_not_due(review, fields):
    ada = make_user("Ada", team=review.team)
    due_on = AT.date() + timedelta(days=fields.pop("days", 0))
    row = {"text": "A chart", "owner": "Ada", "due_on": due_on} | fields
    ask = Ask.objects.create(review=review, **row)

    assert texts(ada) == []
    Ask.objects.update(answer="", due_on=AT.date(), owner="Ada")
    assert len(texts(ada)) == 1
    ask.close(review, by=None, at=AT)
    assert texts(ada) == []


@pytest.mark.parametrize(("days", "found"), [(-1, 0), (1, 1), (8, 0)])
def test_leads_prepare_the_review_of_the_coming_week(review, days, found):
    lead, member = make_lead(review.team), make_user(team=review.team)
    review.held_at = AT + timedelta(days=days)
    review.save()

    assert len([text for text in texts(lead) if "Prepare the review" in text]) == found
    assert texts(member) == []


def test_a_published_review_is_prepared(review):
    lead = make_lead(review.team)
    review.held_at = AT + timedelta(days=2)
    review.save()
    assert texts(lead) == ["Prepare the review on 16 January"]

    review.publish({"format": 1}, by=None, at=AT)

    assert texts(lead) == []


def test_who_follows_a_team_hears_of_answers_and_versions(review):
    reader, writer = make_user(), make_user()
    Follow.objects.choose(review.team, by=reader, at=AT)
    ask = Ask.objects.create(review=review, text="More disks")
    ask.change({"answer": "Next week"}, was=None, by=writer, at=AT)
    review.publish({"format": 1}, by=writer, at=AT)
    window = (AT - timedelta(days=1), AT)

    def told(user):
        people = people_of([user], at=AT)
        found = digest.digests_of(people, {user.pk: window}).get(user.pk, [])
        return [(one.kind, one.words) for one in found]

    assert told(reader) == [
        (digest.CHANGED, "The review of Q2 2014-15 was published"),
        (digest.ANSWERED, "More disks — Next week"),
    ]
    Follow.objects.choose(review.team, by=writer, at=AT)
    assert told(writer) == []
