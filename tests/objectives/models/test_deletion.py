import datetime
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from objectives.models import (
    Change,
    Deletion,
    Member,
    Objective,
    Plan,
    Project,
    StatusUpdate,
)
from objectives.models.deletion import UNDO_DAYS
from objectives.models.history import AuditedModel
from tests.makers import AT, LATER, make_objective, make_plan, make_team, make_user
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
TOO_LATE = AT + datetime.timedelta(days=UNDO_DAYS)


def codes_of(verb, **names):
    with pytest.raises(ValidationError) as refusal:
        verb(**names)
    by_field = getattr(refusal.value, "error_dict", None) or {
        "": refusal.value.error_list
    }
    return {error.code for errors in by_field.values() for error in errors}


def test_an_objective_is_restored_in_full():
    plan = make_plan()
    owner = Member.objects.create(team=plan.team, name="Ada")
    objective = make_objective(
        plan,
        "Encrypt",
        owner=owner,
        eta="2015-02-30",
        chosen_eta_day=datetime.date(2014, 12, 31),
        is_tentative=True,
        position=7,
    )
    before = Objective.objects.values().get()

    deletion = objective.delete(by=None, at=AT)
    restored = deletion.restore(by=make_user("ada"), at=LATER)

    assert Objective.objects.values().get() == before
    assert restored == Objective.objects.get()
    change = Change.objects.of(restored).get(action="restored")
    assert (change.by_name, change.at) == ("ada", LATER)


def test_status_updates_are_restored_with_their_objective():
    objective = make_objective()
    objective.update_status("Started", by=make_user("ada"), at=AT)
    objective.update_status("Done", by=None, at=LATER)
    before = list(StatusUpdate.objects.values())

    deletion = objective.delete(by=None, at=LATER)
    assert StatusUpdate.objects.count() == 0
    deletion.restore(by=None, at=LATER)

    assert list(StatusUpdate.objects.values()) == before


def test_links_from_displacing_work_are_restored():
    objective = make_objective()
    project = Project.objects.create(
        team=objective.plan.team,
        quarter=objective.plan.quarter,
        text="Moved out",
        displaced=objective,
    )

    deletion = objective.delete(by=None, at=AT)
    project.refresh_from_db()
    assert project.displaced is None
    deletion.restore(by=None, at=LATER)

    project.refresh_from_db()
    assert project.displaced == Objective.objects.get()


def test_an_owner_deleted_meanwhile_is_left_out():
    plan = make_plan()
    owner = Member.objects.create(team=plan.team, name="Ada")
    deletion = make_objective(plan, owner=owner).delete(by=None, at=AT)
    owner.delete()

    deletion.restore(by=None, at=LATER)

    assert Objective.objects.get().owner is None


def test_nothing_is_restored_to_a_plan_closed_meanwhile():
    objective = make_objective()
    deletion = objective.delete(by=None, at=AT)
    Plan.objects.update(state="closed")

    assert codes_of(deletion.restore, by=None, at=LATER) == {"closed"}
    assert Objective.objects.count() == 0
    assert Deletion.objects.get().restored_at is None


def test_a_deletion_can_be_undone_once():
    deletion = make_objective().delete(by=None, at=AT)
    stale = Deletion.objects.get()
    deletion.restore(by=None, at=LATER)

    assert codes_of(stale.restore, by=None, at=LATER) == {"restored"}
    assert Objective.objects.count() == 1


@pytest.mark.parametrize(
    ("at", "is_final"),
    [(TOO_LATE, True), (TOO_LATE - datetime.timedelta(seconds=1), False)],
)
def test_a_deletion_is_final_after_thirty_days(at, is_final):
    deletion = make_objective().delete(by=None, at=AT)

    if is_final:
        assert codes_of(deletion.restore, by=None, at=at) == {"final"}
    else:
        deletion.restore(by=None, at=at)
    assert Objective.objects.count() == (not is_final)
    assert Deletion.objects.undoable(at).count() == 0


def test_the_next_deletion_removes_final_ones():
    make_objective().delete(by=None, at=AT)

    kept = make_objective().delete(by=None, at=TOO_LATE)

    assert list(Deletion.objects.all()) == [kept]


