import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.text.inline import LINK, PLAIN, Style, marked_runs, plain, styled_runs

EM, STRONG, CODE = Style(em=True), Style(strong=True), Style(code=True)
STRUCK = Style(struck=True)
# fmt: off
WORDS = st.lists(
    st.sampled_from(
        ["a", "b", "traffic", "no", "*each*", "<i>", "</i>", "\n", " ", "**", "`", "~~"]
        + ["[x](", "https://a.org/b_c", ")", "](javascript:x)", "- ", "_", "<"]
        + ["mailto:", "a@b.c", ":", "//", "[", "]", "\\", "*", "\t", "&amp;"]
    ),
    max_size=30,
)
# fmt: on
TYPED = WORDS.map(" ".join) | WORDS.map("".join) | st.text()


def link(href, **names):
    return Style(href=href, **names)


def runs_of(text):
    return tuple((run.text, run.style) for run in styled_runs(text))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", ()),
        (
            "Slight <i>increase</i> in load time",
            (("Slight ", PLAIN), ("increase", EM), (" in load time", PLAIN)),
        ),
        ("<B>Now</B>", (("Now", STRONG),)),
        ("in *each* quarter", (("in ", PLAIN), ("each", EM), (" quarter", PLAIN))),
        ("*two words*.", (("two words", EM), (".", PLAIN))),
        ("**x** and *y*", (("x", STRONG), (" and ", PLAIN), ("y", EM))),
        ("***x***", (("x", Style(em=True, strong=True)),)),
        ("~~all~~ half", (("all", STRUCK), (" half", PLAIN))),
        ("`*` and `a_b_c`", (("*", CODE), (" and ", PLAIN), ("a_b_c", CODE))),
        ("purge `/a/*`, `/b/*`", (("purge ", PLAIN), ("/a/*", CODE), (", ", PLAIN))
         + (("/b/*", CODE),)),
        ("<i><b>x</b></i>", (("<i>", PLAIN), ("x", STRONG), ("</i>", PLAIN))),
    ],
)  # fmt: skip
def test_signs_are_split_into_runs(text, runs):
    assert runs_of(text) == runs


@pytest.mark.parametrize(
    "text",
    ["2*3*4 and * a * b", "<u>x</u> <script>", "<i>open", "a_b_c, __init__ and _x_"]
    + ["*a\nb*", "~50% to ~60%", "`open", "\\*not\\", "&lt;b&gt;", "C:\\x\\*.txt *.md"]
    + ["[x](javascript:alert(1))", "[x](data:text/html,y)", "[x](vbscript:x)"]
    + ["[x](/teams/)", "[x](//evil.example)", "[x]( javascript:x)", "[x](file:///etc)"]
    + ["javascript:alert(1)", "ftp://a.org", "xhttp://a.org", "http://", "[a] (b)"]
    + ["[[w:en:Main Page]](s1)", "<javascript:x>", "- one line", "mailto:nobody"],
)
def test_what_is_no_sign_stays_as_typed(text):
    assert runs_of(text) == ((text, PLAIN),)


@pytest.mark.parametrize(
    ("text", "words", "href"),
    [
        ("[T123](https://a.org/T123)", "T123", "https://a.org/T123"),
        ("[mail](mailto:a@b.org)", "mail", "mailto:a@b.org"),
        ("https://a.org/x_y_z?a=*b*", "https://a.org/x_y_z?a=*b", None),
        ("see https://a.org/b.", "https://a.org/b", None),
        ("(https://a.org/b_(c))", "https://a.org/b_(c)", None),
        ("<https://a.org/>", "https://a.org/", None),
        ("HTTP://a.org", "HTTP://a.org", None),
        ("write mailto:a@b.org!", "mailto:a@b.org", None),
        ("[](https://a.org)", "https://a.org", None),
        ("[https://b.org](https://a.org)", "https://b.org", "https://a.org"),
        ('https://a.org/"><script>', "https://a.org/", None),
        ("[x](https://a.org 'said')", "x", "https://a.org"),
    ],
)
def test_addresses_are_links(text, words, href):
    (run,) = [run for run in styled_runs(text) if run.style.href]

    assert (run.text, run.style) == (words, link(href or words))


def test_emphasis_goes_on_around_and_inside_links():
    assert runs_of("*see https://a.org/b_c*") == (
        ("see ", EM),
        ("https://a.org/b_c", link("https://a.org/b_c", em=True)),
    )
    assert runs_of("[a **b**](https://a.org)") == (
        ("a ", link("https://a.org")),
        ("b", link("https://a.org", strong=True)),
    )


def test_dashes_that_begin_lines_are_bullets():
    text = "Still open:\n- the *docs*\n  * in two languages\n-5 % of it\n- 7-8"

    assert plain(text) == (
        "Still open:\n• the docs\n\u00a0\u00a0– in two languages\n-5 % of it\n• 7-8"
    )


@given(TYPED)
def test_only_web_and_mail_addresses_are_links(text):
    for run in styled_runs(text):
        assert run.text
        assert not run.style.href or LINK.match(run.style.href)
        assert not {'"', "<", ">", " ", "\n"} & set(run.style.href)


@given(TYPED)
def test_no_words_are_lost(text):
    def words(one):
        return [char for char in one if char.isalnum()]

    shown, typed = words(plain(text)), iter(words(text))

    assert all(char in typed for char in shown)
    if "](" not in text and "<" not in text:
        assert shown == words(text)


HOSTILE = ["<i>", "*a", "<i>*", "[", "[a](", "`a", "~~a", "**a ", "http://", "- ", "`"]
HOSTILE += [
    "[x](http://a",
    "* ",
    "a**b ",
    "[a](b ",
    "![a]",
    "*",
    "]",
    "a:b@",
    "mailto:a@",
]


@pytest.mark.parametrize("sign", HOSTILE)
def test_hostile_signs_are_parsed_in_bounded_time(sign):
    text = sign * (20_000 // len(sign))
    start = time.process_time()

    styled_runs(text)
    styled_runs("http://a" + text)

    assert time.process_time() - start < 3


def test_marks_and_emphasis_overlap():
    runs = marked_runs("Slight rise in time", "Slight <i>increase in</i> time")

    assert runs == (
        ("Slight ", False, PLAIN),
        ("increase", True, EM),
        (" in", False, EM),
        (" time", False, PLAIN),
    )


def test_without_an_old_text_nothing_is_marked():
    assert marked_runs(None, "a *b*") == (("a ", False, PLAIN), ("b", False, EM))


@given(TYPED, TYPED)
def test_marked_runs_join_to_the_plain_text(old, new):
    assert "".join(run.text for run in marked_runs(old, new)) == plain(new)
