import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from objectives.models import Deletion, Member, Objective, Organization, Project
from objectives.models.organization import Readers
from objectives.views.deletions import deletion_from
from tests.forms_on_pages import forms_on
from tests.makers import (
    make_lead,
    make_objective,
    make_plan,
    make_team,
    make_user,
)
from tests.together import at_once

pytestmark = pytest.mark.django_db
QUERIES = 7


def deleted(row, days=0):
    at = timezone.now() - datetime.timedelta(days=days)
    return row.delete(by=make_user(), at=at)


def deleted_objective(team, **more):
    return deleted(make_objective(make_plan(team), "Encrypt the links"), **more)


def restore(client, deletion, **data):
    return client.post(reverse("deletion_restore", args=[deletion.pk]), data)


def asked(user, number):
    request = RequestFactory().get("/", {"deleted": number})
    request.user = user
    return deletion_from(request)


def test_restoring_an_objective_returns_to_it(client, team):
    client.force_login(make_lead(team))
    deletion = deleted_objective(team)

    answer = restore(client, deletion)

    objective = Objective.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == objective.get_absolute_url()
    assert "Restored “Encrypt the links”." in client.get("/teams/whole/").text


def test_undo_returns_to_the_row_on_the_page_where_one_was(client, team):
    client.force_login(make_lead(team))
    plan = make_plan(team)
    deletion = deleted(make_objective(plan, "Encrypt the links"))
    page = client.get(plan.get_absolute_url(), {"deleted": deletion.pk})
    (undo,) = [form for form in forms_on(page, "") if form.action.endswith("/restore/")]

    answer = client.post(undo.action, undo.data())

    row = f"#objective-{Objective.objects.get().pk}"
    assert answer["Location"] == plan.get_absolute_url() + row


@pytest.mark.parametrize(
    "back", ["//example.org/", "https://example.org/", "/\\example.org/", "plan"]
)
def test_undo_leads_to_no_other_site(client, team, back):
    client.force_login(make_lead(team))

    answer = restore(client, deleted_objective(team), back=back)

    assert answer["Location"] == Objective.objects.get().get_absolute_url()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("anonymous", 403),
        ("teamless", 403),
        ("member", 403),
        ("other lead", 403),
        ("lead", 302),
        ("parent lead", 302),
        ("administrator", 302),
        ("disabled lead", 403),
    ],
)
def test_only_leads_can_restore_an_objective(client, team, role, status):
    group = make_team("Part", team)
    user = {
        "anonymous": lambda: None,
        "teamless": make_user,
        "member": lambda: make_user(team=group),
        "other lead": lambda: make_lead(make_team()),
        "lead": lambda: make_lead(group),
        "parent lead": lambda: make_lead(team),
        "administrator": lambda: make_user(is_staff=True),
        "disabled lead": lambda: make_lead(group),
    }[role]()
    if user:
        client.force_login(user)
    if role == "disabled lead":
        user.is_active = False
        user.save()

    assert restore(client, deleted_objective(group)).status_code == status
    assert Objective.objects.exists() == (status == 302)


def test_members_can_restore_unplanned_work(client, team):
    plan = make_plan(team)
    project = Project.objects.create(team=team, quarter=plan.quarter, text="Moved")
    client.force_login(make_user(team=team))

    answer = restore(client, deleted(project))

    assert answer["Location"] == "/teams/whole/2014-15-q2/"
    assert Project.objects.get().text == "Moved"


def test_a_hidden_team_gives_a_404(client, team):
    Organization.objects.update(readers=Readers.TEAM)
    client.force_login(make_lead(make_team()))

    assert restore(client, deleted_objective(team)).status_code == 404


def test_undoing_needs_a_post(client, team):
    client.force_login(make_lead(team))
    deletion = deleted_objective(team)

    assert client.get(f"/deleted/{deletion.pk}/restore/").status_code == 405


@pytest.mark.parametrize("number", ["0", "9" * 20, "9" * 5000, "x", "-1", "%00"])
def test_invalid_numbers_give_a_404(client, team, number):
    client.force_login(make_lead(team))

    assert client.post(f"/deleted/{number}/restore/").status_code == 404


def test_a_second_undo_is_refused_with_a_sentence(client, team):
    client.force_login(make_lead(team))
    deletion = deleted_objective(team)
    restore(client, deletion)

    answer = restore(client, deletion)

    assert answer.status_code == 422
    assert "It has already been restored." in answer.text
    assert Objective.objects.count() == 1


