import datetime
from dataclasses import replace

import pytest

from objectives.importing.apply import apply
from objectives.importing.choices import Choices
from objectives.importing.mapping import guess
from objectives.importing.preview import preview
from objectives.models import (
    Change,
    Member,
    Objective,
    Plan,
    Quarter,
    SearchedText,
    StatusUpdate,
    Tag,
    Tagging,
    Team,
)
from tests.makers import (
    AT,
    LATER,
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)
from tests.tables import table

pytestmark = pytest.mark.django_db
HEADINGS = "Team | Quarter | Objective | Measure | ETA | Status | Owner | Tags"
ROWS = (
    "Alpha | Q2 2014-15 | Move out | Empty racks | 2014-12-01 | done | Ann Bee | Moves",
    "Alpha | Q2 2014-15 | Write it down | 10 pages | December | 40% | Bo Cee |",
    "Alpha | FY15-Q3 | Write more | 20 pages | EOQ | | Ann Bee | Moves, Docs",
)
DRAFTS = Choices(states={"2014-15-q2": "draft", "2014-15-q3": "draft"})


@pytest.fixture
def boss():
    make_organization()
    return make_user("boss", is_staff=True)


@pytest.fixture
def alpha():
    return make_team("Alpha")


def bring_in(found, by, choices=DRAFTS, at=AT):
    return apply(found, guess(found), choices, name="plan.csv", by=by, at=at)


def kinds(found, by, choices=DRAFTS):
    rows = preview(found, guess(found), choices, by=by, at=AT).rows
    return [str(row.kind) for row in rows]


def test_rows_become_objectives_in_their_plans(boss, alpha):
    outcome, _ = bring_in(table(HEADINGS, *ROWS), boss)

    rows = Objective.objects.order_by("plan__quarter__first_day", "position")
    assert [(str(row.plan), row.title, row.owner.name) for row in rows] == [
        ("Alpha Q2 2014-15", "Move out", "Ann Bee"),
        ("Alpha Q2 2014-15", "Write it down", "Bo Cee"),
        ("Alpha Q3 2014-15", "Write more", "Ann Bee"),
    ]
    assert [(row.state, row.percent, str(row.eta_day)) for row in rows] == [
        ("done", None, "2014-12-01"),
        ("on_track", 40, "2014-12-31"),
        ("", None, "2015-03-31"),
    ]
    assert outcome.counts["new"] == 3
    assert [tag.name for tag in Tag.objects.all()] == ["Docs", "Moves"]
    assert Tagging.objects.count() == 3
    assert SearchedText.objects.count() == 3


def test_the_same_file_a_second_time_writes_nothing(boss, alpha):
    found = table(HEADINGS, *ROWS)
    bring_in(found, boss)
    entries = Change.objects.count()

    outcome, journal = bring_in(found, boss, at=LATER)

    assert outcome.counts["same"] == 3
    assert Change.objects.count() == entries
    assert (journal.created, journal.changed) == ({}, {})


def entries_of(row, *skipped):
    found = Change.objects.of(row).get()
    fields = {name: one for name, one in found.fields.items() if name not in skipped}
    return found.action, fields, found.by, found.object_name, found.at


def test_a_row_leaves_the_trail_of_one_that_is_added_by_hand(boss, alpha):
    bring_in(table(HEADINGS, ROWS[0]), boss)
    row = Objective.objects.get()
    quarter = Quarter.objects.opened(row.plan.quarter.following())
    plan = make_plan(alpha, quarter)
    names = ("title", "measure", "eta", "status", "tags")
    values = {name: getattr(row, name) for name in names}

    [twin] = plan.add([values | {"owner": row.owner}], by=boss, at=AT)

    own = ("lineage", "plan", "quarter_rank")
    assert entries_of(row, *own) == entries_of(twin, *own)
    assert not StatusUpdate.objects.exists()


