import datetime
import json
import re
from urllib.parse import quote_from_bytes

import pytest
from django.urls import reverse

from objectives.models import Change, Deletion, Member, Objective, Plan, StatusUpdate
from tests.forms_on_pages import codes
from tests.makers import (
    AT,
    make_lead,
    make_objective,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
CELL_QUERIES = 32
IN_PLACE = {"X-Requested-With": "fetch"}
FIELDS = {
    "title": "Encrypt the links",
    "measure": "All of them",
    "dependency": "",
    "eta": "2014-12-15",
    "chosen_eta_day": "",
    "status": "",
    "chosen_state": "",
    "owner": "",
}


@pytest.fixture
def part(team):
    return make_team("Part", team)


@pytest.fixture
def objective(part):
    return make_objective(make_plan(part), "Encrypt the links", measure="All of them")


def address(verb, objective, query=""):
    return reverse(f"objective_{verb}", args=[objective.pk]) + query


def add_address(plan, query=""):
    args = [plan.team.slug, plan.quarter.slug]
    return reverse("objective_add", args=args) + query


def seen(objective, **values):
    """The fields of a form for this objective with these values changed."""
    shown = {
        name: str(getattr(objective, name) or "") for name in FIELDS if name != "owner"
    }
    shown |= {"owner": str(objective.owner_id or "")}
    return shown | values | {f"initial-{name}": text for name, text in shown.items()}


def cell(objective, name, value, was=""):
    return {"cell": name, name: value, f"initial-{name}": was}


# The form with all fields


def test_the_form_saves_only_changed_fields(client, objective, lead):

    answer = client.post(
        address("change", objective), seen(objective, title="Encrypt   all\nlinks")
    )

    assert answer.status_code == 302
    assert answer.url == f"/teams/part/2014-15-q2/#objective-{objective.pk}"
    objective.refresh_from_db()
    assert (objective.title, objective.measure) == ("Encrypt all links", "All of them")
    change = Change.objects.of(objective).first()
    assert (change.by, list(change.fields)) == (lead, ["title"])


def test_the_form_returns_to_the_page_it_was_opened_from(client, objective, lead):

    answer = client.post(
        address("change", objective, "?page=whole"), seen(objective, eta="soon")
    )

    assert answer.url.startswith("/teams/whole/2014-15-q2/#")


def test_the_form_shows_how_the_texts_are_read(client, part, lead):
    objective = make_objective(
        make_plan(part), eta="2015-02-30", status="At risk (~50%)"
    )

    text = client.get(address("change", objective)).text

    assert "Read as: End of February 2015, no such day" in text
    assert "Read as: At risk, about 50 %" in text


def test_a_chosen_value_overrides_the_reading(client, objective, lead):

    client.post(
        address("change", objective),
        seen(
            objective,
            status="quux",
            chosen_state="stalled",
            chosen_eta_day="2014-12-31",
        ),
    )

    objective.refresh_from_db()
    assert (objective.state, str(objective.eta_day)) == ("stalled", "2014-12-31")
    assert StatusUpdate.objects.get().text == "quux"


def test_a_conflict_shows_both_texts_and_saves_neither(client, objective, lead):
    mine = seen(objective, measure="Mine")
    Objective.objects.filter(pk=objective.pk).update(measure="Theirs")

    answer = client.post(address("change", objective), mine)

    assert answer.status_code == 409
    assert codes(answer) == {"measure": ["conflict"]}
    assert "Theirs" in answer.text
    assert ">\nMine</textarea>" in answer.text
    objective.refresh_from_db()
    assert objective.measure == "Theirs"


@pytest.mark.parametrize(("keep", "stays"), [("theirs", "Theirs"), ("mine", "Mine")])
def test_a_conflict_is_resolved_field_by_field(client, objective, lead, keep, stays):
    mine = seen(objective, measure="Mine", dependency="Money")
    Objective.objects.filter(pk=objective.pk).update(measure="Theirs")
    client.post(address("change", objective), mine)

    answer = client.post(
        address("change", objective),
        mine | {"initial-measure": "Theirs", "keep-measure": keep},
    )

    assert answer.status_code == 302
    objective.refresh_from_db()
    assert (objective.measure, objective.dependency) == (stays, "Money")


def test_edits_of_different_fields_are_both_saved(client, objective, lead):
    one, other = seen(objective, title="New title"), seen(objective, eta="2014-12-01")

    client.post(address("change", objective), one)
    client.post(address("change", objective), other)

    objective.refresh_from_db()
    assert (objective.title, objective.eta) == ("New title", "2014-12-01")


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"title": " "}, {"title": ["required"]}),
        ({"title": "x" * 1001}, {"title": ["max_length"]}),
        ({"measure": "x" * 1_000_000}, {"measure": ["max_length"]}),
        ({"measure": "a\0b"}, {"measure": ["character"]}),
        ({"status": "a\ud800b"}, {"status": ["character"]}),
        ({"chosen_eta_day": "2015-02-30"}, {"chosen_eta_day": ["invalid"]}),
        ({"chosen_state": "quux"}, {"chosen_state": ["invalid_choice"]}),
        ({"owner": "9" * 20}, {"owner": ["invalid_choice"]}),
        ({"owner": "x"}, {"owner": ["invalid_choice"]}),
    ],
)
def test_a_refused_form_is_shown_as_typed(client, objective, lead, values, refused):
    body = "&".join(f"{k}={v}" for k, v in quoted(seen(objective, **values)).items())

    answer = client.post(
        address("change", objective),
        body,
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 422
    assert {name: found[:1] for name, found in codes(answer).items()} == refused
    assert Objective.objects.get().title == "Encrypt the links"


def quoted(values):
    """As a browser sends them, halves of characters included."""
    return {
        name: quote_from_bytes(text.encode("utf-8", "surrogatepass"))
        for name, text in values.items()
    }


def test_the_owner_must_be_in_the_team(client, objective, team, lead):
    fitting = Member.objects.create(team=make_team("Beside", team), name="Ada")
    stranger = Member.objects.create(team=make_team("Other"), name="Eve")

    refused = client.post(
        address("change", objective), seen(objective, owner=str(stranger.pk))
    )
    client.post(address("change", objective), seen(objective, owner=str(fitting.pk)))

    assert codes(refused) == {"owner": ["invalid_choice"]}
    assert "Eve" not in refused.text
    assert Objective.objects.get().owner == fitting


def test_an_owner_who_left_stays_until_another_is_chosen(client, objective, lead):
    gone = Member.objects.create(team=make_team("Other"), name="Eve")
    Objective.objects.update(owner=gone)
    objective.refresh_from_db()

    answer = client.post(address("change", objective), seen(objective, title="New"))

    assert answer.status_code == 302
    assert Objective.objects.get().owner == gone


def test_a_closed_plan_is_not_edited(client, objective, lead):
    Plan.objects.update(state="closed")

    page = client.get(address("change", objective))
    answer = client.post(address("change", objective), seen(objective, title="New"))

    assert "This quarter is closed." in page.text
    assert 'name="title"' not in page.text
    assert (answer.status_code, codes(answer)) == (422, {"__all__": ["closed"]})
    assert ">\nNew</textarea>" in answer.text


# One cell


def test_a_cell_is_answered_with_its_row_and_the_figures(client, objective, lead):
    make_objective(objective.plan, "Another one")

    answer = client.post(
        address("cell", objective, "?page=whole"),
        cell(objective, "eta", "2015-02-30") | {"chosen_eta_day": ""},
    )

    assert answer.status_code == 200
    assert answer.text.count("<tr ") == 1
    assert f'<tr id="objective-{objective.pk}"' in answer.text
    assert "End of February 2015, no such day" in answer.text
    assert "impossible ETA" in answer.text
    assert '2 <span class="for-readers">without a status<' in answer.text
    assert "page=whole" in answer.text
    assert "<html" not in answer.text
    assert len(answer.content) < 10_000


@pytest.mark.parametrize("size", [1, 30])
def test_saving_a_cell_takes_the_same_queries_for_any_plan(
    client, objective, lead, django_assert_num_queries, size
):
    for _ in range(size):
        make_objective(objective.plan)
        make_objective(make_plan(make_team(parent=objective.plan.team.parent)))

    with django_assert_num_queries(CELL_QUERIES):
        answer = client.post(
            address("cell", objective, "?page=whole"),
            cell(objective, "measure", "Half of them", "All of them"),
        )

    assert len(answer.content) < 10_000


def test_the_row_has_the_values_for_its_editors(client, part, lead):
    objective = make_objective(
        make_plan(part), 'Say "yes" & <b>go</b>', chosen_state="at_risk"
    )

    page = client.get(objective.plan.get_absolute_url()).text

    values = re.search(r'data-values="([^"]*)"', page)[1]
    for name, sign in (("quot", '"'), ("lt", "<"), ("gt", ">"), ("amp", "&")):
        values = values.replace(f"&{name};", sign)
    assert json.loads(values) == {
        "title": 'Say "yes" & <b>go</b>',
        "owner": "",
        "is_tentative": False,
        "tags": "",
        "measure": "",
        "dependency": "",
        "eta": "",
        "chosen_eta_day": "",
        "status": "",
        "chosen_state": "at_risk",
    }


def test_a_cell_changed_by_someone_else_shows_both_texts(client, objective, lead):
    Objective.objects.update(measure="Theirs")

    answer = client.post(
        address("cell", objective), cell(objective, "measure", "Mine", "All of them")
    )

    assert answer.status_code == 409
    assert answer.json()["theirs"] == {
        "measure": {"value": "Theirs", "text": "Theirs", "who": "Someone else"}
    }
    assert list(answer.json()["errors"]) == ["measure"]


def test_all_of_a_cells_fields_are_saved(client, objective, lead):
    client.post(
        address("cell", objective),
        {
            **cell(objective, "title", "New", "Encrypt the links"),
            "is_tentative": "on",
            "initial-is_tentative": "False",
        },
    )

    objective.refresh_from_db()
    assert (objective.title, objective.is_tentative) == ("New", True)
    assert objective.measure == "All of them"


def test_an_owner_and_a_state_are_cells_of_their_own(client, objective, lead):
    ada = Member.objects.create(team=objective.plan.team, name="Ada Byron")

    client.post(address("cell", objective), cell(objective, "owner", ada.pk, ""))
    data = {"cell": "state", "chosen_state": "stalled", "initial-chosen_state": ""}
    answer = client.post(address("cell", objective), data)

    objective.refresh_from_db()
    assert (objective.owner, objective.state) == (ada, "stalled")
    assert 'title="Ada Byron"' in answer.text
    assert ">AB<" in answer.text


@pytest.mark.parametrize(
    ("data", "status", "names"),
    [
        ({}, 400, [""]),
        ({"cell": "plan", "plan": "1"}, 400, [""]),
        ({"cell": "title", "title": ""}, 422, ["title"]),
        ({"cell": "measure", "measure": "a\0"}, 422, ["measure"]),
    ],
)
def test_a_refused_cell_gives_the_reason(client, objective, lead, data, status, names):

    answer = client.post(address("cell", objective), data)

    assert (answer.status_code, list(answer.json()["errors"])) == (status, names)
    assert Objective.objects.get().title == "Encrypt the links"


# Adding


def test_each_line_is_an_objective(client, objective, lead):

    answer = client.post(add_address(objective.plan), {"rows": "First\n\n  Second "})

    added = Objective.objects.exclude(pk=objective.pk)
    assert [row.title for row in added] == ["First", "Second"]
    assert [row.position for row in added] == [1, 2]
    assert answer.url.endswith(f"#objective-{added[0].pk}")


def test_rows_can_be_pasted_from_a_spreadsheet(client, objective, lead):
    rows = (
        'One\t"Two ""big"" ones\nand more"\t\t2014-12-01\tDone\r\nTwo\t\t\t\t\t\t\r\n'
    )

    client.post(add_address(objective.plan), {"rows": rows})

    one, two = Objective.objects.exclude(pk=objective.pk)
    assert (one.title, one.measure) == ("One", 'Two "big" ones\nand more')
    assert (one.dependency, one.eta, one.state) == ("", "2014-12-01", "done")
    assert (two.title, two.measure) == ("Two", "")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (" \n ", "required"),
        ("a\tb\tc\td\te\tf\tg\t\ti", "too_wide"),
        ("x\n" * 201, "too_many"),
        ("\tno title", "row"),
        ("Fine\n" + "x" * 1001, "row"),
    ],
)
def test_refused_rows_are_shown_again(client, objective, lead, rows, code):

    page = client.post(add_address(objective.plan), {"rows": rows})
    in_place = client.post(
        add_address(objective.plan), {"rows": rows}, headers=IN_PLACE
    )

    assert (page.status_code, in_place.status_code) == (422, 422)
    assert [code] in codes(page).values()
    assert in_place.json()["errors"]
    assert Objective.objects.count() == 1


