import datetime

import pytest

from objectives.importing.choices import Choices
from objectives.importing.mapping import guess
from objectives.importing.preview import preview
from objectives.importing.sources.base import SourceRow, SourceTable
from objectives.importing.values import values
from objectives.models import Member, StatusReading
from tests.makers import (
    AT,
    make_lead,
    make_organization,
    make_quarter,
    make_team,
    make_user,
)
from tests.tables import outline, table

pytestmark = pytest.mark.django_db
HEADINGS = "Team | Quarter | Objective | Status | Owner | ETA"
IN_MARCH = datetime.datetime(2015, 3, 1, tzinfo=datetime.UTC)


@pytest.fixture
def boss():
    make_organization()
    return make_user("boss", is_staff=True)


def seen(found, by, at=AT, **choices):
    return values(found, guess(found), Choices(**choices), by=by, at=at)


def rows(*cells):
    return table(HEADINGS, *cells)


def test_statuses_are_distinct_with_their_counts_the_unread_first(boss):
    found = seen(
        rows(
            "Alpha | 2014-15-q2 | One | Done | |",
            "Alpha | 2014-15-q2 | Two | done | |",
            "Alpha | 2014-15-q2 | Three | sleeping | |",
            "Alpha | 2014-15-q2 | Four | - | |",
        ),
        boss,
    )

    assert [(one.text, one.count, one.words) for one in found.statuses] == [
        ("sleeping", 1, ""),
        ("Done", 2, "done"),
    ]
    assert found.statuses[0].is_unread
    assert found.open_count == 1


def test_a_choice_for_a_status_is_the_organisations_from_then_on(boss):
    StatusReading.objects.keep({"Sleeping": "stalled"}, by=boss, at=AT)
    found = rows("Alpha | 2014-15-q2 | Three | sleeping | |")

    [one] = seen(found, boss).statuses
    [row] = preview(found, guess(found), Choices(), by=boss, at=AT).rows

    assert (one.value, one.words, one.is_open) == ("stalled", "stalled", False)
    assert row.draft.state == "stalled"


def test_states_are_read_as_programs_write_them(boss):
    found = rows("Alpha | 2014-15-q2 | Three | IN_PROGRESS | |")

    [one] = seen(found, boss).statuses
    [row] = preview(found, guess(found), Choices(), by=boss, at=AT).rows

    assert (one.value, one.words) == ("on_track", "on track")
    assert row.draft.state == "on_track"


def test_spellings_of_a_new_team_are_offered_as_one(boss):
    found = rows(
        "Research and Development | 2014-15-q2 | One | | |",
        "Research & Development | 2014-15-q2 | Two | | |",
        "Research and Development | 2014-15-q2 | Three | | |",
    )

    merge, first = seen(found, boss).teams
    assert (first.text, first.like, first.value) == (
        "Research and Development",
        "",
        "new",
    )
    assert (merge.text, merge.like, merge.is_open) == (
        "Research & Development",
        "Research and Development",
        True,
    )
    teams = {merge.key: "as:Research and Development"}
    merged = preview(found, guess(found), Choices(teams=teams), by=boss, at=AT)
    assert len({row.draft.team.key for row in merged.rows}) == 1


@pytest.mark.parametrize(
    "text", ["TechOps", "/techops/", "[TechOps](https://example.org)", " TechOps,"]
)
def test_a_team_is_known_however_it_is_dressed(boss, text):
    team = make_team("TechOps")

    [one] = seen(rows(f"{text} | 2014-15-q2 | One | | |"), boss).teams

    assert (one.value, one.words) == (str(team.pk), "TechOps")


def test_a_group_is_known_below_its_team(boss):
    team = make_team("TechOps")
    group = make_team("Labs", parent=team)
    make_team("Other labs")

    for text in ("TechOps › Labs", "TechOps / Labs", "Labs"):
        [one] = seen(rows(f"{text} | 2014-15-q2 | One | | |"), boss).teams
        assert one.value == str(group.pk)


def test_a_lead_makes_no_teams(boss):
    lead = make_lead(make_team("Alpha"))

    [one] = seen(rows("Beta | 2014-15-q2 | One | | |"), lead).teams

    assert (one.value, one.words, one.is_unread) == ("", "", True)


def test_periods_are_quarters_and_a_shelf_is_asked_about(boss):
    quarter = make_quarter()
    found = seen(
        rows(
            f"Alpha | {quarter.label} | One | | |",
            "Alpha | FY15 | Two | | |",
            "Alpha | Later | Three | | |",
        ),
        boss,
        at=IN_MARCH,
    )

    assert [(one.text, one.value, one.words) for one in found.periods] == [
        ("Later", "", ""),
        ("FY15", "2014-15-q4", "Q4 2014-15, with the tag “FY15”"),
        ("Q2 2014-15", "2014-15-q2", "Q2 2014-15"),
    ]
    assert [(one.quarter, one.value) for one in found.states] == [
        ("2014-15-q2", "closed"),
        ("2014-15-q4", "draft"),
    ]


def test_a_shelf_comes_in_as_the_quarter_that_was_chosen(boss):
    found = rows("Alpha | Later | Three | | |")
    choices = Choices(periods={"later": "2014-15-q4"})

    [row] = preview(found, guess(found), choices, by=boss, at=AT).rows

    assert row.draft.quarter.slug == "2014-15-q4"
    assert row.draft.values["tags"] == "Later"


