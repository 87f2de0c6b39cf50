import datetime
import re

import pytest
from django.utils import timezone

from objectives.models import Objective, Plan, StatusUpdate
from tests.makers import (
    AT,
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
QUERIES = 8


@pytest.fixture
def lead(client):
    """A team's lead, signed in, on an open organisation."""
    make_organization()
    user = make_lead(make_team("Ops"))
    client.force_login(user)
    return user


@pytest.fixture
def plan(lead):
    return make_plan(lead.memberships.get().team, state=Plan.State.COMMITTED)


ADDRESS = "/teams/ops/2014-15-q2/check-in/"


def fields(page):
    """The fields that a browser sends with the unchanged page."""
    sent = {}
    for form in page.context["page"].rows:
        for field in form:
            if field.name == "still":
                continue
            value = field.value()
            sent[field.html_name] = "" if value is None else value
            if field.field.show_hidden_initial:
                seen = form.data.get(field.html_initial_name, field.initial)
                sent[field.html_initial_name] = "" if seen is None else seen
    return sent


def typed(page, objective, **values):
    names = {f"row-{objective.pk}-{name}": value for name, value in values.items()}
    return fields(page) | names


def titles(page):
    return [str(form.instance) for form in page.context["page"].rows]


def test_a_lead_sees_all_objectives_or_only_their_own(client, lead, plan):
    make_objective(plan, "Somebody's")
    make_objective(plan, "Mine", owner=lead.memberships.get())

    page, mine = client.get(ADDRESS), client.get(f"{ADDRESS}?mine")

    assert titles(page) == ["Somebody's", "Mine"]
    assert '<a class="button" href="?mine">Only mine, 1</a>' in page.text
    assert titles(mine) == ["Mine"]
    assert f'<a class="button" href="{ADDRESS}">All 2</a>' in mine.text


def test_rows_are_by_group_with_leftovers_first(client, plan):
    make_objective(plan, "New")
    left = make_objective(
        make_plan(plan.team, make_quarter(datetime.date(2014, 8, 1)), plan.state), "Old"
    )
    left.carry_over(plan.quarter, by=None, at=AT)
    part = make_plan(make_team("Part", plan.team), plan.quarter, plan.state)
    make_objective(part, "Theirs")

    sections = client.get(ADDRESS).context["sections"]

    assert [(str(one.plan.team), one.label) for one in sections] == [
        ("Ops", "left over from Q1"),
        ("Ops", "planned in Q2"),
        ("Part", "planned in Q2"),
    ]


def test_a_member_sees_only_their_own_objectives(client, plan):
    user = make_user("ada", team=plan.team)
    make_objective(plan, "Mine", owner=user.memberships.get())
    make_objective(plan, "Another's")
    client.force_login(user)

    assert titles(client.get(ADDRESS)) == ["Mine"]


def test_finished_objectives_are_folded_at_the_end(client, plan):
    make_objective(plan, "Ended", status="Done")
    make_objective(plan, "Running")

    page = client.get(ADDRESS)

    assert page.text.index("Running") < page.text.index('<details class="done"')
    assert page.text.index('<details class="done"') < page.text.index("Ended")


def test_only_changed_rows_are_appended(client, lead, plan):
    one, other = make_objective(plan), make_objective(plan)

    answer = client.post(
        ADDRESS, typed(client.get(ADDRESS), one, status="At risk (~50%)")
    )

    assert (answer.status_code, answer.url) == (302, ADDRESS)
    update = StatusUpdate.objects.get()
    assert (update.objective, update.text, update.author) == (
        one,
        "At risk (~50%)",
        lead,
    )
    assert (update.state, update.percent, update.is_about) == ("at_risk", 50, True)
    assert other.status_updates.count() == 0


def test_the_page_shows_the_reading_the_author_and_the_time(client, plan, lead):
    one = make_objective(plan)
    client.post(ADDRESS, typed(client.get(ADDRESS), one, status="At risk (~50%)"))

    text = client.get(ADDRESS).text

    assert "At risk · about 50\u00a0%" in text
    assert f"<bdi>{lead}</bdi>, <time datetime=" in text
    assert "just now" in text


def test_no_change_repeats_the_last_status(client, plan):
    one = make_objective(plan, status="Started")

    client.post(ADDRESS, typed(client.get(ADDRESS), one, still="on"))

    assert [update.text for update in StatusUpdate.objects.all()] == ["Started"]


def updates():
    return {
        one.objective.title: one.text for one in StatusUpdate.objects.order_by("pk")
    }


def test_all_the_rest_is_confirmed_without_a_script(client, plan):
    one = make_objective(plan, "One", status="Started")
    make_objective(plan, "Other", status="Waiting")
    make_objective(plan, "Ended", status="Done")
    page = client.get(ADDRESS)
    make_objective(plan, "Not on the page", status="New")

    client.post(ADDRESS, typed(page, one, status="Half") | {"unchanged": "all"})

    assert updates() == {"One": "Half", "Other": "Waiting"}


def test_a_group_is_confirmed_without_a_script(client, plan):
    make_objective(plan, "One", status="Started")
    part = make_plan(make_team("Part", plan.team), plan.quarter, plan.state)
    make_objective(part, "Other", status="Waiting")
    page = client.get(ADDRESS)
    key = page.context["sections"][1].key

    client.post(ADDRESS, fields(page) | {"unchanged": key})

    assert updates() == {"Other": "Waiting"}


@pytest.mark.parametrize("key", ["", "nobody", "9" * 30, "1-0\0"])
def test_no_change_to_an_unknown_group_saves_nothing(client, plan, key):
    make_objective(plan, status="Started")

    client.post(ADDRESS, fields(client.get(ADDRESS)) | {"unchanged": key})

    assert updates() == {}


def test_what_somebody_else_changed_is_not_confirmed_unseen(client, plan):
    one = make_objective(plan, "One", status="Started")
    sent = fields(client.get(ADDRESS)) | {"unchanged": "all"}
    one.update_status("Theirs", by=make_user(), at=AT)

    page = client.post(ADDRESS, sent)

    assert page.status_code == 409
    assert updates() == {"One": "Theirs"}


def test_a_chosen_state_overrides_the_reading(client, plan):
    one = make_objective(plan, status="Done, nearly")

    client.post(ADDRESS, typed(client.get(ADDRESS), one, chosen_state="at_risk"))

    one.refresh_from_db()
    assert (one.state, one.status) == ("at_risk", "Done, nearly")


@pytest.mark.parametrize(
    ("quarter", "fields", "is_hidden"),
    [
        (datetime.date(2014, 10, 1), {}, False),
        (datetime.date(2190, 10, 1), {}, True),
        (datetime.date(2190, 10, 1), {"chosen_state": "missed"}, False),
    ],
)
def test_missed_is_offered_once_the_quarter_is_over(
    client, lead, quarter, fields, is_hidden
):
    team = lead.memberships.get().team
    plan = make_plan(team, make_quarter(quarter), state=Plan.State.COMMITTED)
    make_objective(plan, **fields)

    text = client.get(f"/teams/ops/{plan.quarter.slug}/check-in/").text

    option = re.search(r'<option value="missed"([^>]*)>Missed', text)
    assert ("hidden" in option[1]) == is_hidden


def test_a_form_posted_twice_is_appended_once(client, plan):
    one = make_objective(plan, status="Started")
    sent = typed(client.get(ADDRESS), one, still="on")

    client.post(ADDRESS, sent)
    client.post(ADDRESS, sent)

    assert one.status_updates.count() == 1


def test_an_unchanged_form_saves_nothing(client, plan):
    make_objective(plan, status="Started")

    page = client.post(ADDRESS, fields(client.get(ADDRESS)), follow=True)

    assert "There was nothing to save." in page.text
    assert StatusUpdate.objects.count() == 0


def test_a_conflict_saves_the_others_and_shows_both_texts(client, plan):
    one, other = make_objective(plan, "First"), make_objective(plan, "Second")
    sent = typed(client.get(ADDRESS), one, status="Mine is this")
    sent |= {f"row-{other.pk}-status": "Going on"}
    one.update_status("Theirs is that", by=make_user(), at=AT)

    page = client.post(ADDRESS, sent)

    assert page.status_code == 409
    other.refresh_from_db()
    one.refresh_from_db()
    assert (one.status, other.status) == ("Theirs is that", "Going on")
    assert "Saved 1 update." in page.text
    assert "Theirs: Theirs is that" in page.text
    assert "Mine is this</textarea>" in page.text


def test_a_conflict_is_resolved_by_saving_again(client, plan):
    one = make_objective(plan)
    sent = typed(client.get(ADDRESS), one, status="Mine")
    one.update_status("Theirs", by=make_user(), at=AT)
    page = client.post(ADDRESS, sent)

    answer = client.post(ADDRESS, fields(page))

    one.refresh_from_db()
    assert (answer.status_code, one.status) == (302, "Mine")


def test_a_refused_text_is_shown_again_with_the_reason(client, plan):
    one = make_objective(plan)

    page = client.post(ADDRESS, typed(client.get(ADDRESS), one, status="Bad \0 one"))

    assert page.status_code == 422
    assert page.context["page"].refused[0].errors.as_data()["status"][0].code == (
        "character"
    )
    assert StatusUpdate.objects.count() == 0


def test_another_teams_objective_cannot_be_updated(client, plan):
    foreign = make_objective(make_plan(make_team("Far"), plan.quarter, plan.state))
    prefix = f"row-{foreign.pk}-"

    client.post(ADDRESS, {f"{prefix}status": "Hacked", f"{prefix}still": "on"})

    foreign.refresh_from_db()
    assert foreign.status == ""
    assert StatusUpdate.objects.count() == 0


def test_a_member_cannot_update_the_objective_of_another(client, plan):
    one = make_objective(plan)
    client.force_login(make_user(team=plan.team))

    client.post(ADDRESS, {f"row-{one.pk}-status": "Mine now"})

    one.refresh_from_db()
    assert one.status == ""


def test_the_page_of_a_closed_quarter_says_so(client, plan):
    Plan.objects.filter(pk=plan.pk).update(state="closed")

    assert "is closed: its objectives are read-only" in client.get(ADDRESS).text


def test_a_member_without_objectives_learns_who_can_assign_one(client, plan):
    client.force_login(make_user(team=plan.team))

    assert "You have no objectives to report on" in client.get(ADDRESS).text


def test_people_outside_the_team_are_refused(client, plan):
    client.force_login(make_user())
    assert client.get(ADDRESS).status_code == 403
    client.logout()
    assert client.get(ADDRESS).status_code == 403
    assert client.get("/teams/nobody/2014-15-q2/check-in/").status_code == 404
    assert client.get("/teams/ops/2030-31-q1/check-in/").status_code == 404


@pytest.mark.parametrize("rows", [1, 40])
def test_the_queries_do_not_grow_with_the_rows(
    client, plan, django_assert_num_queries, rows
):
    for _ in range(rows):
        make_objective(plan, status="Started")
    one = Objective.objects.first()
    one.update_status("Going on", by=None, at=timezone.now())

    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)


@pytest.mark.django_db(transaction=True)
def test_ten_equal_updates_at_once_are_saved_once(lead, plan):
    one = make_objective(plan)

    outcomes = at_once(
        lambda _: Objective.objects.get(pk=one.pk).update_status(
            "At risk",
            by=lead,
            at=AT,
            was={"status": "", "chosen_state": ""},
            after=0,
        )
    )

    assert outcomes == ["done"] * TIMES
    assert one.status_updates.count() == 1