def test_after_30_days_it_is_final(client, team):
    client.force_login(make_lead(team))

    answer = restore(client, deleted_objective(team, days=31))

    assert answer.status_code == 422
    assert "more than 30 days ago" in answer.text


def test_an_objective_of_a_closed_plan_stays_deleted(client, team):
    client.force_login(make_lead(team))
    deletion = deleted_objective(team)
    team.plans.update(state="closed")

    answer = restore(client, deletion)

    assert answer.status_code == 422
    assert "This quarter is closed." in answer.text


def test_a_row_whose_parent_is_deleted_is_refused_with_a_sentence(client, team):
    client.force_login(make_user(is_staff=True))
    group = make_team("Part", team)
    deletion = deleted(Member.objects.create(team=group, name="Ada"))
    deleted(group)

    answer = restore(client, deletion)

    assert answer.status_code == 422
    assert "Restore that first." in answer.text


def test_a_name_in_use_is_refused_with_a_sentence(client, team):
    client.force_login(make_user(is_staff=True))
    deletion = deleted(make_team("Part", team))
    make_team("Part", team)

    answer = restore(client, deletion)

    assert answer.status_code == 422
    assert "already" in answer.text


def test_a_person_is_restored_without_a_deleted_account(client, team):
    client.force_login(make_lead(team))
    ada = Member.objects.create(team=team, name="Ada", user=make_user("ada"))
    account, deletion = ada.user, deleted(ada)
    account.delete()

    restore(client, deletion)

    assert Member.objects.get(name="Ada").user is None


def test_the_lead_of_a_team_can_restore_its_group(client, team):
    client.force_login(make_lead(team))
    group = make_team("Part", team)
    Member.objects.create(team=group, name="Ada")

    answer = restore(client, deleted(group))

    assert answer["Location"] == "/teams/part/"
    assert team.groups.get().members.get().name == "Ada"


def test_a_deletion_is_shown_to_people_who_can_undo_it(team):
    deletion = deleted_objective(team)

    assert asked(make_lead(team), deletion.pk) == deletion
    assert asked(make_user(team=team), deletion.pk) is None
    assert asked(AnonymousUser(), deletion.pk) is None


@pytest.mark.parametrize(
    "number", ["", "0", "-1", "x", "1.5", "²", "٣", "\0", "9" * 18, "9" * 99]
)
def test_invalid_numbers_show_no_deletion(team, number):
    assert asked(make_user(is_staff=True), number) is None


def test_undone_and_old_deletions_are_not_shown(team):
    lead = make_lead(team)
    old = deleted_objective(team, days=31)
    undone = deleted_objective(make_team(parent=team))
    undone.restore(by=lead, at=timezone.now())

    assert asked(lead, old.pk) is None
    assert asked(lead, undone.pk) is None


def test_the_list_shows_what_was_deleted_with_author_and_time(client, team):
    client.force_login(make_lead(team))
    deleted_objective(make_team("Part", team))
    deleted_objective(make_team("Other"))

    page = client.get("/teams/whole/deleted/")

    assert (
        page.text.count("Encrypt the links”")
        + page.text.count('<p class="name" dir="auto">Encrypt the links</p>')
        == 1
    )
    assert "Objective of <bdi>Part</bdi>, deleted by <bdi>user-" in page.text


def test_an_empty_list_is_labelled_empty(client, team):
    client.force_login(make_lead(team))

    assert "Nothing was deleted in the last" in client.get("/teams/whole/deleted/").text


def test_only_leads_can_open_the_list(client, team):
    assert client.get("/teams/whole/deleted/").status_code == 403


@pytest.mark.parametrize("size", [1, 60])
def test_the_queries_of_the_list_do_not_grow(
    client, team, django_assert_num_queries, size
):
    client.force_login(make_lead(team))
    plan = make_plan(team)
    for _ in range(size):
        deleted(make_objective(plan))

    with django_assert_num_queries(QUERIES):
        client.get("/teams/whole/deleted/")


@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_restore_once():
    team = make_team()
    lead, deletion = make_lead(team), deleted_objective(team)

    def act(_):
        mine = Deletion.objects.get(pk=deletion.pk)
        mine.restore(by=lead, at=timezone.now())

    assert at_once(act) == ["done", *["restored"] * 9]
    assert Objective.objects.count() == 1
