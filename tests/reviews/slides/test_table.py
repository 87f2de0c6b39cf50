from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from goals_tracker.styles.tokens import tokens
from objectives.parsing.status import State
from objectives.text.status_counts import LABELS
from reviews.slides import states, table
from reviews.slides.base import CONTENT_HEIGHT, CONTENT_WIDTH
from reviews.slides.cells import cell, eta_cell, status_cell
from reviews.slides.layout import Layout, row_height
from reviews.slides.rows import row_line, said_line
from reviews.slides.steps import GROUP, HEAD, STEPS
from reviews.slides.table import Bucket
from reviews.snapshot.values import GroupPlan, Said
from reviews.templatetags import icons, slides
from tests.reviews.slides import typed_tables

PLAN = GroupPlan(
    group="Labs",
    slug="labs",
    quarter="Q2 2014-15",
    state="committed",
    draft_note="",
    third_column="Measure of success",
    rows=(),
)
ROW = replace(typed_tables.ROW, title="Varnish 4")


def make_line(pk=1, **fields):
    return row_line(replace(ROW, pk=pk, **fields), None)


def make_bucket(lines, label="Q2", title=""):
    return Bucket(label, f"{len(lines)} objectives", title, tuple(lines))


def cut_to_slides(*buckets, plan=PLAN, more=None):
    return table.slides("did", "What we did", "did", plan, buckets, more)


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


def make_lines(count, **fields):
    return [make_line(pk, **fields) for pk in range(count)]


def test_few_rows_are_set_large_and_more_of_them_smaller():
    steps = [
        cut_to_slides(make_bucket(make_lines(count)))[0].content.step
        for count in (2, 3, 8, 11)
    ]

    assert steps == ["huge", "airy", "mid", "dense"]


def test_rows_that_need_two_slides_are_shared_out_between_them():
    slides = cut_to_slides(make_bucket(make_lines(14)))

    assert [slide.part for slide in slides] == [1, 2]
    assert [part.label for s in slides for part in s.content.parts] == ["Q2", "Q2"]
    assert pks(slides) == [[*range(7)], [*range(7, 14)]]
    assert {slide.content.step for slide in slides} == {"mid"}


def test_a_bucket_stays_whole_if_a_new_slide_can_hold_it():
    first, second = make_lines(4), [make_line(pk) for pk in range(4, 14)]

    slides = cut_to_slides(make_bucket(first, "Q1"), make_bucket(second, "Q2"))

    assert pks(slides) == [[*range(4)], [*range(4, 14)]]


def test_two_small_buckets_share_a_slide():
    buckets = make_bucket([make_line(1)], "Q1", ": old"), make_bucket([make_line(2)])

    (slide,) = cut_to_slides(*buckets)

    assert [part.label for part in slide.content.parts] == ["Q1", "Q2"]
    assert (slide.title, slide.corner) == ("Labs", ())


def test_a_slide_of_one_bucket_says_so_in_its_title_and_corner():
    bucket = make_bucket([make_line(1)], "Left over from Q1", ": left over from Q1")

    (slide,) = cut_to_slides(bucket)

    assert slide.title == "Labs: left over from Q1"
    assert [run.text for run in slide.corner] == ["1 objectives"]
    assert [part.label for part in slide.content.parts] == [""]


def test_the_mark_is_explained_where_there_is_one():
    said = Said("Varnish 3", "", "", "", "", is_tentative=False)

    (slide,) = cut_to_slides(make_bucket([row_line(ROW, said)]))

    assert [(run.text, run.mark) for run in slide.corner] == [
        ("marked", True),
        (" = changed since it was promised", False),
    ]


def test_an_empty_column_falls_away():
    lines = [make_line(1, measure="All", eta="Q2"), make_line(2, measure="Some")]

    (slide,) = cut_to_slides(make_bucket(lines))

    assert slide.content.columns == ("Objective", "Measure of success", "ETA")
    assert {len(line.cells) for line in all_lines([slide])} == {3}


def test_a_lone_dependency_moves_under_its_measure():
    lines = [make_line(1, measure="All", dependency="Ops *team*"), make_line(2)]

    (slide,) = cut_to_slides(make_bucket(lines))

    assert "Dependency" not in slide.content.columns
    note = slide.content.parts[0].lines[0].cells[1][-1]
    assert (note.kind, note.text) == ("depends", "Depends on Ops team")
    assert note.runs[-1].em