def test_a_list_is_offered_for_import_and_not_added(client, objective, lead):
    data = {"rows": "- One\n  - Two\n"}

    page = client.post(add_address(objective.plan), data)
    in_place = client.post(add_address(objective.plan), data, headers=IN_PLACE)

    assert codes(page) == {"rows": ["document"]}
    assert 'name="text" value="- One\n  - Two\n"' in page.text
    assert in_place.json()["import"] is True
    assert Objective.objects.count() == 1


def test_adding_in_place_returns_the_new_rows(client, objective, lead):

    answer = client.post(
        add_address(objective.plan, "?page=whole"), {"rows": "A\nB"}, headers=IN_PLACE
    )

    assert answer.text.count("<tr ") == 2
    assert '3 <span class="for-readers">without a status<' in answer.text


def test_no_rows_are_added_to_a_closed_plan(client, objective, lead):
    Plan.objects.update(state="closed")

    answer = client.post(add_address(objective.plan), {"rows": "Late"})

    assert (answer.status_code, Objective.objects.count()) == (422, 1)
    assert "This quarter is closed." in answer.text


# Moving, duplicating, deleting


def titles(plan):
    return [row.title for row in plan.objectives.leftovers_first()]


@pytest.fixture
def three(part):
    plan = make_plan(part)
    plan.add([{"title": title} for title in "abc"], by=None, at=AT)
    return plan


