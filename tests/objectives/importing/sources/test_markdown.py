import pytest

from objectives.importing.sources.base import SourceError
from objectives.importing.sources.reading import read

PLAN = """\
# Platform

Some words before.

## Q1 2025

| Objective | Owner | Status |
|-----------|-------|--------|
| Move `a*b` \\| c | **Ann** | done |
| One<br>two | | |

## Q2 2025

| Objective | Owner | Status |
|---|---|---|
| [Mail](https://example.org) | Bob | 50 % |
"""
TREE = """\
# Labs

## 2024q3
- Grow
  - 10 new customers => 12
    - by region (done)
  - Churn below 2 % [60 %]
- ✅ Cut costs
- Refactor the API (v2) 🚫
* [x] Ship `a * b`

  in two parts
"""


def test_tables_under_headings_are_one_table_and_rows_know_their_headings():
    source = read(PLAN)
    (table,) = source.tables

    assert table.columns == ("Objective", "Owner", "Status")
    assert [(row.cells, row.line, row.headings) for row in table.rows] == [
        (("Move `a*b` | c", "**Ann**", "done"), 9, ("Platform", "Q1 2025")),
        (("One\ntwo", "", ""), 10, ("Platform", "Q1 2025")),
        (
            ("[Mail](https://example.org)", "Bob", "50 %"),
            16,
            ("Platform", "Q2 2025"),
        ),
    ]
    assert source.notes == (
        "The paragraph on line 3 is in no table or list, and was left out.",
    )


def test_nested_lists_are_rows_with_their_results():
    (table,) = read(TREE, filename="plan.md").tables

    assert table.columns == ("", "Result")
    assert [(*row.cells, row.depth, row.parent) for row in table.rows] == [
        ("Grow", "", 0, None),
        ("10 new customers", "12", 1, 0),
        ("by region", "done", 2, 1),
        ("Churn below 2 %", "60 %", 1, 0),
        ("Cut costs", "✅", 0, None),
        ("Refactor the API (v2)", "🚫", 0, None),
        ("Ship `a * b`\nin two parts", "[x]", 0, None),
    ]
    assert {row.headings for row in table.rows} == {("Labs", "2024q3")}


def test_bullets_of_other_programs_are_bullets():
    (table,) = read("Goals\n\n• One\n   ◦ inner\n• Two\n– Three\n").tables

    assert [(row.cells, row.depth) for row in table.rows] == [
        (("One",), 0),
        (("inner",), 1),
        (("Two",), 0),
        (("Three",), 0),
    ]


def test_what_stands_before_a_document_is_no_heading():
    (table,) = read("---\ntitle: x\n---\n# H\n- a\n- b\n", filename="a.md").tables

    assert table.rows[0].headings == ("H",)
    assert table.rows[0].line == 5


def test_html_in_cells_stays_as_typed():
    (table,) = read("| Goal | Owner |\n|--|--|\n| a <i>b</i> | <script> |\n").tables

    assert table.rows[0].cells == ("a <i>b</i>", "<script>")


def test_a_list_that_is_nested_too_deep_is_refused_with_its_line():
    text = "".join(f"{'  ' * depth}- x\n" for depth in range(40))

    with pytest.raises(SourceError) as refusal:
        read(text, filename="deep.md")

    assert (refusal.value.code, refusal.value.line) == ("too_deep", 32)


@pytest.mark.parametrize("sign", [">", "- ", "1. ", "[", "*", "`", "#", "|"])
def test_signs_without_end_are_read_or_refused(sign):
    text = f"{sign * 20_000} x\n"

    try:
        read(text, filename="x.md")
    except SourceError as error:
        assert error.code in ("too_deep", "no_rows", "cell_too_long")  # noqa: PT017