def test_a_deletion_belongs_to_the_team_and_names_its_author():
    objective, ada = make_objective(title="Encrypt"), make_user("ada")

    deletion = objective.delete(by=ada, at=AT)

    assert deletion.team == objective.plan.team
    assert (deletion.by, deletion.by_name, str(deletion)) == (ada, "ada", "Encrypt")


def test_a_group_is_restored_with_its_people():
    group = make_team("Part", make_team("Whole"))
    make_user("ada", team=group)

    deletion = group.delete(by=None, at=AT)
    back = deletion.restore(by=None, at=LATER)

    assert back.members.get().name == "ada"


def test_every_restored_row_is_logged_with_its_values():
    group = make_team("Part", make_team("Whole"))
    member = Member.objects.create(team=group, name="Ada", role="Engineer")

    group.delete(by=None, at=AT).restore(by=make_user("ada"), at=LATER)

    back = Change.objects.filter(action="restored")
    assert {(entry.noun, entry.by_name, entry.at) for entry in back} == {
        ("objectives.team", "ada", LATER),
        ("objectives.member", "ada", LATER),
    }
    fields = Change.objects.of(member).get(action="restored").fields
    assert (fields["team"], fields["role"]) == (["", "Part"], ["", "Engineer"])


def test_a_restored_link_is_logged():
    plan = make_plan()
    owner = Member.objects.create(team=plan.team, name="Ada")
    kept, given = make_objective(plan, owner=owner), make_objective(plan, owner=owner)
    # As before people could leave: who owned something was deleted too.
    deletion = AuditedModel.delete(owner, by=None, at=AT)
    other = Member.objects.create(team=plan.team, name="Bob")
    Objective.objects.filter(pk=given.pk).update(owner=other)

    deletion.restore(by=make_user("ada"), at=LATER)

    entry = Change.objects.of(kept).get(action="changed", at=LATER)
    assert (entry.fields, entry.by_name) == ({"owner": ["", "Ada"]}, "ada")
    assert not Change.objects.of(given).filter(at=LATER).exists()
    given.refresh_from_db()
    assert given.owner == other


def test_restored_people_of_a_group_own_their_objectives_again():
    whole = make_team()
    group = make_team(parent=whole)
    # So that the keys of people differ from those of groups.
    whole.members.create(name="Zoe")
    owners = [group.members.create(name=name) for name in ("Ada", "Bob")]
    plan = make_plan(whole)
    rows = [make_objective(plan, owner=owner) for owner in owners]

    AuditedModel.delete(group, by=None, at=AT).restore(by=None, at=LATER)

    for row, owner in zip(rows, owners, strict=True):
        row.refresh_from_db()
        assert row.owner == owner


def test_an_objective_is_restored_with_an_owner_who_changed_teams():
    plan = make_plan()
    owner = Member.objects.create(team=plan.team, name="Ada")
    deletion = make_objective(plan, owner=owner).delete(by=None, at=AT)
    owner.change({"team": make_team()}, was=None, by=None, at=AT)

    assert deletion.restore(by=None, at=LATER).owner == owner


def unplanned(plan):
    return Project.objects.create(team=plan.team, quarter=plan.quarter, text="Moved")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make", [make_objective, unplanned])
def test_restoring_waits_for_a_plan_that_is_being_closed(make):
    plan = make_plan(state="committed")
    deletion = make(plan).delete(by=None, at=AT)

    def restore():
        try:
            return codes_of(deletion.restore, by=None, at=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            plan.close(by=None, at=LATER)
            outcome = pool.submit(restore)
            wait([outcome], timeout=0.5)
            assert not outcome.done()
        assert outcome.result(timeout=60) == {"closed"}
    assert Deletion.objects.get().restored_at is None


@pytest.mark.django_db(transaction=True)
def test_ten_undos_at_once_restore_once():
    deletion = make_objective().delete(by=None, at=AT)

    def act(_):
        Deletion.objects.get(pk=deletion.pk).restore(by=None, at=LATER)

    assert at_once(act) == ["done"] + ["restored"] * (TIMES - 1)
    assert Objective.objects.count() == 1
