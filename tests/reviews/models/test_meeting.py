import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from objectives.models import Change
from reviews.models import Meeting, Review
from tests.makers import AT, make_review, make_section, make_user
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
HOURS = 3600


def after(seconds):
    return AT + datetime.timedelta(seconds=seconds)


@pytest.fixture
def meeting():
    review = make_review(sections=(), slot_seconds=900)
    for position, title in enumerate(("One", "Two", "Three")):
        make_section(review, title, seconds=300, position=position)
    return review.open_meeting(by=None, at=AT)


def test_time_runs_for_the_section_of_the_slide(meeting):
    meeting.move("one", "one", at=after(20))
    meeting.move("one--more", "one", at=after(50))
    meeting.move("two", "two", at=after(110))

    assert meeting.spent_by(after(130)) == {"": 20, "one": 90, "two": 20}


def test_a_pause_stops_the_section_and_not_the_meeting(meeting):
    meeting.move("one", "one", at=AT)
    meeting.pause(at=after(60))
    meeting.resume(at=after(100))

    state = meeting.state(after(110))

    assert state["spent"]["one"] == 70
    assert state["elapsed"] == 110


def test_walking_on_in_a_pause_takes_no_time(meeting):
    meeting.pause(at=AT)
    meeting.move("two", "two", at=after(60))

    assert meeting.is_paused
    assert meeting.spent_by(after(90)) == {"": 0}


def test_every_change_moves_the_revision(meeting):
    before = meeting.revision

    meeting.move("one", "one", at=AT)
    meeting.pause(at=AT)

    assert meeting.revision == before + 2


def test_time_is_granted_from_the_slack(meeting):
    meeting.grant("one", 60, at=AT)

    assert meeting.boxes == {"one": 360, "two": 300, "three": 300}


def test_time_is_granted_from_a_later_section(meeting):
    meeting.grant("one", 60, source="three", at=AT)

    assert meeting.boxes == {"one": 360, "two": 300, "three": 240}


@pytest.mark.parametrize(
    ("section", "seconds", "source", "code"),
    [
        ("none", 60, "", "no_section"),
        ("one", 0, "", "no_time"),
        ("one", 60, "one", "no_source"),
        ("one", 60, "none", "no_source"),
        ("one", 301, "two", "too_much"),
    ],
)
def test_a_grant_is_refused(meeting, section, seconds, source, code):
    with pytest.raises(ValidationError) as refusal:
        meeting.grant(section, seconds, source=source, at=AT)

    assert refusal.value.code == code
    assert Meeting.objects.get().boxes["one"] == 300


def test_its_end_leaves_the_measured_seconds_with_the_sections(meeting):
    meeting.move("one", "one", at=AT)
    meeting.move("two", "two", at=after(95))

    meeting.end(by=None, at=after(100))

    sections = meeting.review.sections.values_list("title", "measured_seconds")
    assert list(sections) == [("One", 95), ("Two", 5), ("Three", None)]
    assert meeting.review.unended_meeting is None
    entry = Change.objects.of(meeting.review.sections.first()).latest("pk")
    assert entry.reason == "measured in the meeting"


def test_no_section_took_longer_than_a_day(meeting):
    meeting.move("one", "one", at=AT)
    for hours in (10, 20, 30):
        meeting.move("two", "two", at=after(hours * HOURS))

    meeting.end(by=None, at=after(35 * HOURS))

    sections = meeting.review.sections.values_list("title", "measured_seconds")
    assert list(sections) == [("One", 10 * HOURS), ("Two", None), ("Three", None)]


@pytest.mark.parametrize(("hours", "goes_on"), [(11, True), (12, False)])
def test_a_meeting_in_which_nothing_moves_lapses(meeting, hours, goes_on):
    meeting.move("two", "two", at=after(95))
    at = after(95 + hours * HOURS)

    assert (meeting.review.meeting_at(at) == meeting) == goes_on
    assert meeting.state(at)["isOver"] == (not goes_on)


@pytest.mark.parametrize(("hours", "goes_on"), [(11, True), (13, False)])
def test_a_pause_lapses_too(meeting, hours, goes_on):
    meeting.pause(at=after(60))

    assert meeting.has_lapsed(after(60 + hours * HOURS)) == (not goes_on)


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_nothing_moves_on_in_a_meeting_that_has_lapsed(meeting, verb):
    with pytest.raises(ValidationError) as refusal:
        getattr(meeting, verb)(at=after(12 * HOURS))

    assert refusal.value.code == "over"
    assert Meeting.objects.get().revision == meeting.revision


