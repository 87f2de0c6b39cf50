import pytest

from objectives.text.mentions import MOST, first_words, names_in

NAMES = ["Ada", "Ada Lovelace", "Grace Hopper", "Ümit"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ada Lovelace, why?", ["Ada Lovelace"]),
        ("Ask @ada or @GRACE HOPPER.", ["Ada", "Grace Hopper"]),
        ("@Ada and @Ada", ["Ada"]),
        ("(@Ümit)", ["Ümit"]),
        ("@Adaline", []),
        ("ada@Ada.example", []),
        ("@ Ada", []),
        ("@Nobody", []),
        ("", []),
    ],
)
def test_the_longest_name_after_an_at_sign_is_mentioned(text, found):
    assert names_in(text, NAMES) == found


def test_the_words_by_which_names_are_looked_up_are_few():
    assert first_words("@Ada, @Grace Hopper: @Ada") == ["Ada", "Grace"]
    assert len(first_words(" ".join(f"@n{one}" for one in range(99)))) == MOST
