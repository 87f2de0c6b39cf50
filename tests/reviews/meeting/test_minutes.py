import datetime

import pytest

from objectives.models import Deletion, Member
from reviews.models import Ask, Attendance, Minute, TextSlide
from tests.makers import (
    AT,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_section,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
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


def note(client, text, slide="learned", *, headers=None, **more):
    said = {"slide": slide, "text": text} | more
    return client.post(f"{ROOT}minutes/", said, headers=headers)


def make_member(review, name, **fields):
    return Member.objects.create(team=review.team, name=name, **fields)


def test_a_minute_is_tied_to_its_slide(client, review):
    answer = note(client, "Why?")

    minute = Minute.objects.get()
    assert answer.status_code == 302
    assert (minute.slide, minute.heading) == ("learned", "Learned")
    assert (minute.text, minute.by.username) == ("Why?", "member")
    assert f'<a href="{ROOT}#learned">Learned</a>' in client.get(f"{ROOT}minutes/").text


def test_a_script_gets_json(client, review):
    answer = note(client, "Why?", headers=JSON)
    refused = note(client, " ", headers=JSON)

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

    groups = client.get(f"{ROOT}minutes/").context["found"].notes

    assert [(g.title, [m.text for m in g.minutes]) for g in groups] == [
        ("The whole meeting", ["First"]),
        ("Learned", ["Second"]),
        ("Asked", ["Third"]),
        ("Old (no longer in the deck)", ["Last"]),
    ]


def test_the_writer_changes_it_and_a_lead_deletes_it(client, review):
    note(client, "Why?")
    minute = Minute.objects.get()
    url = f"/minutes/{minute.pk}/change/"

    seen = {"initial-text": "Why?", "initial-kind": "note"}
    client.post(url, {"text": "Why not?", "kind": "note"} | seen)
    minute.refresh_from_db()
    assert minute.text == "Why not?"

    client.force_login(make_user("other", team=review.team))
    assert client.post(url, {"text": "Mine"}).status_code == 403
    client.force_login(make_user(is_staff=True))
    client.post(f"/minutes/{minute.pk}/delete/")
    assert not Minute.objects.exists()
    client.post(f"/deleted/{Deletion.objects.get().pk}/restore/")
    assert Minute.objects.get().text == "Why not?"


DECK = "http://testserver/teams/whole/2014-15-q2/review/"


def test_they_are_exported_as_markdown(client, review):
    note(client, "# Not a heading, snake_case\n- an item")
    Ask.objects.create(review=review, text="A chart", owner="Erik")

    answer = client.get(f"{ROOT}minutes.md")

    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert "whole-2014-15-q2-minutes.md" in answer["Content-Disposition"]
    assert answer.text == (
        "# Whole quarterly review, Q2 2014-15: minutes\n\n"
        "- Held: not recorded\n"
        "- Presenters: Ada\n"
        f"- Deck: <{DECK}>\n\n"
        f"## [Learned](<{DECK}#learned>)\n\n"
        "- \\# Not a heading, snake_case\\\n    • an item\n\n"
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
    assert f"* Deck: {DECK}\n" in text
    assert f"== [{DECK}#learned Learned] ==" in text
    assert "&#91;&#91;Link&#93;&#93; &#123;&#123;sign&#125;&#125;" in text
    assert "<br>• starred &#60;b&#62;" in text


def test_they_are_text_to_paste_into_a_mail(client, review):
    note(client, "word " * 30)
    note(client, "Keep **both**: https://example.org/a", kind="decision")

    answer = client.get(f"{ROOT}minutes.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" not in answer.get("Content-Disposition", "")
    assert answer.text.startswith(
        "Whole quarterly review, Q2 2014-15: minutes\n"
        "===========================================\n\n"
        "- Held: not recorded\n"
        "- Presenters: Ada\n"
        f"- Deck: {DECK}\n\n"
        "Decisions\n---------\n\n"
        "- Keep both: https://example.org/a\n"
        f"  Learned <{DECK}#learned>\n\n"
        f"Learned <{DECK}#learned>\n-------\n\n"
        "- word word"
    )
    words = [line for line in answer.text.splitlines() if "word" in line]
    assert len(words) == 3
    assert max(map(len, words)) <= 72


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
        "\n\n- Ask: Still open (asked in Q1 2014-15; owner: Erik; answered)\\\n"
        "    Soon\n"
        "- Ask: New (no owner yet; open)"
    )
    assert wikitext.partition("\n\n== ")[0] == (
        " ==\n\n"
        "* Ask: Still open (asked in Q1 2014-15; owner: Erik; answered)<br>Soon\n"
        "* Ask: New (no owner yet; open)"
    )


def test_an_action_comes_back_in_the_next_review_until_it_is_done(client, review):
    later = make_review(review.team, make_quarter(datetime.date(2015, 2, 1)))
    said = {"owner": "Erik", "due_on": "2015-02-20"}
    note(client, "Order the discs", kind="action", **said)
    action = Ask.objects.get()
    page = f"{later.get_absolute_url()}minutes/"

    assert (action.kind, action.slide) == ("action", "learned")
    assert "Order the discs" in client.get(page).text
    assert "owner: Erik; by 20 Feb 2015; open" in client.get(f"{page[:-1]}.md").text

    client.force_login(make_user(is_staff=True))
    done = client.post(
        f"{later.get_absolute_url()}asks/{action.pk}/close/", {"back": "minutes"}
    )

    assert done["Location"] == page
    action.refresh_from_db()
    assert (action.state_words, action.closed_in) == ("done", later)
    following = make_review(review.team, make_quarter(datetime.date(2015, 5, 1)))
    text = client.get(f"{following.get_absolute_url()}minutes/").text
    assert "Order the discs" not in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "order"}, "Select a valid choice"),
        ({"kind": "action", "due_on": "soon"}, "Enter a day, such as 2026-12-24."),
        ({"kind": "action", "text": "x" * 2001}, "An action has at most 2000"),
    ],
)
def test_what_cannot_be_added_is_refused_beside_its_field(client, review, typed, words):
    page = client.post(f"{ROOT}minutes/", {"text": "Order discs"} | typed)

    assert page.status_code == 422
    assert words in page.text
    assert not Ask.objects.exists()
    assert not Minute.objects.exists()


