import datetime
from itertools import chain

import pytest
from django.core.exceptions import ValidationError

from objectives.models import (
    CarryOver,
    Commitment,
    Objective,
    Plan,
    Project,
    Quarter,
    Team,
)
from objectives.parsing.eta import Precision
from tests.reviews.techops import DID, NEXT, PROJECTS, SAID

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

CELLS = ("title", "measure", "dependency", "eta", "status")
GROUPS = ("Site Operations", "Labs")
IPSEC = "IPsec on cross-data centre links for private data"
VIRTUALIZATION = "Virtualization for miscellaneous servers at codfw"
CORE = "Core site services (wikis) at codfw"


def plan_of(group, number):
    return Plan.objects.get(team__name=group, quarter__number=number)


def objectives_of(number):
    """The quarter's objectives in the order of a deck, group by group."""
    plans = [plan_of(group, number) for group in GROUPS]
    return [row for plan in plans for row in plan.objectives.for_deck()]


def cells(row):
    return tuple(getattr(row, name) for name in CELLS)


def flat(table):
    return list(chain.from_iterable(table.values()))


def by_bucket(rows, cells_of):
    """Rows under their group and the quarter that they were first planned for."""
    table = {}
    for row in rows:
        origin = (row.predecessor or row).plan.quarter.short_label
        table.setdefault((row.plan.team.name, origin), []).append(cells_of(row))
    return table


def blanks(rows):
    """How many rows have no measure, no dependency, no ETA, no status."""
    return tuple(sum(not row[column] for row in rows) for column in range(1, 5))


def test_the_twelve_commitments_are_as_they_were_shown():
    rows = objectives_of(2)

    assert by_bucket(rows, lambda row: cells(row.commitment_or_none)) == SAID
    assert Commitment.objects.count() == 12
    assert [row.commitment_or_none.position for row in rows] == [
        row.position for row in rows
    ]


def test_the_twelve_outcomes_are_as_they_were_shown():
    assert by_bucket(objectives_of(2), cells) == DID


def test_the_eight_drafts_are_as_they_were_shown():
    rows = objectives_of(3)

    assert [cells(row) for row in rows] == flat(NEXT)
    assert [row.plan.team.name for row in rows] == ["Site Operations"] * 5 + [
        "Labs"
    ] * 3
    assert [row.title for row in rows if row.is_tentative] == [NEXT["Labs"][2][0]]


def test_the_first_quarter_has_the_leftovers_and_no_outcome():
    leftovers = SAID["Site Operations", "Q1"] + SAID["Labs", "Q1"]

    rows = objectives_of(1)

    assert [cells(row) for row in rows] == [(*row[:3], "", "") for row in leftovers]
    assert not Commitment.objects.filter(objective__in=rows).exists()


@pytest.mark.parametrize(
    ("number", "cells_of", "counts"),
    [
        (2, lambda row: cells(row.commitment_or_none), (2, 6, 5, 8)),
        (2, cells, (2, 4, 5, 0)),
        (3, cells, (2, 4, 2, 2)),
    ],
)
def test_blank_cells_stay_blank(number, cells_of, counts):
    assert blanks([cells_of(row) for row in objectives_of(number)]) == counts


def test_the_words_that_drifted_are_counted():
    pairs = [(cells(row.commitment_or_none), cells(row)) for row in objectives_of(2)]

    changed = [
        sum(said[column] != did[column] for said, did in pairs) for column in range(5)
    ]

    assert dict(zip(CELLS, changed, strict=True)) == {
        "title": 3,
        "measure": 4,
        "dependency": 4,
        "eta": 3,
        "status": 12,
    }


def test_a_softened_promise_shows_both_wordings():
    objective = Objective.objects.get(title="Test deployment of HTTP 2.0 / SPDY")

    assert objective.commitment_or_none.title == "Test deployment of HTTP/2 and/or SPDY"
    assert (
        objective.commitment_or_none.measure
        == "Ability to serve a small portion of traffic"
    )
    assert objective.measure.endswith("SPDY and/or HTTP/2.0, no production traffic yet")


