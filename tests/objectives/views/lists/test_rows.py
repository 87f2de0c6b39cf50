import datetime
import re

import pytest

from objectives.models import Objective
from tests.makers import make_objective, make_plan, make_quarter, make_team
from tests.objectives.views.lists.tables import LISTS, Q1, Q2, Q3, link, titles

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("sample")
def test_all_objectives_are_listed_newest_quarter_first(client):
    page = client.get("/objectives/")

    quarters = [row.quarter for row in page.context["table"].data]
    assert len(quarters) == Objective.objects.count() == 25
    assert quarters == sorted(quarters, reverse=True)


@pytest.mark.usefixtures("sample")
def test_plans_show_their_state(client):
    rows = client.get("/plans/?team=techops&quarter=2014-15-q2").context["table"].data

    assert [(str(row.team), row.state, row.done, row.total) for row in rows] == [
        ("TechOps › Site Operations", "Committed", 2, 8),
        ("TechOps › Labs", "Committed", 1, 4),
    ]
    assert sum(row.unanswered for row in rows) == 6


@pytest.mark.usefixtures("sample")
def test_carry_overs_show_both_quarters(client):
    page = client.get("/carry-overs/?text=ipsec&quarter=2014-15-q2")

    (row,) = page.context["table"].data
    assert (row.came_from, row.goes_on_in) == ("Q2 2014-15", "Q3 2014-15")
    assert row.is_retitled
    assert f'href="/objectives/{row.before.pk}/"' in page.text
    assert f'href="/objectives/{row.after.pk}/"' in page.text


def test_a_row_shows_its_state_and_where_it_was_carried(client, organization):
    team = make_team()
    rows = [
        make_objective(make_plan(team, make_quarter(day)), "Move")
        for day in (Q1, Q2, Q3)
    ]
    link(rows[0], rows[1])
    link(rows[1], rows[2])
    rows[1].status = "At risk, about 50%"
    rows[1].save()

    text = client.get("/objectives/?quarter=2014-15-q2").text

    assert 'class="state is-at_risk"' in text
    assert 'href="#icon-at_risk"' in text
    assert "At risk · about 50" in text
    assert "carried from Q1 2014-15" in text
    assert "carried over to Q3 2014-15" in text


def test_an_overdue_objective_shows_how_late_it_is(client, organization):
    plan = make_plan()
    make_objective(plan, "Late", eta="2014-11-05")
    today = datetime.date.today()
    make_objective(plan, "Since yesterday", eta=str(today - datetime.timedelta(1)))
    make_objective(plan, "Today", eta=str(today))

    page = client.get("/objectives/?overdue=yes&sort=eta")

    assert titles(page) == ["Late", "Since yesterday"]
    assert re.search(r"\d+ years late", page.text)
    assert "1 day late" in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "Done"},
        {"status": "Cancelled"},
        {"status": "Missed"},
        {"deferred_to": "next year"},
        {"dropped_reason": "nobody needs it"},
        {"eta": "2200-01-01"},
        {"eta": "soon"},
        {"eta": ""},
    ],
)
def test_objectives_with_a_disposition_or_no_past_day_are_not_overdue(
    client, organization, fields
):
    make_objective(title="One", **({"eta": "2014-11-05"} | fields))

    assert titles(client.get("/objectives/?overdue=yes")) == []
    (row,) = client.get("/objectives/").context["table"].data
    assert row.lateness == ""


def test_a_carried_over_objective_is_overdue_only_in_its_last_quarter(
    client, organization
):
    team = make_team()
    before = make_objective(make_plan(team, make_quarter(Q1)), "Old", eta="2014-08-05")
    after = make_objective(make_plan(team), "New", eta="2014-11-05")
    link(before, after)

    page = client.get("/objectives/")

    assert [
        (row.objective.title, bool(row.lateness)) for row in page.context["table"].data
    ] == [
        ("New", True),
        ("Old", False),
    ]
    assert titles(client.get("/objectives/?overdue=yes")) == ["New"]


def test_markup_in_texts_is_escaped(client, organization):
    row = make_objective(
        make_plan(make_team("<b>team</b>", slug="b")),
        "<script>alert(1)</script>",
        eta="<i>soon</i>",
        status="<img src=x>",
        deferred_to="<u>",
        owner=None,
    )
    link(row, make_objective(make_plan(row.plan.team, make_quarter(Q3)), "<s>"))

    for address in LISTS:
        text = client.get(address).text
        for tag in ("<b>team", "<script>alert", "<i>soon", "<img", "<u>", "<s>"):
            assert tag not in text


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/objectives/", "There are no objectives yet."),
        ("/plans/", "There are no plans yet."),
        ("/carry-overs/", "Nothing has been carried over yet."),
        ("/unplanned/", "No unplanned work has been recorded yet."),
    ],
)
def test_an_empty_list_says_what_to_do(client, organization, address, sentence):
    page = client.get(address)

    assert page.status_code == 200
    assert sentence in page.text


@pytest.mark.parametrize("address", LISTS)
def test_an_install_without_an_organisation_has_empty_lists(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", LISTS)
def test_lists_change_nothing(client, organization, address):
    assert client.put(address).status_code == 405
    assert client.head(address).status_code == 200


@pytest.mark.usefixtures("organization")
def test_an_eta_after_its_quarter_is_flagged(client):
    plan = make_plan()
    make_objective(plan, "Late", eta="2015-02-01")
    make_objective(plan, "In time", eta="2014-12-01")

    page = client.get("/objectives/")

    flagged = {row.objective.title: row.is_beyond for row in page.context["table"].data}
    assert flagged == {"Late": True, "In time": False}
    assert page.text.count("After the quarter") == 1
