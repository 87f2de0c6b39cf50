"""What is due for whom: the days are those of the quarter from October 2014 on."""

from datetime import date, timedelta

import pytest

from objectives.models import Cadence, Member, Plan, Team, WeeklyMessage
from objectives.models.organization import Readers
from objectives.permissions import teams_led_in_person
from objectives.reminders.people import people_of
from objectives.reminders.todo import MISSED, todo_for, todo_of
from tests.makers import (
    AT,
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
COMMITTED = AT - timedelta(days=70)
NOW = COMMITTED + timedelta(days=40)


@pytest.fixture
def ops(db):
    make_organization(Readers.TEAM)
    return make_team("Ops")


def make_owner(team, name="ada"):
    return make_user(name, team=team, email=f"{name}@example.org")


def owned(team, user=None, said=None, **fields):
    """An objective with a status of so many days before now."""
    plan, _ = Plan.objects.get_or_create(
        team=team,
        quarter=fields.pop("quarter", None) or make_plan(make_team()).quarter,
        defaults={"state": Plan.State.COMMITTED, "committed_at": COMMITTED},
    )
    owner = user and user.memberships.get()
    row = make_objective(plan, owner=owner, eta="2100-01-01", **fields)
    if said is not None:
        row.update_status("Going on", by=user, at=NOW - timedelta(days=said))
    return row


def texts(user, *, at=NOW):
    return [task.text for one in todo_for(user, at=at) for task in one.tasks]


CHECK = "Check in on 1 objective"
SEE = "See 1 objective of others without a recent status"


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        (Cadence.WEEKLY, 7),
        (Cadence.FORTNIGHTLY, 14),
        (Cadence.MONTHLY, 28),
        (Cadence.OFF, 14),
    ],
)
def test_a_status_is_old_at_the_pace_of_its_team(ops, cadence, days):
    Team.objects.update(cadence=cadence)
    ada, ben = make_owner(ops), make_owner(ops, "ben")
    owned(ops, ada, said=days)
    owned(ops, ben, said=days - 1)

    assert texts(ada) == [CHECK]
    assert texts(ben) == []


@pytest.mark.parametrize(
    "fields", [{"status": "Done"}, {"deferred_to": "2016"}, {"chosen_state": "missed"}]
)
def test_what_is_over_needs_no_status(ops, fields):
    ada = make_owner(ops)
    owned(ops, ada, **fields)

    assert texts(ada) == []


def test_leads_hear_of_others_only_after_a_week_of_grace(ops):
    lead = make_lead(ops, "lead", email="lead@example.org")
    ada = make_owner(ops)
    owned(ops, ada, said=20)

    assert texts(lead) == []
    assert texts(lead, at=NOW + timedelta(days=1)) == [SEE]


def test_who_was_away_has_another_week(ops):
    lead = make_lead(ops, "lead", email="lead@example.org")
    ada = make_owner(ops)
    owned(ops, ada, said=30)
    times = dict.fromkeys(("starts_at", "ends_at", "changes_since"), NOW)
    week = WeeklyMessage.objects.create(user=ada, week=NOW.date(), **times)
    assert texts(lead) == [SEE]

    week.say_away(at=NOW)

    assert texts(lead) == []
    assert texts(ada) == [CHECK]
    assert texts(lead, at=NOW + timedelta(days=8)) == [SEE]


@pytest.mark.parametrize(
    "lack",
    [
        {"user__email": ""},
        {"user__is_active": False},
        {"left_on": date(2014, 11, 5)},
        {"user": None},
    ],
)
def test_leads_are_asked_for_those_whom_no_message_reaches(ops, lack):
    lead = make_lead(ops, "lead", email="lead@example.org")
    ada = make_owner(ops)
    owned(ops, ada, said=14)
    for name, value in lack.items():
        of_user = name.startswith("user__")
        row = ada if of_user else ada.memberships.get()
        setattr(row, name.removeprefix("user__"), value)
        row.save()

    assert texts(lead) == [CHECK]


def test_nothing_is_due_in_a_team_that_one_may_no_longer_read(ops):
    ada = make_owner(ops)
    owned(ops, ada)
    assert texts(ada) == [CHECK]

    Member.objects.filter(user=ada).update(left_on=date(2014, 11, 5))

    assert texts(ada) == []


def test_many_are_told_the_same_as_each_alone(ops, django_assert_num_queries):
    group, other = make_team("Group", ops), make_team("Other")
    people = [make_lead(ops, "lead"), make_owner(ops), make_owner(group, "ben")]
    people += [make_owner(other, "eve"), make_user("boss", is_staff=True)]
    for team, user in ((ops, people[1]), (group, people[2]), (other, people[3])):
        owned(team, user)

    alone = {user.pk: todo_for(user, at=NOW) for user in people}
    with django_assert_num_queries(8):
        found = people_of(people, at=NOW)
        together = todo_of(found, at=NOW)

    assert {pk: str(them) for pk, them in together.items()} == {
        pk: str(them) for pk, them in alone.items() if them
    }
    for one in found:
        led = teams_led_in_person(one.user).values_list("pk", flat=True)
        seen = Team.objects.visible_to(one.user)
        assert one.led == set(led)
        assert [*filter(one.may_read, Team.objects.all())] == [*seen]


def test_a_list_names_the_objectives_of_others(ops):
    lead = make_lead(ops, "lead", email="lead@example.org")
    row = owned(ops, make_owner(ops), said=30, title="Move out")

    ((task,),) = [one.tasks for one in todo_for(lead, at=NOW)]

    assert (task.kind, task.rows) == (MISSED, (row,))