@pytest.mark.parametrize(
    ("title", "step", "order"),
    [
        ("b", "up", "bac"),
        ("b", "down", "acb"),
        ("a", "up", "abc"),
        ("c", "down", "abc"),
        ("a", "down", "bac"),
    ],
)
def test_moving_up_or_down_swaps_two_rows(client, three, lead, title, step, order):
    row = three.objectives.get(title=title)

    answer = client.post(address("move", row), {"step": step})

    assert answer.status_code == 302
    assert "".join(titles(three)) == order


def test_a_row_can_be_moved_before_another_in_place(client, three, lead):
    first, _, last = three.objectives.all()

    answer = client.post(address("move", last), {"before": first.pk}, headers=IN_PLACE)

    assert (answer.status_code, "".join(titles(three))) == (200, "cab")
    assert answer.text.count("<tr ") == 1


def test_a_row_can_be_moved_to_another_group(client, three, team, lead):
    other = make_plan(make_team("Beside", team))

    client.post(address("move", three.objectives.first()), {"plan": other.pk})

    assert (titles(three), titles(other)) == (["b", "c"], ["a"])


def test_a_row_can_only_be_moved_to_a_led_plan(client, three, part, team, lead):
    next_quarter = make_quarter(datetime.date(2015, 1, 1))
    elsewhere = [
        make_plan(make_team("Other")),
        make_plan(part, next_quarter),
        make_plan(make_team("Shut", team), state="closed"),
    ]

    for plan in elsewhere:
        foreign = Objective(plan=plan, title="theirs")
        foreign.save() if not plan.is_closed else None
        answer = client.post(
            address("move", three.objectives.first()), {"plan": plan.pk}
        )
        assert answer.status_code == 422
        if foreign.pk:
            answer = client.post(
                address("move", three.objectives.first()), {"before": foreign.pk}
            )
            assert answer.status_code == 422
    assert titles(three) == ["a", "b", "c"]


