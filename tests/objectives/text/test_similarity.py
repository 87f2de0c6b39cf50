import pytest

from objectives.text.similarity import ALIKE, is_same, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SSL with PFS", "ssl  with pfs"),
        ("HTTP 2.0 / SPDY", "HTTP (2.0): SPDY!"),
        ("STRASSE", "Straße"),
        ("移行 完了", "移行、完了"),
    ],
)
def test_case_space_and_punctuation_make_no_other_name(one, other):
    assert is_same(one, other)
    assert likeness(one, other) == 1


@pytest.mark.parametrize(("one", "other"), [("SSL", "SSL 2"), ("", ""), ("!", "?")])
def test_other_words_or_none_make_another_name(one, other):
    assert not is_same(one, other)


def test_words_in_common_make_titles_alike():
    one = "Encryption (IPsec) on cross-data center links for private data"
    other = "IPsec on cross-data centre links for private data"

    assert likeness(one, other) > 2 * ALIKE
    assert likeness(one, "Metrics and monitoring") == 0
