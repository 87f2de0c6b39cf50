"""One objective goes on as two, two as one, and one in another team."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from objectives.models import CarryOver, Change, Objective
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
Q3, Q4 = datetime.date(2015, 1, 1), datetime.date(2015, 4, 1)


@pytest.fixture
def plan():
    return make_plan(make_team("Ops"), state="committed")


def carry(objective, title="", day=Q3, **options):
    values = {"title": title} if title else {}
    return objective.carry_over(
        make_quarter(day), by=None, at=AT, values=values, **options
    )


def refused(act, *arguments, **options):
    with pytest.raises(ValidationError) as refusal:
        act(*arguments, by=None, at=LATER, **options)
    return refusal.value.code


def lineages(*rows):
    return [Objective.objects.get(pk=row.pk).lineage for row in rows]


def test_an_objective_goes_on_as_two_and_counts_once(plan):
    objective = make_objective(plan, "Encrypt")

    first = carry(objective, "Encrypt links")
    second = carry(objective, "Encrypt disks", also=True)

    assert [link.successor for link in objective.links_on.with_ends()] == [
        first,
        second,
    ]
    counts = Objective.objects.in_plans([plan]).counted_by_state().get()
    assert (counts["count"], counts["carried"], counts["unanswered"]) == (1, 1, 0)
    assert len({*lineages(objective, first, second)}) == 1
    assert Objective.objects.get(pk=objective.pk).successor == first


def test_without_a_word_it_goes_on_only_once(plan):
    objective = make_objective(plan)
    carry(objective)

    assert refused(objective.carry_over, make_quarter(Q3)) == "carried"


def test_two_go_on_as_one_which_continues_both(plan):
    one, two = make_objective(plan, "Links"), make_objective(plan, "Disks")
    there = carry(one, "Encrypt")

    carry(two, successor=there, also=True)

    assert [link.predecessor for link in there.links_back.with_ends()] == [one, two]
    rows = Objective.objects.in_plans([there.plan]).for_deck()
    assert [(row.title, row.quarters_stood) for row in rows] == [("Encrypt", 2)]
    assert not Objective.objects.in_plans([plan]).without_disposition().exists()
    assert len({*lineages(one, two, there)}) == 1


def test_what_was_split_can_be_merged_again(plan):
    objective = make_objective(plan, "Encrypt")
    one, two = carry(objective, "Links"), carry(objective, "Disks", also=True)
    one.plan.commit(by=None, at=AT)
    one, two = Objective.objects.filter(pk__in=[one.pk, two.pk]).order_by("pk")
    there = carry(one, day=Q4)

    carry(two, day=Q4, successor=there, also=True)

    assert len({*lineages(objective, one, two, there)}) == 1
    assert Change.objects.of(objective).filter(action="continued").count() == 0
    assert Change.objects.of(there).filter(action="continued").count() == 1


def test_the_same_two_are_linked_once(plan):
    objective = make_objective(plan)
    there = carry(objective)

    code = refused(objective.carry_over, make_quarter(Q3), successor=there, also=True)

    assert code == "carried"


def test_a_part_is_taken_back_and_the_rest_goes_on(plan):
    objective = make_objective(plan)
    first, second = carry(objective, "One"), carry(objective, "Two", also=True)

    deletion = objective.cut(first, by=None, at=LATER)

    assert deletion.object_pk == first.pk
    fresh = Objective.objects.get(pk=objective.pk)
    assert (fresh.successor, fresh.lineage == second.lineage) == (second, True)
    assert second.predecessor == fresh
    assert objective.cut(second, by=None, at=LATER)
    assert list(Objective.objects.without_disposition()) == [objective]


def test_an_answer_that_is_taken_back_takes_all_parts_back(plan):
    objective = make_objective(plan)
    carry(objective, "One")
    second = carry(objective, "Two", also=True)

    deletion = objective.take_back(by=None, at=LATER)

    assert [row.object_pk for row in deletion.others] == [second.pk]
    assert not CarryOver.objects.exists()
    assert Objective.objects.get() == objective


def test_what_others_go_on_as_too_stays_when_one_is_taken_back(plan):
    one, two = make_objective(plan, "Links"), make_objective(plan, "Disks")
    there = carry(one)
    carry(two, successor=there, also=True)

    assert one.take_back(by=None, at=LATER) is None

    assert Objective.objects.get(pk=there.pk).predecessor == two
    first, second, third = lineages(one, two, there)
    assert (first != third, second == third) == (True, True)


def test_parts_of_a_closed_quarter_are_neither_added_nor_taken_back(plan):
    objective = make_objective(plan)
    there = carry(objective)
    plan.close(by=None, at=AT)

    assert refused(objective.carry_over, make_quarter(Q3), also=True) == "closed"
    assert refused(objective.cut, there) == "closed"


def test_an_objective_is_handed_over_to_another_team_which_accepts_it(plan):
    objective = make_objective(
        plan, "Encrypt", owner=plan.team.members.create(name="A")
    )
    other = make_team("Search")

    there = carry(objective, team=other, is_accepted=False)

    assert (there.plan.team, there.owner, there.plan.is_draft) == (other, None, True)
    link = CarryOver.objects.to_accept().get()
    assert link.is_hand_over
    link.accept(by=make_user("bea"), at=LATER)
    assert not CarryOver.objects.to_accept().exists()
    assert Change.objects.of(link).get(action="accepted").by_name == "bea"
    assert refused(link.accept) == "accepted"


def test_committing_the_plan_accepts_what_is_in_it(plan):
    there = carry(make_objective(plan), team=make_team("Search"), is_accepted=False)

    there.plan.commit(by=None, at=LATER)

    assert CarryOver.objects.get().is_accepted


def test_a_hand_over_is_declined_with_a_reason_and_is_unanswered_again(plan):
    objective = make_objective(plan)
    there = carry(objective, team=make_team("Search"), is_accepted=False)
    link = CarryOver.objects.get()

    assert refused(link.decline, " ") == "no_reason"
    link.decline("Not ours", by=None, at=LATER)

    assert list(Objective.objects.without_disposition()) == [objective]
    assert not Objective.objects.filter(pk=there.pk).exists()
    entry = Change.objects.of(objective).get(action="taken back")
    assert entry.reason == "Not ours"


def test_what_a_closed_quarter_has_handed_over_is_not_declined(plan):
    carry(make_objective(plan), team=make_team("Search"), is_accepted=False)
    plan.close(by=None, at=AT)

    assert refused(CarryOver.objects.get().decline, "Not ours") == "closed"


def test_nothing_is_handed_over_to_a_team_that_has_promised_its_quarter(plan):
    other = make_team("Search")
    make_plan(other, make_quarter(Q3), "committed")

    act = make_objective(plan).carry_over
    asked = {"team": other, "is_accepted": False}
    assert refused(act, make_quarter(Q3), **asked) == "promised"
    assert act(make_quarter(Q3), team=other, by=None, at=LATER).plan.team == other


def test_an_archived_team_takes_nothing_over(plan):
    other = make_team("Search", archived_at=AT)

    act = make_objective(plan).carry_over
    assert refused(act, make_quarter(Q3), team=other) == "archived"
    assert not CarryOver.objects.exists()


def test_quarters_in_which_it_did_not_stand_are_not_counted(plan):
    later = carry(make_objective(plan), day=Q4)

    row = Objective.objects.with_quarters_stood().get(pk=later.pk)

    assert row.quarters_stood == 2
