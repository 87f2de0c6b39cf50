"""Every field of every form on every page is sent what it cannot take.

The forms are read off the pages, so that a new one is tried without being named here.
"""

import html
import re
from urllib.parse import quote_plus

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from objectives.models import Objective
from tests.deep import DEEP
from tests.forms_on_pages import TEXT_KINDS, forms_on
from tests.scene import make_scene

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
OWN = {"HTTP_ORIGIN": "http://testserver"}
# A lone surrogate, as bytes that only look like UTF-8.
SURROGATE = "a%ED%A0%80b"
HOSTILE = {
    **dict.fromkeys(TEXT_KINDS, ["a%00b", SURROGATE, "x" * 200_000]),
    "number": ["9" * 20, "-1", "a%00b"],
    "date": ["2015-02-30", "9" * 20, "a%00b"],
    "datetime-local": [
        *("2015-02-30T10:00", "0001-01-01T00:00", "9999-12-31T23:59"),
        *("9" * 20, "a%00b", SURROGATE),
    ],
    "select": ["9" * 20, "-1", "a%00b", SURROGATE],
    "radio": ["9" * 20, "a%00b"],
}
# Hidden fields are tried by the tests of their forms.
PAGES = [
    ("plan_detail", "quarter"),
    ("plan_start", "free"),
    ("plan_change", "quarter"),
    ("plan_reopen", "quarter"),
    ("plan_close", "quarter"),
    ("check_in", "quarter"),
    ("import_start", ""),
    ("import_columns", "administrators_import"),
    ("import_values", "administrators_import"),
    ("import_preview", "administrators_import"),
    ("project_add", "quarter"),
    ("team_change", "team"),
    ("group_add", "whole"),
    ("member_add", "team"),
    ("team_chat_room_list", "team"),
    ("chat_room_change", "chat"),
    ("objective_change", "objective"),
    ("objective_carry_over", "objective"),
    ("objective_detail", "objective"),
    ("team_move", "team"),
    ("project_change", "project"),
    ("member_change", "member"),
    ("review_prepare", "quarter"),
    ("review_prepare", "later"),
    ("review_change", "quarter"),
    ("review_notes", "quarter"),
    ("review_present", "quarter"),
    ("minute_list", "quarter"),
    ("attendance_change", "quarter"),
    ("question_list", "quarter"),
    ("question_settle", "question"),
    ("guest_link_list", "quarter"),
    ("ask_list", "quarter"),
    ("text_change", "text"),
    ("minute_change", "minute"),
    ("ask_change", "ask"),
    ("metric_add", "team"),
    ("metric_change", "metric"),
    ("reading_add", "metric"),
    ("reading_change", "reading"),
    ("incident_add", "team"),
    ("incident_change", "incident"),
    ("metric_import", "metric"),
    ("calendar_list", ""),
    ("agenda_change", ""),
    ("notifications", ""),
    ("team_add", ""),
    ("organization_change", ""),
    ("tag_change", "tag"),
    ("account_add", ""),
    ("account_rename", "account"),
    ("your_account", ""),
]


def address(name, part, scene):
    match part:
        case "":
            return reverse(name)
        case "quarter" | "free" | "later":
            return reverse(name, args=[scene["team"], scene[part]])
    return reverse(name, args=[scene[part]])


def body(form, field, value):
    """The form as a browser sends it, with one field saying something else."""
    pairs = [(name, one) for name, values in form.data().items() for one in values]
    sent = [(name, quote_plus(one)) for name, one in pairs if name != field.name]
    sent += [(field.name, value)]
    return "&".join(f"{quote_plus(name)}={one}" for name, one in sent)


def tries(page, url):
    """Each form of a page with each hostile value in each of its fields.

    One row stands for all that have the same fields.
    """
    for form in forms_on(page, url):
        fields = {re.sub(r"\d+", "", field.name): field for field in form.fields}
        for field in form.fields if DEEP else fields.values():
            for value in HOSTILE.get(field.kind, []):
                yield form, field, value