def test_a_new_start_ends_a_meeting_that_has_lapsed_without_its_idle_time(meeting):
    meeting.move("one", "one", at=AT)
    meeting.move("two", "two", at=after(95))
    meeting.move("one", "one", at=after(100))
    meeting.move("three", "three", at=after(105))

    started = meeting.review.open_meeting(by=None, at=after(50 * HOURS))

    meeting.refresh_from_db()
    assert Meeting.objects.in_progress().get() == started
    assert meeting.ended_at == after(105 + 12 * HOURS)
    assert meeting.spent == {"": 0, "one": 100, "two": 5}
    sections = meeting.review.sections.values_list("title", "measured_seconds")
    assert list(sections) == [("One", 100), ("Two", 5), ("Three", None)]


def test_what_a_section_took_before_its_idle_time_is_not_all_that_it_took(meeting):
    meeting.move("one", "one", at=AT)
    meeting.move("two", "two", at=after(95))
    meeting.move("one", "one", at=after(100))

    meeting.end(by=None, at=after(50 * HOURS))

    sections = meeting.review.sections.values_list("title", "measured_seconds")
    assert list(sections) == [("One", None), ("Two", 5), ("Three", None)]


def test_a_meeting_that_lapsed_in_a_pause_keeps_all_its_time(meeting):
    meeting.move("one", "one", at=AT)
    meeting.pause(at=after(95))

    meeting.end(by=None, at=after(50 * HOURS))

    assert meeting.ended_at == after(95 + 12 * HOURS)
    assert meeting.review.sections.first().measured_seconds == 95


def test_a_review_is_held_when_its_meeting_began_unless_it_says_otherwise():
    review = make_review()
    review.open_meeting(is_rehearsal=True, by=None, at=AT).end(by=None, at=AT)
    assert Review.objects.get().held_at is None

    review.open_meeting(by=None, at=after(60)).end(by=None, at=after(90))
    assert Review.objects.get().held_at == after(60)

    review.open_meeting(by=None, at=after(120))
    assert Review.objects.get().held_at == after(60)


def test_a_rehearsal_leaves_no_times(meeting):
    meeting.end(by=None, at=AT)
    rehearsal = meeting.review.open_meeting(is_rehearsal=True, by=None, at=AT)
    rehearsal.move("one", "one", at=AT)

    rehearsal.end(by=None, at=after(100))

    sections = meeting.review.sections
    assert not sections.filter(measured_seconds__gt=0).exists()


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_nothing_is_done_when_it_is_over(meeting, verb):
    meeting.end(by=None, at=AT)

    with pytest.raises(ValidationError) as refusal:
        getattr(meeting, verb)(at=AT)

    assert refusal.value.code == "over"


def test_hidden_sections_have_no_time(meeting):
    meeting.end(by=None, at=AT)
    meeting.review.sections.filter(title="Two").update(is_hidden=True)

    again = meeting.review.open_meeting(by=None, at=after(1))

    assert again.boxes == {"one": 300, "three": 300}


def test_a_review_without_an_agenda_is_not_presented():
    with pytest.raises(ValidationError) as refusal:
        make_review(sections=()).open_meeting(by=None, at=AT)

    assert refusal.value.code == "empty"


@pytest.mark.django_db(transaction=True)
def test_ten_starts_at_once_are_one_meeting():
    make_review()

    outcomes = at_once(lambda _: Review.objects.get().open_meeting(by=None, at=AT))

    assert outcomes == ["done"] + ["presented"] * (TIMES - 1)
    assert Meeting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_moves_at_once_are_all_counted():
    make_review().open_meeting(by=None, at=AT)

    outcomes = at_once(lambda _: Meeting.objects.get().move("x", "did", at=after(9)))

    assert outcomes == ["done"] * TIMES
    assert Meeting.objects.get().revision == 1 + TIMES
    assert Meeting.objects.get().spent == {"": 9, "did": 0}


def test_two_meetings_of_a_review_are_refused_by_the_database(meeting):
    with pytest.raises(IntegrityError):
        meeting.review.meetings.create(started_at=AT)


def test_a_slide_that_is_shown_ends_the_black(meeting):
    meeting.darken(at=AT)
    assert meeting.state(AT)["isBlack"]

    meeting.move("one", "one", at=AT)

    assert not meeting.state(AT)["isBlack"]


