"""People are as large as one slide holds them; the headcount comes last."""

import random
from dataclasses import replace

import pytest

from reviews.slides import team
from reviews.slides.base import content_height
from reviews.snapshot.values import Person, SectionData
from tests.deep import times
from tests.reviews import typed
from tests.reviews.charts.figures import SNAPSHOT

SECTION = SectionData("team", "Team intro", "team-intro", 60, ())
ADA = Person("Ada Example", "", "AE", "", False, False)


def slides(*people, **fields):
    return team.slides(SECTION, replace(SNAPSHOT, people=people, **fields))


@pytest.mark.parametrize(
    ("count", "step", "across"),
    [(5, "huge", 3), (9, "large", 3), (16, "middle", 4), (24, "small", 4)],
)
def test_many_people_are_smaller(count, step, across):
    (slide,) = slides(*[ADA] * count)

    assert slide.content.step.name == step
    assert {len(row) for row in slide.content.rows[:-1]} <= {across}


def test_the_headcount_is_on_the_last_slide_only():
    found = slides(*[ADA] * 60, headcount=62)

    assert len(found) > 1
    assert [slide.content.headcount for slide in found] == [
        *[""] * (len(found) - 1),
        "Headcount: 62",
    ]
    assert found[-1].content.count == "60 people"


def test_what_is_not_recorded_is_said():
    (slide,) = slides(ADA)

    assert slide.content.count == "1 person"
    assert slide.content.headcount == "Headcount and open positions are not recorded"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_lead": True}, "Lead"),
        ({"is_lead": True, "role": "Lead"}, "Lead"),
        ({"is_new": True}, "New this quarter"),
        ({"role": "engineer", "is_new": True}, "engineer · new this quarter"),
        ({}, ""),
    ],
)
def test_leads_and_new_people_are_marked(fields, words):
    assert team.person_text(replace(ADA, **fields)) == words


@pytest.mark.parametrize("seed", range(times(20, 4)))
def test_nobody_stands_below_the_zone(seed):
    draw = random.Random(seed)
    people = [
        replace(ADA, name=typed.text(draw, 80), role=typed.text(draw, 80))
        for _ in range(draw.randint(1, 30))
    ]
    name = typed.text(draw, 80)

    for slide in slides(*people, team=name):
        content = slide.content
        used = sum(team.row_height(row, content.step) for row in content.rows)
        used += content.above + content.below + team.FOOT
        assert used <= content_height(name) + 0.01
