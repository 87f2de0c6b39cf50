import pytest

from objectives.importing.mapping import FIELDS, Mapping, guess, samples
from tests.tables import outline, table

OURS = (
    "Objective | Measure of success | Dependency | Team | Quarter | Tags | Owner | ETA"
    " | ETA as a day | Days late | Status | State | Percent | Carried from"
    " | Carried over to | Deferred to | Reason for dropping | Objective when committed"
    " | Measure when committed | Dependency when committed | ETA when committed"
    " | Committed on | Added later | Reference | Link of the reference"
)


def fields(found):
    return [column.field for column in guess(found).columns]


def test_columns_are_known_by_their_headings():
    found = table(
        "Squad | Cycle | Goal | Success criteria | Depends on | Assignee | Due Date"
        " | Progress | Issue key | URL | Labels | Original due date | Carried from",
        "A | 2024q3 | Do it | | | | | | | | | |",
    )

    assert fields(found) == [
        *("team", "period", "title", "measure", "dependency", "owner", "eta"),
        *("status", "identifier", "link", "tags", "said_eta", "carried_from"),
    ]


def test_our_own_files_are_known():
    left_out = ["ignore"] * 2
    assert fields(table(OURS, " | ".join("x" * 25))) == [
        *("title", "measure", "dependency", "team", "period", "tags", "owner", "eta"),
        *(*left_out, "status", "state", "ignore", "carried_from", "ignore"),
        *("deferred_to", "dropped_reason", "said_title", "said_measure"),
        *("said_dependency", "said_eta", *left_out, "identifier", "link"),
    ]


def test_columns_without_headings_are_known_by_what_is_in_them():
    found = table(
        " | | | | |",
        "Move all racks | Ann Bee | 2021-03-01 | done | 2021q1 | OPS-12",
        "Write it all down | Ann Bee | June 2021 | 75% | FY21-Q2 | OPS-13",
    )

    assert fields(found) == ["title", "owner", "eta", "status", "period", "identifier"]


def test_an_unknown_column_is_added_to_the_measure_by_its_name():
    found = table("Goal | Budget | Empty", "Do it | 5 k |", "Do that | 6 k |")

    columns = guess(found).columns

    assert [(one.field, one.label) for one in columns] == [
        ("title", ""),
        ("label", "Budget"),
        ("ignore", ""),
    ]


def test_the_reasons_in_a_file_of_refused_rows_are_left_out():
    found = table("Goal | Why refused", "Do it | It has no quarter.")

    assert fields(found) == ["title", "ignore"]


def test_a_list_is_objectives():
    assert fields(outline((0, "Move out"), (1, "Empty racks"))) == ["title"]


def test_no_field_is_given_twice_but_texts():
    found = table("Goal | Title | Owner", "Do it | x | Ann Bee")

    names = fields(found)

    assert names.count("title") == 1
    assert names[1] == "label"


def test_a_mapping_comes_back_from_json():
    mapping = guess(table("Goal | Budget", "Do it | 5 k"))

    assert Mapping.from_json(mapping.to_json()) == mapping
    assert Mapping.from_json({"columns": [{"field": "odd"}, 3]}).fields == {"ignore"}


def test_a_kept_mapping_fits_its_headings_in_another_order():
    mapping = guess(table("Goal | Owner", "Do it | Ann Bee"))

    fitted = mapping.fitted(table("OWNER | goal", "Ann | Do"))

    assert [column.field for column in fitted.columns] == ["owner", "title"]
    assert mapping.fitted(table("Owner | Budget", "Ann | 5")) is None


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["title", "measure", "measure"], []),
        (["measure"], ["no_title"]),
        (["title", "title"], ["twice"]),
    ],
)
def test_a_mapping_says_what_it_lacks(names, codes):
    columns = [{"heading": "", "field": name} for name in names]

    errors = Mapping.from_json({"columns": columns}).errors()

    assert [code for _, code, _ in errors] == codes


def test_three_samples_are_three_different_things():
    found = table("Goal", "One", "One", "", "Two", "x" * 500, "Four")

    assert samples(found, 0) == ["One", "Two", "x" * 120]


def test_every_field_has_words():
    assert all(FIELDS.values())
