import pytest

from objectives.text.slugs import is_slug, slug_of


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("TechOps", "techops"),
        ("Site  Operations -- East", "site-operations-east"),
        ("R&D", "rd"),
        ("Équipe Tampa", "equipe-tampa"),
        ("Straße 5", "straße-5"),
        ("Команда 85", "команда-85"),
        ("हिन्दी टीम", "हिन्दी-टीम"),
        ("ＯＰＳ運維", "ops運維"),
        ("مشتریان", "مشتریان"),
        ("!!! --", ""),
    ],
)
def test_an_address_keeps_the_letters_of_a_name(text, slug):
    assert slug_of(text) == slug


@pytest.mark.parametrize(
    "text", ["", "-", "a b", "a/b", "a.b", "a%", "a\0", "a\u202eb"]
)
def test_what_no_address_may_have_is_no_slug(text):
    assert not is_slug(text)
