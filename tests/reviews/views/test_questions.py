import datetime

import pytest
from django.utils import timezone

from objectives.models import Change, Organization
from objectives.models.organization import Readers
from reviews.models import Question
from tests.makers import (
    make_lead,
    make_organization,
    make_review,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
ROOT = "/teams/whole/2014-15-q2/review/"
PAGE = f"{ROOT}questions/"
JSON = {"Accept": "application/json"}
KEY = "k" * 22


@pytest.fixture
def review():
    make_organization()
    return make_review(make_team("Whole"))


@pytest.fixture
def meeting(review):
    return review.open_meeting("cover", by=None, at=timezone.now())


@pytest.fixture
def lead(review):
    return make_lead(review.team, "grace")


def ask(client, text="Why now?", **typed):
    return client.post(PAGE, {"text": text} | typed)


def settle(client, question, state, **typed):
    return client.post(f"/questions/{question.pk}/", {"state": state} | typed)


def test_whoever_may_read_the_review_asks_and_sees_what_became_of_it(
    client, meeting, lead
):
    assert ask(client, name="Lila", slide="cover").status_code == 302
    question = Question.objects.get()

    assert (question.who, question.slide, question.state) == (
        *("Lila", "cover", "waiting"),
    )
    assert "Waiting" in client.get(PAGE).text
    question.settle("answered", "Because of the fair", by=lead, at=timezone.now())
    page = client.get(PAGE).text
    assert "Answered" in page
    assert "Because of the fair" in page


def test_others_do_not_see_what_one_has_asked(client, meeting):
    ask(client)
    client.cookies.clear()

    assert "Why now?" not in client.get(PAGE).text


def test_who_is_signed_in_sees_their_questions_on_every_device(client, meeting):
    user = make_user("ada")
    client.force_login(user)
    ask(client)
    client.cookies.clear()
    client.force_login(user)

    page = client.get(PAGE)

    assert Question.objects.get().who == "ada"
    assert "Why now?" in page.text
    assert "name" not in page.context["form"].fields


def test_a_forged_cookie_shows_nobody_elses(client, meeting):
    ask(client)
    client.cookies["questions"] = f"[{Question.objects.get().pk}]"

    assert "Why now?" not in client.get(PAGE).text


@pytest.mark.parametrize("kind", ["none", "ended", "rehearsal"])
def test_without_a_meeting_nothing_is_asked(client, review, kind):
    if kind != "none":
        begun = review.open_meeting(
            is_rehearsal=kind == "rehearsal", by=None, at=timezone.now()
        )
        if kind == "ended":
            begun.end(by=None, at=timezone.now())

    refused = ask(client, text="Too late?")

    assert "No meeting is running" in client.get(PAGE).text
    assert refused.status_code == 422
    assert "Too late?" in refused.text
    assert not Question.objects.exists()


@pytest.mark.parametrize("text", ["", " ", "x" * 501])
def test_a_question_has_some_words_and_not_too_many(client, meeting, text):
    refused = ask(client, text=text)

    assert refused.status_code == 422
    assert refused.context["form"].errors["text"]


def test_the_same_request_asks_once(client, meeting):
    for _ in range(2):
        assert ask(client, once=KEY).status_code == 302
    ask(client, "Another one", once=KEY)

    assert Question.objects.count() == 2


def test_who_asks_too_much_waits(client, meeting):
    client.force_login(make_user("ada"))
    for number in range(5):
        assert ask(client, f"Question {number}").status_code == 302

    refused = ask(client, "Question 6")
    assert refused.status_code == 429
    assert "Question 6" in refused.text
    client.force_login(make_user("ben"))
    assert ask(client, "Mine").status_code == 302

    old = timezone.now() - datetime.timedelta(minutes=11)
    Question.objects.filter(by__username="ada").update(at=old)
    client.force_login(Question.objects.filter(by__username="ada")[0].by)
    assert ask(client, "Question 6").status_code == 302


def test_a_room_of_people_who_are_signed_out_may_ask_more(client, meeting):
    statuses = [ask(client, f"Question {number}").status_code for number in range(31)]

    assert statuses == [302] * 30 + [429]


def test_what_only_a_team_may_read_only_it_may_ask_about(client, meeting, lead):
    Organization.objects.update(readers=Readers.TEAM)

    assert client.get(PAGE).status_code == ask(client).status_code == 404
    client.force_login(lead)
    assert ask(client).status_code == 302


def test_a_lead_answers_keeps_and_drops(client, meeting, lead):
    for text in ("First", "Second", "Third"):
        ask(client, text)
    first, second, third = Question.objects.order_by("pk")
    client.force_login(lead)

    settle(client, first, "answered", answer="Yes")
    settle(client, second, "kept", back="present")
    settle(client, third, "dropped")

    said = Question.objects.order_by("pk").values_list("state", "answer")
    assert list(said) == [("answered", "Yes"), ("kept", ""), ("dropped", "")]
    entry = Change.objects.of(first).first()
    assert (entry.action, entry.by_name) == ("answered", "grace")
    minutes = client.get(f"{ROOT}minutes.txt").text
    assert "Questions from the audience" in minutes
    assert "First (answered)\n  Yes" in minutes
    assert "Second (kept for later)" in minutes
    assert "Third" not in minutes


def test_the_presenter_has_what_waits_first(client, meeting, lead):
    ask(client, "First")
    ask(client, "Second")
    client.force_login(lead)
    settle(client, Question.objects.get(text="First"), "kept")

    for page in (PAGE, f"{ROOT}present/"):
        asked = client.get(page).context["asked"]
        assert [one.text for one in asked] == ["Second", "First"]


def test_an_answer_that_is_refused_comes_back(client, meeting, lead):
    ask(client)
    client.force_login(lead)

    refused = settle(client, Question.objects.get(), "answered", answer="x" * 2001)

    assert refused.status_code == 422
    assert "x" * 2001 in refused.text
    assert Question.objects.get().state == "waiting"


def test_a_script_gets_json(client, meeting, lead):
    asked = client.post(PAGE, {"text": "Why?"}, headers=JSON)
    refused = client.post(PAGE, {"text": ""}, headers=JSON)
    client.force_login(lead)
    address = f"/questions/{Question.objects.get().pk}/"
    settled = client.post(address, {"state": "kept"}, headers=JSON)
    wrong = client.post(address, {"state": "lost"}, headers=JSON)

    statuses = [one.status_code for one in (asked, refused, settled, wrong)]
    assert statuses == [201, 422, 200, 422]
    assert refused.json()["errors"] == {"text": ["Enter your question."]}


def test_followers_learn_that_something_was_asked_or_settled(client, meeting, lead):
    seen = [Question.objects.version()]
    ask(client)
    seen.append(Question.objects.version())
    Question.objects.get().settle("kept", by=lead, at=timezone.now())
    seen.append(Question.objects.version())

    assert len(set(seen)) == 3
