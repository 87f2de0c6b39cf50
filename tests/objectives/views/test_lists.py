import csv
import datetime
import io
import re

import openpyxl
import pytest
from django.core.management import call_command

from objectives.models import CarryOver, Member, Objective, Plan, Project, Team
from objectives.models.organization import Readers
from objectives.pages import lists
from tests.makers import (
    AT,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db

LISTS = ["/objectives/", "/plans/", "/carry-overs/", "/unplanned/"]
# Of anyone: the organisation (2), quarters, teams, those archived, keys, rows, their
# teams; objectives also the tags to choose from, and plans the counts of their
# objectives.
QUERIES = dict(zip(LISTS, (9, 9, 8, 8), strict=True))
Q1, Q2, Q3 = (datetime.date(2014, 8, 1), datetime.date(2014, 11, 1), AT.date())


@pytest.fixture
def organization():
    return make_organization()


def titles(page):
    return [row.objective.title for row in page.context["table"].data]


def codes(page):
    errors = page.context["listing"].form.errors.as_data()
    # Django refuses NUL as well; one word for it is enough.
    return {
        name: sorted({one.code for one in found} - {"null_characters_not_allowed"})
        for name, found in errors.items()
    }


def table_of(response):
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def link(before, after, **fields):
    return CarryOver.objects.create(predecessor=before, successor=after, **fields)


# Rows


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


# Who sees what


@pytest.fixture
def two_teams():
    make_organization(Readers.TEAM)
    for name in ("Mine", "Alien"):
        team = make_team(name)
        Member.objects.create(team=team, name=f"{name} Owner")
        before = make_objective(make_plan(team), f"{name} before")
        link(before, make_objective(make_plan(team, make_quarter(Q3)), f"{name} after"))
        Project.objects.create(
            team=team, quarter=before.plan.quarter, text=f"{name} extra"
        )
    return Team.objects.get(name="Mine")


@pytest.mark.parametrize("address", LISTS)
def test_members_see_the_rows_of_their_own_teams(client, two_teams, address):
    client.force_login(make_user(team=two_teams))

    page = client.get(address)

    assert page.status_code == 200
    assert "Mine" in page.text
    assert "Alien" not in page.text


@pytest.mark.parametrize("address", LISTS)
def test_files_have_only_the_rows_the_user_can_see(client, two_teams, address):
    client.force_login(make_user(team=two_teams))

    text = b"".join(client.get(f"{address}?format=csv")).decode()

    assert "Mine" in text
    assert "Alien" not in text


@pytest.mark.parametrize("address", LISTS)
def test_administrators_see_all(client, two_teams, address):
    client.force_login(make_user(is_staff=True))

    text = client.get(address).text

    assert "Mine" in text
    assert "Alien" in text


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("fields", [{"is_active": False}, {}])
def test_a_user_without_teams_learns_what_to_do(client, two_teams, address, fields):
    if fields:
        client.force_login(make_user(**fields, team=two_teams))
        answer = "Sign in"
    else:
        client.force_login(make_user())
        answer = "You are not on a team yet"

    page = client.get(address)

    assert page.status_code == 200
    assert answer in page.text
    assert "Mine" not in page.text


@pytest.mark.parametrize(
    "words",
    ["team=alien", "team=Alien", "team=nobody", "owner=Alien+Owner", "owner=Nobody"],
)
def test_a_hidden_name_is_refused_like_an_unknown_one(client, two_teams, words):
    client.force_login(make_user(team=two_teams))

    page = client.get(f"/objectives/?{words}")

    assert page.status_code == 400
    assert codes(page) == {words.split("=")[0]: ["unknown"]}
    assert "has that name." in page.text


def test_the_lists_are_linked_for_people_who_can_read_them(client, two_teams):
    assert 'href="/carry-overs/"' not in client.get("/").text

    client.force_login(make_user(team=two_teams))
    text = client.get("/").text

    assert 'href="/objectives/"' in text
    assert 'href="/plans/"' in text
    assert 'href="/carry-overs/"' in text
    assert 'data-key="/"' in text


def test_a_list_has_one_shortcut_key_for_search(client, organization):
    assert client.get("/objectives/").text.count('data-key="/"') == 1


# Filters


@pytest.fixture
def varied(organization):
    team, other = make_team("One"), make_team("Two")
    group = make_team("Group", parent=team)
    ada = Member.objects.create(team=team, name="Ada Lovelace")
    plans = [make_plan(team), make_plan(group), make_plan(other, make_quarter(Q3))]
    make_objective(plans[0], "Alpha", status="Done", owner=ada, eta="2014-12-01")
    make_objective(plans[1], "beta", status="Ask Ada", eta="2014-10-01")
    make_objective(plans[2], "Gamma", measure="Ten ALPHAS", eta="soon")
    make_objective(plans[2], "Delta", dependency="100% of it_all", eta="")
    return plans


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", {"Alpha", "beta", "Gamma", "Delta"}),
        ("team=one", {"Alpha", "beta"}),
        ("team=ONE", {"Alpha", "beta"}),
        ("team=group", {"beta"}),
        ("quarter=2014-15-q3", {"Gamma", "Delta"}),
        ("state=done", {"Alpha"}),
        ("state=unread", {"beta"}),
        ("state=blank", {"Gamma", "Delta"}),
        ("state=stalled", set()),
        ("owner=lovelace", {"Alpha"}),
        ("text=alpha", {"Alpha", "Gamma"}),
        ("text=+AlPhA+", {"Alpha", "Gamma"}),
        ("text=100%25", {"Delta"}),
        ("text=it_a", {"Delta"}),
        ("text=itxa", set()),
        ("text=ask+ada", {"beta"}),
        ("text=%27+OR+1%3D1", set()),
        ("text=%5Calpha", set()),
        ("team=one&state=done&text=alp", {"Alpha"}),
        ("team=two&quarter=2014-15-q2", set()),
    ],
)
@pytest.mark.usefixtures("varied")
def test_filters_narrow_the_list_and_stay_filled_in(client, words, expected):
    page = client.get(f"/objectives/?{words}")

    assert page.status_code == 200
    assert set(titles(page)) == expected
    assert ("No objectives match" in page.text) == (not expected)


