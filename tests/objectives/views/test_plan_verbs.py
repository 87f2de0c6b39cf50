import datetime

import pytest
from django.db import connection
from django.test import Client

from objectives.models import Change, Commitment, Plan, Quarter, Team
from objectives.views import plans
from tests.forms_on_pages import codes
from tests.makers import (
    AT,
    LATER,
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
PAGE = "/teams/whole/2014-15-q2/"
VERBS = ["start", "settings", "commit", "reopen", "delete"]


@pytest.fixture
def part(team):
    return make_team("Part", team)


@pytest.fixture
def rest(team, part):
    return make_team("Rest", team)


def buttons(response):
    """The labels of all buttons, the main one first."""
    actions = response.context["actions"]
    found = [actions.main, *actions.beside, *actions.more]
    return [action.label for action in found if action]


def main_button(response):
    return buttons(response)[0]


# Starting


def test_a_new_quarter_offers_to_start_its_plan(client, part, lead):
    page = client.get(PAGE)

    assert page.status_code == 200
    assert "Whole has no plan for Q2 2014-15 yet." in page.text
    assert f'href="{PAGE}start/"' in page.text
    assert Quarter.objects.count() == 0


def test_a_new_quarter_gives_readers_a_404(client, part):
    client.force_login(make_user(team=part))

    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("address", ["2014-15-q5", "quux", "2014-16-q2"])
def test_an_invalid_quarter_gives_a_404(client, part, lead, address):
    assert client.get(f"/teams/whole/{address}/").status_code == 404
    assert client.get(f"/teams/whole/{address}/start/").status_code == 404


def test_a_team_with_groups_plans_by_group(client, team, part, rest, lead):
    form = client.get(f"{PAGE}start/").context["form"]

    assert list(form.by_choice.values()) == [team, part, rest]
    assert form.initial["teams"] == [str(part.pk), str(rest.pk)]


def test_a_team_without_groups_plans_itself(client, team, lead):
    assert client.get(f"{PAGE}start/").context["form"].initial["teams"] == [
        str(team.pk)
    ]


def test_starting_creates_the_drafts_and_the_quarter(client, part, rest, lead):
    answer = client.post(
        f"{PAGE}start/",
        {
            "teams": [part.pk, rest.pk],
            "third_column": "impact",
            "draft_reason": "to be agreed",
            "draft_until": "2014-10-20",
        },
    )

    assert (answer.status_code, answer.url) == (302, PAGE)
    plans = Plan.objects.order_by("team__name")
    assert [(plan.team, plan.state, plan.third_column) for plan in plans] == [
        (part, "draft", "impact"),
        (rest, "draft", "impact"),
    ]
    assert plans[0].draft_note == "to be agreed Oct 20"
    assert Change.objects.of(plans[0]).get().by == lead


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        ({}, ["teams", "third_column"]),
        ({"teams": ["9" * 20], "third_column": "impact"}, ["teams"]),
        ({"teams": ["x"], "third_column": "impact"}, ["teams"]),
    ],
)
def test_an_invalid_form_starts_nothing(client, part, lead, data, refused):
    answer = client.post(f"{PAGE}start/", data)

    assert (answer.status_code, list(codes(answer))) == (422, refused)
    assert (Plan.objects.count(), Quarter.objects.count()) == (0, 0)


def test_only_led_teams_without_a_plan_can_start_one(client, team, part, rest):
    make_plan(rest)
    client.force_login(make_lead(part, "ada"))

    for foreign in (team, rest, make_team("Other")):
        answer = client.post(
            f"{PAGE}start/", {"teams": [foreign.pk], "third_column": "measure"}
        )
        assert codes(answer) == {"teams": ["invalid_choice"]}
    assert Plan.objects.count() == 1


# Settings


def test_settings_are_saved_for_each_group(client, part, rest, lead):
    one, other = make_plan(part), make_plan(rest, state="committed")
    page = client.get(f"{PAGE}settings/")
    shown = {
        f"plan-{one.pk}-draft_reason": "to be agreed",
        f"initial-plan-{one.pk}-draft_reason": "",
        f"plan-{one.pk}-draft_until": "2014-10-20",
        f"initial-plan-{one.pk}-draft_until": "",
        f"plan-{one.pk}-third_column": "measure",
        f"initial-plan-{one.pk}-third_column": "measure",
        f"plan-{other.pk}-third_column": "impact",
        f"initial-plan-{other.pk}-third_column": "measure",
    }

    answer = client.post(f"{PAGE}settings/", shown)

    assert page.text.count("draft_reason") > 0
    assert (answer.status_code, answer.url) == (302, PAGE)
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.draft_note == "to be agreed Oct 20"
    assert (one.third_column, other.third_column) == ("measure", "impact")