def test_a_row_of_a_person_who_is_known_makes_no_other(boss, alpha):
    ann = Member.objects.create(team=alpha, name="Ann  Bée")

    bring_in(table(HEADINGS, ROWS[0]), boss)

    assert Objective.objects.get().owner == ann
    assert Member.objects.count() == 1


def test_tags_are_the_same_in_any_spelling(boss, alpha):
    Tag.objects.create(name="MOVES")
    bring_in(table(HEADINGS, *ROWS), boss)

    assert {row.tags for row in Objective.objects.all()} == {"MOVES", "", "MOVES, Docs"}
    assert kinds(table(HEADINGS, *ROWS), boss) == ["same"] * 3


def test_one_person_in_two_spellings_is_added_once(boss, alpha):
    rows = [ROWS[0], ROWS[1].replace("Bo Cee", "ann BÉE")]

    bring_in(table(HEADINGS, *rows), boss)

    assert Member.objects.get().name == "Ann Bee"
    assert kinds(table(HEADINGS, *rows), boss) == ["same", "same"]


def test_three_changed_cells_are_three_changes(boss, alpha):
    bring_in(table(HEADINGS, *ROWS), boss)
    mended = table(
        HEADINGS,
        ROWS[0].replace("Empty racks", "Empty rooms"),
        ROWS[1].replace("40%", "60%").replace("Bo Cee", "Di Eff"),
        ROWS[2],
    )

    found = preview(mended, guess(mended), DRAFTS, by=boss, at=AT)
    bring_in(mended, boss, at=LATER)

    assert [str(row.kind) for row in found.rows] == ["changed", "changed", "same"]
    differences = [one for row in found.rows for one in row.differences]
    assert {(one.field, one.before, one.after) for one in differences} == {
        ("measure", "Empty racks", "Empty rooms"),
        ("status", "40%", "60%"),
        ("owner", "Bo Cee", "Di Eff"),
    }
    assert differences[0].runs == (("Empty ", False), ("rooms", True))
    changed = Objective.objects.get(title="Write it down")
    assert (changed.percent, changed.owner.name) == (60, "Di Eff")
    assert [one.text for one in changed.status_updates.all()] == ["60%"]
    entry = Change.objects.of(changed).first()
    assert (entry.action, entry.fields["status"]) == ("changed", ["40%", "60%"])


def test_what_was_edited_here_since_is_a_conflict_and_stays(boss, alpha):
    bring_in(table(HEADINGS, *ROWS), boss)
    row = Objective.objects.get(title="Move out")
    row.change({"measure": "Empty halls"}, was=None, by=boss, at=LATER)

    again = kinds(table(HEADINGS, *ROWS), boss)
    other = table(HEADINGS, ROWS[0].replace("racks", "rooms").replace("done", "50%"))
    bring_in(other, boss, at=LATER)

    assert again == ["same", "same", "same"]
    assert kinds(other, boss)[0] == "conflict"
    row.refresh_from_db()
    assert (row.measure, row.status) == ("Empty halls", "50%")


def test_without_its_repair_a_long_text_is_refused_in_its_row(boss, alpha):
    found = table("Team | Quarter | Objective", f"Alpha | Q2 2014-15 | {'word ' * 300}")
    off = replace(DRAFTS, off=("long",))

    (row,) = preview(found, guess(found), off, by=boss, at=AT).rows

    assert kinds(found, boss) == ["new"]
    assert (str(row.kind), [one.field for one in row.errors]) == ("refused", ["title"])


def edited_here(boss):
    """An objective that was imported, then edited, and a file that says otherwise."""
    bring_in(table(HEADINGS, *ROWS), boss)
    row = Objective.objects.get(title="Move out")
    row.change({"measure": "Empty halls", "owner": None}, was=None, by=boss, at=LATER)
    words = ROWS[0].replace("racks", "rooms").replace("Ann Bee", "New Name")
    other = table(HEADINGS, words)
    (found,) = preview(other, guess(other), DRAFTS, by=boss, at=AT).conflicts
    return row, other, replace(DRAFTS, taken=(found.stand,))


