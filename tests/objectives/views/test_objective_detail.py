import datetime

import pytest
from django.utils import timezone

from objectives.models import Organization, Plan, Project
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

pytestmark = pytest.mark.django_db
QUERIES = 19
Q3 = datetime.date(2015, 1, 1)


@pytest.fixture
def plan():
    make_organization()
    return make_plan(make_team("Ops"))


def address(objective):
    return f"/objectives/{objective.pk}/"


def test_every_field_is_shown(client, plan):
    owner = plan.team.members.create(name="Ada Byron")
    objective = make_objective(
        plan,
        "Encrypt the links",
        measure="All of them",
        dependency="Procurement",
        eta="2015-02-30",
        status="At risk (~50%)",
        owner=owner,
    )

    text = client.get(address(objective)).text

    for words in (
        "Encrypt the links",
        "All of them",
        "Procurement",
        "2015-02-30",
        "End of February 2015, no such day",
        "At risk · about 50\u00a0%",
        "Ada Byron",
        "Not committed",
    ):
        assert words in text


def test_blank_fields_are_shown_as_blank(client, plan):
    text = client.get(address(make_objective(plan))).text

    assert "No owner yet" in text
    assert "No updates or comments yet." in text
    assert text.count(">blank<") == 3


def test_differences_from_the_commitment_are_marked(client, plan):
    objective = make_objective(plan, "All links", status="Planned")
    plan.commit(by=None, at=AT)
    objective.change({"title": "Some links"}, was=None, by=None, at=LATER)

    text = client.get(address(objective)).text

    assert "<mark>Some</mark> links" in text
    assert "promised: <bdi><del>All</del> links</bdi>" in text
    assert "14 Jan 2015" in text
    assert "Status then: Planned" in text


def test_the_timeline_has_every_update_newest_first(client, plan):
    objective = make_objective(plan)
    objective.update_status("Started", by=make_user("ada"), at=AT)
    objective.update_status("At risk: 75%", by=make_user("eve"), at=LATER)

    page = client.get(address(objective))

    assert [entry.update.text for entry in page.context["entries"]] == [
        "At risk: 75%",
        "Started",
    ]
    assert '<bdi>eve</bdi>, <time datetime="2015-01-15T17:00:00+00:00"' in page.text


def test_the_lineage_lists_every_quarter(client, plan):
    first = make_objective(plan, "Encrypt")
    plan.commit(by=None, at=AT)
    second = first.carry_over(
        make_quarter(Q3), by=None, at=AT, reason_kind="staff_time", note="Two ill"
    )

    early, late = client.get(address(first)), client.get(address(second))

    assert [step.objective for step in late.context["lineage"]] == [first, second]
    assert "Over two quarters" in late.text
    assert "Carried over to Q3 2014-15 · Staff time</dd>" in late.text
    assert f'href="{address(second)}"' in early.text
    assert "Carried over to Q3 2014-15" in early.text
    assert "Staff time" in early.text
    assert "<bdi>Two ill</bdi>" in early.text
    assert "second quarter in a row" in late.text


def test_each_quarter_has_its_own_texts_with_marks_on_what_differs(client, plan):
    first = make_objective(
        plan, "Encrypt all links", measure="Nine links", eta="EOQ", status="Half"
    )
    plan.commit(by=None, at=AT)
    second = first.carry_over(
        make_quarter(Q3), values={"title": "Encrypt five links"}, by=None, at=AT
    )

    text = client.get(address(second)).text

    assert f'<a href="{address(first)}">Encrypt all links</a>' in text
    assert "Encrypt <mark>five</mark> links" in text
    columns = text.split('<ol class="lineage"')[1].split("</ol>")[0]
    assert columns.count('dir="auto">Nine links</dd>') == 2
    assert '<dd class="text" dir="auto">Half</dd>' in text


def test_an_objective_of_one_quarter_has_no_columns(client, plan):
    assert "the quarter before" not in client.get(address(make_objective(plan))).text


