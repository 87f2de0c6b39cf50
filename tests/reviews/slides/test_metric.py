from dataclasses import replace

import pytest

from reviews.deck import deck
from reviews.slides import callouts, metric
from reviews.snapshot.values import Figure, SectionData
from tests.reviews.charts.figures import CALENDAR, SNAPSHOT
from tests.reviews.charts.figures import metric as make_metric

SECTION = SectionData("metrics", "Metrics", "metrics", 60, ())
STROKE = ((CALENDAR[12].at, 1.0), (CALENDAR[13].at, 2.0))


def slides(*metrics):
    return list(metric.slides(SECTION, replace(SNAPSHOT, metrics=metrics)))


def said(found):
    (slide,) = slides(found)
    return [line.text for line in slide.content.lines]


def test_a_value_is_shown_with_earlier_ones():
    found = make_metric(
        STROKE,
        value=2.14,
        before=2.45,
        year_ago=2.0,
        direction="down",
        rule="median of 92 readings",
    )

    (slide,) = slides(found)

    assert [(line.text, line.verdict) for line in slide.content.lines] == [
        ("2.14 s", ""),
        ("−0.31 s", "better"),
        ("against Q1 2014-15 (2.45 s)", ""),
        ("+0.14 s", "worse"),
        ("against Q2 2013-14 (2 s)", ""),
    ]
    assert slide.content.source_words == (
        "Source: Graphite · October–December 2014 · median of 92 readings"
    )


@pytest.mark.parametrize(
    ("direction", "before", "verdict"),
    [("up", 1, "better"), ("down", 1, "worse"), ("", 1, ""), ("up", 2, "")],
)
def test_only_a_change_of_which_the_good_direction_is_known_is_judged(
    direction, before, verdict
):
    (slide,) = slides(make_metric(STROKE, value=2, before=before, direction=direction))

    (change,) = [one for one in slide.content.lines if one.kind == "change"]
    assert change.verdict == verdict


@pytest.mark.parametrize(
    ("direction", "target", "words"),
    [
        ("up", 90.0, "target 90 s, met"),
        ("up", 100.5, "target 100 s, missed"),
        ("down", 90.0, "target 90 s, missed"),
        ("", 90.0, "target 90 s"),
    ],
)
def test_a_target_is_met_or_missed(direction, target, words):
    assert words in said(
        make_metric(STROKE, value=95.0, direction=direction, target=target)
    )


def test_bars_are_held_against_their_target_month_by_month():
    months = (None,) * 12 + (1000, 1200, None)

    words = said(
        make_metric(
            display="bars", months=months, value=2200, target=1100.0, direction="up"
        )
    )

    assert words[-1] == "target 1,100 s a month, met in 1 of 2"


def test_a_long_unit_has_a_line_of_its_own():
    words = said(make_metric(STROKE, value=1094, unit="sign-ups"))

    assert words == ["1,094", "sign-ups"]


def test_a_lone_reading_has_all_its_digits():
    assert said(make_metric(display="number", value=-1.23456, unit=""))[0] == "−1.23456"


def test_a_part_is_shown_of_its_whole():
    assert said(make_metric(display="number", value=3, of=12, unit=""))[0] == "3 of 12"


def test_a_metric_without_figures_says_so():
    (slide,) = slides(make_metric(note="Nobody counts yet."))

    (placed,) = deck.alone([slide], "")
    html = placed.body
    assert slide.content.lines == ()
    assert "No figures. Nobody counts yet." in html


def test_figures_of_the_context_alone_are_drawn_and_the_quarter_is_unknown():
    (slide,) = slides(make_metric(((CALENDAR[9].at, 1.0),), before=1.0))

    assert slide.content.drawing is not None
    assert [line.text for line in slide.content.lines] == ["—"]


def test_stale_and_manual_values_are_marked():
    words = said(make_metric(STROKE, value=19, override="17", stale="Fetching fails."))

    assert words[-2:] == ["Fetching fails.", "Entered by hand; computed: 17."]


def test_figures_without_room_beside_the_chart_go_on_a_next_slide():
    crowded = make_metric(
        STROKE,
        heading="A heading of two lines " * 6,
        monitor="x" * 160,
        value=1.0,
        before=2.0,
        year_ago=3.0,
        target=4.0,
        stale="Fetching fails since 3 Jan 2015, 10:00." * 5,
        figures=(Figure("", 1.0, "A comment of some length. " * 20),),
        unit="requests of all kinds",
    )

    found = slides(crowded)

    assert [slide.heading for slide in found] == [
        "Response time (1 of 2)",
        "Response time (2 of 2)",
    ]
    assert found[0].content.drawing is not None
    assert found[1].content.drawing is None
    assert len({slide.id for slide in found}) == 2


@pytest.mark.parametrize(
    ("display", "is_drawn"),
    [("chart", True), ("bars", True), ("uptime", False), ("number", False)],
)
def test_each_display_draws_its_chart(display, is_drawn):
    months = (None,) * 14 + (1.0,)

    (slide,) = slides(make_metric(STROKE, display=display, months=months, value=1.0))

    assert (slide.content.drawing is not None) == is_drawn


@pytest.mark.parametrize("display", ["callout", "none"])
def test_what_is_shown_elsewhere_has_no_slide(display):
    assert slides(make_metric(STROKE, display=display, value=1.0)) == []


# Callouts


def callout(**fields):
    found = make_metric(display="callout", unit="", **fields)
    (slide,) = callouts.slides(SECTION, replace(SNAPSHOT, metrics=(found,)))
    return slide.content[0]


def test_a_computed_callout_says_what_it_counts_and_its_earlier_value():
    topic = callout(value=4, rule="count of incidents", before=1)

    assert topic.value == "4"
    assert topic.comment == "Count of incidents. Q1 2014-15: 1."


def test_an_overridden_callout_has_its_note_and_the_computed_figure():
    note = Figure("", 19, "Nearly all contained.")

    topic = callout(value=19, override="17", figures=(note,))

    assert topic.comment == "Nearly all contained. Entered by hand; computed: 17."


def test_a_callout_without_a_figure_shows_its_note_alone():
    topic = callout(note="Nobody counts yet.")

    assert (topic.value, topic.unit, topic.comment) == ("", "", "Nobody counts yet.")