def test_what_was_done_and_what_has_an_answer():
    rows = Objective.objects.filter(plan__quarter__number=2)

    done = rows.exclude(pk__in=rows.unfinished())
    carried = rows.filter(carried_to__isnull=False)
    unanswered = rows.unfinished().without_disposition()

    assert sorted(done.values_list("title", flat=True)) == [
        "Migrate application servers to Ubuntu 14.04 Trusty, and assist with HHVM",
        "Process for user backups",
        "SSL with PFS",
    ]
    assert rows.unfinished().count() == 9
    assert sorted(row.title for row in carried) == [CORE, IPSEC, VIRTUALIZATION]
    assert sorted(row.title for row in unanswered) == [
        "Distributing tools, deployment-prep to both data centers "
        "(availability/redundancy)",
        "Labs available in the codfw (with Neutron/IPv6)",
        "Storage capacity & redundancy expansion",
        "Test deployment of HTTP 2.0 / SPDY",
        "Varnish 4 in limited production",
        "codfw fundraising infrastructure fully functional in time for the fundraiser",
    ]


@pytest.mark.parametrize("group", GROUPS)
def test_the_second_quarter_cannot_be_closed_yet(group):
    plan = plan_of(group, 2)

    with pytest.raises(ValidationError) as refusal:
        plan.check_close()

    assert plan.is_committed
    assert refusal.value.code == "no_disposition"
    assert refusal.value.params == {"count": 3}


@pytest.mark.parametrize(
    ("title", "chain_of_titles"),
    [
        (
            IPSEC,
            [
                "Encryption (IPsec) on cross-data center links for private data",
                IPSEC,
                "Encryption (IPsec) on cross-data centre links for private data",
            ],
        ),
        (VIRTUALIZATION, [VIRTUALIZATION] * 3),
    ],
)
def test_a_lineage_runs_through_three_quarters(title, chain_of_titles):
    row = Objective.objects.get(title=title, plan__quarter__number=2)

    lineage = [row.predecessor, row, row.successor]

    assert [row.title for row in lineage] == chain_of_titles
    assert [row.plan.quarter.number for row in lineage] == [1, 2, 3]
    assert {row.lineage for row in lineage} == {row.lineage}


def test_only_linked_rows_share_a_lineage():
    links = CarryOver.objects.select_related("predecessor", "successor")

    assert [link.predecessor.lineage for link in links] == [
        link.successor.lineage for link in links
    ]
    assert len(links) == 8
    assert Objective.objects.count() == 25
    assert Objective.objects.values("lineage").distinct().count() == 17


def test_only_a_reason_that_a_status_gives_is_on_record():
    link = CarryOver.objects.exclude(reason_kind="").get()

    assert link.reason_kind == "staff_time"
    assert link.predecessor.status == (
        "Initial stages, extend to Q3, (insufficient staff time)"
    )


def test_a_day_that_does_not_exist_stays_as_typed():
    rows = Objective.objects.filter(eta="2015-02-30").order_by("plan__quarter")

    assert [row.plan.quarter.number for row in rows] == [2, 3]
    for row in rows:
        assert row.eta_day == datetime.date(2015, 2, 28)
        assert row.eta_precision == Precision.IMPOSSIBLE


def test_derived_columns_are_what_the_readers_make_of_the_texts():
    derived = ("state", "percent", "is_about", "eta_day", "eta_precision")
    rows = list(Objective.objects.select_related("plan__quarter"))
    stored = [[getattr(row, name) for name in derived] for row in rows]

    for row in rows:
        row.read_texts()

    assert [[getattr(row, name) for name in derived] for row in rows] == stored


def test_no_state_is_chosen_against_the_texts_and_one_status_stays_unread():
    rows = Objective.objects.exclude(status="")

    assert not rows.exclude(chosen_state="").exists()
    assert [row.status for row in rows if row.status_reading.is_unread] == [
        'Neutron still doesn\'t support a "flat" network model.'
    ]


def test_the_percentages_are_those_that_were_typed():
    rows = Objective.objects.exclude(percent=None).order_by("pk")

    assert [(row.percent, row.is_about) for row in rows] == [
        (50, True),
        (75, False),
        (50, False),
        (20, False),
    ]


def test_the_projects_are_in_their_order():
    team, quarter = Team.objects.get(slug="techops"), Quarter.objects.get(number=2)

    projects = Project.objects.covered_by(team, quarter)

    assert [project.text for project in projects] == PROJECTS
    assert len(PROJECTS) == 42
