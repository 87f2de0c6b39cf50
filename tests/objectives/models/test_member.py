import pytest

from objectives.models import Member, Objective
from tests.makers import AT, LATER, make_objective, make_plan, make_team
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def write(objective):
    """Edit an objective as a lead does: its text, then its position."""
    for number in range(3):
        words = {"measure": f"Changed {number}"}
        objective.change(words, was=None, by=None, at=LATER)
        objective.move(by=None, at=LATER)


@pytest.mark.parametrize("going", ["person", "group"])
def test_a_person_can_be_deleted_while_their_objectives_are_edited(going):
    whole = make_team()
    group = make_team(parent=whole)
    plans = [make_plan(whole), make_plan(make_team(parent=whole))]
    ada = group.members.create(name="Ada")
    owned = [make_objective(plans[n % 2], owner=ada) for n in range(TIMES - 1)]
    leaver = ada if going == "person" else group
    rows = iter([leaver, *owned])

    def act(between):
        row = next(rows)
        between.wait()
        if row is leaver:
            row.delete(by=None, at=AT)
        else:
            write(row)

    assert at_once(act) == ["done"] * TIMES
    assert Member.objects.count() == 0
    assert Objective.objects.filter(owner=None, measure="Changed 2").count() == 9