def test_two_dependencies_keep_their_column():
    (slide,) = cut_to_slides(make_bucket(make_lines(2, dependency="Ops")))

    assert "Dependency" in slide.content.columns


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_the_columns_make_up_the_slide(count):
    fields = {"measure": "A measure " * count, "status": "Stalled", "state": "stalled"}

    (slide,) = cut_to_slides(make_bucket(make_lines(count, **fields)))

    assert sum(slide.content.widths) * 16 == CONTENT_WIDTH
    assert len(slide.content.widths) == len(slide.content.columns) == 3


def test_the_longer_texts_get_the_wider_column():
    lines = make_lines(3, title="Short", measure="A long measure of success " * 6)

    (slide,) = cut_to_slides(make_bucket(lines))

    assert slide.content.widths[1] > 2 * slide.content.widths[0]


def test_what_is_left_out_is_said_on_the_last_slide():
    slides = cut_to_slides(make_bucket(make_lines(20)), more="7 more in the handout")

    assert [slide.content.more for slide in slides] == ["", "7 more in the handout"]


def test_a_row_too_high_for_a_slide_continues_with_nothing_lost():
    measure = "All traffic is served from the second site. " * 450
    line = make_line(measure=measure, title="x" * 1000)

    slides = cut_to_slides(make_bucket([line]))

    assert len(slides) > 5
    assert text_of(all_lines(slides), 1) == "".join(measure.split())
    assert text_of(all_lines(slides), 0).startswith("x" * 1000)


def test_a_continued_row_has_its_title_and_its_state_again():
    fields = {"state": "at_risk", "status": "It waits for a part. " * 200, "eta": "Q2"}
    lines = [make_line(1), make_line(2, measure="All of it", **fields), make_line(3)]

    first, *others = cut_to_slides(make_bucket(lines))

    assert pks([first]) == [[1, 2]]
    for slide in others:
        title, measure, eta, status = slide.content.parts[0].lines[0].cells
        assert [block.text for block in title] == ["Varnish 4", "continued"]
        assert [(one.kind, one.text) for one in measure] == [("again", "All of it")]
        assert [one.kind for one in eta] == ["again"]
        assert [run.text for run in status[0].runs] == ["At risk", " continued"]


def test_a_continued_slide_says_where_its_row_began():
    long = make_line(2, measure="It waits for a part. " * 300)

    slides = cut_to_slides(make_bucket([make_line(1), long]))

    assert [slide.back for slide in slides] == [*range(len(slides))]
    assert slides[0].corner == ()
    assert {slide.corner[0].text for slide in slides[1:]} == {
        "row 2 continues from slide "
    }


def test_no_slide_holds_more_than_its_height():
    lines = [make_line(pk, measure="word " * 37 * pk) for pk in range(40)]

    for slide in cut_to_slides(make_bucket(lines)):
        assert used(slide) <= CONTENT_HEIGHT


def used(slide):
    """The px of a slide's table, measured again."""
    content = slide.content
    (step,) = [step for step in STEPS if step.name == content.step]
    columns = tuple(range(len(content.columns)))
    found = Layout(step, columns, content.widths)
    rows = sum(row_height(line, found) for part in content.parts for line in part.lines)
    return HEAD + GROUP * sum(bool(part.label) for part in content.parts) + rows


@given(
    texts=st.lists(
        st.text(alphabet="ab \n的🚀", max_size=3000).map(str.strip), max_size=12
    )
)
def test_any_typed_text_is_on_the_slides_in_order(texts):
    lines = [make_line(pk, measure=text) for pk, text in enumerate(texts)]

    slides = cut_to_slides(make_bucket(lines)) if lines else ()

    # A slide on which nothing was typed has no such column.
    having = [slide for slide in slides if len(slide.content.columns) > 1]
    typed = "".join("".join(text.split()) for text in texts)
    assert text_of(all_lines(having), 1) == typed


def test_a_draft_wears_its_band_even_without_a_reason():
    draft = replace(PLAN, state="draft")

    (slide,) = cut_to_slides(make_bucket([make_line()]), plan=draft)

    assert slide.content.band == ""


def test_a_committed_plan_wears_no_band():
    (slide,) = cut_to_slides(make_bucket([make_line()]))

    assert slide.content.band is None


def test_a_plan_without_rows_has_no_slide():
    assert cut_to_slides() == ()


@pytest.mark.parametrize(
    ("state", "percent", "is_about", "words"),
    [
        ("at_risk", 50, True, "At risk, about 50\u00a0%"),
        ("on_track", 20, False, "On track, 20\u00a0%"),
        ("stalled", None, False, "Stalled"),
        ("on_track", 0, False, "On track, 0\u00a0%"),
        ("", 40, False, ""),
    ],
)
def test_the_badge_says_state_and_percentage(state, percent, is_about, words):
    row = replace(ROW, state=state, percent=percent, is_about=is_about)

    assert states.state_words(row) == words


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
    assert states.disposition(replace(ROW, **fields)) == words


