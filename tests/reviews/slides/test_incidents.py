from dataclasses import replace

import pytest

from reviews.charts.line import length_words
from reviews.deck import deck
from reviews.slides import incidents
from reviews.snapshot.metric_values import Outage
from reviews.snapshot.values import SectionData
from tests.reviews.charts.figures import SNAPSHOT

SECTION = SectionData("metrics", "Metrics", "metrics", 60, ())
OUTAGE = Outage(
    title="Search outage",
    service="search",
    began=0,
    began_words="19 Nov 2014, 13:20",
    seconds=7800,
    is_noticed=True,
    link="https://example.org/outage",
)


def slides(*found):
    return incidents.slides(SECTION, replace(SNAPSHOT, incidents=found))


def test_no_incident_is_no_slide():
    assert slides() == []


@pytest.mark.parametrize(
    ("noticed", "title"),
    [
        ((True,), "1 incident, noticed by users"),
        ((False,), "1 incident, none known to be noticed by users"),
        ((True, None, True), "3 incidents, 2 of them noticed by users"),
        ((None, False), "2 incidents, none known to be noticed by users"),
    ],
)
def test_the_title_is_the_finding(noticed, title):
    found = [replace(OUTAGE, is_noticed=one) for one in noticed]

    assert slides(*found)[0].title == title


def test_each_says_when_how_long_and_whether_users_noticed():
    unknown = replace(OUTAGE, seconds=None, is_noticed=None, link="")
    (placed,) = deck.alone(slides(OUTAGE, unknown), "")

    assert "2 h 10 min" in placed.body
    assert '<a href="https://example.org/outage"' in placed.body
    assert "not known" in placed.body
    assert [line.noticed for line in placed.slide.content.rows] == [
        "Users noticed",
        "Not known",
    ]


@pytest.mark.parametrize(("count", "step"), [(2, "airy"), (6, "mid"), (30, "dense")])
def test_few_incidents_are_set_larger(count, step):
    pages = slides(*[OUTAGE] * count)

    assert {page.content.step for page in pages} == {step}


def test_many_go_on_over_several_slides_and_none_is_lost():
    found = [replace(OUTAGE, title=f"Outage {n} " * 12) for n in range(40)]

    pages = slides(*found)

    assert len(pages) > 3
    assert sum(len(page.content.rows) for page in pages) == 40
    assert pages[1].heading.endswith(f"(2 of {len(pages)})")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, "0 s"),
        (29, "29 s"),
        (60, "1 min"),
        (7800, "2 h 10 min"),
        (86_400, "1 d"),
        (90_060, "1 d 1 h 1 min"),
    ],
)
def test_a_duration_is_in_the_units_it_needs(seconds, words):
    assert length_words(seconds) == words