def test_what_was_edited_here_gives_way_to_the_file_where_one_says_so(boss, alpha):
    row, other, taken = edited_here(boss)

    outcome, _ = bring_in(other, boss, taken, at=LATER)

    row.refresh_from_db()
    assert (row.measure, row.owner.name) == ("Empty rooms", "New Name")
    assert (outcome.counts["changed"], outcome.counts["conflict"]) == (1, 0)
    assert kinds(other, boss)[0] == "same"


def test_an_edit_that_nobody_saw_in_the_preview_stays(boss, alpha):
    row, other, taken = edited_here(boss)
    row.change({"measure": "Full halls"}, was=None, by=boss, at=LATER)

    outcome, _ = bring_in(other, boss, taken, at=LATER)

    row.refresh_from_db()
    assert (row.measure, row.owner) == ("Full halls", None)
    assert outcome.counts["conflict"] == 1
    assert not Member.objects.filter(name="New Name").exists()


def test_a_row_that_is_gone_from_the_file_is_said_and_stays(boss, alpha):
    bring_in(table(HEADINGS, *ROWS), boss)
    make_objective(Plan.objects.first(), "Added by hand")

    found = table(HEADINGS, ROWS[0], ROWS[2])

    assert kinds(found, boss) == ["same", "same", "gone"]
    bring_in(found, boss)
    assert Objective.objects.count() == 4


def test_equal_titles_are_told_apart_by_their_place(boss, alpha):
    twice = table(HEADINGS, *[ROWS[0].replace("Empty racks", str(n)) for n in range(3)])
    bring_in(twice, boss)

    assert Objective.objects.filter(title="Move out").count() == 3
    assert kinds(twice, boss) == ["same"] * 3


def test_a_row_that_was_refused_takes_no_others_place(boss, alpha):
    rows = [ROWS[0].replace("Move out", ""), ROWS[0]]
    found = table(f"{HEADINGS} | Key", *(f"{row} | OPS-1" for row in rows))
    bring_in(found, boss)

    assert kinds(found, boss) == ["refused", "same"]


def test_a_reference_finds_a_row_under_another_title(boss, alpha):
    bring_in(table("Team | Quarter | Key | Goal", "Alpha | FY15-Q3 | OPS-1 | Go"), boss)
    other = table("Team | Quarter | Key | Goal", "Alpha | FY15-Q3 | OPS-1 | Go now")

    bring_in(other, boss, at=LATER)

    assert Objective.objects.get().title == "Go now"


def test_a_lead_brings_in_rows_of_their_own_team_alone(boss, alpha):
    lead = make_lead(alpha)
    make_team("Hidden")
    rows = [ROWS[0], ROWS[0].replace("Alpha", "Hidden"), ROWS[0].replace("Alpha", "No")]

    found = preview(table(HEADINGS, *rows), guess(table(HEADINGS, *rows)), DRAFTS,
                    by=lead, at=AT)  # fmt: skip

    assert [str(row.kind) for row in found.rows] == ["new", "refused", "refused"]
    assert found.rows[1].why == "You do not lead Hidden."
    assert found.rows[2].why.startswith("You lead no team called “No”.")


def test_a_lead_has_a_group_of_their_team_created(alpha):
    lead, beta = make_lead(alpha), make_team("Beta")
    names = ("Labs", "Alpha / Labs", "Beta / Docs")
    found = table(HEADINGS, *(ROWS[0].replace("Alpha", name) for name in names))
    chosen = {"labs": alpha, "alpha labs": alpha, "beta docs": beta}
    teams = {name: f"new:{team.pk}" for name, team in chosen.items()}

    bring_in(found, lead, replace(DRAFTS, teams=teams))

    group = Team.objects.get(name="Labs")
    assert (group.parent, group.position) == (alpha, 1)
    assert Objective.objects.in_plans(group.plans.all()).count() == 2
    assert not beta.groups.exists()


