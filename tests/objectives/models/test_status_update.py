import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from objectives.models import Objective, StatusUpdate
from objectives.models.organization import Readers
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_organization,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_new_status_is_saved_and_appended():
    ada = make_user("ada")
    objective = make_objective(status="Started")

    update = objective.update_status("At risk (~50%)", by=ada, at=AT)

    objective.refresh_from_db()
    assert (objective.status, objective.state) == ("At risk (~50%)", "at_risk")
    assert (update.text, update.state, update.percent, update.is_about) == (
        *("At risk (~50%)", "at_risk", 50, True),
    )
    assert (update.author, update.author_name, update.at) == (ada, "ada", AT)


def test_a_chosen_state_overrides_the_reading():
    objective = make_objective()

    update = objective.update_status("Done, in a way", by=None, at=AT, state="at_risk")

    assert update.state == objective.state == "at_risk"


def test_the_timeline_has_every_update_newest_first():
    objective = make_objective()
    objective.update_status("Started", by=None, at=AT)
    objective.update_status("Done", by=None, at=LATER)

    assert [row.text for row in objective.status_updates.all()] == ["Done", "Started"]


@pytest.mark.parametrize(
    "act",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: StatusUpdate.objects.update(text="Softer"),
        lambda row: StatusUpdate.objects.all().delete(),
    ],
)
def test_a_status_update_can_be_neither_edited_nor_deleted(act):
    update = make_objective().update_status("Started", by=None, at=AT)
    update.text = "Softer"

    with pytest.raises(ValidationError) as refusal:
        act(update)

    assert refusal.value.code == "append_only"
    assert StatusUpdate.objects.get().text == "Started"


def test_the_name_of_a_deleted_author_stays():
    ada = make_user("ada")
    make_objective().update_status("Started", by=ada, at=AT)

    ada.delete()

    update = StatusUpdate.objects.get()
    assert (update.author, update.author_name) == (None, "ada")


def test_a_failed_update_saves_nothing(monkeypatch):
    objective = make_objective(status="Started")

    def refuse(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(StatusUpdate, "save", refuse)
    with pytest.raises(RuntimeError):
        objective.update_status("Done", by=None, at=AT)

    assert Objective.objects.get().status == "Started"


def test_updates_are_visible_to_people_who_see_the_team():
    make_organization(Readers.TEAM)
    objective = make_objective()
    objective.update_status("Started", by=None, at=AT)
    member = make_user(team=objective.plan.team)

    assert StatusUpdate.objects.visible_to(member).count() == 1
    assert StatusUpdate.objects.visible_to(AnonymousUser()).count() == 0


def test_the_same_words_in_another_state_are_another_update():
    objective = make_objective()
    ada = make_user("ada")

    for state in ("", "at_risk", "at_risk"):
        objective.update_status("slow", state=state, by=ada, at=AT, after=0)

    said = objective.status_updates.order_by("pk").values_list("state", flat=True)
    assert list(said) == ["", "at_risk"]
