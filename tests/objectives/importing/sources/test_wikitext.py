from objectives.importing.sources.reading import read

PAGE = """\
== Labs ==
Some words.
{| class="wikitable" style="width: 100%"
|+ '''Plan''' Q1
! Objective !! scope="col" | Owner
! ETA
|-
| rowspan="2" | Core || [[User:Ann|Ann]] || 2024-01-01
|-
| Bob || {{tl|x||y}} ''soon''<br />or later
|-
| colspan=3 | '''Second part'''
|-
| [https://example.org Mail] || C ||
on two lines
<!-- | hidden || row
-->
|}
* Grow
** users => 5
"""


def test_a_table_is_read_with_its_spans_and_headings():
    table, _ = read(PAGE).tables

    assert table.name == "Plan Q1"
    assert table.columns == ("Objective", "Owner", "ETA")
    assert [(row.cells, row.line) for row in table.rows] == [
        (("Core", "[[User:Ann|Ann]]", "2024-01-01"), 8),
        (("Core", "Bob", "{{tl|x||y}} *soon*\nor later"), 10),
        (("[Mail](https://example.org)", "C", "on two lines"), 14),
    ]
    assert [row.headings for row in table.rows] == [
        ("Labs",),
        ("Labs",),
        ("Labs", "Second part"),
    ]


def test_lists_are_read_as_well():
    _, items = read(PAGE).tables

    assert [(*row.cells, row.depth, row.parent) for row in items.rows] == [
        ("Grow", "", 0, None),
        ("users", "5", 1, 0),
    ]


def test_a_table_inside_a_cell_is_text_of_the_cell():
    (table,) = read(
        "{|\n! Goal !! Owner\n|-\n| a || b\n{|\n| inner\n|}\n|-\n| c || d\n|}"
    ).tables

    assert [row.cells[0] for row in table.rows] == ["a", "c"]
    assert "inner" in table.rows[0].cells[1]


def test_attributes_without_end_take_no_time():
    assert read("{|\n| " + "a=b=c" * 5_000 + " || x\n| y || z\n|}\n").tables