def test_objectives_are_filtered_by_carry_over(client, organization):
    team = make_team()
    first = make_objective(make_plan(team, make_quarter(Q1)), "First")
    plan = make_plan(team)
    link(first, make_objective(plan, "Second"))
    make_objective(plan, "Alone")

    assert titles(client.get("/objectives/?carried=in")) == ["Second"]
    assert titles(client.get("/objectives/?carried=on")) == ["First"]
    assert titles(client.get("/objectives/?carried=no")) == ["Alone"]


@pytest.mark.usefixtures("sample")
def test_plans_and_carry_overs_are_narrowed_too(client):
    def found(address):
        return len(client.get(address).context["table"].data)

    assert found("/plans/") == 6
    assert found("/plans/?state=draft") == 2
    assert found("/plans/?quarter=2014-15-q1&team=labs") == 1
    assert found("/carry-overs/") == 8
    assert found("/carry-overs/?team=labs") == 2
    assert found("/carry-overs/?quarter=2014-15-q1") == 5
    assert found("/carry-overs/?reason=staff_time") == 1
    assert found("/carry-overs/?text=virtualization") == 2


@pytest.mark.usefixtures("sample")
def test_unplanned_work_is_filtered_and_exported(client):
    team, plan = Team.objects.get(slug="labs"), Plan.objects.filter(team__slug="labs")
    moved = make_objective(plan.get(state="draft"), "Move the wikis")
    Project.objects.create(
        team=team,
        quarter=moved.plan.quarter,
        text="Moved out of Tampa",
        requested_by="Finance",
        displaced=moved,
    )

    def found(words):
        return table_of(client.get(f"/unplanned/?format=csv&{words}"))[1:]

    row = ["Moved out of Tampa", "TechOps › Labs", "Q3 2014-15", "Finance"]
    assert found("displaced=yes") == [[*row, "Move the wikis"]]
    assert found("text=finance") == found("text=TAMPA&team=labs")[:1]
    assert found("quarter=2014-15-q3") == found("displaced=yes")
    assert len(found("displaced=no&quarter=2014-15-q2")) == 42
    assert len(found("")) == 43
    assert found("sort=-quarter")[0][:4] == row


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("team=nobody", {"team": ["unknown"]}),
        ("team=%00", {"team": ["character"]}),
        ("team=12345678901234567890", {"team": ["unknown"]}),
        (f"team={'x' * 100}", {"team": ["max_length"]}),
        ("quarter=2099-q1", {"quarter": ["unknown"]}),
        ("quarter=12345678901234567890", {"quarter": ["unknown"]}),
        ("quarter=%00", {"quarter": ["unknown"]}),
        ("sort=password", {"__all__": ["sort"]}),
        ("sort=%00", {"__all__": ["sort"]}),
        ("sort=--eta", {"__all__": ["sort"]}),
        ("format=pdf", {"__all__": ["format"]}),
        ("after=x", {"__all__": ["token"]}),
        ("after=%00", {"__all__": ["token"]}),
        ("before=12345678901234567890", {"__all__": ["token"]}),
        ("after=W10%3A1%3Aabc", {"__all__": ["token"]}),
    ],
)
@pytest.mark.usefixtures("sample")
def test_wrong_values_give_a_400_that_names_them(client, address, words, expected):
    page = client.get(f"{address}?{words}")

    assert page.status_code == 400
    assert codes(page) == expected
    assert list(page.context["table"].data) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("text=%3F%21+-", {"text": ["no_words"]}),
        ("text=%00", {"text": ["character"]}),
        ("text=a%00bcd", {"text": ["character"]}),
        (f"text={'x' * 201}", {"text": ["max_length"]}),
        ("state=12345678901234567890", {"state": ["unknown"]}),
        ("owner=x", {"owner": ["min_length"]}),
        ("owner=Nobody+Known", {"owner": ["unknown"]}),
        ("owner=a%00b", {"owner": ["character"]}),
        ("carried=yes", {"carried": ["unknown"]}),
        ("overdue=1", {"overdue": ["unknown"]}),
        ("text=%3F&state=x", {"text": ["no_words"], "state": ["unknown"]}),
    ],
)
@pytest.mark.usefixtures("sample")
def test_wrong_filters_of_objectives_are_refused(client, words, expected):
    page = client.get(f"/objectives/?{words}")

    assert page.status_code == 400
    assert codes(page) == expected


