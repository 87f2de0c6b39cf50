import datetime

import pytest
from django.utils import timezone

from objectives.models import Change, Member, Organization
from objectives.models.organization import Readers
from reviews.models import Meeting, SpeakerNote
from reviews.snapshot import reader
from reviews.views import meetings as meeting_views
from tests import caches
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
ROOT = "/teams/whole/2014-15-q2/review/"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def review(client):
    make_organization()
    team = make_team("Whole")
    review = make_review(team, sections=(), slot_seconds=900)
    make_section(review, "Done", kind="did", seconds=300)
    make_section(review, "Asked", kind="asks", seconds=60, position=1)
    lead = make_user("grace", team=team)
    Member.objects.update(is_lead=True)
    client.force_login(lead)
    return review


@pytest.fixture
def meeting(client, review):
    client.post(f"{ROOT}meeting/start/")
    return Meeting.objects.get()


def act(client, **values):
    return client.post(f"{ROOT}meeting/", values, **JSON)


def live(client):
    caches.forget()
    return client.get(f"{ROOT}live/")


def test_a_meeting_starts_at_the_cover(client, meeting):
    assert (meeting.slide, meeting.section) == ("cover", "")
    assert "Pause for questions" in client.get(f"{ROOT}present/").text


def test_starting_it_twice_is_refused(client, meeting):
    page = client.post(f"{ROOT}meeting/start/", follow=True)

    assert "This review is already being presented." in page.text
    assert Meeting.objects.count() == 1


def test_moving_names_the_section_of_the_slide(client, meeting):
    state = act(client, verb="move", slide="asked").json()

    assert (state["slide"], state["section"]) == ("asked", "asked")
    assert state["boxes"] == {"done": 300, "asked": 60}


@pytest.mark.parametrize(
    "values",
    [
        {"verb": "dance"},
        {"verb": "move", "slide": "gone"},
        {"verb": "grant", "section": "gone"},
        {"verb": "grant", "section": "done", "seconds": "0"},
        {"verb": "grant", "section": "done", "source": "asked", "seconds": "61"},
    ],
)
def test_what_cannot_be_done_is_refused_in_words(client, meeting, values):
    answer = act(client, **values)

    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert Meeting.objects.get().boxes == {"done": 300, "asked": 60}


def test_without_a_script_a_refusal_is_on_the_page(client, meeting):
    page = client.post(f"{ROOT}meeting/", {"verb": "move", "slide": "gone"})

    assert page.status_code == 422
    assert "The deck has no such slide." in page.text


def test_followers_see_its_end_and_nothing_after_it(client, meeting):
    act(client, verb="move", slide="done")

    state = act(client, verb="end").json()

    assert state["isOver"]
    assert act(client, verb="pause").status_code == 422
    assert live(client).json()["meeting"] is None


@pytest.mark.parametrize(("rehearsal", "kind"), [("", "meeting"), ("on", "rehearsal")])
def test_its_start_and_its_end_are_in_the_audit_trail(client, review, rehearsal, kind):
    client.post(f"{ROOT}meeting/start/", {"rehearsal": rehearsal})
    act(client, verb="move", slide="done")
    act(client, verb="end")

    ended, started = Change.objects.of(review).filter(action__startswith=kind)
    assert (ended.action, started.action) == (f"{kind} ended", f"{kind} started")
    assert ended.by_name == started.by_name == "grace"
    assert ended.request_id != started.request_id != ""


def test_followers_get_the_slide_and_the_version(client, meeting):
    before = live(client).json()

    act(client, verb="move", slide="asked")
    moved = live(client).json()
    make_section(meeting.review, "Another", position=2)
    edited = live(client).json()

    assert moved["meeting"]["slide"] == "asked"
    assert moved["meeting"]["revision"] > before["meeting"]["revision"]
    assert moved["version"] == before["version"]
    assert edited["version"] != before["version"]


def test_moving_does_not_move_the_version_of_the_deck(client, meeting):
    tag = client.get(ROOT)["ETag"]

    act(client, verb="move", slide="asked")

    assert client.get(ROOT)["ETag"] == tag


