import json

import pytest

from objectives.importing.sources.base import SourceError
from objectives.importing.sources.reading import read

REVIEW = {
    "format": 4,
    "snapshot": {
        "team": "Platform",
        "quarter": "Q1 2024",
        "plans": [
            {
                "group": "Labs",
                "quarter": "Q1 2024",
                "rows": [
                    {
                        "title": "Mail",
                        "measure": "moved",
                        "tags": ["infra", "cost"],
                        "said": {"title": "Mail and chat"},
                    }
                ],
            }
        ],
        "next_plans": [
            {"group": "Labs", "quarter": "Q2 2024", "rows": [{"title": "Chat"}]}
        ],
    },
}


def test_a_list_of_objects_is_a_table():
    (table,) = read(
        '[{"title": "A", "owner": {"name": "Ann"}, "tags": ["x", "y"], "n": 1.50},'
        ' {"title": "B", "late": true, "owner": null}]'
    ).tables

    assert table.columns == ("title", "owner", "tags", "n", "late")
    assert [row.cells for row in table.rows] == [
        ("A", "Ann", "x, y", "1.50", ""),
        ("B", "", "", "", "TRUE"),
    ]


def test_a_list_inside_an_answer_is_found():
    (table,) = read('{"count": 1, "results": [{"title": "A"}]}').tables

    assert (table.name, table.rows[0].cells) == ("results", ("A",))


def test_an_object_on_each_line_is_a_row():
    (table,) = read('{"title": "A"}\n{"title": "B"}\n').tables

    assert [row.cells for row in table.rows] == [("A",), ("B",)]


def test_our_own_review_has_its_plans_as_rows():
    (table,) = read(json.dumps(REVIEW), filename="review.json").tables

    now, then = (dict(zip(table.columns, r.cells, strict=True)) for r in table.rows)
    assert (now["Team"], now["Quarter"], now["Objective"]) == (
        *("Labs", "Q1 2024"),
        "Mail",
    )
    assert now["Objective when committed"] == "Mail and chat"
    assert now["Tags"] == "infra, cost"
    assert (then["Quarter"], then["Objective"]) == ("Q2 2024", "Chat")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('[{"a": 1},\n {"b": }]', "bad_json", (2, 8)),
        ("[" * 1_000_000, "too_deep", (1, 51)),
        ('{"a": "' + "[" * 100 + '"}', "no_rows", (None, None)),
        ('{"a": ' + "9" * 10_000 + "}", "no_rows", (None, None)),
    ],
)
def test_what_is_no_list_of_objects_is_refused_with_its_place(text, code, place):
    with pytest.raises(SourceError) as refusal:
        read(text, filename="x.json")

    assert refusal.value.code == code
    assert (refusal.value.line, refusal.value.column) == place
