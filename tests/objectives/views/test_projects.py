import pytest
from django.test import Client

from objectives.models import Change, Deletion, Organization, Plan, Project
from tests.forms_on_pages import codes
from tests.makers import (
    AT,
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
QUERIES = 10
ADDRESS = "/teams/ops/2014-15-q2/unplanned/"
PLAN = "/teams/ops/2014-15-q2/"


@pytest.fixture
def plan(client):
    """A committed plan whose team's member is signed in, in an open organisation."""
    make_organization()
    plan = make_plan(make_team("Ops"), state=Plan.State.COMMITTED)
    client.force_login(make_user("ada", team=plan.team))
    return plan


def make_project(plan, text="Moved out of Tampa", **fields):
    return Project.objects.create(
        team=plan.team, quarter=plan.quarter, text=text, **fields
    )


def test_each_line_is_one_item(client, plan):
    answer = client.post(ADDRESS, {"lines": "Moved out of Tampa"})

    assert (answer.status_code, answer.url) == (302, f"{ADDRESS}#unplanned")
    project = Project.objects.get()
    assert (project.team, project.quarter) == (plan.team, plan.quarter)
    assert Change.objects.of(project).get().by_name == "ada"


def test_many_lines_are_added_in_their_order(client, plan):
    displaced = make_objective(plan)
    make_project(plan, "First", position=1)

    page = client.post(
        ADDRESS,
        {
            "lines": "Second\r\n\r\n  Third \n",
            "requested_by": "Fundraising",
            "displaced": displaced.pk,
        },
        follow=True,
    )

    projects = Project.objects.covered_by(plan.team, plan.quarter)
    assert [(one.text, one.requested_by, one.displaced) for one in projects] == [
        ("First", "", None),
        ("Second", "Fundraising", displaced),
        ("Third", "Fundraising", displaced),
    ]
    assert "Added 2 items." in page.text


@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [
        ("", "required", ""),
        (" \n ", "required", ""),
        ("Good\n" + "x" * 1001, "too_long", "Line 2 has 1001 characters"),
        ("Good\nFine\nBad\0", "character", "Line 3: "),
        ("one\n" * 201, "too_many", "201 lines"),
    ],
)
def test_a_bad_line_is_named_and_no_line_is_saved(client, plan, lines, code, words):
    page = client.post(ADDRESS, {"lines": lines, "requested_by": "Somebody"})

    assert page.status_code == 422
    assert codes(page)["lines"] == [code]
    assert words in page.text
    assert 'value="Somebody"' in page.text
    assert Project.objects.count() == 0


def fields(client):
    """The fields that a browser sends with the empty form."""
    form = client.get(ADDRESS).context["form"]
    return {"after": form["after"].value(), "requested_by": "", "displaced": ""}


def test_a_form_posted_twice_adds_once(client, plan):
    make_project(plan, "One")
    sent = fields(client) | {"lines": "One\nTwo\nTwo"}

    client.post(ADDRESS, sent)
    page = client.post(ADDRESS, sent, follow=True)

    texts = Project.objects.order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["One", "One", "Two", "Two"]
    assert "This has already been added." in page.text


def test_the_same_text_with_other_values_is_added(client, plan):
    sent = fields(client) | {"lines": "One"}

    client.post(ADDRESS, sent)
    client.post(ADDRESS, sent | {"requested_by": "Fundraising"})
    client.post(ADDRESS, fields(client) | {"lines": "One"})

    assert Project.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_planned", [True, False])
def test_ten_clicks_at_once_add_once(client, plan, is_planned):
    sent = fields(client) | {"lines": "One\nTwo"}
    if not is_planned:
        type(plan).objects.filter(pk=plan.pk).delete()
    statuses = []

    def click(_):
        own = Client()
        own.force_login(plan.team.members.get().user)
        statuses.append(own.post(ADDRESS, sent).status_code)

    assert at_once(click) == ["done"] * TIMES
    assert statuses == [302] * TIMES
    assert Project.objects.count() == 2


def test_two_hundred_lines_can_be_added(client, plan):
    client.post(ADDRESS, {"lines": "\n".join(map(str, range(200)))})

    assert Project.objects.count() == 200


