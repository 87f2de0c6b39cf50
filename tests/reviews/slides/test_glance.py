"""The quarter at a glance, from none to three hundred objectives."""

import random
import re
from dataclasses import replace

import pytest

from reviews.deck import deck
from reviews.design.text_width import shortened, width
from reviews.slides import glance, glance_layout, glance_told
from reviews.slides.glance_layout import HEIGHT, Link
from reviews.snapshot.values import Snapshot
from tests.deep import times
from tests.reviews import typed
from tests.reviews.snapshot.test_formats import stored

TAKEN = Snapshot.from_dict(stored(4))
SITE, LABS = TAKEN.plans
ROW = SITE.rows[0]


def content(**fields):
    (slide,) = glance.slides(replace(TAKEN, **fields))
    return slide.content


def title(**fields):
    (slide,) = glance.slides(replace(TAKEN, **fields))
    return slide.title.removeprefix(f"{glance.TITLE}: ")


def plans(*rows):
    return (replace(SITE, rows=tuple(rows)),)


def row(pk, state):
    return replace(ROW, pk=pk, state=state, carried_to="" if pk % 5 else "Q3")


def many(count, groups=5):
    """So many rows that ended in all ways, in groups."""
    states = ("done", "deferred", "dropped", "missed", "at_risk", "")
    return tuple(
        replace(
            SITE,
            group=f"Group {group}",
            slug=f"group-{group}",
            rows=tuple(
                replace(
                    ROW, pk=pk, state=states[pk % 6], carried_to="Q3" * (pk % 5 == 0)
                )
                for pk in range(group, count, groups)
            ),
        )
        for group in range(groups)
    )


def test_the_sample_says_what_became_of_twelve_promises():
    found = content()

    assert title() == "3 of 12 promises done"
    assert [fate.head.text for fate in found.fates] == [
        "3 done",
        "3 carried over to Q3 2014-15",
        "2 deferred",
        "4 still open",
    ]
    assert found.sum.facts == ("5 left over from Q1", "7 new")
    groups = [link.text.replace("\u00a0", " ") for link in found.sum.groups]
    assert groups == ["Site Operations 2 of 8", "Labs 1 of 4"]
    assert found.unplanned.number.text == str(len(TAKEN.projects))


def test_each_figure_leads_to_a_slide_of_the_deck_that_shows_it():
    built = deck.build(TAKEN)
    bodies = {placed.slide.id: str(placed.body) for placed in built.placed}
    found = content()

    links = re.findall(r'href="#([^"]+)"', bodies["glance"])
    assert set(links) <= set(bodies)
    assert len(links) == 1 + 2 + 4 + 12 + 1
    for fate in found.fates:
        for item in fate.items:
            assert item.text.rstrip("…")[:12] in re.sub(r"<[^>]+>", "", bodies[item.to])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([replace(ROW, state="done")], "1 of 1 promise done"),
        ([replace(ROW, state="done")] * 2, "all 2 promises done"),
        ([replace(ROW, state="missed")] * 2, "none of 2 promises done"),
        ([replace(ROW, state="done", said=None)] * 2, "all 2 objectives done"),
        ([], "nothing was planned"),
    ],
)
def test_the_title_says_the_result(rows, words):
    assert title(plans=plans(*rows)) == words


def test_what_was_never_promised_is_said_to_be_unknown_or_a_draft():
    rows = [replace(ROW, said=None)] * 2
    (plan,) = plans(*rows)

    assert content(plans=(plan,)).sum.facts[-1] == glance.UNKNOWN_PROMISES
    draft = replace(plan, state="draft")
    assert content(plans=(draft,)).sum.facts[-1] == "Nothing is promised yet."
    assert content(plans=(draft,)).sum.words == "objectives"


def test_what_is_no_promise_is_counted_beside_them():
    added, draft = replace(ROW, said=None), replace(LABS, state="draft")
    draft = replace(draft, rows=tuple(replace(row, said=None) for row in draft.rows))

    facts = content(plans=(*plans(ROW, added), draft)).sum.facts

    assert facts[-2:] == ("1 more added later", "4 more in drafts")


def test_unplanned_work_that_is_not_recorded_is_no_zero():
    (slide,) = glance.slides(replace(TAKEN, projects=()))

    assert slide.content.unplanned is None
    assert glance.NONE_UNPLANNED in deck.alone([slide], "")[0].body


def test_a_quarter_without_anything_has_no_slide():
    assert glance.slides(replace(TAKEN, plans=(), projects=())) == []


def test_names_of_up_to_fourteen_then_counts_by_group():
    assert content(plans=many(14)).layout.is_by_name
    found = content(plans=many(15))

    assert not found.layout.is_by_name
    assert found.fates[0].items[0].text == "Group 0\u00a01"


def test_few_objectives_are_set_larger_than_many():
    short = replace(ROW, title="Short")
    sizes = [
        content(plans=plans(*[replace(short, pk=n) for n in range(count)])).layout.step
        for count in (2, 9, 14)
    ]

    assert [step.size for step in sizes] == sorted(
        (step.size for step in sizes), reverse=True
    )
    assert sizes[0].size > sizes[-1].size


@pytest.mark.parametrize("count", [0, 1, 2, 14, 15, 30, 31, 60, 300, 900])
@pytest.mark.parametrize("unplanned", [0, 1, 42, 500])
def test_everything_is_within_the_slide(count, unplanned):
    found = glance.slides(
        replace(TAKEN, plans=many(count), projects=("Work",) * unplanned)
    )
    for slide in found:
        shown, layout = slide.content, slide.content.layout
        assert layout.top + layout.tall <= HEIGHT
        assert layout.stack_top + layout.stack <= HEIGHT
        blocks = sum(fate.blocks.height for fate in shown.fates)
        assert blocks <= layout.tall
        if shown.unplanned and shown.sum:
            deep = shown.unplanned.top + shown.unplanned_blocks.height
            assert deep <= glance_layout.UNPLANNED_ROOM + 0.01


def test_each_objective_has_a_block_and_each_piece_of_work():
    found = content(plans=many(300), projects=("Work",) * 126)

    drawn = [fate.blocks.areas[0].d.count("M") for fate in found.fates]
    assert sum(drawn) == 300
    assert found.unplanned_blocks.areas[0].d.count("M") == 126


@pytest.mark.parametrize("seed", range(times(300, 30)))
def test_a_name_of_any_script_stays_on_its_line(seed):
    draw = random.Random(seed)
    words = typed.text(draw, 1000)

    for step in glance_layout.STEPS:
        room = glance_layout.FATES_WIDTH - step.indent
        line = shortened(words, room, step.size)
        assert width(line, step.size) <= room


def test_groups_that_have_no_room_are_counted():
    links = [Link(f"A group of some length {n}", "") for n in range(9)]

    found = glance_layout.fitting(links, 470, 16)

    assert found[-1].text == f"and {9 - len(found) + 1} more groups"


def test_a_document_has_the_names_whole():
    told = glance_told.told(TAKEN)

    assert told.facts[0] == "12 promised, 5 left over from Q1, 7 new"
    assert told.facts[1] == "Done, by group: Site Operations 2 of 8, Labs 1 of 4"
    assert ROW.title in told.fates[0][1]