def test_the_first_follower_costs_four_queries(
    client, meeting, django_assert_num_queries
):
    client.logout()
    caches.forget()

    with django_assert_num_queries(4):  # versions, who may see it, meeting, questions
        client.get(f"{ROOT}live/")


@pytest.mark.parametrize("is_open", [True, False])
def test_more_followers_at_the_same_moment_cost_one_query_each(
    client, meeting, monkeypatch, django_assert_num_queries, is_open
):
    """Also where a team alone may see it: a session is looked up once in a while."""
    if is_open:
        client.logout()
    else:
        Organization.objects.update(readers=Readers.TEAM)
    monkeypatch.setattr(meeting_views.live, "SECONDS", 3600)
    monkeypatch.setattr(meeting_views.live, "SECONDS_SEEN", 3600)
    live(client)

    with django_assert_num_queries(1):  # the versions
        assert client.get(f"{ROOT}live/").status_code == 200


def test_a_review_that_is_closed_to_readers_gives_no_answer_at_once(
    client, meeting, monkeypatch
):
    client.logout()
    monkeypatch.setattr(meeting_views.live, "SECONDS", 3600)
    monkeypatch.setattr(meeting_views.live, "SECONDS_SEEN", 3600)
    assert live(client).status_code == 200

    Organization.objects.update(readers=Readers.TEAM)

    assert client.get(f"{ROOT}live/").status_code == 404


@pytest.mark.parametrize(
    ("minutes", "wait"),
    [(-16, 30), (-14, 2), (0, 2), (5, 2), (5.25, 15), (60, 30), (None, 30)],
)
def test_near_the_planned_time_followers_ask_again_soon(minutes, wait):
    planned = None if minutes is None else AT + datetime.timedelta(minutes=minutes)

    assert meeting_views.live.seconds_to_wait(planned, AT) == wait


def test_followers_are_told_when_to_ask_again(client, review):
    review.held_at = timezone.now() + datetime.timedelta(minutes=2)
    review.save()

    assert live(client).json() == {"meeting": None, "wait": 2}


def test_what_only_a_team_may_see_is_followed_by_it_alone(client, meeting):
    Organization.objects.update(readers=Readers.TEAM)

    assert live(client).json()["meeting"]["slide"] == "cover"
    client.logout()
    assert live(client).status_code == 404
    client.force_login(make_user("other", team=make_team("Other")))
    assert live(client).status_code == 404


def test_the_presenter_reads_notes_and_minutes_that_the_deck_has_not(client, review):
    SpeakerNote.objects.create(review=review, slide="done", text="Say why")
    review.minutes.create(slide="done", text="Because", at=AT)

    page = client.get(f"{ROOT}present/")

    assert page.context["data"]["notes"] == {"done": "Say why"}
    assert page.context["data"]["minutes"] == {"done": ["Because"]}
    assert "Say why" not in client.get(ROOT).text


def test_only_what_one_leads_is_edited_on_the_slide(client, review):
    own = make_objective(make_plan(review.team, review.quarter), status="Started")
    other = make_objective(make_plan(make_team("Other"), review.quarter))

    statuses = client.get(f"{ROOT}present/").context["data"]["statuses"]

    assert statuses == {own.pk: "Started"}
    assert other.pk not in statuses


def test_what_is_published_is_not_edited_on_the_slide(client, review):
    make_objective(make_plan(review.team, review.quarter), status="Started")
    taken = reader.read_snapshot(review).to_dict()
    review.publish(taken, by=None, at=AT)

    page = client.get(f"{ROOT}present/")

    assert page.context["data"]["statuses"] == {}
    assert "This review is published" in page.text


def test_the_page_costs_the_same_however_long_the_deck(
    client, review, django_assert_max_num_queries
):
    plan = make_plan(review.team, review.quarter)
    for number in range(40):
        make_objective(plan, str(number))
    client.get(f"{ROOT}present/")

    with django_assert_max_num_queries(15):
        client.get(f"{ROOT}present/")


def test_a_rehearsal_has_no_followers(client, review):
    client.post(f"{ROOT}meeting/start/", {"rehearsal": "1"})

    assert Meeting.objects.get().is_rehearsal
    assert live(client).json()["meeting"] is None
    assert "End the rehearsal" in client.get(f"{ROOT}present/").text