def test_another_teams_objective_cannot_be_chosen(client, plan):
    foreign = make_objective(make_plan(make_team("Far"), plan.quarter))

    page = client.post(ADDRESS, {"lines": "One", "displaced": foreign.pk})

    assert page.status_code == 422
    assert codes(page)["displaced"] == ["invalid_choice"]


def test_adding_on_the_plan_page_returns_to_it(client, plan):
    assert f'action="{ADDRESS}"' in client.get(PLAN).text

    answer = client.post(ADDRESS, {"lines": "One", "from": "plan"})

    assert answer.url == f"{PLAN}#unplanned"


def test_only_members_see_the_form_on_the_plan_page(client, plan):
    make_project(plan)
    client.force_login(make_user())

    page = client.get(PLAN)

    assert "Moved out of Tampa" in page.text
    assert ADDRESS not in page.text


def test_a_conflicting_edit_is_refused(client, plan):
    project = make_project(plan)
    address = f"/projects/{project.pk}/change/"
    sent = {"initial-text": project.text, "text": "Mine"}
    project.change({"text": "Theirs"}, was=None, by=None, at=AT)

    page = client.post(address, sent)

    assert page.status_code == 409
    assert "Theirs: Theirs" in page.text
    assert "Mine</textarea>" in page.text
    project.refresh_from_db()
    assert project.text == "Theirs"


def test_unplanned_work_can_be_edited(client, plan):
    project = make_project(plan)
    address = f"/projects/{project.pk}/change/"
    assert "Moved out of Tampa" in client.get(address).text

    answer = client.post(
        address,
        {"initial-text": project.text, "text": "Left Tampa", "requested_by": "Ops"},
    )

    assert answer.url == f"{ADDRESS}#unplanned"
    project.refresh_from_db()
    assert (project.text, project.requested_by) == ("Left Tampa", "Ops")


def test_a_deletion_can_be_undone(client, plan):
    project = make_project(plan)

    page = client.post(f"/projects/{project.pk}/delete/", follow=True)

    deletion = Deletion.objects.get()
    assert page.redirect_chain == [(f"{ADDRESS}?deleted={deletion.pk}", 302)]
    assert f'action="/deleted/{deletion.pk}/restore/"' in page.text
    client.post(f"/deleted/{deletion.pk}/restore/")
    assert Project.objects.get().text == "Moved out of Tampa"


def test_nothing_is_added_to_a_closed_quarter(client, plan):
    project = make_project(plan)
    Plan.objects.filter(pk=plan.pk).update(state="closed")

    page = client.post(ADDRESS, {"lines": "Late"})
    gone = client.post(f"/projects/{project.pk}/delete/")
    changed = client.post(
        f"/projects/{project.pk}/change/",
        {"initial-text": project.text, "text": "Late"},
    )

    assert [one.status_code for one in (page, gone, changed)] == [422] * 3
    assert codes(page)["__all__"] == ["closed"]
    assert codes(gone, "refused")["__all__"] == ["closed"]
    assert codes(changed)["__all__"] == ["closed"]
    assert "Late</textarea>" in page.text
    assert [one.text for one in Project.objects.all()] == ["Moved out of Tampa"]
    assert "Delete" not in client.get(ADDRESS).text


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_only_members_can_add_unplanned_work(client, plan, who):
    project = make_project(plan)
    client.logout()
    if who == "stranger":
        client.force_login(make_user(team=make_team()))

    answers = [
        client.get(ADDRESS),
        client.post(ADDRESS, {"lines": "One"}),
        client.get(f"/projects/{project.pk}/change/"),
        client.post(f"/projects/{project.pk}/delete/"),
    ]

    assert [one.status_code for one in answers] == [403] * 4
    assert Project.objects.count() == 1


def test_a_hidden_team_gives_a_404(client, plan):
    project = make_project(plan)
    plan.team.members.all().delete()
    Organization.objects.update(readers="team")

    assert client.get(ADDRESS).status_code == 404
    assert client.get(f"/projects/{project.pk}/change/").status_code == 404
    assert client.post(f"/projects/{project.pk}/delete/").status_code == 404
    assert client.get("/projects/99999999999999999999/change/").status_code == 404


@pytest.mark.parametrize("rows", [1, 40])
def test_the_queries_do_not_grow_with_the_rows(
    client, plan, django_assert_num_queries, rows
):
    for number in range(rows):
        displaced = make_objective(plan)
        make_project(plan, f"Thing {number}", displaced=displaced)

    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)
