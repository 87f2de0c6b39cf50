from dataclasses import replace

import pytest

from reviews.deck import deck
from reviews.design.text_width import depth
from reviews.slides import base, metric, metric_figures
from reviews.snapshot import periods
from reviews.snapshot.metric_values import Figure, Note
from reviews.snapshot.values import SectionData
from tests.reviews.charts.figures import CALENDAR, SNAPSHOT
from tests.reviews.charts.figures import metric as make_metric

SECTION = SectionData("metrics", "Metrics", "metrics", 60, ())
STROKE = ((CALENDAR[12].at, 1.0), (CALENDAR[13].at, 2.0))


def slides(*metrics):
    return list(metric.slides(SECTION, replace(SNAPSHOT, metrics=metrics)))


def said(found):
    """The figures of its only slide, each as its words."""
    (slide,) = slides(found)
    return [words(line) for line in slide.content.lines]


def words(line):
    return " ".join(filter(None, (line.text, line.value, line.verdict)))


def body(found):
    (placed,) = deck.alone(slides(found), "")
    return placed.body


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

    assert said(found) == [
        "2.14 s",
        "median of 92 readings, October–December 2014",
        "Q1 2014-15, the quarter before 2.45 s better by 0.31 s",
        "Q2 2013-14, a year ago 2 s worse by 0.14 s",
    ]
    assert [line.tone for line in slide.content.lines[2:]] == ["better", "worse"]
    assert [line.text for line in slide.content.foot] == ["Source: Graphite"]


def test_the_finding_is_the_title_and_the_name_stands_by_the_number():
    (slide,) = slides(make_metric(STROKE, value=2.0, heading="Faster every month"))

    assert slide.title == "Faster every month"
    assert slide.content.lines[1].text == "Response time, October–December 2014"


@pytest.mark.parametrize(
    ("direction", "before", "verdict"),
    [
        ("up", 1, ("better by 1 s", "better")),
        ("down", 1, ("worse by 1 s", "worse")),
        ("", 1, ("higher by 1 s", "")),
        ("up", 2, ("the same", "")),
    ],
)
def test_only_a_change_of_which_the_good_direction_is_known_is_judged(
    direction, before, verdict
):
    (slide,) = slides(make_metric(STROKE, value=2, before=before, direction=direction))

    (row,) = [one for one in slide.content.lines if one.kind == "row"]
    assert (row.verdict, row.tone) == verdict


@pytest.mark.parametrize(
    ("direction", "target", "shown"),
    [
        ("up", 90.0, "Target 90 s met by 5 s"),
        ("up", 95.0, "Target 95 s met"),
        ("up", 100.5, "Target 100 s missed by 6 s"),
        ("down", 90.0, "Target 90 s missed by 5 s"),
        ("down", 94.996, "Target 95 s missed by 0.004 s"),
        ("", 90.0, "Target 90 s"),
    ],
)
def test_a_target_is_met_or_missed(direction, target, shown):
    assert shown in said(
        make_metric(STROKE, value=95.0, direction=direction, target=target)
    )


def test_bars_are_held_against_their_target_month_by_month():
    months = (None,) * 12 + (1000, 1200, None)

    shown = said(
        make_metric(
            display="bars", months=months, value=2200, target=1100.0, direction="up"
        )
    )

    assert shown[-1] == "Target a month 1,100 s met in 1 of 2"


@pytest.mark.parametrize("times", [1, 4])
def test_a_number_without_a_chart_stays_above_its_foot(times):
    found = make_metric(
        display="number",
        value=30,
        heading="A finding that is rather long " * times,
        unit="Betriebswerkbauunterbeamtengesellschaft",
        source="A source that is rather long " * times,
        monitor="A monitor that is rather long " * times,
    )

    content = slides(found)[0].content

    number, caption = content.lines[:2]
    line = dict(metric_figures.ALONE.captions)[caption.size]
    used = dict(metric_figures.ALONE.numbers)[number.size]
    used += metric_figures.CAPTION_GAP + depth(caption.text, 560, caption.size, line)
    foot = metric.foot_height(list(content.foot), 1152)
    room = base.content_height(found.heading) - metric.GAP - metric.TOP
    assert used <= room - foot
    assert (number.size == 200) == (times == 1)


def test_a_long_unit_stands_below_the_number():
    shown = said(make_metric(STROKE, value=1094, unit="sign-ups"))

    assert shown == ["1,094", "sign-ups, October–December 2014"]


def test_a_lone_reading_has_all_its_digits():
    assert said(make_metric(display="number", value=-1.23456, unit=""))[0] == "−1.23456"


def test_a_part_is_shown_of_its_whole():
    assert said(make_metric(display="number", value=3, of=12, unit=""))[0] == "3 of 12"


