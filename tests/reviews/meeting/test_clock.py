import pytest

from reviews.meeting.clock import clock_of

ORDER = ["team", "said", "did"]
BOXES = {"team": 30, "said": 300, "did": 300}


def clock(section, spent, elapsed, slot=1800):
    return clock_of(
        order=ORDER,
        section=section,
        boxes=BOXES,
        spent=spent,
        elapsed=elapsed,
        slot=slot,
    )


def test_a_section_in_time_is_neither_ahead_nor_behind():
    found = clock("said", {"team": 30, "said": 100}, 130)

    assert (found.section_left, found.meeting_left, found.ahead) == (200, 1670, 0)


def test_a_section_overrun_by_ninety_seconds_is_behind_by_them():
    found = clock("said", {"team": 30, "said": 390}, 420)

    assert (found.section_left, found.ahead) == (-90, -90)


def test_a_section_left_early_is_ahead_by_the_rest():
    assert clock("did", {"team": 10, "said": 100}, 110).ahead == 220


def test_a_pause_takes_from_the_meeting_and_not_from_the_section():
    found = clock("said", {"team": 30, "said": 100}, 190)

    assert (found.section_left, found.meeting_left, found.ahead) == (200, 1610, -60)


def test_before_the_first_section_nothing_is_left_of_one():
    found = clock("", {"": 20}, 20)

    assert (found.section_left, found.ahead) == (None, -20)


@pytest.mark.parametrize("section", ORDER)
def test_an_unknown_slot_stays_unknown(section):
    assert clock(section, {}, 0, slot=None).meeting_left is None


@pytest.mark.parametrize(
    ("section", "spent", "elapsed", "slot", "words"),
    [
        ("said", {"team": 30, "said": 100}, 161, 840, "0:31 behind, 2:59 to spare"),
        ("said", {"team": 30, "said": 100}, 130, 630, "On time, nothing to spare"),
        ("said", {"team": 30, "said": 390}, 420, 660, "1:30 behind, 1:00 too long"),
        ("did", {"team": 10, "said": 100}, 110, None, "3:40 ahead"),
    ],
)
def test_how_late_it_is_is_said_in_one_way(section, spent, elapsed, slot, words):
    assert clock(section, spent, elapsed, slot).words == words