def test_settings_changed_by_someone_else_are_a_conflict(client, part, lead):
    plan = make_plan(part, draft_reason="Theirs")

    answer = client.post(
        f"{PAGE}settings/",
        {
            f"plan-{plan.pk}-draft_reason": "Mine",
            f"initial-plan-{plan.pk}-draft_reason": "Was",
            f"plan-{plan.pk}-third_column": "measure",
            f"initial-plan-{plan.pk}-third_column": "measure",
        },
    )

    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert 'value="Mine"' in answer.text
    assert Plan.objects.get().draft_reason == "Theirs"


def test_a_closed_plan_has_no_settings(client, part, lead):
    make_plan(part, state="closed")

    assert "This quarter is closed." in client.get(f"{PAGE}settings/").text


# Committing


def test_committing_first_shows_what_will_be_committed(client, part, rest, lead):
    plan = make_plan(part)
    make_plan(rest)
    make_objective(plan, eta="2015-02-30")
    make_objective(plan)

    text = client.get(f"{PAGE}commit/").text

    assert "<bdi>Part</bdi>: 2 objectives" in text
    assert "<bdi>Rest</bdi>: no objectives yet, so it stays a draft" in text
    assert "<strong>1</strong> impossible ETA" in text
    assert "<strong>1</strong> blank ETA" in text
    assert Commitment.objects.count() == 0


def test_every_draft_with_objectives_is_committed(client, part, rest, lead):
    full, empty = make_plan(part), make_plan(rest)
    make_objective(full)

    answer = client.post(f"{PAGE}commit/")

    assert (answer.status_code, answer.url) == (302, PAGE)
    full.refresh_from_db()
    empty.refresh_from_db()
    assert (full.state, empty.state) == ("committed", "draft")
    assert Change.objects.of(full).first().by == lead


def test_a_lead_of_one_group_commits_that_group(client, part, rest):
    for team in (part, rest):
        make_objective(make_plan(team))
    client.force_login(make_lead(part, "ada"))

    client.post(f"{PAGE}commit/")

    states = dict(Plan.objects.values_list("team__name", "state"))
    assert states == {"Part": "committed", "Rest": "draft"}


def test_a_page_with_nothing_to_commit_says_so(client, part, lead):
    make_plan(part)

    answer = client.post(f"{PAGE}commit/")

    assert (answer.status_code, codes(answer)) == (422, {"__all__": ["not_draft"]})


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_on_commit_have_one_effect():
    make_organization()
    team = make_team("Whole")
    plan = make_plan(team)
    make_objective(plan)
    lead = make_lead(team)
    statuses = []

    def act(_):
        client = Client()
        client.force_login(lead)
        statuses.append(client.post(f"{PAGE}commit/").status_code)
        connection.close()

    assert at_once(act) == ["done"] * TIMES
    assert set(statuses) <= {302, 422}
    assert 302 in statuses
    assert Commitment.objects.count() == 1
    assert Change.objects.of(plan).filter(action="committed").count() == 1


# Reopening


def choice(plan):
    return f"{plan.pk}-{plan.state}"


def test_reopening_needs_a_reason(client, part, lead):
    plan = make_plan(part, state="committed")

    answer = client.post(f"{PAGE}reopen/", {"plans": [choice(plan)], "reason": " "})

    assert (answer.status_code, codes(answer)) == (422, {"reason": ["required"]})
    assert Plan.objects.get().is_committed


def test_reopening_keeps_the_first_commitment(client, part, lead):
    plan = make_plan(part)
    make_objective(plan, "Was")
    plan.commit(by=None, at=AT)

    answer = client.post(
        f"{PAGE}reopen/", {"plans": [choice(plan)], "reason": "One was forgotten"}
    )

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert Plan.objects.get().is_draft
    assert Commitment.objects.get().title == "Was"
    assert Change.objects.of(plan).first().reason == "One was forgotten"


def test_only_chosen_plans_are_reopened(client, part, rest, lead):
    one, other = make_plan(part, state="closed"), make_plan(rest, state="committed")

    page = client.get(f"{PAGE}reopen/")
    client.post(f"{PAGE}reopen/", {"plans": [choice(one)], "reason": "A mistake"})

    assert "Part: closed" in page.text
    assert "Rest: committed" in page.text
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, other.state) == ("committed", "committed")


def test_a_second_click_does_not_go_a_second_step(client, part, lead):
    plan = make_plan(part, state="closed")
    data = {"plans": [choice(plan)], "reason": "A mistake"}

    client.post(f"{PAGE}reopen/", data)
    answer = client.post(f"{PAGE}reopen/", data)

    assert (answer.status_code, codes(answer)) == (422, {"plans": ["invalid_choice"]})
    assert ">A mistake</textarea>" in answer.text.replace(">\n", ">")
    assert Plan.objects.get().is_committed


