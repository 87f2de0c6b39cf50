import pytest
from django.core.exceptions import ValidationError

from reviews.meeting.durations import SecondsField, seconds_of, span_in_words, span_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5", 300),
        ("0", 0),
        ("5:00", 300),
        ("0:30", 30),
        (" 90:00 ", 5400),
        ("1:05:00", 3900),
        ("30 s", 30),
        ("30s", 30),
        ("5 min", 300),
        ("1 min 30 s", 90),
        ("1h 5min", 3900),
    ],
)
def test_a_time_is_read(text, seconds):
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "5:60", "-5", "5.5", "1:2", "9" * 20])
def test_what_names_no_time_is_not_guessed(text):
    assert seconds_of(text) is None


@pytest.mark.parametrize(
    ("text", "code"), [("soon", "invalid"), ("24:00:01", "too_long")]
)
def test_a_field_refuses_it_in_words(text, code):
    with pytest.raises(ValidationError) as refusal:
        SecondsField().clean(text)

    assert refusal.value.code == code


def test_a_field_shows_what_it_was_given():
    assert SecondsField().prepare_value(90) == "1:30"
    assert SecondsField().prepare_value("soon") == "soon"


def test_the_same_time_in_other_words_is_no_change():
    assert not SecondsField().has_changed("5:00", "5")
    assert SecondsField().has_changed("5:00", "6")
    assert SecondsField().has_changed("5:00", "soon")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2 h 10 min", "2 h 10 min"),
        ("130 min", "2 h 10 min"),
        ("130", "2 h 10 min"),
        ("2h10m", "2 h 10 min"),
        ("1.5 h", "1 h 30 min"),
        ("1,5 hours", "1 h 30 min"),
        ("3 days", "3 days"),
        ("1 d 2 H 3 minutes 4 s", "1 day 2 h 3 min 4 s"),
        (" 90 s ", "1 min 30 s"),
        ("0", "0 min"),
        ("000000001 s", "1 s"),
    ],
)
def test_how_long_it_lasted_is_read_and_said(text, words):
    assert span_in_words(span_of(text)) == words
    assert span_of(words) == span_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "soon",
        "2:10",
        "-5",
        "h",
        "1 h 1 h",
        "5 min 2 h",
        "2 h 10",
        "1e3",
        "٣ h",
    ],
)
def test_how_long_it_lasted_is_not_guessed(text):
    assert span_of(text) is None
