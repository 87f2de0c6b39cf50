"""Whatever was typed can be read back word for word out of each language."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from objectives.text.inline import plain
from reviews.exports.markdown import markdown
from reviews.exports.outline import Grid, Heading
from reviews.exports.wikitext import wikitext
from reviews.slides.base import Block, TextRun
from reviews.slides.cells import inline

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SIGNS = "*_~`[]()<>|\\#&;={}'!+-:1.\n aé日"
TYPED = st.text(st.sampled_from(SIGNS), max_size=24) | st.sampled_from(
    [
        "**bold** and *soft*, ~~gone~~ `a|b` [word](https://example.org/a_(b)?x=1|2)",
        "https://example.org/a_b is at <https://example.org> {{done}} [[Main]]",
        "1. first\n2) second\n- third\n# fourth\n=====",
        "~50% of snake_case __init__ a*b*c &amp; &nbsp; <br> <b>x</b>",
    ]
)


def words_of(text):
    return " ".join(text.split())


def shown(tokens):
    """The text that a reader of Markdown shows."""
    found = ""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak") or token.content == "<br>":
            found += "\n"
        elif token.type in ("text", "code_inline", "text_special"):
            found += token.content
    return found


def read_back(text):
    """The texts of the inline parts of a Markdown document."""
    tokens = READER.parse(text)
    return [shown(token.children) for token in tokens if token.type == "inline"]


@given(TYPED)
def test_a_paragraph_of_markdown_reads_as_typed(typed):
    (found,) = read_back(markdown([Block("paragraph", (*inline(typed), TextRun("x")))]))

    assert words_of(found) == words_of(f"{plain(typed)}x")


@given(st.lists(TYPED, min_size=2, max_size=2))
def test_a_table_in_markdown_has_its_cells_as_typed(typed):
    grid = Grid(("A", "B"), (tuple(map(inline, typed)),))

    found = read_back(re.sub(r"(?<!\\)<br>", " ", markdown([grid])))

    wanted = [words_of(plain(text)) for text in typed]
    assert [words_of(text) for text in found] == ["A", "B", *wanted]


@given(TYPED)
def test_no_sign_of_wikitext_is_left_in_typed_text(typed):
    text = wikitext([Block("paragraph", (TextRun(plain(typed)),))])

    found = html.unescape(text.replace("<br>", "\n"))
    assert words_of(found) == words_of(plain(typed))
    assert not re.search(r"\[\[|\{\||''|\|\||~~~|__|<(?!br>)", text)


@pytest.mark.parametrize(
    ("run", "in_markdown", "in_wikitext"),
    [
        (TextRun("a", strong=True), "**a**", "'''a'''"),
        (TextRun("a", em=True), "*a*", "''a''"),
        (TextRun("a", struck=True), "~~a~~", "<s>a</s>"),
        (TextRun("a|b", code=True), "`a|b`", "<code>a&#124;b</code>"),
        (
            TextRun("a", href="https://example.org/"),
            "[a](<https://example.org/>)",
            "[https://example.org/ a]",
        ),
        (
            TextRun("https://example.org/", href="https://example.org/"),
            "<https://example.org/>",
            "https://example.org/",
        ),
    ],
)
def test_styles_have_their_signs(run, in_markdown, in_wikitext):
    block = Block("paragraph", (run,))

    assert markdown([block]) == f"{in_markdown}\n"
    assert wikitext([block]) == f"{in_wikitext}\n"


LIST = [
    Block("bullet", (TextRun("one"),), level=1),
    Block("bullet-2", (TextRun("inner"),), level=2),
    Block("bullet", (TextRun("more of one"),), level=1, is_continued=True),
    Block("bullet", (TextRun("first"),), level=1, number=1),
    Block("bullet-2", (TextRun("under it"),), level=2),
]


def test_lists_keep_their_levels():
    assert wikitext(LIST).splitlines() == [
        "* one",
        "** inner",
        "*: more of one",
        "# first",
        "#* under it",
    ]
    depths = [
        token.level for token in READER.parse(markdown(LIST)) if token.type == "inline"
    ]
    assert depths == [3, 5, 3, 3, 5]


def test_tables_have_a_row_of_headings():
    grid = Grid(("A", "B"), (((TextRun("x\ny"),), ()),))

    assert markdown([Heading(3, (TextRun("T"),)), grid]).splitlines() == [
        "### T",
        "",
        "| A | B |",
        "| --- | --- |",
        "| x<br>y |  |",
    ]
    assert wikitext([grid]).splitlines() == [
        '{| class="wikitable"',
        "! A",
        "! B",
        "|-",
        "| x<br>y",
        "|",
        "|}",
    ]


def test_code_stays_as_it_was_typed():
    code = Block("code", (TextRun("if a < b:\n    ```x```", code=True),))

    assert markdown([code]) == "````\nif a < b:\n    ```x```\n````\n"
    assert html.unescape(wikitext([code])) == "<pre>if a < b:\n    ```x```</pre>\n"
