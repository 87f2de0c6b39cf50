import pytest

from objectives.text.outcome import Outcome


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((62, 24, 42, 36), "24 of 62 done, carried over 36 of 42"),
        ((3, 3, 0, 0), "3 of 3 done"),
        ((0, 0, 0, 0), ""),
    ],
)
def test_an_outcome_says_what_is_done_and_carried_over(numbers, words):
    assert Outcome(*numbers).in_words == words