@pytest.mark.django_db(transaction=True)
def test_ten_reopenings_at_once_go_back_one_step():
    plan = make_plan(state="closed")

    def act(_):
        same = Plan.objects.get(pk=plan.pk)
        same.reopen("A mistake", by=None, at=AT, was="closed")

    assert at_once(act) == ["done"] + ["state"] * (TIMES - 1)
    assert Plan.objects.get().is_committed


def test_another_teams_plan_cannot_be_reopened(client, part, rest):
    foreign = make_plan(rest, state="closed")
    make_plan(part, state="closed")
    client.force_login(make_lead(part, "ada"))

    answer = client.post(
        f"{PAGE}reopen/", {"plans": [choice(foreign)], "reason": "Mine"}
    )

    assert codes(answer) == {"plans": ["invalid_choice"]}
    foreign.refresh_from_db()
    assert foreign.is_closed


# Deleting


def delete_plan(client, plan):
    return client.post(f"{PAGE}delete/", {"plans": [plan.pk]}, follow=True)


def test_an_empty_draft_is_deleted_and_restored(client, part, lead):
    plan = make_plan(part)

    page = delete_plan(client, plan)

    assert Plan.objects.count() == 0
    assert "Whole has no plan for Q2 2014-15 yet." in page.text
    client.post(f"/deleted/{page.context['deletion'].pk}/restore/")
    assert Plan.objects.get().team == part
    trail = Change.objects.of(plan).order_by("pk")
    assert [(one.action, one.by_name) for one in trail] == [
        ("added", ""),
        ("deleted", "lead"),
        ("restored", "lead"),
    ]


def test_its_group_can_be_deleted_afterwards(client, part, lead):
    address = f"{part.get_absolute_url()}delete/"
    plan = make_plan(part)
    assert client.post(address).status_code == 422

    delete_plan(client, plan)

    assert client.post(address).status_code == 302
    assert not Team.objects.filter(pk=part.pk).exists()


@pytest.mark.parametrize("state", ["draft", "committed", "closed"])
def test_a_plan_with_objectives_is_not_deleted(client, part, lead, state):
    plan = make_plan(part)
    make_objective(plan)
    Plan.objects.update(state=state)

    page = client.get(f"{PAGE}delete/")
    answer = client.post(f"{PAGE}delete/", {"plans": [plan.pk]})

    assert "There is no draft without objectives here." in page.text
    assert codes(answer) == {"plans": ["invalid_choice"]}
    assert Plan.objects.get() == plan
    assert DELETE not in buttons(client.get(PAGE))


def test_a_committed_plan_is_not_deleted_though_it_is_empty(client, part, lead):
    plan = make_plan(part, state="committed")

    answer = client.post(f"{PAGE}delete/", {"plans": [plan.pk]})

    assert codes(answer) == {"plans": ["invalid_choice"]}
    assert Plan.objects.get() == plan


def test_another_teams_empty_draft_is_not_deleted(client, part, lead):
    make_plan(part)
    foreign = make_plan(make_team("Far"))

    answer = client.post(f"{PAGE}delete/", {"plans": [foreign.pk]})

    assert codes(answer) == {"plans": ["invalid_choice"]}
    assert Plan.objects.filter(pk=foreign.pk).exists()


# The history


def test_readers_find_every_step_with_who_when_and_why(client, part, lead):
    plan = make_plan(part)
    make_objective(plan, status="Done")
    spare = make_objective(plan, "Not wanted any more")
    spare.delete(by=lead, at=AT).restore(by=lead, at=AT)
    plan.objectives.last().delete(by=lead, at=AT)
    plan.commit(by=lead, at=AT)
    plan.close(by=lead, at=AT)
    plan.reopen("A number was wrong", by=lead, at=LATER)
    client.force_login(make_user(team=part))

    page = client.get(PAGE)
    # It was started just now, and all the rest long ago.
    _, *events = client.get(f"{PAGE}history/").context["events"]

    assert buttons(page)[-1] == HISTORY
    assert "Reopened by <bdi>lead</bdi>" in page.text
    assert "<bdi>A number was wrong</bdi>" in page.text
    assert [(one.change.by_name, one.words) for one in events] == [
        ("lead", "reopened the plan"),
        ("lead", "closed the plan"),
        ("lead", "committed the plan"),
        ("lead", "deleted an objective"),
        ("lead", "restored an objective"),
        ("lead", "deleted an objective"),
    ]
    assert [one.objective for one in events[3:]] == ["Not wanted any more"] * 3
    assert events[0].change.reason == "A number was wrong"


