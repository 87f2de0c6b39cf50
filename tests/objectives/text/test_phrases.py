import pytest

from objectives.text.phrases import lateness, ordinal


@pytest.mark.parametrize(
    ("quarters", "is_done", "phrase"),
    [
        (1, False, ""),
        (1, True, ""),
        (2, True, "one quarter late"),
        (3, True, "two quarters late"),
        (2, False, "second quarter in a row"),
        (3, False, "third quarter in a row"),
        (13, False, "13th quarter in a row"),
        (14, True, "13 quarters late"),
    ],
)
def test_lateness_counts_quarters(quarters, is_done, phrase):
    assert lateness(quarters, is_done) == phrase


@pytest.mark.parametrize(
    ("number", "rank"), [(21, "21st"), (22, "22nd"), (43, "43rd"), (111, "111th")]
)
def test_ranks_above_twelve_are_written_in_figures(number, rank):
    assert ordinal(number) == rank
