import csv
import io

import pytest
from django.urls import reverse

from goals_tracker.lists.formulas import unescape_formula
from objectives.importing.apply import apply
from objectives.importing.choices import Choices
from objectives.importing.mapping import guess
from objectives.importing.preview import preview
from objectives.importing.sources.base import SourceRow, SourceTable
from objectives.models import Change, Commitment, Objective, Plan
from tests.makers import (
    AT,
    LATER,
    empty_database,
    load_sample,
    make_organization,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


def exported(client):
    answer = client.get(reverse("objective_list"), {"format": "csv"})
    text = b"".join(answer).decode("utf-8-sig")
    columns, *rows = csv.reader(io.StringIO(text, newline=""))
    cells = [tuple(map(unescape_formula, row)) for row in rows]
    lines = [SourceRow(row, line) for line, row in enumerate(cells, 2)]
    return SourceTable("csv", "", tuple(columns), tuple(lines))


def seen(found, by, **choices):
    return preview(found, guess(found), Choices(**choices), by=by, at=AT)


def test_our_own_file_comes_back_unchanged(client):
    load_sample()
    boss = make_user("boss", is_staff=True)
    count = Change.objects.count()

    found = exported(client)
    rows = seen(found, boss).rows

    assert [(row.draft.values["title"], row.why, row.differences) for row in rows
            if row.kind != "same"] == []  # fmt: skip
    assert len(rows) == Objective.objects.count() > 20
    apply(found, guess(found), Choices(), name="x", by=boss, at=LATER)
    assert Change.objects.count() == count


def test_and_it_makes_the_same_in_an_empty_install(client):
    load_sample()
    found = exported(client)
    names = ("title", "measure", "dependency", "eta", "status", "state", "tags")
    names = (*names, "owner__name", "deferred_to", "dropped_reason", "eta_day")
    in_order = ("plan__quarter__first_day", "plan__team__name", "position")
    before = list(Objective.objects.order_by(*in_order).values_list(*names))
    said = sorted(Commitment.objects.values_list("title", "measure", "eta"))
    empty_database()
    make_organization()
    boss = make_user("boss", is_staff=True)
    top = make_team("TechOps")
    states = {"2014-15-q1": "committed", "2014-15-q2": "committed"}

    apply(found, guess(found), Choices(states=states), name="x", by=boss, at=AT)

    after = list(Objective.objects.order_by(*in_order).values_list(*names))
    assert sorted(map(str, after)) == sorted(map(str, before))
    assert {plan.team.root_pk for plan in Plan.objects.all()} == {top.pk}
    assert sorted(Commitment.objects.values_list("title", "measure", "eta")) == said
