import pytest

from reviews.design.direction import direction, numbered, resolved
from reviews.slides.base import Slide, TextRun
from reviews.templatetags.slides import inline

ARABIC = "نقل الخوادم"
HEBREW = "העברת השרתים"
BURMESE = "ဆာဗာ"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Servers", "ltr"),
        (ARABIC, "rtl"),
        (HEBREW, "rtl"),
        (f"24 ({ARABIC}", "rtl"),
        (f"SSL {ARABIC}", "ltr"),
        (f"{ARABIC} SSL", "rtl"),
        ("24 %", "ltr"),
        ("", "ltr"),
        (f"\u2067SSL\u2069 {ARABIC}", "rtl"),
        (f"\u2066{ARABIC}\u2069 SSL", "ltr"),
        ("的", "ltr"),
    ],
)
def test_the_first_letter_with_a_direction_says_it(text, found):
    assert direction(text) == found


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<p dir="auto">One</p>', "<p>One</p>"),
        (f'<p dir="auto">{HEBREW}</p>', f'<p dir="rtl">{HEBREW}</p>'),
        (
            f'<td class="a" dir="auto" id="b"><b>{HEBREW}</b> SSL</td>',
            f'<td class="a" dir="rtl" id="b"><b>{HEBREW}</b> SSL</td>',
        ),
        # An entity has no letters, and neither has a tag.
        (
            f'<p dir="auto">&#x27;<b>{HEBREW}</b></p>',
            f'<p dir="rtl">&#x27;<b>{HEBREW}</b></p>',
        ),
        (
            f'<li dir="auto">SSL<ul><li dir="auto">{HEBREW}</li></ul></li>',
            f'<li dir="ltr">SSL<ul><li dir="rtl">{HEBREW}</li></ul></li>',
        ),
        (
            f'<p dir="auto">24 <bdi>{HEBREW}</bdi></p>',
            f'<p dir="ltr">24 <bdi dir="rtl">{HEBREW}</bdi></p>',
        ),
        (
            f'<p dir="auto">{ARABIC}</p>',
            f'<p dir="rtl" lang="und-Arab">{ARABIC}</p>',
        ),
        (
            f'<p dir="auto">{BURMESE}</p>',
            f'<p dir="ltr" lang="und-Mymr">{BURMESE}</p>',
        ),
    ],
)
def test_a_page_says_which_way_each_text_runs(page, found):
    assert resolved(page) == found


def test_a_number_keeps_its_order_after_a_title_to_the_left():
    assert numbered("Title", "5 of 24") == "Title (5 of 24)"
    assert numbered(HEBREW, "5 of 24") == f"{HEBREW} \u2066(5 of 24)\u2069"
    assert Slide("text", "a", HEBREW, part=5, parts=24).heading.endswith("\u2069")


def test_what_runs_against_its_paragraph_in_two_styles_is_one_box():
    runs = (TextRun("A שלום "), TextRun("לכל", mark=True), TextRun(" העולם b"))

    assert inline(runs) == ('A <bdi dir="rtl">שלום <mark>לכל</mark> העולם</bdi> b')
    assert inline((TextRun("א a"), TextRun("b", em=True), TextRun(" א"))) == (
        'א <bdi dir="ltr">a<em>b</em></bdi> א'
    )


def test_what_runs_against_its_paragraph_in_one_style_is_as_it_was():
    runs = (TextRun("A "), TextRun("שלום", mark=True), TextRun(" b"))

    assert inline(runs) == "A <mark>שלום</mark> b"
