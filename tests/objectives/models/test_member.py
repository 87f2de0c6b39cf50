import datetime

import pytest
from django.core.exceptions import ValidationError

from objectives.models import Member, Objective
from objectives.permissions import may_add_work, may_check_in, may_lead, may_report
from reviews.models import Ask, Minute
from reviews.snapshot.reader import read_people
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_team,
    make_user,
)
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db

BEFORE_Q3 = datetime.date(2014, 12, 31)
IN_Q3 = datetime.date(2015, 1, 1)


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def ada(team):
    return Member.objects.create(team=team, name="Ada")


@pytest.fixture
def q3():
    return make_quarter(IN_Q3)


def kept(row):
    with pytest.raises(ValidationError) as refusal:
        row.delete(by=None, at=AT)
    return refusal.value.code, refusal.value.params["what"]


def test_who_owns_an_objective_is_not_deleted(team, ada):
    objective = make_objective(make_plan(team), owner=ada)

    assert kept(ada) == ("kept", "objectives")
    objective.refresh_from_db()
    assert objective.owner == ada


def test_who_owned_an_objective_once_is_not_deleted(team, ada):
    objective = make_objective(make_plan(team))
    objective.change({"owner": ada}, was=None, by=None, at=AT)
    objective.change({"owner": None}, was=None, by=None, at=AT)
    ada.change({"name": "Ada Lovelace"}, was=None, by=None, at=LATER)

    assert kept(ada) == ("kept", "objectives")


def test_the_owner_of_a_groups_objective_is_not_deleted_with_the_team(ada):
    whole = ada.team
    group = make_team(parent=whole)
    bob = group.members.create(name="Bob")
    make_objective(make_plan(whole), owner=bob)

    assert kept(group) == ("kept", "objectives")


def test_whom_reviews_name_is_not_deleted(team, ada):
    review = make_review(team)
    review.change({"presenters": "Grace and ada"}, was=None, by=None, at=AT)
    review.change({"presenters": "Grace"}, was=None, by=None, at=AT)
    Ask.objects.create(review=review, text="More people", owner="Ada")
    ada.user = make_user("ada")
    ada.save()
    Minute.objects.create(review=review, text="Agreed", by=ada.user, at=AT)

    assert kept(ada) == ("kept", "asks, presenters of reviews and minutes")


def test_a_name_within_another_one_keeps_nobody(team):
    review = make_review(team)
    review.change({"presenters": "Alice"}, was=None, by=None, at=AT)
    al = Member.objects.create(team=team, name="Al")

    al.delete(by=None, at=AT)

    assert not Member.objects.exists()


def test_who_left_is_no_owner_of_quarters_that_begin_later(team, ada, q3):
    ada.change({"left_on": BEFORE_Q3}, was=None, by=None, at=AT)
    before, after = make_plan(team), make_plan(team, q3)

    assert make_objective(before, owner=ada).owner == ada
    with pytest.raises(ValidationError) as refusal:
        make_objective(after, owner=ada)

    assert refusal.value.error_dict["owner"][0].code == "left"
    fit = Member.objects.fit_to_own(team, since=q3.first_day)
    assert not fit.exists()


def test_who_left_stays_the_owner_but_not_of_what_is_carried_over(team, ada, q3):
    plan = make_plan(team, state="committed")
    objective = make_objective(plan, owner=ada)
    ada.change({"left_on": BEFORE_Q3}, was=None, by=None, at=AT)

    there = objective.carry_over(q3, by=None, at=AT)

    assert there.owner is None
    objective.refresh_from_db()
    objective.change({"measure": "All of them"}, was=None, by=None, at=LATER)
    assert objective.owner == ada


def test_a_team_slide_shows_who_was_there_in_the_quarter(team, q3):
    for name, joined_on, left_on in (
        ("always", None, None),
        ("early", None, BEFORE_Q3),
        ("late", IN_Q3, None),
        ("passing", IN_Q3, IN_Q3),
    ):
        days = {"joined_on": joined_on, "left_on": left_on}
        team.members.create(name=name, **days)

    def shown(quarter):
        return {person.name for person in read_people(None, team, quarter)}

    assert shown(make_quarter()) == {"always", "early"}
    assert shown(q3) == {"always", "late", "passing"}


def test_who_left_may_no_longer_do_what_members_may(team, q3):
    make_organization("team")
    user = make_user(team=team)
    user.memberships.update(is_lead=True)
    others = make_objective(make_plan(team, q3))
    may = (may_lead, may_check_in, may_add_work)

    assert all(ask(user, team) for ask in may)
    assert may_report(user, others)
    user.memberships.update(left_on=IN_Q3)
    assert not any(ask(user, team) for ask in may)
    assert not may_report(user, others)
    assert not type(team).objects.visible_to(user).exists()


def write(objective):
    """Edit an objective as a lead does: its text, then its position."""
    for number in range(3):
        words = {"measure": f"Changed {number}"}
        objective.change(words, was=None, by=None, at=LATER)
        objective.move(by=None, at=LATER)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("going", ["person", "group"])
def test_a_deletion_is_refused_while_their_objectives_are_edited(going):
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
            assert kept(row)[0] == "kept"
        else:
            write(row)

    assert at_once(act) == ["done"] * TIMES
    assert Objective.objects.filter(owner=ada, measure="Changed 2").count() == 9
