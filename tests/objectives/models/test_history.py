"""How `AuditedModel` guards rows that several people write."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from objectives.models import Change, ConflictError, Objective, StatusUpdate
from tests.makers import AT, LATER, make_objective, make_team, make_user

pytestmark = pytest.mark.django_db


def copies():
    """The same row as two people have read it."""
    return Objective.objects.get(), Objective.objects.get()


def code_of(verb, *arguments, **names):
    with pytest.raises(ValidationError) as refusal:
        verb(*arguments, **names)
    return refusal.value.code


def test_two_stale_copies_can_change_different_fields():
    make_objective(title="Was", measure="Was")
    one, other = copies()

    one.title = "New"
    one.save()
    other.measure = "Newer"
    other.save()

    row = Objective.objects.get()
    assert (row.title, row.measure) == ("New", "Newer")


def test_fields_that_were_not_set_are_neither_saved_nor_logged():
    objective = make_objective(title="Was")
    stale = Objective.objects.get()
    Objective.objects.update(title="Theirs")

    stale.eta = "2014-12-01"
    stale.save(at=LATER)

    assert Objective.objects.get().title == "Theirs"
    change = Change.objects.of(objective).get(action="changed")
    assert list(change.fields) == ["eta", "eta_day", "eta_precision"]


def test_saving_without_changes_is_not_logged():
    objective = make_objective()
    before = Change.objects.of(objective).count()

    Objective.objects.get().save()

    assert Change.objects.of(objective).count() == before


def test_a_field_changed_by_someone_else_is_a_conflict():
    make_objective(measure="Was")
    one, other = copies()
    one.change({"measure": "Theirs"}, was={"measure": "Was"}, by=None, at=AT)

    with pytest.raises(ConflictError) as conflict:
        other.change({"measure": "Mine"}, was={"measure": "Was"}, by=None, at=AT)

    assert conflict.value.code == "conflict"
    assert conflict.value.theirs == {"measure": "Theirs"}
    assert Objective.objects.get().measure == "Theirs"


def test_one_conflict_refuses_all_fields():
    make_objective(measure="Was")
    one, other = copies()
    one.change({"measure": "Theirs"}, was={"measure": "Was"}, by=None, at=AT)

    with pytest.raises(ConflictError):
        other.change(
            {"measure": "Mine", "dependency": "Money"},
            was={"measure": "Was", "dependency": ""},
            by=None,
            at=AT,
        )

    assert Objective.objects.get().dependency == ""


@pytest.mark.parametrize("mine", ["Theirs", " Theirs\n"])
def test_two_equal_changes_do_not_conflict(mine):
    make_objective(measure="Was")
    one, other = copies()
    one.change({"measure": "Theirs"}, was={"measure": "Was"}, by=None, at=AT)

    other.change({"measure": mine}, was={"measure": "Was"}, by=None, at=AT)

    assert Objective.objects.get().measure.strip() == "Theirs"


def test_without_the_old_values_nothing_is_guarded():
    make_objective(measure="Was")
    one, other = copies()
    one.change({"measure": "Theirs"}, was={"measure": "Was"}, by=None, at=AT)

    other.change({"measure": "Mine"}, was=None, by=None, at=AT)

    assert Objective.objects.get().measure == "Mine"


def test_a_deleted_row_cannot_be_changed():
    objective = make_objective()
    stale = Objective.objects.get()
    objective.delete()

    assert code_of(stale.change, {"eta": "x"}, was=None, by=None, at=AT) == "gone"
    assert Objective.objects.count() == 0


def test_a_change_is_logged_with_its_author():
    objective, ada = make_objective(), make_user("ada")

    objective.change({"eta": "2014-12-01"}, was={"eta": ""}, by=ada, at=LATER)

    change = Change.objects.of(objective).get(action="changed")
    assert (change.by, change.at, change.fields["eta"]) == (
        ada,
        LATER,
        ["", "2014-12-01"],
    )


def test_the_guard_holds_for_every_record():
    team = make_team("Whole")
    stale = type(team).objects.get()
    team.change({"headcount": 3}, was={"headcount": None}, by=None, at=AT)

    assert (
        code_of(stale.change, {"headcount": 4}, was={"headcount": None}, by=None, at=AT)
        == "conflict"
    )


# Objectives


def test_a_new_status_is_appended_to_the_timeline():
    objective = make_objective()

    objective.change({"status": "Started"}, was={"status": ""}, by=None, at=AT)
    objective.change({"eta": "soon"}, was={"eta": ""}, by=None, at=AT)

    assert [update.text for update in StatusUpdate.objects.all()] == ["Started"]


@pytest.mark.parametrize(
    ("text", "chosen", "value"),
    [
        ("eta", "chosen_eta_day", datetime.date(2014, 12, 31)),
        ("status", "chosen_state", "stalled"),
    ],
)
def test_a_new_text_clears_the_chosen_value(text, chosen, value):
    objective = make_objective(**{text: "quux", chosen: value})

    objective.change({text: "quuux"}, was={text: "quux"}, by=None, at=AT)

    assert not getattr(Objective.objects.get(), chosen)


def test_a_value_chosen_with_a_new_text_stays():
    objective = make_objective()

    objective.change(
        {"status": "quux", "chosen_state": "at_risk"},
        was={"status": "", "chosen_state": ""},
        by=None,
        at=AT,
    )

    assert Objective.objects.get().state == "at_risk"
