import pytest
from hypothesis import given, settings, strategies

from objectives.importing.sources.base import SourceError
from objectives.importing.sources.packing import packed, unpacked
from objectives.importing.sources.reading import is_light, read
from objectives.importing.sources.texts import MOST_BYTES
from tests.deep import times
from tests.objectives.importing.sources.test_deck_text import text_of

# Pieces that mean something to one reader or another.
PIECES = [
    *("Objective", "Owner\tETA", "a,b", ";", "|", "\t", "\n", "\n\n", '"', "'", " "),
    *("|--|--|\n", "- ", "  - ", "# ", "{|", "|-", "|}", "!", "||", "== x ==\n", "[["),
    *("<table>", "<tr>", "<td>", "</td>", "<td rowspan=3>", "</table>", "<ul><li>"),
    *('[{"a": 1}', "{", "}", "]", '{"plans": [{}], "team": 1, "quarter": 2}', "\0"),
    *("Q1 2024", "Labs Q2", "DRAFT", "Intro - 5 minutes", "Chase Pettet\n", "\ud800"),
    *("Objective\tMeasure\tETA\tStatus\n", "• x\n", "=> 5", "✅", "(done)", "\u00a0"),
    *("10/01/2014 to 12/31/2014", "Monitors: x", "---\n", "sep=;\n", "\r\n", "PK"),
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Objective,Owner\na,b\n", "csv"),
        ("| Goal | Owner |\n|--|--|\n| a | b |\n", "markdown"),
        ("- a\n- b\n", "markdown"),
        ("{|\n! Goal !! Owner\n|-\n| a || b\n|}", "wikitext"),
        ("<table><tr><td>a<td>b</table>", "html"),
        ('[{"title": "a"}]', "json"),
        ("One title\nAnother title\n", "lines"),
        (text_of("library"), "deck"),
    ],
)
def test_the_form_is_told_by_the_content(text, kind):
    assert read(text).kind == kind
    assert read(text.encode()).kind == kind


def test_a_text_that_is_no_table_says_so():
    source = read("First, we move the mail.\n\nThen, later on, the chat\n")

    assert [row.cells[0] for row in source.tables[0].rows] == [
        "First, we move the mail.",
        "Then, later on, the chat",
    ]
    assert source.notes == (
        "This is no table. Each of its 2 lines is read as a title.",
    )


def test_a_table_is_found_below_a_list_in_a_mail():
    source = read("Hello\n\n- one\n- two\n- three\n\nObjective\tOwner\nA\tAnn\n")

    assert [row.cells for row in source.tables[0].rows] == [("A", "Ann")]
    assert source.notes == ("Lines 1, 3, 4, 5 are in no table and were left out.",)


def test_a_few_rows_with_tabs_among_titles_are_rows():
    (table,) = read("one\ntwo\nthree\tits measure\n").tables

    assert table.rows[2].cells == ("three", "its measure")


@pytest.mark.parametrize("data", ["", " \n\t", b"", b"\xef\xbb\xbf"])
def test_nothing_is_refused(data):
    with pytest.raises(SourceError) as refusal:
        read(data)
    assert refusal.value.code == "empty"


def test_a_picture_is_refused_in_words():
    with pytest.raises(SourceError) as refusal:
        read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    assert refusal.value.code == "not_text"


def test_what_is_too_large_is_refused_before_it_is_looked_at():
    with pytest.raises(SourceError) as refusal:
        read(b"\0" * (MOST_BYTES + 1), filename="plan.csv")
    assert refusal.value.code == "too_large"


@settings(max_examples=times(300, 40))
@given(
    strategies.lists(strategies.sampled_from(PIECES), max_size=40).map("".join),
    strategies.sampled_from(["", ".csv", ".md", ".html", ".json", ".wiki", ".tsv"]),
)
def test_any_text_is_read_or_refused(text, suffix):
    check_read(text, suffix)


@settings(max_examples=times(200, 25))
@given(strategies.text(max_size=400), strategies.sampled_from(["", ".csv", ".md"]))
def test_any_characters_are_read_or_refused(text, suffix):
    check_read(text, suffix)


@settings(max_examples=times(200, 25))
@given(
    strategies.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"[{", b"<table>"]),
    strategies.binary(max_size=400),
)
def test_any_bytes_are_read_or_refused(start, rest):
    check_read(start + rest, "")


def check_read(data, suffix):
    try:
        source = read(data, filename=f"x{suffix}")
    except SourceError:
        return
    assert unpacked(packed(source)) == source
    for table in source.tables:
        for index, row in enumerate(table.rows):
            assert len(row.cells) == len(table.columns)
            assert row.parent is None or row.parent < index


def test_what_costs_much_is_not_light():
    assert is_light("Objective,Owner\na,b\n")
    assert not is_light(b"PK\x03\x04")
    assert not is_light("<table><tr><td>a</table>")
    assert not is_light("x" * 300_000)
