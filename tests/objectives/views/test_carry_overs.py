import datetime

import pytest

from objectives.models import CarryOver, Objective
from tests.makers import (
    AT,
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
)

pytestmark = pytest.mark.django_db
Q3 = datetime.date(2015, 1, 1)


@pytest.fixture
def ops():
    make_organization()
    return make_team("Ops")


@pytest.fixture
def search():
    return make_team("Search")


@pytest.fixture
def objective(client, ops):
    client.force_login(make_lead(ops))
    return make_objective(make_plan(ops, state="committed"), "Encrypt")


def page_of(objective, rest="carry-over/"):
    return f"/objectives/{objective.pk}/{rest}"


def text_of(page):
    return " ".join(page.content.decode().split())


def sent(**fields):
    return {"title": "Encrypt disks", "successor": ""} | fields


def test_it_goes_on_as_two_and_its_page_names_both(client, objective):
    client.post(page_of(objective), sent(title="Encrypt links"))
    answer = client.post(page_of(objective), sent(measure="All", note="Two teams"))

    assert answer.url == f"/objectives/{objective.pk}/"
    rows = Objective.objects.exclude(pk=objective.pk).order_by("pk")
    assert [row.title for row in rows] == ["Encrypt links", "Encrypt disks"]
    page = client.get(answer.url)
    for row in rows:
        assert f"/objectives/{row.pk}/" in page.content.decode()
    assert "Carried over to Q3 2014-15 as two" in text_of(page)


def test_two_are_merged_by_choosing_what_one_goes_on_as(client, objective):
    other = make_objective(objective.plan, "Wipe disks")
    there = other.carry_over(make_quarter(Q3), by=None, at=AT)
    page = client.get(page_of(objective))
    assert "Continues another one already" in text_of(page)

    client.post(page_of(objective), sent(successor=there.pk))

    assert there.links_back.count() == 2
    assert Objective.objects.count() == 3
    page = text_of(client.get(page_of(there, "")))
    assert f"/objectives/{objective.pk}/" in page
    assert f"/objectives/{other.pk}/" in page


def test_another_team_is_asked_and_accepts(client, objective, search):
    address = f"{page_of(objective)}?team=search"
    page = client.get(address)
    assert "accepts or declines it" in text_of(page)
    client.post(address, sent())
    there = Objective.objects.get(plan__team=search)
    plan = there.plan.get_absolute_url()
    assert "not accepted yet" in text_of(client.get(page_of(objective, "")))
    assert (
        client.post(page_of(there, "hand-over/"), {"then": "accept"}).status_code == 403
    )

    client.force_login(make_lead(search, "bea"))
    assert "1</strong> objective handed over to accept" in text_of(client.get(plan))
    assert "Accept or decline 1 objective" in text_of(client.get("/"))
    link = CarryOver.objects.get()
    said = {"then": "accept", "link": link.pk}
    assert client.post(page_of(there, "hand-over/"), said).status_code == 302

    assert CarryOver.objects.get().is_accepted
    assert "to accept" not in text_of(client.get(plan))


def test_a_hand_over_is_declined_only_with_a_reason(client, objective, search):
    there = objective.carry_over(
        make_quarter(Q3), by=None, at=AT, team=search, is_accepted=False
    )
    client.force_login(make_lead(search, "bea"))
    said = {"then": "decline", "link": CarryOver.objects.get().pk}

    page = client.post(page_of(there, "hand-over/"), said, follow=True)
    assert "Enter why you decline it." in text_of(page)
    answer = client.post(page_of(there, "hand-over/"), said | {"note": "Not ours"})

    assert answer.url == there.plan.get_absolute_url()
    assert not CarryOver.objects.exists()


def test_what_is_not_accepted_is_still_its_own_teams_to_take_back(
    client, objective, search
):
    objective.carry_over(
        make_quarter(Q3), by=None, at=AT, team=search, is_accepted=False
    )
    link = CarryOver.objects.get()
    address = page_of(objective, "carry-over/take-back/")
    link.accept(by=None, at=AT)
    page = client.post(address, {"link": link.pk}, follow=True)
    assert "Ask a lead of Search to take it back." in text_of(page)

    CarryOver.objects.update(is_accepted=False)
    client.post(address, {"link": link.pk})

    assert not CarryOver.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "9" * 30, "4"])
def test_a_link_that_is_not_there_is_refused_in_words(client, objective, key):
    for rest in ("carry-over/take-back/", "hand-over/"):
        page = client.post(
            page_of(objective, rest), {"link": key, "then": "accept"}, follow=True
        )

        assert page.status_code == 200
        assert [str(said) for said in page.context["messages"]]


def test_a_team_that_is_not_there_is_its_own(client, objective):
    page = client.get(f"{page_of(objective)}?team=nobody")

    assert page.context["form"].team == objective.plan.team


def test_a_refusal_keeps_what_was_typed(client, objective):
    page = client.post(page_of(objective), sent(title=" ", measure="All of them"))

    assert page.status_code == 422
    assert "Enter the objective." in text_of(page)
    assert "All of them" in text_of(page)


def test_nothing_goes_on_from_a_closed_quarter_by_this_page(client, objective):
    objective.defer("next FY", by=None, at=AT)
    objective.plan.close(by=None, at=AT)

    assert "Reopen its plan to change it." in text_of(client.get(page_of(objective)))
    assert client.post(page_of(objective), sent()).status_code == 422
    assert not CarryOver.objects.exists()


def test_the_closing_page_names_every_part_and_offers_another(client, objective):
    objective.carry_over(make_quarter(Q3), by=None, at=AT, values={"title": "Links"})
    objective.carry_over(
        make_quarter(Q3), by=None, at=AT, values={"title": "Disks"}, also=True
    )

    page = text_of(client.get("/teams/ops/2014-15-q2/close/"))

    assert "Links</a>" in page
    assert "Disks</a>" in page
    assert page_of(objective) in page


def test_the_plan_says_where_each_part_goes(client, objective, search):
    objective.carry_over(make_quarter(Q3), by=None, at=AT)
    objective.carry_over(make_quarter(Q3), by=None, at=AT, team=search, also=True)

    page = text_of(client.get(objective.plan.get_absolute_url()))

    assert "carried over to Q3 2014-15" in page
    assert "handed over to Search, Q3 2014-15" in page
