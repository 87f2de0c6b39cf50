import pytest

from objectives.importing.sources.base import SourceError
from objectives.importing.sources.html_tables import read_html
from objectives.importing.sources.reading import read

EXCEL = """Version:1.0
StartHTML:0000000105
<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>td { color: red }</style></head>
<body><table border=0><!--StartFragment-->
 <tr height=20><td class=xl65>Objective</td><td>Owner</td><td>ETA</td></tr>
 <tr><td>Move<br>mail &amp; chat</td><td>&nbsp;</td><td align=right>02.01.2024</td></tr>
<!--EndFragment--></table></body></html>"""
GOOGLE = """<google-sheets-html-origin><style type="text/css"><!--td {border: 1px}-->
</style><table xmlns="http://www.w3.org/1999/xhtml" data-sheets-root="1"><tbody><tr><td>
Objective</td><td>Owner</td></tr><tr><td rowspan="2">Core</td><td>Ann</td></tr>
<tr><td>Bob</td></tr></tbody></table>"""
CONFLUENCE = """<div><h2>Labs <em>Q1</em></h2><table class="confluenceTable"><tbody>
<tr><th><p><strong>Goal</strong></p></th><th><p>Owner</p></th></tr>
<tr><td colspan="2"><p><strong>Must have</strong></p></td></tr>
<tr><td><p>A <strong>big</strong> <code>x*y</code></p><ul><li><p>one</p></li>
<li>two</li></ul></td><td><a href="https://example.org/ann">Ann</a></td></tr></tbody></table></div>"""


def test_excels_clipboard_is_read():
    (table,) = read(EXCEL).tables

    assert table.columns == ("Objective", "Owner", "ETA")
    assert [row.cells for row in table.rows] == [
        ("Move\nmail & chat", "", "02.01.2024")
    ]
    assert table.rows[0].line == 7


def test_google_sheets_clipboard_is_read():
    (table,) = read(GOOGLE).tables

    assert [row.cells for row in table.rows] == [("Core", "Ann"), ("Core", "Bob")]


def test_confluences_tables_are_read_with_the_signs_of_typed_text():
    (table,) = read(CONFLUENCE).tables

    assert table.columns == ("Goal", "Owner")
    (row,) = table.rows
    assert row.cells == (
        "A **big** `x*y`\n- one\n- two",
        "[Ann](https://example.org/ann)",
    )
    assert row.headings == ("Labs *Q1*", "Must have")


def test_a_table_that_lays_out_a_page_gives_way_to_those_inside():
    (table,) = read(
        "<table><tr><td><table><tr><td>Objective<td>Owner<tr><td>A<td>B</table>"
        "<td></table>"
    ).tables

    assert [row.cells for row in table.rows] == [("A", "B")]


def test_lists_under_headings_are_read():
    (table,) = read(
        "<h1>Plan</h1><ul><li>One<ul><li>inner => 3</li></ul></li><li>Two</ul>"
    ).tables

    assert [(*row.cells, row.depth, row.parent) for row in table.rows] == [
        ("One", "", 0, None),
        ("inner", "3", 1, 0),
        ("Two", "", 0, None),
    ]
    assert table.rows[0].headings == ("Plan",)


def test_scripts_and_addresses_that_run_are_left_out():
    (table,) = read(
        "<table><tr><th>Goal<th>Owner<tr><td>a<script>alert(1)</script>"
        '<td><a href="javascript:alert(1)">Ann</a></table>'
    ).tables

    assert table.rows[0].cells == ("a", "Ann")


def test_tables_nested_too_deep_are_refused_with_their_place():
    with pytest.raises(SourceError) as refusal:
        read_html("<p>\n" + "<table><tr><td>" * 30)

    assert (refusal.value.code, refusal.value.line) == ("too_deep", 2)


def test_tags_nested_deep_are_no_trouble():
    text = "<div>" * 50_000 + "<table><tr><th>Goal<th>Owner<tr><td>a<td>b</table>"

    assert read_html(text).tables[0].rows[0].cells == ("a", "b")


@pytest.mark.parametrize("span", ["0", "-1", "x", "99999", "9999"])
def test_spans_of_any_size_are_read_or_refused(span):
    text = f"<table><tr><td colspan={span} rowspan={span}>a<td>b<tr><td>c</table>"

    try:
        assert read_html(text).tables
    except SourceError as error:
        assert error.code == "too_wide"  # noqa: PT017
