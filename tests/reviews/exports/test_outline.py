"""A review as text says what its deck says."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse

from objectives.models import Objective
from reviews.exports import LANGUAGES, text_of
from reviews.exports.outline import Grid, Heading, outline
from reviews.models import Review
from reviews.snapshot import reader
from tests.makers import AT, make_objective, make_plan, make_quarter, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample_snapshot(sample):
    return reader.read_snapshot(Review.objects.get(quarter=make_quarter()))


def words(runs):
    return "".join(run.text for run in runs)


def test_the_sections_are_in_the_order_of_the_agenda(sample_snapshot):
    headings = [one for one in outline(sample_snapshot, "") if isinstance(one, Heading)]

    titles = [words(one.runs).split(" (")[0] for one in headings if one.level == 2]
    sections = [section.title for section in sample_snapshot.sections]
    assert titles == ["The quarter at a glance: 3 of 12 promises done", *sections]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_objective_and_the_licence_are_in_it(sample_snapshot, language):
    text = text_of(sample_snapshot, "Draft, not published", language)

    for plan in (*sample_snapshot.plans, *sample_snapshot.next_plans):
        for row in plan.rows:
            assert row.title in text
            assert row.said is None or row.said.title in text
    assert sample_snapshot.licence.notice in text
    assert "Draft, not published" in text.split("==")[0].split("\n##")[0]


def test_columns_without_words_are_left_out(sample_snapshot):
    (first, *_) = [one for one in outline(sample_snapshot, "") if isinstance(one, Grid)]

    assert "Owner" not in first.headings
    assert "Measure of success" in first.headings


def test_what_is_not_known_is_said_to_be(sample_snapshot):
    metrics = tuple(
        replace(one, value=None, of=None) for one in sample_snapshot.metrics
    )
    unknown = replace(sample_snapshot, metrics=metrics)

    assert text_of(unknown, "", "md").count("| not known |") == len(metrics)


@pytest.mark.parametrize(("language", "sign"), [("md", "# "), ("wiki", "= ")])
def test_an_address_and_the_command_give_the_same(
    client, team, tmp_path, language, sign
):
    review = make_review(team)
    url = reverse(f"review_{language}", args=["whole", "2014-15-q2"])
    file = tmp_path / f"review.{language}"

    page = client.get(url)
    call_command("export_review", "whole", "2014-15-q2", output=file, verbosity=0)

    assert page.content == file.read_bytes()
    assert page.text.startswith(sign + review.team.name)
    name = f"whole-2014-15-q2-review-draft.{language}"
    assert page["Content-Disposition"] == f'attachment; filename="{name}"'
    again = client.get(url, headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 304


def test_a_change_is_beside_what_was_promised(team, boss):
    plan = make_plan(team)
    objective = make_objective(plan, "Encrypt the links", measure="All of them")
    plan.commit(by=boss, at=AT)
    Objective.objects.filter(pk=objective.pk).update(measure="Half of them")
    snapshot = reader.read_snapshot(make_review(team))

    assert "Half of them<br>*promised:* All of them" in text_of(snapshot, "", "md")
