import datetime
import io
import re
import zipfile

import openpyxl
import pytest

from goals_tracker.lists.downloads import xlsx_response
from objectives.importing.sources import sheets
from objectives.importing.sources.base import SourceError
from objectives.importing.sources.packing import packed, unpacked
from objectives.importing.sources.reading import read

ODS_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)
ODS = f"""<?xml version="1.0"?><office:document-content {ODS_NAMES}><office:body>
<office:spreadsheet><table:table table:name="Ziele"><table:table-row>
<table:table-cell office:value-type="string"><text:p>Objective</text:p>
</table:table-cell>
<table:table-cell office:value-type="string"><text:p>ETA</text:p></table:table-cell>
</table:table-row><table:table-row><table:table-cell office:value-type="string">
<text:p>Two</text:p><text:p>lines</text:p></table:table-cell><table:table-cell
 office:value-type="date" office:date-value="2024-03-04"><text:p>4.3.24</text:p>
</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>
</office:document-content>"""
MANIFEST = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            is_plain = name == "mimetype"  # it comes first, and is not packed
            how = zipfile.ZIP_STORED if is_plain else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, how)
    return file.getvalue()


@pytest.fixture
def book():
    book = openpyxl.Workbook()
    book.active.title = "Plan Q1"
    return book


def test_every_sheet_is_a_table(book):
    book.active.append(["Objective", "Owner"])
    book.active.append(["Mail", "Ann"])
    later = book.create_sheet("Plan Q2")
    later.append(["Objective", "Owner"])
    later.append(["Chat", "Bob"])
    source = read(saved(book))

    assert source.kind == "xlsx"
    assert [(table.name, table.rows[0].cells) for table in source.tables] == [
        ("Plan Q1", ("Mail", "Ann")),
        ("Plan Q2", ("Chat", "Bob")),
    ]


def test_a_hidden_sheet_comes_last_and_says_so(book):
    book.active.append(["Objective", "Owner"])
    book.active.append(["Mail", "Ann"])
    hidden = book.create_sheet("Notes", 0)
    hidden.sheet_state = "hidden"
    hidden.append(["Goal", "Owner"])
    hidden.append(["secret", "Bob"])
    source = read(saved(book))

    assert [table.is_hidden for table in source.tables] == [False, True]
    assert source.tables[1].name == "Notes"
    assert unpacked(packed(source)) == source


def test_days_are_iso_and_numbers_as_typed(book):
    book.active.append(["Objective", "ETA", "At", "Done", "Share", "Count"])
    day = datetime.date(2024, 1, 2)
    at = datetime.datetime(2024, 1, 2, 10, 30)
    book.active.append(["Mail", day, at, True, 0.5, 12.0])
    (table,) = read(saved(book)).tables

    assert table.rows[0].cells == (
        *("Mail", "2024-01-02", "2024-01-02 10:30"),
        *("TRUE", "0.5", "12"),
    )
    assert table.rows[0].line == 2


def test_shares_are_as_the_sheet_shows_them(book):
    sheet = book.active
    sheet.append(["Objective", "Progress", "Weight"])
    for title, share, form in (("a", 0.5, "0%"), ("b", 1, "0.0 %"), ("c", 0.07, "0%")):
        sheet.append([title, share, share])
        sheet.cell(sheet.max_row, 2).number_format = form
    sheet.append(["d", "half", 3])
    sheet["B5"].number_format = "0%"
    (table,) = read(saved(book)).tables

    assert [row.cells for row in table.rows] == [
        ("a", "50%", "0.5"),
        ("b", "100%", "1"),
        ("c", "7%", "0.07"),
        ("d", "half", "3"),
    ]


def test_formulas_are_not_computed_and_addresses_not_followed(book):
    book.active.append(["Objective", "Owner"])
    book.active.append(["=1+1", "Ann"])
    book.active.append(["Mail", '=WEBSERVICE("http://localhost")'])
    book.active["A3"].hyperlink = "http://localhost/x"
    (table,) = read(saved(book)).tables

    assert [row.cells for row in table.rows] == [("", "Ann"), ("Mail", "")]