def test_decisions_stand_before_the_notes(client, review):
    note(client, "Two sites it is", kind="decision")
    note(client, "Somebody asked why")

    found = client.get(f"{ROOT}minutes/").context["found"]

    assert [m.text for group in found.decisions for m in group.minutes] == [
        "Two sites it is"
    ]
    assert [m.text for group in found.notes for m in group.minutes] == [
        "Somebody asked why"
    ]


# Who was there


def write_people(client, seen="", **typed):
    return client.post(f"{ROOT}minutes/people/", {"seen": seen} | typed)


def test_who_was_there_is_people_of_the_team_and_others_by_name(client, review):
    make_member(review, "Grace")
    left = make_member(review, "Ada", left_on=datetime.date(2014, 1, 1))

    page = client.get(f"{ROOT}minutes/people/").text
    write_people(client, people=["Grace"], others="Terry  Gilbey\n\nLila")

    assert 'value="Grace"' in page
    assert left.name not in page.partition("<form")[2]
    assert Attendance.objects.get().people == ["Grace", "Terry Gilbey", "Lila"]
    assert "There: Grace, Terry Gilbey, Lila" in client.get(f"{ROOT}minutes.txt").text
    again = client.get(f"{ROOT}minutes/people/").context["form"]
    assert again["people"].value() == ["Grace"]
    assert again["others"].value() == "Terry Gilbey\nLila"


def test_what_somebody_else_wrote_of_who_was_there_is_not_overwritten(client, review):
    write_people(client, others="Ada")
    write_people(client, others="Ada\nLila", seen="Ada")

    refused = write_people(client, others="Ada\nTerry", seen="Ada")
    assert refused.status_code == 422
    assert "Someone else has written meanwhile: Ada, Lila." in refused.text
    assert "Terry" in refused.text

    seen = refused.context["form"]["seen"].value()
    assert write_people(client, others="Ada\nTerry", seen=seen).status_code == 302
    assert Attendance.objects.get().people == ["Ada", "Terry"]


