import csv
import datetime
import io
import re
from itertools import product

import openpyxl
import pytest
from hypothesis import given, settings, strategies

from goals_tracker.lists.downloads import csv_response, xlsx_response
from goals_tracker.lists.formulas import escape_formula, unescape_formula
from tests.deep import times

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "  =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b-1",
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＠x",
]
HOSTILE_BREAKS = ["\t=1+1", "\r=1+1", "\n=1+1"]
HARMLESS = [
    "a = b",
    "1 + 1",
    "e-mail",
    "at 10 %",
    "'quoted",
    "漢字",
    'a "b", c',
    "1\n2",
]
FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]")
# Characters that end a cell or row in some programs, that are skipped, and that run.
SIGNS = ",;\t\r\n\v\f\x1c\x85\u2028\u2029\"' \u00a0\ufeff\u200b=+-@＝＠a1"
texts = strategies.text(alphabet=SIGNS, max_size=12)


def csv_rows(response):
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def cells_as_read(text):
    """Every cell that a reader of the file may see, with whatever separators."""
    by_row = list(io.StringIO(text, newline=""))
    ways = {
        "delimiter": ",;\t",
        "quoting": [csv.QUOTE_MINIMAL, csv.QUOTE_NONE],
        "skipinitialspace": [False, True],
    }
    for lines in (by_row, text.splitlines(keepends=True)):
        for way in product(*ways.values()):
            for row in csv.reader(lines, **dict(zip(ways, way, strict=True))):
                yield from row
                yield from (cell.strip('"') for cell in row)


def xlsx_sheet(response):
    return openpyxl.load_workbook(io.BytesIO(b"".join(response))).active


@pytest.mark.parametrize("text", HOSTILE)
def test_no_csv_cell_runs(text):
    rows = csv_rows(csv_response("x", [text], [[text]]))

    assert rows == [[f"'{text}"], [f"'{text}"]]


@pytest.mark.parametrize("text", HOSTILE_BREAKS)
def test_a_formula_at_a_line_break_does_not_run(text):
    rows = csv_rows(csv_response("x", [text], [[text]]))

    assert rows == [[f"'{text[0]}'=1+1"]] * 2


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_are_unchanged_in_csv(text):
    assert csv_rows(csv_response("x", ["A"], [[text]])) == [["A"], [text]]


def test_csv_keeps_days_numbers_and_blanks():
    day = datetime.date(2015, 1, 14)

    rows = csv_rows(csv_response("x", ["A"], [[day, -5, 0, None, ""]]))

    assert rows == [["A"], ["2015-01-14", "-5", "0", "", ""]]


def test_csv_is_streamed():
    def endless():
        while True:
            yield ["x"]

    response = csv_response("objectives", ["A"], endless())
    lines = iter(response)

    assert next(lines) == b"\xef\xbb\xbfA\r\n"
    assert next(lines) == b"x\r\n"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="objectives.csv"'


@pytest.mark.parametrize("text", HOSTILE + HOSTILE_BREAKS)
def test_no_xlsx_cell_runs(text):
    cell = xlsx_sheet(xlsx_response("x", ["A"], [[text]]))["A2"]

    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value.replace("_x000D_", "\r").strip() == text.strip()


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_are_unchanged_in_xlsx(text):
    cell = xlsx_sheet(xlsx_response("x", ["A"], [[text]]))["A2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", False)


def test_xlsx_keeps_the_types_of_days_and_numbers():
    day = datetime.date(2015, 1, 14)

    sheet = xlsx_sheet(xlsx_response("x", ["A"], [[day, 5, 0, None, "", "2015-02-30"]]))

    cells = sheet[2]
    assert [cell.data_type for cell in cells] == ["d", "n", "n", "n", "n", "s"]
    assert cells[0].value.date() == day
    assert cells[0].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in cells[1:]] == [5, 0, None, None, "2015-02-30"]


@pytest.mark.parametrize("text", ["a\0b", "a\x07b", "a\x1bb"])
def test_characters_that_no_file_can_have_are_left_out(text):
    assert xlsx_sheet(xlsx_response("x", ["A"], [[text]]))["A2"].value == "ab"
    assert "\0" not in csv_rows(csv_response("x", ["A"], [[text]]))[1][0]


def test_a_text_longer_than_a_cell_is_cut():
    cell = xlsx_sheet(xlsx_response("x", ["A"], [["a" * 40_000]]))["A2"]

    assert len(cell.value) == 32_767


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("harmless;=1+1; -2;x", "harmless;'=1+1; '-2;x"),
        ("one\n=1+1\r\n\r\n-2", "one\n'=1+1\r\n\r\n'-2"),
        ("one\t=1+1, @x", "one\t'=1+1, '@x"),
        ('one\r"=1+1"', 'one\r"\'=1+1"'),
        ("one\u2028=1+1", "one\u2028'=1+1"),
    ],
)
def test_a_text_split_in_the_middle_does_not_run(text, written):
    assert escape_formula(text) == written


def test_a_formula_after_a_line_break_runs_for_no_reader():
    text = "fine\n=cmd|' /C calc'!A0"

    response = csv_response("x", ["A", "B"], [["1", text], [text, "2"]])

    cells = set(cells_as_read(b"".join(response).decode("utf-8-sig")))
    assert [cell for cell in cells if FORMULA.match(cell)] == []


@settings(max_examples=times(300, 40))
@given(strategies.lists(strategies.lists(texts, min_size=1, max_size=3), max_size=3))
def test_no_cell_runs_for_any_reader(rows):
    text = b"".join(csv_response("x", ["A"], rows)).decode()

    assert [cell for cell in cells_as_read(text) if FORMULA.match(cell)] == []


def test_a_long_text_of_line_breaks_is_scanned_once():
    text = "\n" * 1_000_000 + "x"

    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1", "'=1"),
        ("'=1", "''=1"),
        ("''\n", "'''\n"),
        ("a;'-1", "a;''-1"),
        ("'quoted'", "'quoted'"),
    ],
)
def test_a_typed_apostrophe_is_told_from_the_guard(text, written):
    assert escape_formula(text) == written
    assert unescape_formula(written) == text


@settings(max_examples=times(500, 60))
@given(
    strategies.one_of(texts, strategies.text().filter(lambda text: "\0" not in text))
)
def test_what_was_guarded_can_be_taken_back(text):
    [_, [cell]] = csv_rows(csv_response("x", ["A"], [[text or "x"]]))

    assert unescape_formula(cell) == (text or "x")


def test_a_long_text_of_apostrophes_is_scanned_once():
    text = ",'" * 500_000 + "'" * 500_000

    assert unescape_formula(escape_formula(text)) == text
