from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from objectives.parsing.status import State
from objectives.text.status_counts import LABELS
from reviews.design import text_width
from reviews.slides import table
from reviews.slides.base import CONTENT_HEIGHT
from reviews.slides.cells import cell, removed
from reviews.snapshot.values import GroupPlan, Row, Said
from reviews.templatetags import slides

PLAN = GroupPlan(
    group="Labs",
    slug="labs",
    quarter="Q2 2014-15",
    state="committed",
    draft_note="",
    third_column="Measure of success",
    rows=(),
)
ROW = Row(
    pk=1,
    title="Varnish 4",
    measure="",
    dependency="",
    eta="",
    eta_warning="",
    status="",
    state="",
    percent=None,
    is_about=False,
    owner="",
    is_tentative=False,
    said=None,
    quarters=1,
    carried_to="",
    deferred_to="",
    dropped_reason="",
    bucket="",
)
ROOM = 500


def make_line(pk=1, **fields):
    return table.row_line(replace(ROW, pk=pk, **fields), None)


def cut_to_slides(lines, plan=PLAN):
    return table.slides("did", "What we did", "did", plan, lines)


def pks(slides):
    return [
        [line.pk for part in slide.content.parts for line in part.lines]
        for slide in slides
    ]


def text_of(lines, column):
    """A column's typed text over all the lines, without white space."""
    blocks = [block for line in lines for block in line.cells[column]]
    kept = [b.text for b in blocks if b.kind in ("title", "text")]
    return "".join("".join(kept).split())


def all_lines(slides):
    return [
        line for slide in slides for part in slide.content.parts for line in part.lines
    ]


def test_five_rows_fit_a_slide():
    lines = [("Q2", make_line(pk, measure="three lines of it " * 5)) for pk in range(5)]

    assert pks(cut_to_slides(lines)) == [[0, 1, 2, 3, 4]]


def test_more_rows_go_on_between_rows_under_the_same_heading():
    lines = [("Q2", make_line(pk)) for pk in range(20)]

    slides = cut_to_slides(lines)

    assert [slide.heading for slide in slides] == ["Labs (1 of 2)", "Labs (2 of 2)"]
    assert [part.label for s in slides for part in s.content.parts] == ["Q2", "Q2"]
    assert sum(pks(slides), []) == list(range(20))


def test_a_bucket_stays_whole_if_a_new_slide_can_hold_it():
    first = [("Q1 leftovers", make_line(pk)) for pk in range(7)]
    second = [("Q2", make_line(pk)) for pk in range(7, 14)]

    assert pks(cut_to_slides(first + second)) == [
        [0, 1, 2, 3, 4, 5, 6],
        [7, 8, 9, 10, 11, 12, 13],
    ]


def test_two_small_buckets_share_a_slide():
    lines = [("Q1 leftovers", make_line(1)), ("Q2", make_line(2))]

    (slide,) = cut_to_slides(lines)

    assert [part.label for part in slide.content.parts] == ["Q1 leftovers", "Q2"]


def test_a_row_too_high_for_a_slide_continues_with_nothing_lost():
    measure = "All traffic is served from the second site. " * 450
    line = make_line(measure=measure, title="x" * 1000)

    slides = cut_to_slides([("Q2", line)])

    assert len(slides) > 10
    assert text_of(all_lines(slides), 1) == "".join(measure.split())
    assert text_of(all_lines(slides), 0) == "x" * 1000


def test_no_slide_holds_more_than_its_height():
    lines = [("Q2", make_line(pk, measure="word " * 37 * pk)) for pk in range(40)]

    for slide in cut_to_slides(lines):
        used = table.HEAD + sum(
            table.BUCKET + sum(map(table.line_height, part.lines))
            for part in slide.content.parts
        )
        assert used <= CONTENT_HEIGHT


@given(
    texts=st.lists(
        st.text(alphabet="ab \n的🚀", max_size=3000).map(str.strip), max_size=12
    )
)
def test_any_typed_text_is_on_the_slides_in_order(texts):
    lines = [("Q2", make_line(pk, measure=text)) for pk, text in enumerate(texts)]

    slides = cut_to_slides(lines)

    typed = "".join("".join(text.split()) for text in texts)
    assert text_of(all_lines(slides), 1) == typed


