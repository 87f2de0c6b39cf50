import datetime
import io

import openpyxl
import pytest

from objectives.pages import lists
from tests.makers import AT, make_objective, make_plan, make_team
from tests.objectives.views.lists.tables import LISTS, table_of, walk

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("three_pages")
@pytest.mark.parametrize("sort", ["title", "-title", "eta", "-eta"])
def test_csv_has_all_pages_in_the_same_order(client, monkeypatch, sort):
    pages, _ = walk(client, f"/objectives/?sort={sort}", "next")
    monkeypatch.setattr(lists, "ROWS_AT_ONCE", 2)

    headings, *rows = table_of(client.get(f"/objectives/?sort={sort}&format=csv"))

    assert headings[0] == "Objective"
    assert [row[0] for row in rows] == sum(pages, [])


@pytest.mark.usefixtures("varied")
def test_files_have_only_the_filtered_rows(client):
    response = client.get("/objectives/?team=one&sort=title&format=csv")

    headings, *rows = table_of(response)
    found = [dict(zip(headings, row, strict=True)) for row in rows]
    assert response["Content-Disposition"] == 'attachment; filename="objectives.csv"'
    assert found[0] == {
        "Objective": "Alpha",
        "Measure of success": "",
        "Dependency": "",
        "Team": "One",
        "Quarter": "Q2 2014-15",
        "Owner": "Ada Lovelace",
        "ETA": "2014-12-01",
        "ETA as a day": "2014-12-01",
        "Days late": "",
        "Status": "Done",
        "State": "Done",
        "Percent": "",
        "Carried from": "",
        "Carried over to": "",
        "Deferred to": "",
        "Reason for dropping": "",
        "Tags": "",
        "Objective when committed": "",
        "Measure when committed": "",
        "Dependency when committed": "",
        "ETA when committed": "",
        "Committed on": "",
        "Added later": "",
        "Reference": "",
        "Link of the reference": "",
    }
    assert [row["Objective"] for row in found] == ["Alpha", "beta"]
    assert found[1]["Team"] == "One › Group"


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.usefixtures("sample")
def test_xlsx_has_the_same_content_as_csv(client, address):
    response = client.get(f"{address}?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response))).active

    as_csv = table_of(client.get(f"{address}?format=csv"))
    rows = [
        ["" if cell is None else text_of(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    assert rows == as_csv


def text_of(cell):
    is_day = isinstance(cell, datetime.datetime)
    return str(cell.date() if is_day else cell)


def test_formulas_in_cells_do_not_run(client, organization):
    make_objective(
        make_plan(make_team("=cmd", slug="cmd")),
        '=HYPERLINK("http://example.org")',
        measure="+1",
        dependency="  @x",
        status="-1",
        eta="=1",
    )

    _, row = table_of(client.get("/objectives/?format=csv"))
    xlsx = b"".join(client.get("/objectives/?format=xlsx"))

    assert row[:4] == ['\'=HYPERLINK("http://example.org")', "'+1", "'  @x", "'=cmd"]
    assert not any(cell.lstrip()[:1] in "=+-@" for cell in row if cell)
    cells = openpyxl.load_workbook(io.BytesIO(xlsx)).active[2]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert cells[0].quotePrefix


def test_a_wrong_filter_makes_no_file(client, organization):
    page = client.get("/objectives/?team=nobody&format=csv")

    assert page.status_code == 400
    assert page["Content-Type"] == "text/html; charset=utf-8"


def test_files_say_what_was_promised_and_what_came_later(client, organization):
    plan = make_plan(make_team())
    promised = make_objective(plan, "Old", measure="Half", eta="EOQ", dependency="Ada")
    plan.commit(by=None, at=AT)
    promised.refresh_from_db()
    values = {"title": "New", "measure": "All", "eta": "Jan", "dependency": ""}
    promised.change(values, was=None, by=None, at=AT)
    make_objective(plan, "Later")
    make_objective(make_plan(make_team()), "Draft")

    headings, *rows = table_of(client.get("/objectives/?sort=-title&format=csv"))

    found = [dict(zip(headings, row, strict=True)) for row in rows]
    names = ("Objective", "Measure", "Dependency", "ETA")
    new, later, draft = (
        [row[f"{name} when committed"] for name in names] for row in found
    )
    assert (new, later, draft) == (["Old", "Half", "Ada", "EOQ"], [""] * 4, [""] * 4)
    assert [row["Committed on"] for row in found] == ["2015-01-14", "", ""]
    assert [row["Added later"] for row in found] == ["", "yes", ""]