def test_a_meeting_left_open_has_no_followers_the_next_day(client, meeting):
    act(client, verb="move", slide="done")
    day = datetime.timedelta(days=1)
    Meeting.objects.update(
        started_at=meeting.started_at - day, since=meeting.since - day
    )

    assert live(client).json()["meeting"] is None
    assert act(client, verb="move", slide="asked").status_code == 422
    page = client.get(f"{ROOT}present/").text
    assert "No one ended the meeting of" in page
    assert "Start the meeting" in page

    client.post(f"{ROOT}meeting/", {"verb": "end"})

    assert Meeting.objects.get().ended_at < timezone.now()
    assert "No one ended" not in client.get(f"{ROOT}present/").text


def test_a_new_meeting_starts_if_the_last_was_left_open(client, meeting):
    day = datetime.timedelta(days=1)
    Meeting.objects.update(
        started_at=meeting.started_at - day, since=meeting.since - day
    )

    page = client.post(f"{ROOT}meeting/start/", follow=True).text

    assert "already being presented" not in page
    assert "Pause for questions" in page
    assert Meeting.objects.count() == 2
    assert live(client).json()["meeting"]["slide"] == "cover"


@pytest.fixture
def second(review):
    """Somebody else who may present."""
    user = make_user("Ada", team=review.team)
    Member.objects.update(is_lead=True)
    return user


def clicker(client):
    return act(client, verb="here").json()["clicker"]


def test_the_second_is_told_who_presents_and_moves_nothing(client, meeting, second):
    client.force_login(second)

    page = client.get(f"{ROOT}present/")
    answer = act(client, verb="move", slide="asked")

    assert "grace presents." in page.text
    assert answer.status_code == 422
    assert answer.json()["errors"]["__all__"] == [
        "grace presents. Ask for the clicker first."
    ]
    assert Meeting.objects.get().slide == "cover"


def test_the_clicker_goes_from_one_to_the_other(client, meeting, second):
    grace = meeting.presenter
    client.force_login(second)
    assert act(client, verb="ask").json()["clicker"] == {
        "isMine": False,
        "hasAsked": True,
        "words": "You have asked grace for the clicker.",
        "verbs": [],
    }

    client.force_login(grace)
    assert clicker(client)["words"] == "Ada asks for the clicker."
    handed = act(client, verb="hand_over").json()["clicker"]
    assert handed["words"] == "Ada presents."

    client.force_login(second)
    assert clicker(client)["isMine"]
    assert act(client, verb="move", slide="asked").status_code == 200


def test_the_clicker_of_a_silent_page_is_taken(client, meeting, second):
    client.force_login(second)
    assert act(client, verb="take").status_code == 422
    silent = meeting.heard_at - datetime.timedelta(seconds=30)
    Meeting.objects.update(heard_at=silent)

    assert clicker(client)["verbs"] == ["take"]
    assert act(client, verb="take").json()["clicker"]["words"] == "You present."


def test_to_say_that_one_is_there_is_news_for_no_follower(client, meeting):
    Meeting.objects.update(heard_at=AT)

    act(client, verb="here")

    assert Meeting.objects.get().heard_at > AT
    assert Meeting.objects.get().revision == meeting.revision


def test_followers_are_told_that_the_screen_is_black(client, meeting):
    act(client, verb="black")
    assert live(client).json()["meeting"]["isBlack"]

    act(client, verb="light")
    assert not live(client).json()["meeting"]["isBlack"]


def ended(client, meeting):
    """The page to which the end leads."""
    return client.post(f"{ROOT}meeting/", {"verb": "end"}, follow=True)