def test_a_draft_wears_its_band_even_without_a_reason():
    draft = replace(PLAN, state="draft")

    (slide,) = cut_to_slides([("Q3", make_line())], plan=draft)

    assert slide.content.band == ""


def test_a_committed_plan_wears_no_band():
    (slide,) = cut_to_slides([("Q3", make_line())])

    assert slide.content.band is None


def test_a_plan_without_rows_has_no_slide():
    assert cut_to_slides([]) == ()


@pytest.mark.parametrize(
    ("state", "percent", "is_about", "words"),
    [
        ("at_risk", 50, True, "At risk · about 50\u00a0%"),
        ("on_track", 20, False, "On track · 20\u00a0%"),
        ("stalled", None, False, "Stalled"),
        ("on_track", 0, False, "On track · 0\u00a0%"),
        ("", 40, False, ""),
    ],
)
def test_the_badge_says_state_and_percentage(state, percent, is_about, words):
    row = replace(ROW, state=state, percent=percent, is_about=is_about)

    assert table.state_words(row) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"carried_to": "Q3 2014-15"}, "carried over to Q3 2014-15"),
        ({"deferred_to": "next FY"}, "deferred to next FY"),
        ({"dropped_reason": "no gain"}, "dropped: no gain"),
        ({}, ""),
    ],
)
def test_the_outlook_shows_the_disposition(fields, words):
    assert table.disposition(replace(ROW, **fields)) == words


def test_a_commitment_is_shown_as_it_was_said():
    said = Said("IPsec", "All data", "", "2015-01-30", "Stalled", is_tentative=True)

    line = table.said_line(said, ROW)

    assert [[block.text for block in blocks] for blocks in line.cells] == [
        ["IPsec"],
        ["All data"],
        [""],
        ["2015-01-30"],
        ["Stalled"],
    ]
    assert line.is_tentative


@pytest.mark.parametrize(
    ("said", "text", "note"),
    [
        ("A small portion of caches", "Small portion of caches", "A small …"),
        ("2015-01-30", "2015-02-30", "2015-01-30"),
        (
            "serve a small portion of traffic",
            "serve no traffic",
            "… a small portion of …",
        ),
        ("one two", "", "one two"),
        ("one two", "one two three", "one two"),
    ],
)
def test_the_note_has_what_was_removed(said, text, note):
    assert removed(said, text) == note


def test_a_cell_that_was_blank_says_so():
    body, note = cell("Development time", "")

    assert [run.mark for run in body.runs] == [True]
    assert note.text == "blank"


def test_an_unchanged_cell_has_no_note():
    assert [block.kind for block in cell("2014-12-15", "2014-12-15")] == ["text"]


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_word_icon_and_colour_wherever_it_is_shown(state):
    def file(name):
        return Path(settings.BASE_DIR, name).read_text(encoding="utf-8")

    token = f"--state-{state.replace('_', '-')}"
    assert f'id="icon-{state}"' in file("templates/components/icons.html")
    assert file("static/css/tokens.css").count(f"{token}: #") == 2
    assert f".is-{state} {{\n  --state: var({token})" in file("static/css/base.css")
    rule = f".s-{state} {{\n  color: var({token})"
    assert rule in file("static/css/emphasis.css")
    for page in ("deck", "handout"):
        assert "'css/emphasis.css'" in file(f"templates/reviews/{page}.html")
    assert slides.ICONS[state] in text_width.advances("semibold")
    assert table.STATES[state] == LABELS[state].capitalize()


def test_typed_text_is_shown_as_meant_on_slides():
    typed = "`/a/*`, [T_1_](https://a.org/b_c) and ~~all~~\n- **some**"

    (block,) = cell(typed, None)

    assert slides.inline(block.runs) == (
        '<code>/a/*</code>, <a href="https://a.org/b_c" rel="noopener">T_1_</a> and '
        "<s>all</s>\n• <strong>some</strong>"
    )


@pytest.mark.parametrize(
    ("warning", "kind"),
    [("after the quarter", "aside"), ("before the quarter", "warning")],
)
def test_that_an_eta_lies_after_the_quarter_is_said_quietly(warning, kind):
    line = table.row_line(replace(ROW, eta="2015-04", eta_warning=warning), None)

    note = line.cells[3][-1]
    assert (note.kind, note.text) == (kind, warning)