def test_a_lead_of_one_group_cannot_move_rows_to_another(client, three, part, team):
    beside = make_plan(make_team("Beside", team))
    client.force_login(make_lead(part, "ada"))

    page = client.get(address("change", three.objectives.first()))
    answer = client.post(address("move", three.objectives.first()), {"plan": beside.pk})

    assert "Beside" not in page.text
    assert answer.status_code == 422


def test_a_copy_is_placed_below_and_has_no_status(client, three, lead):
    Objective.objects.filter(title="a").update(status="Done", state="done")

    client.post(address("duplicate", three.objectives.first()))

    assert titles(three) == ["a", "a", "b", "c"]
    assert three.objectives.filter(title="a", status="").count() == 1


def test_a_deleted_objective_can_be_restored(client, objective, lead):

    answer = client.post(address("delete", objective, "?page=whole"), follow=True)

    deletion = Deletion.objects.get()
    assert answer.redirect_chain[0][0] == (
        f"/teams/whole/2014-15-q2/?deleted={deletion.pk}"
    )
    assert "Deleted “<bdi>Encrypt the links</bdi>”." in answer.text
    client.post(f"/deleted/{deletion.pk}/restore/")
    assert Objective.objects.get() == objective


def test_a_committed_objective_cannot_be_deleted(client, objective, lead):
    objective.plan.commit(by=None, at=AT)

    page = client.get(address("change", objective))
    answer = client.post(address("delete", objective))

    assert ">Delete<" not in page.text
    assert answer.status_code == 422
    assert "This objective was committed, so it cannot be deleted." in answer.text
    assert Objective.objects.count() == 1


