import datetime
import re

import pytest

from objectives.models import Deletion
from reviews.meeting import minutes
from reviews.models import Ask, Minute, TextSlide
from tests.makers import (
    AT,
    make_organization,
    make_quarter,
    make_review,
    make_section,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
ROOT = "/teams/whole/2014-15-q2/review/"


@pytest.fixture
def review(client):
    make_organization()
    team = make_team("Whole")
    review = make_review(team, sections=(), presenters="Ada")
    make_section(review, "Learned", kind="text", seconds=60, measured_seconds=75)
    make_section(review, "Asked", kind="asks", position=1)
    client.force_login(make_user("member", team=team))
    return review


def note(client, text, slide="learned", **extra):
    return client.post(f"{ROOT}minutes/", {"slide": slide, "text": text}, **extra)


def test_a_minute_is_tied_to_its_slide(client, review):
    answer = note(client, "Why?")

    minute = Minute.objects.get()
    assert answer.status_code == 302
    assert (minute.slide, minute.heading) == ("learned", "Learned")
    assert (minute.text, minute.by.username) == ("Why?", "member")
    assert "Slide 3: Learned" in client.get(f"{ROOT}minutes/").text


def test_a_script_gets_json(client, review):
    answer = note(client, "Why?", **JSON)
    refused = note(client, " ", **JSON)

    assert answer.status_code == 201
    assert answer.json()["text"] == "Why?"
    assert refused.status_code == 422
    assert refused.json() == {"errors": {"text": ["Enter what was said."]}}


def test_an_unknown_slide_is_refused(client, review):
    answer = note(client, "Why?", slide="gone")

    assert answer.status_code == 422
    assert "This slide is no longer in the deck." in answer.text
    assert "Why?" in answer.text


def test_the_same_click_twice_is_one_minute(client, review):
    note(client, "Why?")
    note(client, "Why?")
    note(client, "Why not?")

    assert Minute.objects.count() == 2


def test_minutes_are_in_the_order_of_the_current_deck(client, review):
    note(client, "Third", "asked")
    note(client, "Second", "learned")
    note(client, "First", "")
    Minute.objects.create(
        review=review, slide="gone", heading="Old", text="Last", at=AT
    )

    groups = client.get(f"{ROOT}minutes/").context["groups"]

    assert [(g.title, [m.text for m in g.minutes]) for g in groups] == [
        ("The whole meeting", ["First"]),
        ("Slide 3: Learned", ["Second"]),
        ("Slide 4: Asked", ["Third"]),
        ("Old (no longer in the deck)", ["Last"]),
    ]


def test_the_writer_changes_it_and_a_lead_deletes_it(client, review):
    note(client, "Why?")
    minute = Minute.objects.get()
    url = f"/minutes/{minute.pk}/change/"

    client.post(url, {"text": "Why not?", "initial-text": "Why?"})
    minute.refresh_from_db()
    assert minute.text == "Why not?"

    client.force_login(make_user("other", team=review.team))
    assert client.post(url, {"text": "Mine"}).status_code == 403
    client.force_login(make_user(is_staff=True))
    client.post(f"/minutes/{minute.pk}/delete/")
    assert not Minute.objects.exists()
    client.post(f"/deleted/{Deletion.objects.get().pk}/restore/")
    assert Minute.objects.get().text == "Why not?"


def test_they_are_exported_as_markdown(client, review):
    note(client, "# Not a heading, *not* this\n- nor a list")
    Ask.objects.create(review=review, text="A chart", owner="Erik")

    answer = client.get(f"{ROOT}minutes.md")

    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert "whole-2014-15-q2-minutes.md" in answer["Content-Disposition"]
    assert answer.text == (
        "# Whole quarterly review, Q2 2014-15: minutes\n\n"
        "- Held: not recorded\n"
        "- Presenters: Ada\n"
        "- Deck: <http://testserver/teams/whole/2014-15-q2/review/>\n\n"
        "## Slide 3: Learned\n\n"
        "- \\# Not a heading, \\*not\\* this  \n  \\- nor a list\n\n"
        "## Asks and promises\n\n"
        "- Ask: A chart (owner: Erik; open)\n\n"
        "## Times\n\n"
        "- Learned: planned 1:00, took 1:15\n"
        "- Asked: planned 1:00, not measured\n"
    )


def test_they_are_exported_as_wikitext(client, review):
    note(client, "[[Link]] {{sign}} ~~~~\n* starred <b>")

    text = client.get(f"{ROOT}minutes.wiki").text

    assert text.startswith("= Whole quarterly review, Q2 2014-15: minutes =\n")
    assert "* Deck: http://testserver/teams/whole/2014-15-q2/review/\n" in text
    assert "== Slide 3: Learned ==" in text
    assert "<nowiki>[[</nowiki>Link<nowiki>]]</nowiki>" in text
    assert "<nowiki>{{</nowiki>sign<nowiki>}}</nowiki>" in text
    assert "<nowiki>~~~~</nowiki><br><nowiki>*</nowiki> starred &lt;b&gt;" in text


def test_asks_that_came_back_are_exported_as_the_deck_shows_them(client, review):
    quarter = make_quarter(datetime.date(2014, 8, 1))
    earlier = make_review(review.team, quarter, sections=())
    Ask.objects.create(review=review, text="New")
    Ask.objects.create(review=earlier, text="Still open", owner="Erik", answer="Soon")
    Ask.objects.create(review=earlier, text="Settled then", closed_in=earlier)
    Ask.objects.create(review=make_review(), text="Another team's")

    texts = [client.get(f"{ROOT}minutes.{kind}").text for kind in ("md", "wiki")]

    markdown, wikitext = (text.partition("Asks and promises")[2] for text in texts)
    assert markdown.partition("\n\n## ")[0] == (
        "\n\n- Ask: Still open (asked in Q1 2014-15; owner: Erik; answered)  \n  Soon\n"
        "- Ask: New (no owner yet; open)"
    )
    assert wikitext.partition("\n\n== ")[0] == (
        " ==\n\n"
        "* Ask: Still open (asked in Q1 2014-15; owner: Erik; answered)<br>Soon\n"
        "* Ask: New (no owner yet; open)"
    )


def after(**passed):
    return AT + datetime.timedelta(**passed)


@pytest.mark.parametrize("is_ended", [True, False])
def test_what_was_noted_in_a_rehearsal_is_marked(client, review, is_ended):
    rehearsal = review.open_meeting(is_rehearsal=True, by=None, at=AT)
    if is_ended:
        rehearsal.end(by=None, at=after(hours=1))
        review.open_meeting(by=None, at=after(hours=2)).end(by=None, at=after(hours=3))
    made = review.minutes.create
    made(slide="learned", text="Tried", at=after(minutes=30))
    made(slide="learned", text="Said", at=after(hours=13))

    page = client.get(f"{ROOT}minutes/")

    noted = [(one.text, one.in_rehearsal) for one in page.context["groups"][0].minutes]
    assert noted == [("Tried", True), ("Said", False)]
    assert page.text.count("in a rehearsal") == 1
    for kind, bullet in (("md", "-"), ("wiki", "*")):
        text = client.get(f"{ROOT}minutes.{kind}").text
        assert f"\n{bullet} In a rehearsal: Tried\n{bullet} Said\n" in text


def put(client, text, position):
    """Give a text slide another place among its section's, as a lead does."""
    names = ("title", "text", "columns", "placement", "position")
    shown = {name: getattr(text, name) for name in names}
    seen = {f"initial-{name}": value for name, value in shown.items()}
    said = shown | seen | {"position": position}
    assert client.post(f"/texts/{text.pk}/change/", said).status_code == 302


@pytest.mark.parametrize("kind", ["md", "wiki"])
def test_two_slides_that_were_swapped_have_their_new_numbers(client, review, kind):
    section = review.sections.get(slug="learned")
    made = TextSlide.objects.create
    one = made(section=section, title="One", text="First", position=1)
    two = made(section=section, title="Two", text="Second", position=2)
    ids = [f"learned--text-{row.pk}" for row in (one, two)]
    note(client, "At one", ids[0])
    note(client, "At two", ids[1])

    def said():
        text = client.get(f"{ROOT}minutes.{kind}").text
        return re.findall(r"(Slide \d+: \w+)[ =]*\n\n[-*] (.*)", text)

    before = said()
    client.force_login(make_user(is_staff=True))
    put(client, one, "2")
    put(client, two, "1")

    assert before == [("Slide 4: One", "At one"), ("Slide 5: Two", "At two")]
    assert said() == [("Slide 4: Two", "At two"), ("Slide 5: One", "At one")]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain words", "plain words"),
        ("1. one", "1\\. one"),
        ("a_b", "a\\_b"),
        ("<b>", "\\<b\\>"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_markdown_reads_as_it_was_typed(text, escaped):
    assert minutes.markdown(text) == escaped


def test_the_page_costs_the_same_however_many(
    client, review, django_assert_max_num_queries
):
    for number in range(30):
        Minute.objects.create(
            review=review, text=str(number), at=AT, by=make_user(f"u{number}")
        )
    client.get(f"{ROOT}minutes/")

    with django_assert_max_num_queries(15):
        client.get(f"{ROOT}minutes/")
