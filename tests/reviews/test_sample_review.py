from itertools import chain

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db.models import Sum

from objectives.models import (
    CarryOver,
    Change,
    Commitment,
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    StatusUpdate,
    Team,
)
from reviews.models import Incident, Metric, Reading, Review, Section, TextSlide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

NOUNS = (
    Organization,
    Team,
    Member,
    Quarter,
    Plan,
    Objective,
    Commitment,
    CarryOver,
    Project,
    Review,
    Section,
    TextSlide,
    Metric,
    Reading,
)


def everything():
    rows = chain.from_iterable(noun.objects.order_by("pk") for noun in NOUNS)
    return serializers.serialize("json", rows)


def test_the_organisation_and_its_licence():
    organization = Organization.objects.get()

    assert str(organization) == "Wikimedia Foundation"
    assert organization.licence_notice == (
        "All content of these slides is (c) Wikimedia Foundation and available under a "
        "CC BY-SA 3.0 license, unless noted otherwise."
    )
    assert organization.licence_name == "CC BY-SA"
    assert organization.licence_version == "3.0"
    assert organization.fiscal_year_start == 7
    assert organization.readers == "anyone"


def test_the_team_its_groups_and_its_people():
    team = Team.objects.get(slug="techops")

    covered = Team.objects.covered_by(team)

    assert [team.name for team in covered] == ["TechOps", "Site Operations", "Labs"]
    assert {team.headcount for team in covered} == {None}
    assert [member.name for member in team.members.for_deck()] == [
        "Chase Pettet",
        "Filippo Giunchedi",
        "Giuseppe Lavagetto",
        "Yuvi Panda",
        "Papaul Tshibamba",
    ]


def test_the_quarters_are_those_of_a_year_that_starts_in_july():
    rows = Quarter.objects.values_list("slug", "first_day", "last_day")

    assert [(slug, f"{first}", f"{last}") for slug, first, last in rows] == [
        ("2014-15-q1", "2014-07-01", "2014-09-30"),
        ("2014-15-q2", "2014-10-01", "2014-12-31"),
        ("2014-15-q3", "2015-01-01", "2015-03-31"),
    ]
    for quarter in Quarter.objects.all():
        again = Quarter.of(quarter.first_day, year_start_month=7)
        assert again.address == quarter.slug
        assert again.last_day == quarter.last_day


@pytest.mark.parametrize("group", ["site-operations", "labs"])
def test_the_plans_states_columns_and_draft_notes(group):
    plans = Plan.objects.filter(team__slug=group).order_by("quarter__first_day")

    assert [(p.state, p.get_third_column_display(), p.draft_note) for p in plans] == [
        ("closed", "Measure of success", ""),
        ("committed", "Measure of success", ""),
        (
            "draft",
            "Expected impact",
            "to be finalized in our Ops off-site meeting Jan 20",
        ),
    ]


def test_nothing_unknown_is_made_up():
    assert {plan.committed_at for plan in Plan.objects.all()} == {None}
    assert {plan.closed_at for plan in Plan.objects.all()} == {None}
    assert {promise.at for promise in Commitment.objects.all()} == {None}
    assert {(link.by, link.at) for link in CarryOver.objects.all()} == {(None, None)}
    assert Review.objects.get().held_at is None
    assert not any(noun.objects.exists() for noun in (StatusUpdate, Change, Incident))


def test_the_agenda_leaves_three_and_a_half_minutes_of_the_slot():
    review = Review.objects.get()

    agenda = review.sections.values_list("kind", "title", "slug", "seconds")
    total = review.sections.aggregate(total=Sum("seconds"))["total"]

    assert list(agenda) == [
        ("team", "Team intro", "team-intro", 30),
        ("said", "What we said we would do", "what-we-said-we-would-do", 300),
        ("did", "What we did", "what-we-did", 300),
        ("text", "What we learned", "what-we-learned", 300),
        ("metrics", "Metrics and callouts", "metrics-and-callouts", 180),
        ("next", "What's next", "whats-next", 300),
        ("asks", "Asks", "asks", 180),
    ]
    assert total == 1590
    assert review.slot_seconds - total == 210


@pytest.mark.parametrize(
    ("section", "title", "placement", "bullets", "nested", "emphasised"),
    [
        ("what-we-did", "Background", "after", 5, 1, "*priority projects*"),
        ("what-we-learned", "About the process", "after", 3, 3, "*each*"),
        ("whats-next", "Background", "before", 4, 3, ""),
        ("asks", "", "after", 1, 0, ""),
    ],
)
def test_the_text_slides_keep_their_shape(
    section, title, placement, bullets, nested, emphasised
):
    slide = TextSlide.objects.get(section__slug=section)

    lines = slide.text.splitlines()

    assert (slide.title, slide.placement) == (title, placement)
    assert sum(line.startswith("- ") for line in lines) == bullets
    assert sum(line.startswith("  - ") for line in lines) == nested
    assert emphasised in slide.text


def test_the_metrics_have_no_figures_but_the_one_on_record():
    rows = Metric.objects.values_list("name", "display", "heading", "period", "monitor")
    watched = (
        "10/01/2014 00:00 to 12/31/2014 22:59",
        "Wiki platform [[w:en:Main Page]] (s1)",
    )

    assert list(rows) == [
        ("Page load time, desktop, median", "chart", "", "", ""),
        ("Page load time, mobile, median", "chart", "", "", ""),
        ("Watchmouse, enwiki, performance", "chart", "Performance", *watched),
        ("Watchmouse, enwiki, availability", "chart", "Availability", *watched),
        ("Incidents", "callout", "", "October–December 2014", ""),
        ("Uptime", "callout", "", "", ""),
        ("Security", "callout", "", "", ""),
    ]
    reading = Reading.objects.get()
    assert (reading.metric.name, reading.value) == ("Incidents", 19)
    assert reading.metric.unit == "incident reports"
    assert Metric.objects.filter(note="").get() == reading.metric


def test_every_row_passes_the_checks_of_a_form():
    for row in chain.from_iterable(noun.objects.all() for noun in NOUNS):
        if getattr(getattr(row, "plan", None), "is_closed", False):
            continue
        row.full_clean(exclude=["at"])


def test_loading_again_changes_nothing():
    before = everything()

    call_command("loaddata", "fixtures/techops.json", verbosity=0)

    assert everything() == before