# Who may


POSTS = ["cell", "move", "duplicate", "delete", "change"]


@pytest.mark.parametrize("verb", POSTS)
def test_only_leads_of_the_team_can_change_its_rows(client, objective, part, verb):
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
        assert client.post(address(verb, objective)).status_code == 403
        add = client.post(add_address(objective.plan), {"rows": "Mine"})
        assert add.status_code == 403
    assert Objective.objects.count() == 1


def test_a_hidden_team_gives_a_404(client, objective):
    type(objective.plan.team)._meta.apps.get_model(
        "objectives.Organization"
    ).objects.update(readers="team")
    client.force_login(make_lead(make_team("Other"), "other"))

    statuses = {client.post(address(verb, objective)).status_code for verb in POSTS}
    assert statuses == {404}
    assert client.post(add_address(objective.plan)).status_code == 404
    assert client.get(f"/objectives/{'9' * 20}/change/").status_code == 404


# How texts are read


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("eta=2015-02-30", "Read as: End of February 2015, no such day"),
        ("eta=2014-03-30", "Read as: 30 March 2014, before the quarter"),
        ("eta=2015-01-01", "Read as: 1 January 2015, after the quarter"),
        ("eta=soon", "Not read as a date"),
        ("eta=", ""),
        ("status=At risk (~50%)", "Read as: At risk, about 50 %"),
        ("status=<script>", "Not read"),
    ],
)
def test_a_reading_is_returned_as_plain_text(client, query, words):
    make_quarter()

    answer = client.get(f"/reading/?quarter=2014-15-q2&{query}")

    assert answer.text == words
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("quarter", ["", "2099-00-q1", "%00", "é", "%F0%9F%98%80"])
def test_a_reading_needs_a_quarter(client, quarter):
    assert client.get(f"/reading/?quarter={quarter}&eta=Dec").status_code == 404


# At once


@pytest.mark.django_db(transaction=True)
def test_ten_moves_at_once_leave_distinct_positions():
    plan = make_plan()
    plan.add([{"title": title} for title in "abcdef"], by=None, at=AT)
    last = plan.objectives.get(title="f").pk

    def act(_):
        row = Objective.objects.select_related("plan__team").get(pk=last)
        row.move(before=plan.objectives.first(), by=None, at=AT)

    assert at_once(act) == ["done"] * TIMES
    assert titles(plan) == list("fabcde")
    assert len({row.position for row in plan.objectives.all()}) == 6


@pytest.mark.django_db(transaction=True)
def test_ten_copies_at_once_are_all_saved():
    objective = make_objective()

    def act(_):
        Objective.objects.get(pk=objective.pk).duplicate(by=None, at=AT)

    assert at_once(act) == ["done"] * TIMES
    assert Objective.objects.count() == TIMES + 1


@pytest.mark.django_db(transaction=True)
def test_ten_deletions_at_once_are_one():
    objective = make_objective()

    def act(_):
        Objective(pk=objective.pk, plan=objective.plan, title="x").delete(
            by=None, at=AT
        )

    assert at_once(act) == ["done"] + ["gone"] * (TIMES - 1)
    assert Deletion.objects.count() == 1
