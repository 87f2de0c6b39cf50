import csv
import datetime
import io

import pytest

from goals_tracker.lists.downloads import csv_response
from objectives.importing.sources.base import SourceError
from objectives.importing.sources.delimited import OWN, read_delimited
from objectives.importing.sources.reading import read
from objectives.pages.list_tables import ObjectiveTable

PLAN = "Objective,Owner,ETA\nMove the mail,Ann,2024-01-02\nBackups,,\n"


def only_table(source):
    (table,) = source.tables
    return table


def rows_of(source):
    return [row.cells for row in only_table(source).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_told_from_the_text(delimiter):
    table = only_table(read(PLAN.replace(",", delimiter), filename="plan.csv"))

    assert table.columns == ("Objective", "Owner", "ETA")
    assert [row.cells for row in table.rows] == [
        ("Move the mail", "Ann", "2024-01-02"),
        ("Backups", "", ""),
    ]
    assert [row.line for row in table.rows] == [2, 3]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_any_encoding_is_read(encoding):
    text = "Objective;Owner\r\nCafé – für Zoë;Ann\r\n"

    assert rows_of(read(text.encode(encoding))) == [("Café – für Zoë", "Ann")]


def test_a_cell_in_quotes_has_line_breaks_and_delimiters():
    source = read_delimited('Objective,Owner\r\n"a, b\nsays ""c""",Ann\r\nnext,Bob\r\n')

    assert rows_of(source) == [('a, b\nsays "c"', "Ann"), ("next", "Bob")]
    assert [row.line for row in only_table(source).rows] == [2, 4]


def test_a_cell_that_begins_with_a_quoted_word_is_as_typed():
    source = read('Objective\tStatus\nBackups\t"Time travel" backups available\n')

    assert rows_of(source) == [("Backups", '"Time travel" backups available')]


def test_a_quote_that_is_never_closed_is_refused_where_it_opens():
    with pytest.raises(SourceError) as refusal:
        read('Objective,Owner\nBackups,"Ann\nMail,Bob\n', filename="plan.csv")

    assert refusal.value.code == "open_quote"
    assert (refusal.value.line, refusal.value.column) == (2, 9)
    assert str(refusal.value).startswith("Line 2, column 9: ")


def test_a_first_line_may_name_the_delimiter():
    assert rows_of(read("sep=;\nGoal;Owner\na,b;c\n", filename="x.csv")) == [
        ("a,b", "c")
    ]


def test_our_own_file_comes_back_as_it_was():
    typed = ["=1+1", "'=1+1", "a, -b", "-30 % of cost", "plain", "two\n+lines", '"x" y']
    rows = [[text, "Q1 2024", datetime.date(2024, 1, 2)] for text in typed]
    response = csv_response("plan", ["Objective", "Quarter", "ETA as a day"], rows)
    source = read(b"".join(response.streaming_content))

    assert rows_of(source) == [(text, "Q1 2024", "2024-01-02") for text in typed]


@pytest.mark.parametrize(
    "team",
    [
        *("/ops", "Ops/Labs", "Ops, Labs", "R&D", "Ops (EU)", "[Ops](https://x.org)"),
        *("فريق البنية", 'Team "A"', "O'Neill; sons", "a|b", "#1 *team*"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_names_of_teams_come_in_as_they_are(team, delimiter):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([["Objective", "Team", "Owner"], ["a", f"{team} ", "Ann"]])

    assert rows_of(read(file.getvalue())) == [("a", team, "Ann")]


def test_fifty_thousand_rows_are_read():
    line = "Move the mail,Ann,2024-01-02\n"
    source = read("Objective,Owner,ETA\n" + line * 50_000, filename="plan.csv")

    assert len(only_table(source).rows) == 50_000
    assert only_table(source).rows[-1].line == 50_001


def test_an_apostrophe_in_a_foreign_file_stays():
    source = read("Objective,Remark\n'-5 %,x\n", filename="plan.csv")

    assert rows_of(source)[0][0] == "'-5 %"


def test_all_columns_of_our_own_files_are_known():
    columns = ObjectiveTable.base_columns.values()

    assert {str(column.verbose_name) for column in columns} == OWN


def test_lines_of_dashes_are_left_out_and_said():
    source = read_delimited("Objective,Owner\na,Ann\n---,-----\nb,Bob\n")

    assert rows_of(source) == [("a", "Ann"), ("b", "Bob")]
    assert source.notes == ("Line 3 is a line of dashes and was left out.",)


def test_titles_above_headings_are_headings_of_the_rows():
    source = read(
        "Plan of Labs\n\nObjective\tOwner\na\tAnn\n\nQ2\nObjective\tOwner\nb\tBob\n"
    )

    rows = only_table(source).rows
    assert [(row.cells, row.headings) for row in rows] == [
        (("a", "Ann"), ("Plan of Labs",)),
        (("b", "Bob"), ("Q2",)),
    ]


def test_words_around_a_table_are_left_out_and_said():
    source = read("Hello,\n\nthis is new.\n\n\n\nObjective\tOwner\na\tAnn\nb\tBob\n")

    assert rows_of(source) == [("a", "Ann"), ("b", "Bob")]
    assert source.notes == ("Lines 1, 3 are in no table and were left out.",)


def test_headings_in_other_words_are_told_by_the_days_below():
    table = only_table(read("Vorhaben;Wer;Bis\nx;Ann;2024-01-02\n"))

    assert table.columns == ("Vorhaben", "Wer", "Bis")


def test_rows_without_headings_are_all_rows():
    table = only_table(read("Mail\tmoved\t\t2024-01\tDone\nBackups\t\t\t\t\n"))

    assert table.columns == ("",) * 4
    assert len(table.rows) == 2


def test_blank_columns_are_left_out():
    table = only_table(read("Objective,,Owner\na,,Ann\n", filename="x.csv"))

    assert table.columns == ("Objective", "Owner")


def test_jira_columns_of_one_name_are_one_and_days_are_iso():
    table = only_table(
        read(
            "Summary,Issue key,Issue Type,Labels,Labels,Custom field (Squad),Due date\n"
            "Mail,OPS-1,Epic,infra,q1,Labs,15/Jan/24 12:00 AM\n",
            filename="jira.csv",
        )
    )

    assert table.kind == "jira"
    assert table.columns == (
        *("Summary", "Issue key", "Issue Type", "Labels", "Squad", "Due date"),
    )
    assert table.rows[0].cells == (
        *("Mail", "OPS-1", "Epic", "infra, q1", "Labs", "2024-01-15"),
    )


def test_linear_days_are_iso():
    table = only_table(
        read(
            '"ID","Team","Title","Cycle Name","Due Date"\n'
            '"LAB-1","Labs","Mail","","Mon Jan 15 2024 00:00:00 GMT+0000 (GMT)"\n',
            filename="linear.csv",
        )
    )

    assert table.kind == "linear"
    assert table.rows[0].cells[-1] == "2024-01-15"


def test_right_to_left_text_emoji_and_blanks_that_do_not_break_stay():
    cells = ("خفض 30% من\u00a0الكلفة 🚀", "علي")
    source = read("Objective,Owner\n{},{}\n".format(*cells), filename="x.csv")

    assert rows_of(source) == [cells]


def test_what_cannot_be_stored_is_taken_out():
    source = read("Objective,Owner\nA\x00b\ud800\ufffd,C\n", filename="x.csv")

    assert rows_of(source) == [("Ab", "C")]
    assert rows_of(read(b"Objective,Owner\r\nA\x00b,C\r\n")) == [("Ab", "C")]


@pytest.mark.parametrize("blank", ["\u00a0", "\u200b", "\ufeff", " \t"])
def test_a_cell_that_only_looks_blank_is_empty(blank):
    source = read(f'Objective,Owner\na,"{blank}"\n', filename="x.csv")

    assert rows_of(source) == [("a", "")]


def test_a_cell_that_is_too_long_is_refused_with_its_place():
    with pytest.raises(SourceError) as refusal:
        read(f"Objective,Owner\na,{'x' * 40_000}\n", filename="x.csv")

    assert refusal.value.code == "cell_too_long"
    assert (refusal.value.line, refusal.value.column) == (2, 2)


def test_more_rows_than_can_be_brought_in_are_refused():
    with pytest.raises(SourceError) as refusal:
        read("Objective,Owner\n" + "a,b\n" * 50_001, filename="x.csv")

    assert refusal.value.code == "too_many_rows"


def test_more_columns_than_can_be_brought_in_are_refused():
    with pytest.raises(SourceError) as refusal:
        read(",".join("x" * 600) + "\n", filename="x.csv")

    assert refusal.value.code == "too_wide"