def test_or_it_is_left_out(boss):
    found = rows("Alpha | Later | Three | | |")

    [row] = preview(
        found, guess(found), Choices(periods={"later": "leave"}), by=boss, at=AT
    ).rows

    assert (str(row.kind), row.why) == ("left", "Its team or its period is left out.")


def test_people_are_known_or_new(boss):
    Member.objects.create(team=make_team("Alpha"), name="Ann Bée")
    found = seen(
        rows(
            "Alpha | 2014-15-q2 | One | | ann bee |",
            "Alpha | 2014-15-q2 | Two | | Bo Cee |",
            "Alpha | 2014-15-q2 | Three | | unassigned |",
        ),
        boss,
    )

    assert {(one.text, one.value, one.words) for one in found.owners} == {
        ("ann bee", "", "Ann Bée (Alpha)"),
        ("Bo Cee", "new", "New person: Bo Cee"),
    }


def test_nobody_new_leaves_the_name_in_the_measure(boss):
    found = rows("Alpha | 2014-15-q2 | One | | Head of Racks |")

    [row] = preview(found, guess(found), Choices(new_people=False), by=boss, at=AT).rows

    assert row.draft.owner is None
    assert row.draft.values["measure"] == "Owner: Head of Racks"


def test_a_date_that_could_be_two_days_is_asked_about_once(boss):
    found = rows(
        "Alpha | 2014-15-q2 | One | | | 03/04/2015",
        "Alpha | 2014-15-q2 | Two | | | 25/12/2014",
        "Alpha | 2014-15-q2 | Three | | | 31/02/2015",
    )

    asked = seen(found, boss)
    chosen = preview(found, guess(found), Choices(date_order="day"), by=boss, at=AT)

    assert (asked.dates, asked.likely_date_order) == (["03/04/2015"], "day")
    days = [row.draft.values.get("chosen_eta_day") for row in chosen.rows]
    assert days == [datetime.date(2015, 4, 3), None, None]
    assert seen(found, boss, date_order="day").dates == []


def test_headings_say_team_and_period_where_no_column_does(boss):
    team = make_team("Alpha")
    found = SourceTable(
        "list",
        "",
        ("",),
        (
            SourceRow(("Move out",), 3, ("Plans", "Alpha", "Q2 2014-15")),
            SourceRow(("Write",), 6, ("Plans", "Alpha", "Q3 2014-15")),
        ),
    )

    seen_rows = preview(found, guess(found), Choices(), by=boss, at=AT).rows

    assert [row.draft.place for row in seen_rows] == [
        (team.pk, "2014-15-q2"),
        (team.pk, "2014-15-q3"),
    ]


def test_what_one_came_from_counts_for_rows_that_say_nothing(boss):
    team = make_team("Alpha")
    choices = Choices(team=team.pk, quarter="2014-15-q3")
    found = outline((0, "Move out"), name="Goals")

    [row] = preview(found, guess(found), choices, by=boss, at=AT).rows

    assert row.draft.place == (team.pk, "2014-15-q3")


def test_a_row_without_team_and_period_is_refused_with_both(boss):
    found = table("Goal | Owner", "Move out | Ann")

    [row] = preview(found, guess(found), Choices(), by=boss, at=AT).rows

    assert [(error.field, error.code) for error in row.errors] == [
        ("team", "no_team"),
        ("period", "no_period"),
    ]
    assert row.why == "Say which team this is for. Say which quarter this is for."


def test_cells_that_cannot_be_are_refused_one_by_one(boss):
    make_team("Alpha")
    found = table(
        "Team | Quarter | Goal | Deferred to | Reason for dropping",
        "Alpha | 2014-15-q2 | | Q3 | Too dear",
    )

    [row] = preview(found, guess(found), Choices(), by=boss, at=AT).rows

    assert row.errors_by_field == {
        "title": ["Enter the objective."],
        "deferred_to": ["Defer the objective or drop it, not both."],
    }


def test_two_people_of_one_name_are_asked_about(boss):
    team = make_team("Alpha")
    people = [Member.objects.create(team=team, name="Ann Bee") for _ in range(2)]
    found = rows("Alpha | 2014-15-q2 | One | | Ann Bee |")
    choices = Choices(owners={"ann bee": str(people[1].pk)})

    [row] = preview(found, guess(found), Choices(), by=boss, at=AT).rows
    [chosen] = preview(found, guess(found), choices, by=boss, at=AT).rows

    assert row.why == "Several people of Alpha are called Ann Bee. Choose one."
    assert chosen.draft.owner == people[1]


def test_another_spelling_of_a_team_is_offered_to_its_lead_too():
    make_organization()
    team = make_team("TechOps")
    lead = make_lead(team)
    found = rows(
        "TechOps | 2014-15-q2 | One | | |",
        "TechOps | 2014-15-q2 | Two | | |",
        "Tech Ops | 2014-15-q2 | Three | | |",
    )

    merge, known = seen(found, lead).teams

    assert (merge.text, merge.like, merge.is_unread) == ("Tech Ops", "TechOps", True)
    assert (known.value, known.like) == (str(team.pk), "")
    merged = Choices(teams={merge.key: "as:TechOps"})
    found = preview(found, guess(found), merged, by=lead, at=AT).rows
    assert {row.draft.team.key for row in found} == {team.pk}