def test_merged_cells_go_on_below_and_wide_ones_are_headings(book):
    sheet = book.active
    sheet.append(["Plan of Labs"])
    sheet.append([])
    sheet.append(["Objective", "Owner", "ETA"])
    sheet.append(["Must have"])
    sheet.merge_cells("A4:C4")
    sheet.append(["Mail", "Ann", "May"])
    sheet.append(["Chat", None, "June"])
    sheet.merge_cells("B5:B6")
    (table,) = read(saved(book)).tables

    assert [(row.cells, row.line) for row in table.rows] == [
        (("Mail", "Ann", "May"), 5),
        (("Chat", "Ann", "June"), 6),
    ]
    assert table.rows[0].headings == ("Plan of Labs", "Must have")


def test_an_ods_file_is_read():
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {"content.xml": ODS.replace("\n", ""), "META-INF/manifest.xml": MANIFEST}
    source = read(zipped(mimetype=mimetype, **parts))

    assert source.kind == "ods"
    (table,) = source.tables
    assert (table.name, table.columns) == ("Ziele", ("Objective", "ETA"))
    assert table.rows[0].cells == ("Two\nlines", "2024-03-04")


def test_an_ods_file_that_is_laid_out_for_people_says_shares_as_it_shows_them():
    share = (
        '<table:table-cell office:value-type="percentage" office:value="0.455">'
        "<text:p>45.5 %</text:p></table:table-cell>"
    )
    content = re.sub("</table:table-row></table:table>", rf"{share}\g<0>", ODS)
    content = re.sub(">(?=</?table:)", ">\n    ", content)
    file = zipped(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        **{"content.xml": content, "META-INF/manifest.xml": MANIFEST},
    )
    (table,) = read(file).tables

    assert table.rows[0].cells == ("Two\nlines", "2024-03-04", "45.5 %")


def test_a_file_that_unpacks_to_too_much_is_refused_unopened(monkeypatch):
    def opened(*args):
        raise AssertionError

    monkeypatch.setattr(sheets, "CalamineWorkbook", opened)
    parts = {
        "xl/workbook.xml": "",
        "xl/worksheets/sheet1.xml": b"0" * (sheets.MOST_UNPACKED + 1),
    }
    bomb = zipped(**parts)

    assert len(bomb) < 1024 * 1024
    with pytest.raises(SourceError) as refusal:
        read(bomb)
    assert refusal.value.code == "too_large_unpacked"


def test_a_file_of_too_many_parts_is_refused():
    parts = {f"xl/{number}": "" for number in range(sheets.MOST_FILES + 1)}

    with pytest.raises(SourceError) as refusal:
        read(zipped(**parts))
    assert refusal.value.code == "too_large_unpacked"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 and no more", "broken"),
        (zipped(**{"xl/workbook.xml": "<x/>"}), "broken"),
        (zipped(**{"word/document.xml": "<x/>"}), "other_kind"),
        (zipped(**{"ppt/presentation.xml": "<x/>"}), "other_kind"),
        (zipped(**{"xl/workbook.bin": ""}), "other_kind"),
        (zipped(photo="x"), "other_kind"),
        (sheets.OLE + b"\0" * 600, "old_or_locked"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(data, code):
    with pytest.raises(SourceError) as refusal:
        read(data, filename="plan.xlsx")

    assert refusal.value.code == code


def test_a_text_that_is_called_a_sheet_is_refused():
    with pytest.raises(SourceError, match="no sheet"):
        read(b"Objective,Owner\n", filename="plan.xlsx")


def test_macros_and_links_to_other_files_stay_where_they_are(book):
    book.active.append(["Objective", "Owner"])
    book.active.append(["Mail", "Ann"])
    file = io.BytesIO(saved(book))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0macro")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    (table,) = read(file.getvalue(), filename="plan.xlsm").tables

    assert [row.cells for row in table.rows] == [("Mail", "Ann")]


def test_our_own_file_comes_back_as_it_was():
    day = datetime.date(2024, 1, 2)
    rows = [["=1+1", "'quoted", day, 7], ["- x\n+ y", "a, -b", None, 0]]
    response = xlsx_response("plan", ["Objective", "Owner", "ETA", "Percent"], rows)
    (table,) = read(b"".join(response.streaming_content)).tables

    assert [row.cells for row in table.rows] == [
        ("=1+1", "'quoted", "2024-01-02", "7"),
        ("- x\n+ y", "a, -b", "", "0"),
    ]