def test_a_second_meeting_overwrites_no_time(meeting):
    meeting.move("one", "one", at=AT)
    meeting.end(by=None, at=after(40))
    second = meeting.review.open_meeting(by=None, at=after(60))
    second.move("one", "one", at=after(60))
    second.move("two", "two", at=after(160))

    second.end(by=None, at=after(190))

    sections = meeting.review.sections.values_list("title", "measured_seconds")
    assert list(sections) == [("One", 40), ("Two", 30), ("Three", None)]
    meeting.refresh_from_db()
    assert meeting.spent == {"": 0, "one": 40}
    assert second.spent == {"": 0, "one": 100, "two": 30}


def test_a_meeting_that_goes_on_counts_no_time_between(meeting):
    meeting.move("one", "one", at=AT)
    meeting.end(by=None, at=after(40))

    meeting.go_on(by=None, at=after(600))
    meeting.end(by=None, at=after(620))

    assert meeting.spent == {"": 0, "one": 60}
    assert meeting.review.sections.first().measured_seconds == 60


def test_a_meeting_goes_on_at_its_slide_for_its_followers(meeting):
    meeting.move("one", "one", at=AT)
    meeting.end(by=None, at=after(40))

    meeting.go_on(by=None, at=after(60))

    assert meeting.review.meeting_at(after(60)) == meeting
    assert meeting.slide == "one"


def test_a_meeting_that_is_not_over_does_not_go_on(meeting):
    with pytest.raises(ValidationError) as refusal:
        meeting.go_on(by=None, at=AT)

    assert refusal.value.code == "running"


def test_a_meeting_does_not_go_on_after_half_a_day(meeting):
    meeting.end(by=None, at=AT)

    with pytest.raises(ValidationError) as refusal:
        meeting.go_on(by=None, at=after(12 * HOURS))

    assert refusal.value.code == "too_late"


def test_a_meeting_does_not_go_on_after_the_next(meeting):
    meeting.end(by=None, at=AT)
    meeting.review.open_meeting(by=None, at=after(1)).end(by=None, at=after(2))

    with pytest.raises(ValidationError) as refusal:
        meeting.go_on(by=None, at=after(3))

    assert refusal.value.code == "followed"


@pytest.fixture
def two():
    return make_user("ada"), make_user("grace")


def presented(meeting, user):
    meeting.presenter, meeting.heard_at = user, AT
    meeting.save()


def test_the_clicker_is_handed_to_whoever_asks(meeting, two):
    ada, grace = two
    presented(meeting, ada)

    meeting.ask_for_clicker(by=grace, at=AT)
    meeting.hand_over(by=ada, at=AT)

    assert meeting.is_presented_by(grace)
    assert not meeting.is_presented_by(ada)
    assert meeting.asked_by is None


def test_a_request_for_the_clicker_may_be_turned_down(meeting, two):
    ada, grace = two
    presented(meeting, ada)

    meeting.ask_for_clicker(by=grace, at=AT)
    meeting.keep_clicker(by=ada, at=AT)

    assert meeting.is_presented_by(ada)
    assert meeting.asked_by is None


def test_only_the_presenter_hands_the_clicker_over(meeting, two):
    ada, grace = two
    presented(meeting, ada)
    meeting.ask_for_clicker(by=grace, at=AT)

    with pytest.raises(ValidationError) as refusal:
        meeting.hand_over(by=grace, at=AT)

    assert refusal.value.code == "not_presenting"


def test_the_clicker_is_not_handed_to_nobody(meeting, two):
    presented(meeting, two[0])

    with pytest.raises(ValidationError) as refusal:
        meeting.hand_over(by=two[0], at=AT)

    assert refusal.value.code == "not_asked"


@pytest.mark.parametrize(("seconds", "code"), [(29, "not_silent"), (30, None)])
def test_the_clicker_is_taken_after_silence_only(meeting, two, seconds, code):
    ada, grace = two
    presented(meeting, ada)
    before = None

    try:
        meeting.take_clicker(by=grace, at=after(seconds))
    except ValidationError as refusal:
        before = refusal.code

    assert before == code
    assert meeting.is_presented_by(grace) == (code is None)


def test_a_page_that_is_heard_from_keeps_the_clicker(meeting, two):
    ada, grace = two
    presented(meeting, ada)
    revision = meeting.revision

    meeting.hear(by=ada, at=after(25))
    meeting.hear(by=grace, at=after(50))

    assert not meeting.is_silent(after(54))
    assert meeting.is_silent(after(55))
    assert meeting.revision == revision
