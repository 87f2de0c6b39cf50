import pytest

from reviews.slides import text
from reviews.slides.base import Run
from reviews.snapshot import Section, Text
from reviews.templatetags.slides import flow

NESTED = """\
- one
    - one a
        - one a i
            - deeper
- two

  and more of two

last
"""


def make_section(*texts):
    return Section("text", "Learned", "learned", 60, tuple(texts))


def test_blocks_keep_order_and_depth():
    assert [(b.text, b.level) for b in text.blocks(NESTED)] == [
        ("one", 1),
        ("one a", 2),
        ("one a i", 3),
        ("deeper", 3),
        ("two", 1),
        ("and more of two", 1),
        ("last", 0),
    ]


def test_lists_are_nested_in_the_page():
    html = flow(tuple(text.blocks("- one\n    - a\n- two\n\n1. first\n2. second")))

    assert html == (
        '<ul><li class="bullet" dir="auto">one<ul><li class="bullet-2" dir="auto">a'
        '</li></ul></li><li class="bullet" dir="auto">two</li></ul>'
        '<ol><li class="bullet" dir="auto">first</li>'
        '<li class="bullet" dir="auto">second</li></ol>'
    )


@pytest.mark.parametrize(
    ("markdown", "runs"),
    [
        ("*each*", (Run("each", em=True),)),
        ("**both *of* it**", None),
        ("`code`", (Run("code", code=True),)),
        ("[here](https://example.org/)", (Run("here", href="https://example.org/"),)),
        ("a\nb", (Run("a"), Run(" "), Run("b"))),
    ],
)
def test_inline_styles_become_runs(markdown, runs):
    (block,) = text.blocks(markdown)

    if runs is None:
        runs = (
            Run("both ", strong=True),
            Run("of", em=True, strong=True),
            Run(" it", strong=True),
        )
    assert block.runs == runs


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "text <b onclick=x>bold</b>",
        "[x](javascript:alert(1))",
        "![alt](https://example.org/a.png)",
        "<!-- comment -->",
    ],
)
def test_no_html_of_the_writers_reaches_the_page(markdown):
    html = flow(tuple(text.blocks(markdown)))

    for sign in ("<script", "<img", "<b ", 'javascript:alert(1)"', "<!--"):
        assert sign not in html


def test_a_long_text_goes_on_between_its_blocks():
    section = make_section(Text(7, "", "\n\n".join(["A sentence. " * 20] * 5), "after"))

    slides = text.slides(section, "after")

    assert [slide.id for slide in slides] == ["learned--text-7", "learned--text-7--2"]
    assert [slide.heading for slide in slides][0] == "Learned (1 of 2)"


def test_a_text_stands_where_it_was_placed():
    section = make_section(Text(1, "", "a", "before"), Text(2, "", "b", "after"))

    assert [slide.id for slide in text.slides(section, "before")] == ["learned--text-1"]


def test_a_text_without_words_still_has_its_slide():
    (slide,) = text.slides(make_section(Text(1, "Background", "", "after")), "after")

    assert slide.title == "Background"