def test_a_team_that_one_may_not_see_is_like_none(alpha):
    make_organization(readers="team")
    lead = make_lead(alpha)
    make_team("Hidden")
    rows = [ROWS[0].replace("Alpha", "Hidden"), ROWS[0].replace("Alpha", "No")]
    found = table(HEADINGS, *rows)

    said = [row.why for row in
            preview(found, guess(found), DRAFTS, by=lead, at=AT).rows]  # fmt: skip

    assert said[0].startswith("You lead no team called “Hidden”.")
    assert said[1] == said[0].replace("Hidden", "No")


def test_an_administrator_makes_teams_of_their_names(boss):
    rows = [
        ROWS[0],
        ROWS[1].replace("Alpha", " /alpha/ "),
        ROWS[0].replace("Alpha", "فريق"),
    ]

    bring_in(table(HEADINGS, *rows), boss)

    assert [team.name for team in Team.objects.order_by("pk")] == ["Alpha", "فريق"]


def test_a_new_group_belongs_to_its_team(boss, alpha):
    rows = [ROWS[0].replace("Alpha", "Alpha › Labs")]

    bring_in(table(HEADINGS, *rows), boss)

    assert str(Team.objects.get(name="Labs").parent) == "Alpha"
    assert kinds(table(HEADINGS, *rows), boss) == ["same"]


def test_a_closed_quarter_takes_nothing_else(boss, alpha):
    bring_in(table(HEADINGS, *ROWS), boss)
    Plan.objects.update(state="closed")

    found = table(HEADINGS, ROWS[0], ROWS[1].replace("40%", "50%"), ROWS[2])

    assert kinds(found, boss) == ["same", "refused", "same"]


def test_an_old_quarter_comes_in_closed_at_a_time_that_nobody_knows(boss, alpha):
    rows = [ROWS[0], ROWS[1].replace("40%", "Moved to Q3"), ROWS[2]]
    at = datetime.datetime(2015, 2, 1, tzinfo=datetime.UTC)

    bring_in(table(HEADINGS, *rows), boss, Choices(), at=at)

    old, new = Plan.objects.order_by("quarter__first_day")
    assert (old.state, old.committed_at, old.closed_at) == ("closed", None, None)
    assert new.state == "draft"
    moved = Objective.objects.get(title="Write it down")
    assert (moved.deferred_to, moved.state) == ("Q3", "deferred")
    assert moved.commitment.at is None


def test_a_quarter_with_open_answers_stays_committed(boss, alpha):
    at = datetime.datetime(2015, 2, 1, tzinfo=datetime.UTC)

    outcome, _ = bring_in(table(HEADINGS, *ROWS), boss, Choices(), at=at)

    assert Plan.objects.get(quarter__number=2).state == "committed"
    assert outcome.notes == [
        "Alpha Q2 2014-15 stays committed. Unfinished objectives without an answer: 1. "
        "Carry over, defer or drop each one."
    ]


def test_what_was_said_and_what_it_is_now_come_in_together(boss, alpha):
    found = table(
        "Team | Quarter | Goal | ETA | Original ETA | Status",
        "Alpha | FY15-Q3 | Go | 2015-03-01 | 2015-01-31 | 10%",
    )

    bring_in(found, boss, Choices(states={"2014-15-q3": "committed"}))

    row = Objective.objects.get()
    assert (row.eta, row.commitment.eta) == ("2015-03-01", "2015-01-31")
    assert (row.commitment.status, row.commitment.title) == ("", "Go")


def test_a_state_that_was_chosen_counts(boss, alpha):
    states = {"40%": "at_risk"}
    choices = Choices(statuses=states, states=DRAFTS.states)

    bring_in(table(HEADINGS, *ROWS), boss, choices)

    row = Objective.objects.get(title="Write it down")
    assert (row.chosen_state, row.state) == ("at_risk", "at_risk")
    assert kinds(table(HEADINGS, *ROWS), boss, choices) == ["same"] * 3


def test_a_quarter_that_is_not_stored_yet_is_opened(boss, alpha):
    bring_in(table(HEADINGS, ROWS[2]), boss)

    assert Quarter.objects.get().slug == "2014-15-q3"