# What the meeting changed by itself


def test_what_changed_in_the_meeting_is_in_its_minutes_by_itself(client, review):
    plan = make_plan(review.team, review.quarter)
    row = make_objective(plan, "Two sites", status="Started")
    other = make_objective(make_plan(make_team("Other"), review.quarter), "Theirs")
    meeting = review.open_meeting(by=None, at=AT)
    for minute, status in ((5, "Half of it"), (6, "Done")):
        row.update_status(status, by=None, at=after(minutes=minute))
    other.update_status("Done", by=None, at=after(minutes=5))
    meeting.grant("learned", 30, source="asked", at=after(minutes=7))
    ask = Ask(review=review, text="A chart")
    ask.save(at=after(minutes=8))
    meeting.end(by=None, at=after(minutes=10))
    row.update_status("Reopened", by=None, at=after(minutes=11))

    text = client.get(f"{ROOT}minutes.md").text

    changed = text.partition("## Changed in the meeting\n\n")[2].partition("\n\n")[0]
    assert changed.splitlines() == [
        "- Two sites: On track: Started → Done",
        "- Learned: 30 s more, from Asked",
        "- New ask: A chart",
    ]
    assert "Asked: planned 1:00, not measured" in text


def test_each_meeting_of_a_review_has_minutes_of_its_own(client, review):
    first = review.open_meeting(by=None, at=AT)
    first.move("learned", "learned", at=AT)
    first.end(by=None, at=after(minutes=5))
    review.minutes.create(text="Said at the first", at=after(minutes=4))
    second = review.open_meeting(by=None, at=after(days=1))
    note(client, "Said at the second")
    client.post(f"{ROOT}minutes/?meeting=1", {"text": "Written up later"})
    write_people(client, others="Lila")

    def said(number):
        page = client.get(f"{ROOT}minutes/?meeting={number}").context["found"]
        return [minute.text for group in page.notes for minute in group.minutes]

    assert said(1) == ["Said at the first", "Written up later"]
    assert said(2) == said("x") == ["Said at the second"]
    texts = [client.get(f"{ROOT}minutes.txt?meeting={n}").text for n in (1, 2)]
    assert ["There: Lila" in text for text in texts] == [False, True]
    assert "Learned: planned 1:00, took 5:00" in texts[0]
    assert "took" not in texts[1]
    assert Minute.objects.get(text="Said at the second").meeting == second


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

    notes = page.context["found"].notes[0].minutes
    noted = [(one.text, one.in_rehearsal) for one in notes]
    assert noted == [("Tried", True), ("Said", False)]
    assert page.text.count("in a rehearsal") == 1
    for kind, bullet in (("md", "-"), ("wiki", "*")):
        text = client.get(f"{ROOT}minutes.{kind}").text
        assert f"\n{bullet} In a rehearsal: Tried\n{bullet} Said\n" in text


def test_a_slide_is_named_by_its_title_and_linked_by_its_id(client, review):
    """Its number is for a deck that may have changed since the text was sent round."""
    section = review.sections.get(slug="learned")
    text = TextSlide.objects.create(section=section, title="One", text="First")
    note(client, "At one", f"learned--text-{text.pk}")

    markdown = client.get(f"{ROOT}minutes.md").text
    text.delete()
    afterwards = client.get(f"{ROOT}minutes.md").text

    assert f"## [One](<{DECK}#learned--text-{text.pk or ''}" in markdown
    assert "## One (no longer in the deck)" in afterwards


def test_the_page_costs_the_same_however_many(
    client, review, django_assert_max_num_queries
):
    for number in range(30):
        Minute.objects.create(
            review=review, text=str(number), at=AT, by=make_user(f"u{number}")
        )
    client.get(f"{ROOT}minutes/")

    with django_assert_max_num_queries(20):
        client.get(f"{ROOT}minutes/")