def test_a_commitment_is_shown_as_it_was_said():
    said = Said("IPsec", "All data", "", "2015-01-30", "Stalled", is_tentative=True)

    line = said_line(said, ROW.pk)

    assert [[block.text for block in blocks] for blocks in line.cells] == [
        ["IPsec"],
        ["All data"],
        [""],
        ["2015-01-30"],
        ["Stalled"],
    ]
    assert line.is_tentative


@pytest.mark.parametrize(
    ("said", "text", "lost"),
    [
        ("serve a small portion of traffic", "serve no traffic", ["small portion of"]),
        ("one two", "", ["one two"]),
        ("one, two and three", "two and three", ["one,"]),
    ],
)
def test_the_whole_promise_is_shown_and_only_lost_words_are_struck(said, text, lost):
    note = cell(text, said)[-1]

    assert (note.kind, note.text) == ("said", f"Promised: {said}")
    assert [run.text for run in note.runs if run.struck] == lost


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("one two", "one two three"),
        ("A small portion of the center.", "small portion of centre"),
        ("", "Development time"),
    ],
)
def test_without_a_lost_word_there_is_no_promise(said, text):
    assert [block.kind for block in cell(text, said)] == ["text"]


def test_words_where_there_were_none_are_marked():
    (body,) = cell("Development time", "")

    assert [run.mark for run in body.runs] == [True]


@pytest.mark.parametrize(
    ("eta", "said", "note"),
    [
        ("2015-02-30", "2015-01-30", ["Promised:\n2015-01-30"]),
        ("", "2014-12-01", ["Promised:\n2014-12-01"]),
        ("2014-12", "", ["Promised:\nno ETA"]),
        ("Q3.", "q3", []),
    ],
)
def test_a_promised_eta_is_shown_unstruck(eta, said, note):
    promise = Said("Varnish 4", "", "", said, "", is_tentative=False)

    found = eta_cell(replace(ROW, eta=eta), promise)

    assert [block.text for block in found[1:]] == note
    assert not any(run.struck for block in found for run in block.runs)


@pytest.mark.parametrize(
    ("status", "fields", "words", "rest"),
    [
        ("Completed.", {"state": "done"}, "Done", ""),
        ("Completed (late)", {"state": "done"}, "Done", "Completed (late)"),
        (
            "50% complete",
            {"state": "on_track", "percent": 50},
            "On track, 50\u00a0%",
            "",
        ),
        (
            "At risk: 75% completed. Work was deflected.",
            {"state": "at_risk", "percent": 75},
            "At risk, 75\u00a0%",
            "Work was deflected.",
        ),
        (
            "Deferred to Q3. HHVM just completed.",
            {"state": "deferred"},
            "Deferred to Q3",
            "HHVM just completed.",
        ),
        (
            "Deferred to next FY.",
            {"state": "deferred", "deferred_to": "next FY"},
            "Deferred to next FY",
            "",
        ),
        ("**Stalled. Really**", {"state": "stalled"}, "Stalled", "**Stalled. Really**"),
        ("Not read", {}, "", "Not read"),
    ],
)
def test_a_status_that_only_repeats_the_state_goes(status, fields, words, rest):
    row = replace(ROW, status=status, **fields)

    assert states.state_words(row) == words
    assert states.without_state(row) == rest


def test_a_status_that_was_not_read_is_shown_as_text_alone():
    found = status_cell(replace(ROW, status="Neutron still waits"))

    assert [(one.kind, one.text) for one in found] == [("under", "Neutron still waits")]


def test_what_is_carried_over_and_late_says_so_under_its_state():
    fields = {"state": "at_risk", "quarters": 2, "carried_to": "Q3 2014-15"}

    found = status_cell(replace(ROW, status="At risk", **fields))

    assert [(block.kind, block.text) for block in found] == [
        ("state", "At risk"),
        ("late", "second quarter in a row"),
        ("fate", "carried over to Q3 2014-15"),
    ]


def test_what_is_done_has_its_lateness_on_the_same_line():
    row = replace(ROW, state="done", status="Done", quarters=2)

    (block,) = status_cell(row)

    assert [run.text for run in block.runs] == ["Done", "one quarter late"]
    assert '<p class="state s-done" dir="auto"><svg' in slides.block_html(block, "done")


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
    assert icons.icon(state).count(tokens()[token]) == 2
    assert states.STATES[state] == LABELS[state].capitalize()


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
    line = row_line(replace(ROW, eta="2015-04", eta_warning=warning), None)

    note = line.cells[3][-1]
    assert (note.kind, note.text) == (kind, warning)
