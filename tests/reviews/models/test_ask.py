import datetime

import pytest
from django.core.exceptions import ValidationError

from reviews.models import Ask
from reviews.slides import asks
from reviews.snapshot import reader
from reviews.snapshot.values import AskData as AskData
from reviews.snapshot.values import SectionData
from tests.makers import (
    AT,
    make_organization,
    make_quarter,
    make_review,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
DAYS = [
    datetime.date(2014, 8, 1),
    datetime.date(2014, 11, 1),
    datetime.date(2015, 2, 1),
]


@pytest.fixture
def reviews():
    """Three reviews of a team, quarter after quarter."""
    make_organization()
    team = make_team("Whole")
    return [make_review(team, make_quarter(day), sections=("asks",)) for day in DAYS]


def make_ask(review, text="A chart", **fields):
    return Ask.objects.create(review=review, text=text, **fields)


def texts(review):
    return [ask.text for ask in reader.read_snapshot(review).asks]


def test_an_open_ask_comes_back_until_it_is_closed(reviews):
    first, second, third = reviews
    ask = make_ask(first, owner="Erik")

    assert [texts(review) for review in reviews] == [["A chart"]] * 3
    ask.close(second, by=None, at=AT)
    assert [texts(review) for review in reviews] == [["A chart"], ["A chart"], []]
    assert reader.read_snapshot(second).asks[0].state == "closed"


def test_an_answered_ask_still_comes_back(reviews):
    make_ask(reviews[0], answer="Soon")

    (found,) = reader.read_snapshot(reviews[1]).asks

    assert (found.state, found.answer, found.asked_in) == (
        "answered",
        "Soon",
        "Q1 2014-15",
    )
    assert not found.is_own


def test_a_later_ask_is_not_in_an_earlier_review(reviews):
    make_ask(reviews[1])

    assert texts(reviews[0]) == []


def test_another_teams_ask_does_not_come_back(reviews):
    make_ask(make_review(make_team("Other"), reviews[0].quarter))

    assert texts(reviews[1]) == []


@pytest.mark.parametrize("case", ["closed", "unseen", "other_team"])
def test_closing_is_refused(reviews, case):
    ask = make_ask(reviews[1])
    where, code = reviews[1], case
    if case == "closed":
        ask.close(reviews[1], by=None, at=AT)
    elif case == "unseen":
        where = reviews[0]
    else:
        where, code = make_review(make_team("Other"), reviews[2].quarter), "unseen"

    with pytest.raises(ValidationError) as refusal:
        ask.close(where, by=None, at=AT)

    assert refusal.value.code == code


def test_a_closed_ask_is_reopened_once(reviews):
    ask = make_ask(reviews[0])
    ask.close(reviews[1], by=None, at=AT)

    ask.reopen(by=None, at=AT)

    assert texts(reviews[2]) == ["A chart"]
    with pytest.raises(ValidationError) as refusal:
        ask.reopen(by=None, at=AT)
    assert refusal.value.code == "open"


# Slides


def data(**fields):
    given = {
        "pk": 1,
        "kind": "ask",
        "text": "A chart",
        "owner": "",
        "answer": "",
        "state": "open",
        "asked_in": "Q1 2014-15",
        "is_own": True,
    }
    return AskData(**given | fields)


def test_earlier_asks_come_before_those_of_the_review(reviews):
    make_ask(reviews[0], "Old")
    make_ask(reviews[1], "New", kind="next_time", owner="Ada")
    taken = reader.read_snapshot(reviews[1])

    earlier, own = asks.slides(taken.sections[0], taken)

    assert earlier.id == f"{taken.sections[0].slug}--asks-earlier"
    assert facts(earlier) == {
        "First asked": "in Q1 2014-15",
        "Answer": "○ Open",
    }
    assert facts(own) == {
        "To be brought by": "Ada",
        "Asked for next time": "in this review",
        "Answer": "○ Open",
    }


def facts(slide):
    (card,) = slide.content.cards
    return {fact.label: fact.text for fact in card.pieces[-1].facts}


def test_without_a_section_for_them_asks_end_the_last_one(reviews):
    reviews[1].sections.update(kind="text")
    make_ask(reviews[0])
    client_deck = reader.read_snapshot(reviews[1])

    assert isinstance(client_deck.sections[0], SectionData)
    from reviews.deck import deck  # noqa: PLC0415 -- only this test builds one

    kinds = [placed.slide.kind for placed in deck.build(client_deck).placed]
    assert kinds[-1] == "asks"


# Pages


@pytest.fixture
def member(client, reviews):
    user = make_user("member", team=reviews[0].team)
    client.force_login(user)
    return user


def page_of(review):
    return f"{review.get_absolute_url()}asks/"


def test_an_ask_is_added_answered_and_closed(client, reviews, member):
    first, second, _ = reviews
    typed = {"kind": "ask", "text": "A chart", "owner": "Erik", "slide": "cover"}

    assert client.post(page_of(first), typed).status_code == 302
    ask = Ask.objects.get()
    change = {"kind": "ask", "text": "A chart", "owner": "Erik", "answer": "Soon"}
    seen = {f"initial-{name}": typed.get(name, "") for name in change}
    client.post(f"/asks/{ask.pk}/change/", change | seen)
    close = f"{page_of(second)}{ask.pk}/close/"
    assert client.post(close).status_code == 403
    client.force_login(make_user(is_staff=True))
    client.post(close)

    ask.refresh_from_db()
    assert (ask.slide, ask.answer, ask.state) == ("cover", "Soon", "closed")
    later = client.get(page_of(second)).text
    assert "From earlier reviews" in later
    assert f'href="{first.get_absolute_url()}#cover">see the slide' in later
    client.post(close, {"reopen": "1"})
    ask.refresh_from_db()
    assert ask.state == "answered"


def test_why_and_by_when_are_typed_and_on_the_slide(client, reviews, member):
    typed = {"kind": "ask", "text": "A chart", "reason": "Nobody sees the trend"}
    client.post(page_of(reviews[0]), typed | {"owner": "Erik", "due_on": "2014-12-01"})

    taken = reader.read_snapshot(reviews[0])
    (slide,) = asks.slides(taken.sections[0], taken)

    assert facts(slide) == {
        "Why": "Nobody sees the trend",
        "Asked of": "Erik, by 1 Dec 2014",
        "First asked": "in this review",
        "Answer": "○ Open",
    }
    page = client.get(page_of(reviews[0])).text
    assert "Nobody sees the trend" in page
    ask = Ask.objects.get()
    change = {"kind": "ask", "text": "A chart", "reason": "", "owner": "Erik"}
    seen = {f"initial-{name}": typed.get(name, "") for name in change}
    client.post(f"/asks/{ask.pk}/change/", change | seen | {"initial-owner": "Erik"})
    ask.refresh_from_db()
    assert (ask.reason, ask.owner) == ("", "Erik")


def test_the_same_ask_twice_is_one(client, reviews, member):
    typed = {"kind": "ask", "text": "A chart"}

    client.post(page_of(reviews[0]), typed)
    client.post(page_of(reviews[0]), typed)

    assert Ask.objects.count() == 1


def test_a_script_gets_json(client, reviews, member):
    good = client.post(page_of(reviews[0]), {"kind": "ask", "text": "A"}, **JSON)
    bad = client.post(page_of(reviews[0]), {"kind": "ask", "text": ""}, **JSON)

    assert (good.status_code, bad.status_code) == (201, 422)
    assert bad.json() == {"errors": {"text": ["Enter what is asked."]}}


def test_the_page_costs_the_same_however_many(
    client, reviews, member, django_assert_max_num_queries
):
    for number in range(40):
        make_ask(reviews[number % 2], str(number))
    client.get(page_of(reviews[1]))

    with django_assert_max_num_queries(15):
        client.get(page_of(reviews[1]))