def test_a_lone_surrogate_in_the_address_is_no_server_error(client, organization):
    assert client.get("/objectives/?text=abc%ED%A0%80").status_code in (200, 400)


@pytest.mark.usefixtures("varied")
def test_a_refused_value_is_shown_again(client):
    text = client.get("/objectives/?text=zz&team=nobody&state=odd&owner=Nix").text

    assert 'value="zz"' in text
    assert '<option value="nobody" selected>' in text
    assert '<option value="odd" selected>' in text
    assert 'value="Nix"' in text
    assert 'aria-invalid="true"' in text


def test_with_many_teams_the_name_is_typed(client, organization):
    Team.objects.bulk_create(
        Team(name=f"Team {number}", slug=f"t-{number}") for number in range(201)
    )
    make_objective(make_plan(Team.objects.get(slug="t-7")), "Found")

    page = client.get("/objectives/?team=team+7")

    assert '<input type="text" name="team" value="team 7"' in page.text
    assert titles(page) == ["Found"]


def test_a_name_that_matches_too_many_people_is_refused(client, organization):
    team = make_team()
    Member.objects.bulk_create(Member(team=team, name="Ann") for _ in range(201))

    page = client.get("/objectives/?owner=ann")

    assert page.status_code == 400
    assert codes(page) == {"owner": ["too_many"]}


# Sorting


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


# Pages


@pytest.fixture
def three_pages(organization, monkeypatch):
    monkeypatch.setattr(lists, "ROWS_PER_PAGE", 2)
    plan = make_plan()
    for title, eta in zip(
        "abcde", ("", "", "2015-01-01", "2015-01-01", "x"), strict=True
    ):
        make_objective(plan, title, eta=eta)