def outcome(client, form, field, value):
    """Empty if the text was refused and shown again, else the response."""
    with transaction.atomic():
        answer = client.post(
            form.action, body(form, field, value), content_type=FORM, **OWN
        )
        transaction.set_rollback(True)
    if not 400 <= answer.status_code < 500:
        return [(form.action, field.name, value[:20], answer.status_code)]
    typed = value.replace("%00", "\0").replace("%ED%A0%80", "\ufffd" * 3)
    if field.kind in TEXT_KINDS and typed not in html.unescape(answer.text):
        return [(form.action, field.name, value[:20], "lost")]
    return []


@pytest.mark.parametrize(("name", "part"), PAGES)
def test_hostile_text_is_refused_and_shown_again(client, name, part):
    scene = make_scene()
    client.force_login(get_user_model().objects.get(username="administrator"))
    url = address(name, part, scene)
    page = client.get(url)

    found = [outcome(client, *one) for one in tries(page, url)]

    assert sum(found, []) == []
    assert found


def foreign_tries(page, url, foreign):
    """Each form of a page with another team's row in each field that takes a row."""
    for form in forms_on(page, url):
        for field in form.fields:
            noun = field.name.rpartition("-")[2]
            is_row = noun in foreign and field.kind not in TEXT_KINDS
            if is_row and "initial-" not in field.name:
                yield form, field, str(foreign[noun])


def test_another_teams_rows_are_refused_in_every_field(client):
    scene = make_scene()
    client.force_login(get_user_model().objects.get(username="lead"))
    tried = set()
    found = []

    for name, part in PAGES[:-4]:
        url = address(name, part, scene)
        page = client.get(url)
        for form, field, value in foreign_tries(page, url, scene["foreign"]):
            tried.add(field.name.rpartition("-")[2])
            found += outcome(client, form, field, value)

    assert found == []
    assert tried == {"owner", "displaced", "teams", "successor", "second"}


def with_rows(scene, rows):
    """The posts to all addresses that refer to rows, with these rows."""
    row = f"row-{scene['objective']}"
    move = reverse("objective_move", args=[scene["objective"]])
    close = reverse("plan_close", args=[scene["team"], scene["quarter"]])
    selected = reverse("selection_change", args=[scene["team"], scene["quarter"]])
    picked = {"objectives": scene["objective"]}
    start = reverse("plan_start", args=[scene["team"], scene["free"]])
    carried = {f"{row}-answer": "carry_over", f"{row}-title": "Go on"}
    return [
        (move, {"plan": rows["plan"]}),
        (move, {"before": rows["before"]}),
        (selected, {"objectives": rows["before"], "verb": "duplicate"}),
        (selected, picked | {"verb": "move", "plan": rows["plan"]}),
        (selected, picked | {"verb": "owner", "owner": rows["owner"]}),
        (start, {"teams": rows["teams"], "third_column": "measure"}),
        (close, {f"{row}-answer": "continue", f"{row}-successor": rows["successor"]}),
        (close, carried | {f"{row}-owner": rows["owner"]}),
    ]


def statuses(client, tries):
    """The responses to each post, rolled back after each."""
    for url, data in tries:
        with transaction.atomic():
            yield client.post(url, data).status_code
            transaction.set_rollback(True)


@pytest.mark.parametrize(("whose", "expected"), [("foreign", 422), ("own", 302)])
def test_only_the_users_own_rows_in_a_request_are_used(client, whose, expected):
    scene = make_scene()
    client.force_login(get_user_model().objects.get(username="lead"))

    found = list(statuses(client, with_rows(scene, scene[whose])))

    assert found == [expected] * 8


def test_closing_suggests_nothing_of_another_team(client):
    scene = make_scene()
    client.force_login(get_user_model().objects.get(username="lead"))

    page = client.get(address("plan_close", "quarter", scene))

    assert Objective.objects.get(pk=scene["own"]["successor"]).title in page.text
    assert (
        Objective.objects.get(pk=scene["foreign"]["successor"]).title not in page.text
    )


@pytest.mark.postgresql
@pytest.mark.parametrize("number", ["9" * 20, "0", "-1", "1" * 5])
def test_an_unknown_number_gives_a_404(client, number):
    make_scene()

    changed = ("people", "projects", "readings", "incidents")
    paths = [
        "objectives/{}/",
        "exports/{}/",
        "metrics/{}/",
        "metrics/{}/import/",
        *(f"{one}/{{}}/change/" for one in changed),
    ]
    for path in paths:
        assert client.get(f"/{path.format(number)}").status_code == 404
