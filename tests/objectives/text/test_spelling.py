import pytest

from objectives.text.spelling import meant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Completed", "completed."),
        ("(IPsec)", "IPsec"),
        ("“done”", '"done",'),
        ("users'", "users’"),
        ("center", "centre"),
        ("metering", "metering"),
        ("Organisation", "organization"),
        ("finalised", "finalized"),
        ("analyse", "analyze"),
        ("behaviour", "behavior"),
        ("favourites", "favorites"),
        ("licence", "license"),
        ("catalogues", "catalogs"),
        ("cancelled", "canceled"),
        ("labelling", "labeling"),
        ("programme", "program"),
        ("fail-over", "failover"),
        ("cross-data", "crossdata"),
        ("grey", "gray"),
    ],
)
def test_one_word_written_in_two_ways_is_one_word(one, other):
    assert meant(one) == meant(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0.5", "5"),
        (".5", "5"),
        ("-5", "5"),
        ("<5", ">5"),
        ("50", "50%"),
        ("2.0", "20"),
        ("2015-01-30", "2015-02-30"),
        ("filled", "filed"),
        ("prise", "prize"),
        ("four", "for"),
        ("site", "sites"),
        ("C++", "C"),
        ("no", "not"),
        ("can't", "cant"),
    ],
)
def test_another_word_or_figure_stays_another(one, other):
    assert meant(one) != meant(other)


@pytest.mark.parametrize("word", ["a", "An", "the", "–", "/", "...", "•", "()", ","])
def test_articles_and_lone_signs_say_nothing(word):
    assert meant(word) == ""


@pytest.mark.parametrize("word", ["&", "+", "=", "2", "的", "и", "🚀", "%"])
def test_every_other_sign_says_something(word):
    assert meant(word) != ""