def test_the_work_that_displaced_it_is_shown(client, plan):
    objective = make_objective(plan)
    Project.objects.create(
        team=plan.team,
        quarter=plan.quarter,
        text="Moved out of Tampa",
        requested_by="Finance",
        displaced=objective,
    )

    text = client.get(address(objective)).text

    assert "Work done instead" in text
    assert "Moved out of Tampa <small>for Finance</small>" in text


@pytest.mark.parametrize(
    ("verb", "arguments", "words"),
    [
        ("defer", "next FY", "Deferred to <bdi>next FY</bdi>"),
        ("drop", "No gain", "Dropped: <bdi>No gain</bdi>"),
    ],
)
def test_its_disposition_is_shown(client, plan, verb, arguments, words):
    objective = make_objective(plan)
    getattr(objective, verb)(arguments, by=None, at=AT, reason_kind="scope")

    text = client.get(address(objective)).text

    assert f"{words} · The scope changed" in text


def test_its_changes_are_described_in_words(client, plan):
    objective = make_objective(plan, eta="EOQ")
    objective.change(
        {"eta": "2015-03-30", "is_tentative": True},
        was=None,
        by=make_user("ada"),
        at=timezone.now(),
    )

    page = client.get(address(objective))

    group = page.context["history"][0]
    assert group.actions == "Changed"
    assert [(one.label, one.old, one.new) for one in group.differences] == [
        ("ETA", "EOQ", "2015-03-30"),
        ("Tentative, or only assisting", "no", "yes"),
    ]
    assert "<strong>Changed</strong> by <bdi>ada</bdi>" in page.text
    assert "eta_day" not in page.text


def test_what_one_person_does_in_a_minute_is_one_entry(client, plan):
    objective = make_objective(plan, "Encrypt", eta="May")
    ada, eve = make_user("ada"), make_user("eve")
    for number, (by, values) in enumerate(
        (
            (ada, {"eta": "June"}),
            (ada, {"eta": "July"}),
            (ada, {"measure": "All"}),
            (eve, {"eta": "August"}),
            (ada, {"eta": "May"}),
        )
    ):
        at = AT + datetime.timedelta(seconds=number)
        objective.change(values, was=None, by=by, at=at)
    objective.change(
        {"measure": ""}, was=None, by=ada, at=AT + datetime.timedelta(minutes=1)
    )

    groups = client.get(address(objective)).context["history"]

    told = [
        (one.by_name, [(each.label, each.old, each.new) for each in one.differences])
        for one in groups
    ]
    # The first is its own start, of which nobody knows who made it.
    assert told[1:] == [
        ("ada", [("Measure of success", "All", "")]),
        ("ada", [("ETA", "August", "May")]),
        ("eve", [("ETA", "July", "August")]),
        ("ada", [("ETA", "May", "July"), ("Measure of success", "", "All")]),
    ]


def test_leads_edit_the_facts_where_they_stand_and_others_read_them(client, plan):
    objective = make_objective(plan, eta="EOQ")
    way = f'href="/objectives/{objective.pk}/change/#id_eta"'

    assert way not in client.get(address(objective)).text
    client.force_login(make_lead(plan.team))
    page = client.get(address(objective))

    assert way in page.text
    assert f'data-cell="/objectives/{objective.pk}/cell/"' in page.text
    assert '<input type="hidden" name="initial-eta" value="EOQ"' in page.text
    Plan.objects.update(state="closed")
    assert way not in client.get(address(objective)).text


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("tags", {"tags": "Codfw"}),
        ("reference", {"reference": "T9", "reference_url": "https://t.example.org/9"}),
    ],
)
def test_tags_and_reference_are_facts_that_are_edited_alone(client, plan, cell, values):
    objective = make_objective(plan)
    client.force_login(make_lead(plan.team))
    seen = {f"initial-{name}": "" for name in values}

    client.post(f"{address(objective)}cell/", {"cell": cell, **values, **seen})

    objective.refresh_from_db()
    assert {name: getattr(objective, name) for name in values} == values
    assert f'data-cell="{cell}"' in client.get(address(objective)).text