def test_plans_that_are_reopened_together_are_said_once(client, part, rest, lead):
    one, other = (make_plan(team, state="closed") for team in (part, rest))
    third = make_plan(lead.memberships.get().team, state="closed")
    one.reopen("Too early", by=lead, at=AT)
    other.reopen("Too early", by=lead, at=AT)

    page = client.get(PAGE)

    assert [row.teams for row in page.context["reopenings"]] == ["Part and Rest"]
    assert page.text.count("Too early") == 1
    assert third.is_closed


def test_a_deleted_plan_stays_in_the_history_of_its_quarter(client, part, lead):
    delete_plan(client, make_plan(part))

    events = client.get(f"{PAGE}history/").context["events"]

    assert [one.words for one in events] == ["deleted the plan", "started the plan"]


def test_the_history_of_older_records_says_what_is_not_known(client, part, lead):
    make_plan(part, state="committed")

    text = client.get(f"{PAGE}history/").text

    assert "When the plan was first committed is not known." in text


# The buttons of the page


SETTINGS, REOPEN = "Settings of the plan", "Reopen the plan"
HISTORY, DELETE = "History of the plan", "Delete the plan"
CHECKS = {"Check in", "Check before the review"}


@pytest.mark.parametrize(
    ("state", "main", "others"),
    [
        ("draft", "Commit the plan", {SETTINGS, DELETE, *CHECKS}),
        ("committed", "Close the quarter", {SETTINGS, REOPEN, *CHECKS}),
        ("closed", "Prepare the review", {REOPEN}),
    ],
)
def test_the_buttons_depend_on_the_state(client, part, lead, state, main, others):
    make_plan(part, state=state)

    found = buttons(client.get(PAGE))

    assert found[0] == main
    always = {HISTORY, "Import", "Plan Q3 2014-15", "Prepare the review"}
    assert set(found) == {main, *others, *always}


@pytest.mark.parametrize(
    ("day", "main"),
    [
        (datetime.date(2014, 12, 17), "Check in"),
        (datetime.date(2014, 12, 18), "Check before the review"),
        (datetime.date(2014, 12, 31), "Check before the review"),
        (datetime.date(2015, 1, 1), "Close the quarter"),
    ],
)
def test_the_main_button_follows_the_calendar(
    client, part, lead, monkeypatch, day, main
):
    make_plan(part, state="committed")
    monkeypatch.setattr(plans.timezone, "localdate", lambda: day)

    assert main_button(client.get(PAGE)) == main


def test_closing_early_says_when_the_quarter_ends(client, part, lead, monkeypatch):
    make_objective(make_plan(part, state="committed"))
    warning = "Q2 2014-15 ends on 31 December 2014."

    assert warning not in client.get(f"{PAGE}close/").text
    monkeypatch.setattr(
        plans.timezone, "localdate", lambda: datetime.date(2014, 12, 31)
    )
    assert warning in client.get(f"{PAGE}close/").text


@pytest.mark.parametrize("state", ["draft", "committed", "closed"])
def test_readers_see_no_buttons(client, part, state):
    make_objective(make_plan(part))
    Plan.objects.update(state=state)

    page = client.get(PAGE)

    assert buttons(page) == [HISTORY]
    for verb in VERBS:
        assert f"{PAGE}{verb}/" not in page.text
    assert "data-values" not in page.text
    assert "plan.js" not in page.text


def test_members_see_the_check_in_button(client, part):
    make_plan(part, state="committed")
    client.force_login(make_user(team=part))

    assert buttons(client.get(PAGE)) == ["Check in", HISTORY]


def test_the_next_quarter_is_offered_if_it_has_no_plan(client, part, lead):
    make_plan(part)
    make_plan(part, make_quarter(datetime.date(2015, 2, 1)))

    assert "Plan Q3 2014-15" not in buttons(client.get(PAGE))


# Who may


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_leads_of_the_team_can_use_the_verbs(client, part, verb, method):
    make_plan(part)
    people = [
        None,
        make_user("teamless"),
        make_user("member", team=part),
        make_lead(make_team("Other"), "other"),
        make_user("off", team=part, is_active=False),
    ]

    for person in people:
        client.logout()
        if person:
            client.force_login(person)
        assert getattr(client, method)(f"{PAGE}{verb}/").status_code == 403
    client.force_login(make_user("root", is_staff=True))
    status = getattr(client, method)(f"{PAGE}{verb}/").status_code
    assert status == (200 if method == "get" else 422)


@pytest.mark.parametrize("verb", VERBS)
def test_a_hidden_team_gives_a_404(client, part, verb):
    type(part)._meta.apps.get_model("objectives.Organization").objects.update(
        readers="team"
    )
    client.force_login(make_lead(make_team("Other"), "other"))

    assert client.get(f"{PAGE}{verb}/").status_code == 404
    assert client.post(f"{PAGE}{verb}/").status_code == 404
