from dataclasses import replace

import pytest

from reviews.slides import did, said
from reviews.slides.buckets import chosen, is_at_risk, is_changed, left_out
from reviews.snapshot.values import Said, SectionData
from tests.reviews.slides.typed_tables import PLAN, ROW

SECTION = SectionData("did", "What we did", "did", 60, ())
PROMISE = Said("Title", "", "", "", "", is_tentative=False)
KEPT = replace(ROW, said=PROMISE, state="done")


def only(shows, most=0):
    return replace(SECTION, shows=shows, most=most)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "at_risk"},
        {"state": "missed"},
        {"quarters": 2},
        {"carried_to": "Q3 2014-15"},
    ],
)
def test_what_is_in_trouble_late_or_put_off_is_at_risk(fields):
    assert is_at_risk(replace(ROW, **fields))


@pytest.mark.parametrize(
    "fields", [{"state": "on_track"}, {"state": "done", "quarters": 3}, {}]
)
def test_what_goes_well_or_is_done_is_not_at_risk(fields):
    assert not is_at_risk(replace(ROW, **fields))


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({"measure": "All"}, True),
        ({"is_added_later": True}, True),
        ({"title": "title."}, False),
        ({"said": replace(PROMISE, dependency="Ops")}, True),
        ({"said": None}, False),
    ],
)
def test_what_says_something_else_or_was_added_has_changed(fields, is_found):
    assert is_changed(replace(KEPT, **fields)) == is_found


def test_a_section_shows_all_what_changed_or_the_first_of_a_group():
    rows = [KEPT, replace(KEPT, pk=2, state="stalled"), replace(KEPT, pk=3)]

    assert chosen(SECTION, rows) == rows
    assert chosen(only("changed"), rows) == [rows[1]]
    assert chosen(only("top", 2), rows) == rows[:2]


def test_the_slides_say_how_many_more_are_in_the_handout():
    assert left_out(SECTION, 0) is None
    assert left_out(only("top", 2), 0) == ""
    assert left_out(only("top", 2), 3) == "3 more in the handout"


class Plans:
    def __init__(self, *plans):
        self.plans = plans


def test_groups_without_slides_are_counted_on_the_last_one():
    odd = replace(PLAN, slug="odd", rows=(replace(KEPT, state="stalled"), KEPT))
    even = replace(PLAN, slug="even", rows=(KEPT, replace(KEPT, pk=2)))

    (slide,) = did.slides(only("changed"), Plans(odd, even))

    assert slide.content.more == "1 more in the handout, and 2 of other groups"
    assert slide.content.parts[0].note == "2 objectives, 1 done"


def test_promises_are_chosen_by_what_became_of_them():
    rows = (replace(KEPT, state="stalled"), replace(KEPT, pk=2), replace(ROW, pk=3))

    (slide,) = said.slides(only("changed"), Plans(replace(PLAN, rows=rows)))

    assert [line.pk for line in slide.content.parts[0].lines] == [1]
    assert slide.content.more == "1 more in the handout"


def test_a_section_of_which_nothing_is_left_has_no_slide():
    plan = replace(PLAN, rows=(KEPT,))

    assert did.slides(only("changed"), Plans(plan)) == []