def test_the_end_leads_to_times_results_and_next_steps(client, meeting):
    review = meeting.review
    row = make_objective(make_plan(review.team, review.quarter), "Ship it")
    act(client, verb="move", slide="done--whole")
    client.post(f"{ROOT}minutes/", {"text": "Why so late?", "slide": "asked"})
    client.post(f"{ROOT}asks/", {"text": "A chart", "kind": "ask", "owner": "Ada"})
    now = timezone.now()
    row.update_status("Done", by=None, at=now)
    spent = {"done": 310, "asked": 20}
    Meeting.objects.update(spent=spent)

    page = ended(client, meeting)

    assert page.redirect_chain[-1][0] == f"{ROOT}meetings/{meeting.pk}/"
    times = {time.title: (time.words, time.is_over) for time in page.context["times"]}
    assert times["Done"][0].endswith(" of 5:00")
    assert times["Done"][1]
    assert times["Asked"] == ("0:20 of 1:00", False)
    assert [(one.kind, one.text, one.slide) for one in page.context["results"]] == [
        ("Minute", "Why so late?", "asked--asks"),
        ("Ask", "A chart (given to Ada)", ""),
        ("Status", "Ship it: Done", "done--whole"),
    ]
    assert "Go on after all" in page.text
    assert "Publish the deck and its PDF" in page.text


def test_a_meeting_goes_on_after_all(client, meeting):
    act(client, verb="move", slide="asked")
    ended(client, meeting)

    page = client.post(f"{ROOT}meeting/", {"verb": "go_on"}, follow=True)

    assert page.redirect_chain[-1][0] == f"{ROOT}present/"
    assert "Pause for questions" in page.text
    assert live(client).json()["meeting"]["slide"] == "asked"


def test_what_came_out_of_the_first_meeting_is_not_that_of_the_second(client, meeting):
    client.post(f"{ROOT}minutes/", {"text": "In the first"})
    first = ended(client, meeting)
    client.post(f"{ROOT}meeting/start/")
    client.post(f"{ROOT}minutes/", {"text": "In the second"})

    second = ended(client, meeting)

    of_first = client.get(first.redirect_chain[-1][0]).context["results"]
    assert [one.text for one in of_first] == ["In the first"]
    assert [one.text for one in second.context["results"]] == ["In the second"]


def test_the_end_marks_decisions_and_leads_to_the_last_minutes(client, meeting):
    client.post(f"{ROOT}minutes/", {"text": "In the first"})
    ended(client, meeting)
    client.post(f"{ROOT}meeting/start/")
    client.post(f"{ROOT}minutes/", {"text": "We ship", "kind": "decision"})
    client.post(f"{ROOT}minutes/", {"text": "It rained"})

    page = ended(client, meeting)

    assert page.text.count('class="is-decision"') == 1
    assert f'{ROOT}minutes/?meeting=1">Minutes of the last meeting' in page.text
    assert f'{ROOT}minutes/?meeting=2">Read the minutes' in page.text


def test_the_first_meeting_leads_to_the_minutes_of_the_review_before(client, meeting):
    first = ended(client, meeting)
    assert "Minutes of the last meeting" not in first.text
    before = make_review(meeting.review.team, make_quarter(datetime.date(2014, 8, 1)))
    before.meetings.create(started_at=AT, ended_at=AT, slide="cover")

    page = client.get(first.redirect_chain[-1][0])

    last = f"{before.get_absolute_url()}minutes/?meeting=1"
    assert f'{last}">Minutes of the last meeting' in page.text


def test_a_note_is_saved_while_presenting_and_overwrites_nobody(client, review):
    notes = f"{ROOT}notes/"
    name = "note-cover-text"
    first = client.post(notes, {name: "Thank all", f"initial-{name}": ""}, **JSON)
    ours = client.post(notes, {name: "Say hi", f"initial-{name}": "Thank all"}, **JSON)
    late = client.post(
        notes, {name: "Be short", f"initial-{name}": "Thank all"}, **JSON
    )

    assert first.json() == {"notes": {"cover": "Thank all"}}
    assert ours.json() == {"notes": {"cover": "Say hi"}}
    assert late.status_code == 409
    assert late.json()["theirs"]["text"]["value"] == "Say hi"
    assert dict(review.speaker_notes.values_list("slide", "text")) == {
        "cover": "Say hi"
    }


def test_only_who_leads_the_review_edits_its_notes(client, review):
    client.force_login(make_user("reader", team=review.team))

    refused = client.post(f"{ROOT}notes/", {"note-cover-text": "Mine"}, **JSON)

    assert refused.status_code == 403
    assert not review.speaker_notes.exists()