def test_a_long_number_is_set_smaller():
    sizes = [
        slides(make_metric(STROKE, value=value))[0].content.lines[0].size
        for value in (2, 123_456, 123_456_789_012)
    ]

    assert sizes[0] == 84
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_a_metric_without_figures_says_so():
    assert "No figures. Nobody counts yet." in body(
        make_metric(note="Nobody counts yet.")
    )


def test_metrics_without_figures_share_a_slide():
    empty = [
        make_metric(name=f"Metric {number}", heading="Speed", note="Lost.")
        for number in range(4)
    ]

    first, last = slides(make_metric(STROKE, value=1.0), *empty)

    assert last.title == "4 metrics without figures"
    (placed,) = deck.alone([last], "")
    assert placed.body.count("No figures. Lost.") == 4
    assert "Metric 3" in placed.body
    assert first.content.drawing


def test_figures_of_the_context_alone_are_drawn_and_the_quarter_is_unknown():
    (slide,) = slides(make_metric(((CALENDAR[9].at, 1.0),), before=1.0))

    assert slide.content.drawing is not None
    assert [words(line) for line in slide.content.lines] == [
        "No figures for Q2 2014-15",
        "Q1 2014-15, the quarter before 1 s",
    ]


def test_stale_and_manual_values_are_marked():
    shown = said(make_metric(STROKE, value=19, override="17", stale="Fetching fails."))

    assert shown[-2:] == ["Fetching fails.", "Entered by hand; computed: 17."]


def test_figures_without_room_beside_the_chart_go_on_a_next_slide():
    crowded = make_metric(
        STROKE,
        heading="A heading of two lines " * 3,
        name="漢" * 80,
        monitor="x" * 160,
        value=1.0,
        before=2.0,
        year_ago=3.0,
        target=4.0,
        stale="Fetching fails since 3 Jan 2015, 10:00." * 9,
        figures=(Figure("", 1.0, "A comment of some length. " * 20),),
        unit="requests of all kinds",
    )

    found = slides(crowded)

    assert len(found) > 1
    assert found[0].content.drawing is not None
    assert not any(slide.content.drawing for slide in found[1:])
    assert len({slide.id for slide in found}) == len(found)


def test_the_figures_of_a_chart_are_a_table_too():
    months = (None,) * 12 + (2.5, None, 2.0)

    html = body(make_metric(STROKE, value=2.0, months=months))

    assert '<th scope="row">Nov 2014</th><td>no figures</td>' in html
    assert '<th scope="row">Oct 2014</th><td>2.5 s</td>' in html


def test_notes_are_numbered_below_the_chart():
    notes = (Note(CALENDAR[12].at, "New index"), Note(CALENDAR[13].at, "Cache"))

    (slide,) = slides(make_metric(STROKE, value=2.0, notes=notes))

    assert [(line.number, line.text) for line in slide.content.foot][:2] == [
        ("1", "1 Oct: New index"),
        ("2", "1 Nov: Cache"),
    ]


def test_many_words_leave_a_chart_that_can_be_read():
    notes = tuple(Note(CALENDAR[12].at + n, "漢" * 240) for n in range(6))
    wordy = make_metric(
        STROKE,
        name="漢" * 80,
        value=2.0,
        source="漢" * 120,
        monitor="漢" * 160,
        figures=(Figure("", 2.0, "漢" * 240),),
        notes=notes,
    )

    slide = slides(wordy)[0]

    assert slide.content.drawing.height >= 150
    assert slide.content.is_foot_wide


# Signal or noise


def process(*values, start=CALENDAR[9].at):
    points = tuple((start + n * 7 * 86_400, value) for n, value in enumerate(values))
    found = periods.behaviour_of(list(points), "week", None)
    return make_metric(display="process", behaviour=found, value=values[-1], unit="")


def verdict(*values, **fields):
    lines = said(process(*values, **fields))
    return lines[0], lines[1]


QUIET = [10, 12, 8, 10, 14, 12, 8, 6, 10, 11, 9, 10, 12, 10, 9, 11, 10, 12, 8, 10]


def test_figures_within_their_limits_are_noise():
    word, why = verdict(*QUIET, 11, 9)

    assert word == "Noise"
    assert why.startswith("Nothing in Q2 2014-15 is more than chance")


def test_a_figure_beyond_a_limit_is_a_signal_that_names_rule_and_day():
    assert verdict(*QUIET, 40) == (
        "Signal",
        "Week of 18 Nov is above the upper limit.",
    )


def test_a_run_is_a_signal_with_its_length():
    word, why = verdict(*QUIET[:12], *[9] * 9)

    assert word == "Signal"
    assert why.startswith("9 in a row are below the mean, 23 Sep to 18 Nov.")


def test_a_signal_of_an_earlier_quarter_is_no_news():
    assert verdict(*QUIET[:10], 40, *QUIET[:8])[0] == "Noise"


def test_under_eight_figures_are_too_few_to_tell():
    assert verdict(1, 2, 3) == (
        "Too few to tell",
        "3 figures so far; limits need 8.",
    )


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
