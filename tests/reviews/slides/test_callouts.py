from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.deck import deck
from reviews.slides import callouts, metric
from reviews.snapshot.metric_values import Figure
from reviews.snapshot.values import SectionData
from tests.deep import times
from tests.reviews.charts.figures import CALENDAR, SNAPSHOT
from tests.reviews.charts.figures import metric as make_metric

SECTION = SectionData("metrics", "Metrics", "metrics", 60, ())


def make(name="Incidents", **fields):
    return make_metric(**{"name": name, "display": "callout", "unit": ""} | fields)


def slides(*metrics):
    return callouts.slides(SECTION, replace(SNAPSHOT, metrics=metrics))


def only(**fields):
    (slide,) = slides(make(**fields))
    (topic,) = slide.content.topics
    return topic


def test_a_computed_callout_says_what_it_counts_and_its_earlier_value():
    topic = only(value=4, rule="count of incidents", before=1, direction="down")

    assert topic.value == "4"
    assert topic.sentence == "Count of incidents."
    assert (topic.before, topic.verdict) == ("Q1 2014-15: 1", "worse by 3")
    assert topic.comment == "Count of incidents. Q1 2014-15: 1."


def test_an_overridden_callout_has_its_note_and_the_computed_figure():
    note = Figure("", 19, "Nearly all contained.")

    topic = only(value=19, override="17", figures=(note,))

    assert topic.sentence == "Nearly all contained."
    assert topic.remarks == "Entered by hand; computed: 17."


def test_an_unknown_quarter_before_is_said_to_be_unknown():
    assert only(value=19).before == (
        "No figure for Q1 2014-15 is recorded to compare it with."
    )


def test_a_lone_number_is_the_largest_and_what_is_missing_one_line():
    (slide,) = slides(make(value=19), make("Uptime"), make("Security"), make("CPU"))

    (placed,) = deck.alone([slide], "")
    assert slide.title == "Incidents, uptime, security, CPU"
    assert slide.content.step == "lone-1"
    assert slide.content.rest == ("Nothing recorded on uptime, on security and on CPU.")
    assert placed.body.count('class="big"') == 1


def test_a_note_says_why_a_number_is_missing():
    (slide,) = slides(
        make(value=19),
        make("Uptime", note="There are no figures on uptime."),
        make("Security", note="Nobody counts yet."),
    )

    assert slide.content.rest == (
        "There are no figures on uptime. Security: Nobody counts yet."
    )


@pytest.mark.parametrize(
    ("count", "shared"), [(2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2])]
)
def test_up_to_three_numbers_share_a_slide(count, shared):
    found = slides(*(make(f"Topic {n}", value=n) for n in range(count)))

    assert [len(slide.content.topics) for slide in found] == shared
    assert {slide.content.step for slide in found} == {"several-1"}


def test_numbers_with_many_words_get_slides_of_their_own():
    note = Figure("", 1, "漢" * 240)

    found = slides(*(make("漢" * 80, value=1, figures=(note,)) for _ in range(3)))

    assert [len(slide.content.topics) for slide in found] == [1, 1, 1]


def test_nothing_known_is_no_slide_but_a_line_on_the_last_metric():
    stroke = ((CALENDAR[12].at, 1.0),)
    snapshot = replace(
        SNAPSHOT,
        metrics=(make("Uptime"), make_metric(stroke, value=1.0), make("Security")),
    )

    (slide,) = metric.slides(SECTION, snapshot)

    assert callouts.slides(SECTION, snapshot) == []
    assert slide.content.foot[-1].text == "Nothing recorded on uptime and on security."


def test_where_there_is_no_other_metric_the_line_has_a_slide():
    (slide,) = slides(make("Uptime"), make("Security"))

    assert slide.content.topics == ()
    assert slide.content.rest == "Nothing recorded on uptime and on security."


TEXT = st.text(st.sampled_from("aW漢 1.,"), max_size=240)


@given(
    st.lists(
        st.tuples(TEXT, TEXT, TEXT, st.floats(-1e15, 1e15)), min_size=1, max_size=7
    )
)
@settings(max_examples=times(60, 15))
def test_every_number_is_shown_once_whatever_stands_beside_it(topics):
    found = slides(
        *(
            make(
                f"x{name[:79]}",
                unit=unit[:40].strip(),
                value=value,
                figures=(Figure("", value, comment),),
            )
            for name, unit, comment, value in topics
        )
    )

    shown = [topic.name for slide in found for topic in slide.content.topics]
    assert shown == [f"x{name[:79]}" for name, *_ in topics]
