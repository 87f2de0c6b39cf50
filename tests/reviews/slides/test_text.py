import itertools

import pytest

from reviews.design import line_breaks, text_width
from reviews.design.line_breaks import line_end
from reviews.design.text_width import depth
from reviews.slides import base, text, text_blocks
from reviews.slides.base import TextRun, height
from reviews.slides.text_sizes import STEPS
from reviews.snapshot.values import Picture, SectionData, Text
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
    return SectionData("text", "Learned", "learned", 60, tuple(texts))


def test_blocks_keep_order_and_depth():
    assert [(b.text, b.level) for b in text_blocks.blocks(NESTED)] == [
        ("one", 1),
        ("one a", 2),
        ("one a i", 3),
        ("deeper", 3),
        ("two", 1),
        ("and more of two", 1),
        ("last", 0),
    ]


def test_lists_are_nested_in_the_page():
    html = flow(
        tuple(text_blocks.blocks("- one\n    - a\n- two\n\n1. first\n2. second"))
    )

    assert html == (
        '<ul><li class="bullet" dir="auto">one<ul><li class="bullet-2" dir="auto">a'
        '</li></ul></li><li class="bullet" dir="auto">two</li></ul>'
        '<ol><li class="bullet" value="1" dir="auto">first</li>'
        '<li class="bullet" value="2" dir="auto">second</li></ol>'
    )


@pytest.mark.parametrize(
    ("markdown", "runs"),
    [
        ("*each*", (TextRun("each", em=True),)),
        ("**both *of* it**", None),
        ("`code`", (TextRun("code", code=True),)),
        (
            "[here](https://example.org/)",
            (TextRun("here", href="https://example.org/"),),
        ),
        ("a\nb", (TextRun("a"), TextRun(" "), TextRun("b"))),
    ],
)
def test_inline_styles_become_runs(markdown, runs):
    (block,) = text_blocks.blocks(markdown)

    if runs is None:
        runs = (
            TextRun("both ", strong=True),
            TextRun("of", em=True, strong=True),
            TextRun(" it", strong=True),
        )
    assert block.runs == runs


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("markdown", ["a\n\n---\n\n" * 99, "A sentence. " * 4000])
def test_a_text_ends_after_as_many_slides_as_it_may_have(markdown, columns):
    long = Text(1, "T", markdown, "after", columns)

    cut, whole = (text.contents(long, 548, "", most) for most in (5, None))

    assert len(whole) > 5
    assert cut == whole[:5]


def lines_measured(monkeypatch, text_of_slide):
    """How many line ends are looked for while a text is cut into slides."""
    count = itertools.count()

    def counting(*arguments):
        next(count)
        return line_end(*arguments)

    monkeypatch.setattr(text_width, "line_end", counting)
    text_width.breaks.cache_clear()
    base.height.cache_clear()
    text.contents(text_of_slide, 548, "")
    return next(count)


@pytest.mark.parametrize("columns", [1, 2])
def test_cutting_a_long_word_costs_no_more_than_its_length(monkeypatch, columns):
    short, long = (
        lines_measured(monkeypatch, Text(1, "", "W" * letters, "after", columns))
        for letters in (5_000, 20_000)
    )

    assert 2 * short < long < 6 * short


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
    html = flow(tuple(text_blocks.blocks(markdown)))

    for sign in ("<script", "<img", "<b ", 'javascript:alert(1)"', "<!--"):
        assert sign not in html


def test_a_long_text_is_cut_between_its_blocks():
    section = make_section(Text(7, "", "\n\n".join(["A sentence. " * 40] * 5), "after"))

    slides = text.slides(section, "after")

    assert [slide.id for slide in slides] == ["learned--text-7", "learned--text-7--2"]
    assert [slide.heading for slide in slides][0] == "Learned (1 of 2)"


def test_a_text_is_shown_at_its_placement():
    section = make_section(Text(1, "", "a", "before"), Text(2, "", "b", "after"))

    assert [slide.id for slide in text.slides(section, "before")] == ["learned--text-1"]


def test_a_text_without_words_still_has_its_slide():
    (slide,) = text.slides(make_section(Text(1, "Background", "", "after")), "after")

    assert slide.title == "Background"


# Columns, breaks and pictures


def made(markdown, **fields):
    text_slide = Text(pk=1, title="T", text=markdown, placement="after", **fields)
    section = SectionData("text", "S", "s", 60, (text_slide,))
    return text.slides(section, "after", "CC BY-SA 3.0")


def words(column):
    return [block.text for block in column]


def test_a_break_begins_the_next_slide():
    slides = made("one\n\n---\n\ntwo")

    assert [words(one.content.columns[0]) for one in slides] == [["one"], ["two"]]
    assert [one.heading for one in slides] == ["T (1 of 2)", "T (2 of 2)"]


def test_a_break_begins_the_next_column():
    (slide,) = made("one\n\n---\n\ntwo", columns=2)

    assert list(map(words, slide.content.columns)) == [["one"], ["two"]]
    assert slide.content.layout == "halves"


def test_two_columns_without_a_break_are_about_equally_high():
    (slide,) = made("\n".join(f"- {n}" for n in range(7)), columns=2)

    assert [len(column) for column in slide.content.columns] == [4, 3]


@pytest.mark.parametrize("columns", [1, 2])
def test_no_heading_ends_a_column(columns):
    paragraph = "A paragraph of several words, over and over. " * 30
    markdown = "\n\n".join(["# Heading", paragraph] * 6)

    found = [
        column
        for slide in made(markdown, columns=columns)
        for column in slide.content.columns
    ]

    assert len(found) > 2
    assert [one for one in found if one and one[-1].kind == "heading"] == []


