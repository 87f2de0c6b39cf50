import re

import pytest

from objectives.models import Objective, Plan
from tests.makers import make_objective, make_plan, make_quarter
from tests.objectives.views.lists.tables import LISTS, Q3, titles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["Alpha", "beta", "Delta", "Gamma"]),
        ("-title", ["Gamma", "Delta", "beta", "Alpha"]),
        ("eta", ["beta", "Alpha", "Gamma", "Delta"]),
        ("-eta", ["Alpha", "beta", "Gamma", "Delta"]),
        ("-quarter", ["Gamma", "Delta", "Alpha", "beta"]),
        ("quarter", ["beta", "Alpha", "Delta", "Gamma"]),
    ],
)
@pytest.mark.usefixtures("varied")
def test_headings_sort_with_blanks_last_in_both_directions(client, sort, expected):
    assert titles(client.get("/objectives/", {"sort": sort})) == expected


def test_an_impossible_day_sorts_between_its_neighbours(client, organization):
    plan = make_plan()
    for eta in ("2015-03-01", "2015-02-30", "2015-02-28", "February 2015"):
        make_objective(plan, eta, eta=eta)

    found = titles(client.get("/objectives/?sort=eta"))

    assert found == ["2015-02-28", "2015-02-30", "February 2015", "2015-03-01"]


@pytest.mark.usefixtures("varied")
def test_headings_are_links_that_show_the_order(client):
    text = client.get("/objectives/?text=alpha&sort=eta").text

    assert (
        '<th class="col-eta" scope="col" aria-sort="ascending">'
        '<a href="?text=alpha&amp;sort=-eta">ETA</a></th>' in text
    )
    assert '<a href="?text=alpha&amp;sort=title">Objective</a>' in text
    assert text.count("aria-sort") == 1
    assert '<input type="hidden" name="sort" value="eta">' in text


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.usefixtures("sample")
def test_every_heading_that_is_a_link_leads_to_a_sorted_list(client, address):
    found = re.findall(r'<a href="(\?sort=[^"]+)">', client.get(address).text)

    assert found
    for words in found:
        assert client.get(address + words).status_code == 200


def test_a_plan_and_its_rows_know_their_quarter(organization):
    row = make_objective()

    assert row.quarter_rank == row.plan.quarter_rank == row.plan.quarter.rank


def test_a_plan_that_changes_quarter_updates_its_rows(organization):
    row = make_objective()
    plan = Plan.objects.get()

    plan.quarter = make_quarter(Q3)
    plan.save()

    row.refresh_from_db()
    assert row.quarter_rank == plan.quarter_rank == plan.quarter.rank


@pytest.mark.usefixtures("sample")
def test_the_sample_stores_quarters_in_its_rows():
    for row in Objective.objects.select_related("plan__quarter"):
        assert row.quarter_rank == row.plan.quarter_rank == row.plan.quarter.rank
