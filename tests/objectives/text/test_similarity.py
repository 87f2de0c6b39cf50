import pytest

from objectives.text.similarity import SIMILAR_ENOUGH, is_same_title, similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SSL with PFS", "ssl  with pfs"),
        ("HTTP 2.0 / SPDY", "HTTP (2.0): SPDY!"),
        ("STRASSE", "Straße"),
        ("移行 完了", "移行、完了"),
    ],
)
def test_case_spaces_and_punctuation_do_not_matter(one, other):
    assert is_same_title(one, other)
    assert similarity(one, other) == 1


@pytest.mark.parametrize(("one", "other"), [("SSL", "SSL 2"), ("", ""), ("!", "?")])
def test_other_or_no_words_make_another_title(one, other):
    assert not is_same_title(one, other)


def test_shared_words_make_titles_similar():
    one = "Encryption (IPsec) on cross-data center links for private data"
    other = "IPsec on cross-data centre links for private data"

    assert similarity(one, other) > 2 * SIMILAR_ENOUGH
    assert similarity(one, "Metrics and monitoring") == 0