def test_nothing_of_a_long_text_is_lost_in_columns():
    lines = [f"line {n}" for n in range(80)]

    slides = made("\n".join(f"- {line}" for line in lines), columns=2)

    shown = [words(column) for one in slides for column in one.content.columns]
    assert sum(shown, []) == lines
    assert len(slides) > 1


def test_a_lone_word_in_two_columns_keeps_its_column():
    (slide,) = made("one", columns=2)

    assert slide.content.columns[1] == ()


PICTURE = Picture("pictures/x.jpg", 60, 40, "Red", "Ada", "CC0", "")


def test_a_picture_is_beside_its_text_or_alone_without_one():
    beside, alone = made("one", picture=PICTURE)[0], made("", picture=PICTURE)[0]

    assert (beside.content.layout, alone.content.layout) == ("beside", "alone")
    assert beside.content.caption == "Ada, CC0"
    assert not beside.content.is_low


def test_a_long_title_leaves_a_picture_less_room():
    long = Text(1, "Title " * 13, "", "after", 1, PICTURE)

    (slide,) = text.slides(SectionData("text", "S", "s", 60, (long,)), "after", "")

    assert slide.content.is_low == (slide.content.limit < 430 + 6 + 20)


# Links, emphasis, breaks and code


@pytest.mark.parametrize(
    ("href", "is_linked"),
    [
        ("https://example.org/", True),
        ("HTTP://example.org/", True),
        ("mailto:ada@example.org", True),
        ("/admin/", False),
        ("//example.org/", False),
        ("#asks", False),
        ("ftp://example.org/", False),
        ("tel:123", False),
    ],
)
def test_only_web_and_mail_addresses_are_linked(href, is_linked):
    (block,) = text_blocks.blocks(f"[x]({href})")

    assert [(run.text, bool(run.href)) for run in block.runs] == [("x", is_linked)]


def test_emphasis_inside_emphasis_does_not_end_it():
    (block,) = text_blocks.blocks("*a _b_ c*")

    assert [run.em for run in block.runs] == [True] * 3


def test_hyphens_right_under_a_text_are_a_break():
    assert [block.kind for block in text_blocks.blocks("one\n---\ntwo")] == [
        "paragraph",
        "break",
        "paragraph",
    ]


def test_code_keeps_its_indent_and_tabs_become_spaces():
    (block,) = text_blocks.blocks("```\nif x:\n\treturn\n```")

    assert block.text == "if x:\n    return"


def test_strong_text_is_measured_in_its_own_face():
    (strong,) = text_blocks.blocks(f"**{'n' * 2000}**")
    style = STEPS[-1].styles["paragraph"]

    found = height(strong, style, 1000) - style.gap

    regular = depth(strong.text, 1000, style.size, style.line)
    assert found == depth(strong.text, 1000, style.size, style.line, "semibold")
    assert found > regular


# Sizes


def test_a_style_inside_a_long_word_costs_the_line_that_it_may_need():
    address = "Migration/of-all{}Servers/and-services{}to-the-new-data-centre"
    plain, marked = (
        text_blocks.blocks(f"Moved, see {address.format(*signs)} for how")[0]
        for signs in (("", ""), ("**", "**"))
    )

    assert marked.measured.count(line_breaks.SEAM) == 2
    assert marked.text == plain.text
    style, strong = base.Style(20, 27), base.Style(20, 27, "semibold")
    rooms = range(100, 600, 20)
    assert any(height(marked, style, r) > height(plain, strong, r) for r in rooms)
    for room in rooms:
        head, tail = base.cut(marked, style, room, 54)
        rest = [line_breaks.SEAM in one.text for one in (head, tail)]
        assert (head.text + tail.text).replace(" ", "") == plain.text.replace(" ", "")
        assert rest == [False, False]


def sizes(slides):
    return [slide.content.step.name for slide in slides]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (1, "is-44"),
        (4, "is-36"),
        (8, "is-30"),
        (9, "is-26"),
        (14, "is-22"),
    ],
)
def test_the_fewer_lines_the_larger_they_are(lines, name):
    slides = made("\n".join(f"- line {n}" for n in range(lines)))

    assert sizes(slides) == [name]


def test_a_text_is_no_larger_than_fits_as_few_slides():
    slides = made("A sentence. " * 90)

    assert sizes(slides) == ["is-26"]


def test_all_slides_of_a_text_have_one_size():
    slides = made("\n".join(f"- line {n}" for n in range(40)) + "\n\n---\n\nlast")

    assert len(slides) > 2
    assert len(set(sizes(slides))) == 1


def test_a_paragraph_after_a_list_closes_it_at_the_foot():
    (slide,) = made("- one\n- two\n\nAll in all, good.")

    assert [block.kind for block in slide.content.columns[0]][-1] == "closing"
    assert slide.content.is_apart


def test_a_full_slide_has_its_closing_paragraph_right_below():
    (slide,) = made("\n".join(f"- line {n}" for n in range(12)) + "\n\nThat is all.")

    assert not slide.content.is_apart


def test_a_paragraph_between_lists_closes_nothing():
    (slide,) = made("- one\n\nand\n\n- two")

    kinds = [block.kind for block in slide.content.columns[0]]
    assert kinds == ["bullet", "paragraph", "bullet"]


def test_a_short_text_stands_lower_than_a_full_one():
    (short,), (full,) = made("One."), made("- line\n" * 14)

    assert short.content.down > 0
    assert full.content.down == 0


def test_a_quote_is_told_from_a_paragraph():
    kinds = [block.kind for block in text_blocks.blocks("> said\n>\n> # head\n\nplain")]

    assert kinds == ["quote", "heading", "paragraph"]
