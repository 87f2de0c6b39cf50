import io

import pytest
from django.core.management import CommandError, call_command

from objectives.models import (
    CarryOver,
    Change,
    Commitment,
    Member,
    Objective,
    Organization,
    Plan,
    Quarter,
    StatusUpdate,
    Tag,
    Tagging,
    Team,
)
from objectives.parsing.tags import folded_tag, tags_in
from objectives.sample import rows
from reviews.models import Review
from tests.makers import make_organization, make_team

pytestmark = pytest.mark.django_db


def make(**sizes):
    said = io.StringIO()
    sizes = {"teams": 5, "quarters": 6, "objectives": 4} | sizes
    call_command("make_sample_data", **sizes, stdout=said)
    return said.getvalue()


def words(queryset):
    return list(queryset.order_by("pk").values_list("title", "eta", "status", "state"))


def test_the_requested_numbers_are_made():
    said = make()

    assert said.startswith("Created 120 objectives of 5 made-up teams in ")
    assert Organization.objects.get().name.endswith("(made up)")
    assert Team.objects.count() == 5
    assert Quarter.objects.count() == 6
    assert Plan.objects.count() == 30
    assert Objective.objects.count() == 120
    assert Member.objects.count() == 20


def test_the_rows_are_the_same_as_saved_ones():
    make()

    for row in Objective.objects.select_related("plan__quarter"):
        stored = {name: getattr(row, name) for name in rows.DERIVED}
        row.read_texts()
        assert stored == {name: getattr(row, name) for name in rows.DERIVED}
        assert row.quarter_rank == row.plan.quarter_rank == row.plan.quarter.rank
        row.clean_fields()
        row.validate_constraints()


def test_there_is_something_of_every_kind():
    make(teams=8, objectives=12)

    assert set(Plan.objects.values_list("state", flat=True)) == set(Plan.State.values)
    assert len(set(Objective.objects.values_list("state", flat=True))) == 8
    assert Team.objects.exclude(parent=None).exists()
    assert Member.objects.filter(is_lead=True).count() == 8
    assert Objective.objects.filter(owner=None).exists()
    assert Commitment.objects.exists()
    assert StatusUpdate.objects.exists()
    assert Objective.objects.exclude(deferred_to="").exists()
    assert Objective.objects.exclude(dropped_reason="").exists()


def test_objectives_have_the_tags_that_they_name():
    make()

    links = Tagging.objects.order_by("pk").values_list("objective", "tag__name")
    named = [
        (pk, name)
        for pk, tags in Objective.objects.order_by("pk").values_list("pk", "tags")
        for name in tags_in(tags)
    ]
    assert list(links) == named
    assert all(tag.folded == folded_tag(tag.name) for tag in Tag.objects.all())


def test_carry_overs_lead_to_the_next_quarter_of_the_same_team():
    make()

    links = CarryOver.objects.select_related("predecessor__plan__quarter")
    assert len(links) > 10
    for link in links:
        before, after = link.predecessor, link.successor
        assert before.plan.quarter.following().first_day == after.plan.quarter.first_day
        assert (before.plan.team_id, before.title) == (after.plan.team_id, after.title)
        assert before.lineage == after.lineage
        assert not before.is_finished
    # Some objectives took more than one quarter.
    assert CarryOver.objects.filter(predecessor__carried_from__isnull=False).exists()


def test_the_same_arguments_give_the_same_rows():
    make()
    before = words(Objective.objects)

    make()

    assert words(Objective.objects) == before


def test_a_run_is_in_the_audit_trail():
    make()

    entry = Change.objects.first()
    assert entry.action == "filled with made-up data"
    assert entry.fields == {
        "rows": ["", "manage.py make_sample_data --teams=5 --quarters=6 --objectives=4"]
    }


@pytest.mark.parametrize("stands_there", [make_organization, make_team])
def test_a_database_with_other_data_is_left_alone(stands_there):
    stands_there()

    with pytest.raises(CommandError, match="The database already has data"):
        make()

    assert Objective.objects.count() == 0


def test_sample_data_with_added_rows_is_left_alone():
    make()
    make_team("Real")

    with pytest.raises(CommandError, match="The database already has data"):
        make()


def test_sample_data_that_other_rows_refer_to_is_left_alone():
    make()
    team, quarter = Team.objects.first(), Quarter.objects.first()
    Review.objects.create(team=team, quarter=quarter)

    with pytest.raises(CommandError, match="Other data depends on the sample"):
        make()

    assert Objective.objects.count() == 120


@pytest.mark.parametrize(
    ("name", "number"), [("teams", 0), ("quarters", -1), ("objectives", 1001)]
)
def test_sizes_have_limits(name, number):
    with pytest.raises(CommandError, match=f"--{name} must be from"):
        make(**{name: number})