def test_a_new_title_leaves_the_tags_as_they_are(client, plan):
    objective = make_objective(plan, "Encrypt", tags="Codfw")
    client.force_login(make_lead(plan.team))

    client.post(
        f"{address(objective)}cell/",
        {"cell": "title", "title": "Encrypt all", "initial-title": "Encrypt"},
    )

    objective.refresh_from_db()
    assert (objective.title, objective.tags) == ("Encrypt all", "Codfw")


def test_many_changes_are_paged(client, plan):
    objective = make_objective(plan)
    for number in range(51):
        at = AT + datetime.timedelta(minutes=number)
        objective.change({"eta": f"EOQ {number}"}, was=None, by=None, at=at)

    assert "Page 1 of 2" in client.get(address(objective)).text
    page = client.get(address(objective), {"page": 2})
    assert len(page.context["history"]) == 2


def test_a_carry_over_is_in_the_history_of_both_objectives(client, plan):
    objective = make_objective(plan, "Encrypt the links")
    plan.commit(by=None, at=AT)
    successor = objective.carry_over(
        make_quarter(Q3), reason_kind="scope", note="Too many", by=None, at=LATER
    )

    for end in (objective, successor):
        groups = client.get(address(end)).context["history"]
        (told,) = [one for one in groups if one.actions.endswith("arried over")]
        assert [(one.label, one.new) for one in told.differences][-4:] == [
            ("Predecessor", "Encrypt the links"),
            ("Successor", "Encrypt the links"),
            ("Reason kind", "The scope changed"),
            ("Note", "Too many"),
        ]


def test_buttons_are_shown_to_people_who_may_use_them(client, plan):
    user, lead = make_user(team=plan.team), make_user(team=plan.team)
    lead.memberships.update(is_lead=True)
    objective = make_objective(plan, owner=user.memberships.get())
    plan.commit(by=None, at=AT)
    buttons = [
        f"/objectives/{objective.pk}/change/",
        f"/teams/ops/2014-15-q2/check-in/#objective-{objective.pk}",
        f"/teams/ops/2014-15-q2/close/#objective-{objective.pk}",
    ]

    def shown(user):
        client.logout()
        if user:
            client.force_login(user)
        text = client.get(address(objective)).text
        return [
            f'class="button{main}" href="{one}"' in text
            for one, main in (
                (buttons[0], ""),
                (buttons[1], " is-main"),
                (buttons[2], ""),
            )
        ]

    assert shown(None) == [False, False, False]
    assert shown(make_user()) == [False, False, False]
    assert shown(user) == [False, True, False]
    assert shown(lead) == [True, True, True]
    Plan.objects.update(state="closed")
    assert shown(lead) == [False, False, False]


def test_a_hidden_team_gives_a_404(client, plan):
    objective = make_objective(plan)
    Organization.objects.update(readers="team")

    assert client.get(address(objective)).status_code == 404
    assert client.get("/objectives/99999999999999999999/").status_code == 404
    client.force_login(make_user(team=plan.team))
    assert client.get(address(objective)).status_code == 200


@pytest.mark.parametrize("many", [1, 30])
def test_the_queries_are_fixed(client, plan, django_assert_num_queries, many):
    objective = make_objective(plan)
    plan.commit(by=None, at=AT)
    for number in range(many):
        objective.update_status(f"{number}%", by=None, at=timezone.now())
        Project.objects.create(
            team=plan.team, quarter=plan.quarter, text="x", displaced=objective
        )
    objective.carry_over(make_quarter(Q3), by=None, at=AT)
    client.force_login(make_user(team=plan.team))

    with django_assert_num_queries(QUERIES):
        client.get(address(objective))