def walk(client, address, way):
    """The titles of each page, and the address of the last one."""
    found = []
    while address:
        page = client.get(address)
        found.append(titles(page))
        words = getattr(page.context["listing"], way)
        last, address = address, words and f"/objectives/{words}"
    return found, last


@pytest.mark.usefixtures("three_pages")
@pytest.mark.parametrize(
    "sort", ["", "quarter", "title", "-title", "eta", "-eta", "status"]
)
def test_the_pages_have_every_row_once_in_both_directions(client, sort):
    everything = titles(client.get(f"/objectives/?sort={sort}"))
    pages, last = walk(client, f"/objectives/?sort={sort}", "next")
    back, _ = walk(client, last, "previous")

    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(sum(pages, [])) == list("abcde")
    assert pages[0] == everything
    assert back == pages[::-1]


@pytest.mark.usefixtures("three_pages")
def test_a_page_can_start_after_a_deleted_row(client):
    first = client.get("/objectives/?sort=title")
    address = f"/objectives/{first.context['listing'].next}"

    Objective.objects.get(title="b").delete()

    assert titles(client.get(address)) == ["c", "d"]


@pytest.mark.usefixtures("three_pages")
def test_a_page_of_another_order_or_list_is_refused(client):
    words = client.get("/objectives/?sort=title").context["listing"].next

    for address in (
        f"/objectives/{words.replace('sort=title', 'sort=-title')}",
        f"/objectives/{words.replace('sort=title', 'sort=eta')}",
        f"/plans/{words.replace('sort=title&', '')}",
    ):
        page = client.get(address)
        assert page.status_code == 400
        assert codes(page) == {"__all__": ["token"]}


@pytest.mark.usefixtures("three_pages")
def test_filters_and_order_are_kept_from_page_to_page(client):
    page = client.get("/objectives/?sort=title&quarter=2014-15-q2")

    assert 'href="?quarter=2014-15-q2&amp;sort=title&amp;after=' in page.text
    assert 'rel="next"' in page.text
    assert 'rel="prev"' not in page.text


# Files


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


@pytest.mark.usefixtures("three_pages")
def test_xlsx_has_a_limit_and_suggests_csv(client, monkeypatch):
    monkeypatch.setattr(lists, "MOST_XLSX_ROWS", 4)

    page = client.get("/objectives/?format=xlsx")

    assert page.status_code == 400
    assert codes(page) == {"__all__": ["too_long"]}
    assert "at most 4 rows" in page.text
    assert client.get("/objectives/?format=csv").status_code == 200


def test_a_wrong_filter_makes_no_file(client, organization):
    page = client.get("/objectives/?team=nobody&format=csv")

    assert page.status_code == 400
    assert page["Content-Type"] == "text/html; charset=utf-8"


# Nothing to show


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
def test_lists_are_read_only(client, organization, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


# Queries


# Ten plans a quarter, with three objectives each.
@pytest.mark.parametrize("quarters", [2, 100])
def test_the_queries_do_not_grow_with_the_rows(
    client, django_assert_num_queries, quarters
):
    call_command("make_sample_data", teams=10, quarters=quarters, objectives=3)
    Project.objects.bulk_create(
        Project(team_id=plan.team_id, quarter_id=plan.quarter_id, text="Extra")
        for plan in Plan.objects.all()
    )

    for address in LISTS:
        with django_assert_num_queries(QUERIES[address]):
            page = client.get(address)
        assert page.context["table"].data


@pytest.mark.parametrize("quarters", [2, 100])
def test_the_queries_do_not_grow_with_the_filters(
    client, django_assert_max_num_queries, quarters
):
    call_command("make_sample_data", teams=10, quarters=quarters, objectives=3)
    words = "team=made-up-1&text=lot&owner=el&sort=eta&carried=no"
    client.force_login(make_user(is_staff=True))

    with django_assert_max_num_queries(13):
        page = client.get(f"/objectives/?{words}")

    assert page.status_code == 200


# The copy of the quarter


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
