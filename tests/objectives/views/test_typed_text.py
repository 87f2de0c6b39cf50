"""Typed text is shown as it was meant wherever it is read, and sent as it was typed."""

import csv
import html
import io
import json

import pytest

from objectives.models import Plan
from tests.makers import (
    AT,
    make_lead,
    make_objective,
    make_organization,
    make_plan,
    make_team,
)

pytestmark = pytest.mark.django_db
TYPED = "Purge `/a/*`, see [T_1_](https://a.org/b_c) **now**:\n- ~~all~~ some"
SHOWN = (
    "Purge <code>/a/*</code>, see "
    '<a href="https://a.org/b_c" rel="noopener">T_1_</a> <strong>now</strong>:\n'
    "• <s>all</s> some"
)
HOSTILE = (
    '[x](javascript:alert(1)) <img src=x onerror=alert(1)> https://a.org/"onclick='
)
PAGES = {
    "plan": "/teams/ops/2014-15-q2/",
    "list": "/objectives/",
    "check-in": "/teams/ops/2014-15-q2/check-in/",
    "close": "/teams/ops/2014-15-q2/close/",
    "objective": "/objectives/{}/",
}


@pytest.fixture
def plan(client):
    make_organization()
    lead = make_lead(make_team("Ops"))
    client.force_login(lead)
    return make_plan(lead.memberships.get().team, state=Plan.State.COMMITTED)


def page(client, name, row):
    return client.get(PAGES[name].format(row.pk)).text


@pytest.mark.parametrize("name", PAGES)
def test_signs_and_links_are_shown_as_meant(client, plan, name):
    row = make_objective(plan, "One", measure=TYPED, status=TYPED)

    assert SHOWN in page(client, name, row)


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_makes_no_element(client, plan, name):
    row = make_objective(plan, HOSTILE, measure=HOSTILE, status=HOSTILE, eta="<b>x</b>")

    text = page(client, name, row)

    assert "<img src=x" not in text
    assert 'href="javascript:' not in text
    assert 'href="https://a.org/"onclick' not in text
    assert "[x](javascript:alert(1))" in html.unescape(text)


def test_a_title_that_is_a_link_already_has_none_inside(client, plan):
    make_objective(plan, "See https://a.org/ and *this*")

    text = page(client, "list", plan)
    client.logout()
    plan_text = page(client, "plan", plan)

    for shown in (text, plan_text):
        assert ">See https://a.org/ and <em>this</em></a>" in shown


def test_what_changed_is_marked_within_styles(client, plan):
    row = make_objective(plan, "One", measure="**All** of the sites")
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    plan.refresh_from_db()
    plan.commit(by=None, at=AT)
    row.refresh_from_db()
    row.change({"measure": "**Half** of the sites"}, was=None, by=None, at=AT)

    text = page(client, "plan", row)

    assert "<mark><strong>Half</strong></mark> of the sites" in text
    assert "<del><strong>All</strong></del> of the sites" in text


def test_editing_has_what_was_typed(client, plan):
    row = make_objective(plan, "One", measure=TYPED, status=TYPED)

    editor = client.get(f"/objectives/{row.pk}/change/").context["form"]
    values = html.unescape(page(client, "plan", row))

    assert editor["measure"].value() == TYPED
    assert json.dumps(TYPED) in values


def test_files_have_what_was_typed(client, plan):
    typed = TYPED.splitlines()[0]
    make_objective(plan, "One", measure=typed, status=typed)

    content = b"".join(client.get("/objectives/?format=csv")).decode("utf-8-sig")

    (line,) = csv.DictReader(io.StringIO(content, newline=""))
    assert (line["Measure of success"], line["Status"]) == (typed, typed)
