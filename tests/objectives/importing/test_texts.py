import pytest

from objectives.importing.choices import AS_OBJECTIVES, Choices
from objectives.importing.mapping import guess
from objectives.importing.texts import rows_of
from tests.tables import meaning, outline, table

LIST = outline(
    (0, "Reliability"),
    (1, "Move out of Tampa => 80%"),
    (2, "Empty racks"),
    (1, "Write it down ✅"),
    (0, "Hire"),
)
OFF = ("long", "link")


def read(found, mapping=None, **choices):
    return list(rows_of(found, mapping or guess(found), Choices(**choices)))


def row(text, *fields, **choices):
    [found] = read(table("|" * (len(fields) - 1), text), meaning(*fields), **choices)
    return found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Alpha | | ", "It is blank."),
        ("Alpha | ------ | ===", "It is a line."),
        ("Alpha | <objective> | tbd", "It is a template that nobody has filled in."),
    ],
)
def test_what_is_no_objective_is_skipped_with_a_reason(text, why):
    assert row(text, "team", "title", "measure").skipped == why


@pytest.mark.parametrize("text", ["tbd", "-", "unassigned", "<name>", "N/A", "??"])
def test_a_placeholder_is_no_person(text):
    found = row(f"Do it | {text}", "title", "owner")

    assert (found.people, found.get("owner")) == ((), "")


@pytest.mark.parametrize(
    "text",
    ["Ann Bee, Bo Cee", "Ann Bee and Bo Cee", "Ann Bee / Bo Cee", "Ann Bee; Bo Cee"],
)
def test_the_first_of_several_people_owns_it(text):
    found = row(f"Do it | {text}", "title", "owner")

    assert (found.people, found.get("measure")) == (("Ann Bee",), "With Bo Cee")
    assert [one.code for one in found.repairs] == ["owners"]


def test_that_repair_can_be_switched_off_for_a_row():
    found = row("Do it | Fox, Marten, and Sons", "title", "owner", off=("owners:0",))

    assert (found.people, found.repairs) == (("Fox, Marten, and Sons",), [])


def test_a_role_with_an_ampersand_is_one():
    assert row("Do it | Head of R&D", "title", "owner").people == ("Head of R&D",)


def test_a_long_title_goes_on_in_the_measure():
    title = "word " * 300

    found = row(f"{title} | Five", "title", "measure")

    assert len(found.get("title")) <= 1000
    assert found.get("title").endswith("word…")
    whole = found.get("title")[:-1] + " " + found.get("measure").split("\n")[0][1:]
    assert whole == title.strip()
    assert found.get("measure").endswith("Five")
    assert [one.code for one in found.repairs] == ["long"]


def test_a_long_eta_is_whole_in_the_measure():
    text = "after the review " * 20

    found = row(f"Do it | {text}", "title", "eta")

    assert len(found.get("eta")) <= 200
    assert found.get("measure") == f"ETA: {text.strip()}"


def test_what_is_too_long_can_stay_so_and_is_refused_later():
    title, tag = "word " * 300, "x" * 100

    found = row(f"{title} | a, {tag} | wiki", "title", "tags", "link", off=OFF)

    assert (found.get("title"), found.get("link")) == (title.strip(), "wiki")
    assert tag in found.get("tags")
    assert (found.repairs, found.get("measure")) == ([], "")


def test_a_linked_reference_is_its_name_and_its_link():
    found = row("Do it | [OPS-1](https://example.org/1)", "title", "identifier")

    assert (found.get("identifier"), found.get("link")) == (
        "OPS-1",
        "https://example.org/1",
    )


def test_a_link_that_is_none_stays_as_text():
    found = row("Do it | see the wiki", "title", "link")

    assert (found.get("link"), found.get("measure")) == ("", "Link: see the wiki")


def test_columns_of_the_measure_are_put_together_by_their_names():
    found = table("Goal | Measure | Budget", "Do it | Five | 5 k", "Do that | | 6 k")

    assert [one.get("measure") for one in read(found)] == [
        "Five\nBudget: 5 k",
        "Budget: 6 k",
    ]


def test_a_column_that_says_nothing_adds_nothing_to_the_measure():
    found = table("Goal | Note | Cost", "Do it | tbd | 5 k", "Do that | Now | 6 k")

    assert [one.get("measure") for one in read(found)] == [
        "Cost: 5 k",
        "Note: Now\nCost: 6 k",
    ]


def test_lines_under_an_item_are_its_measure():
    rows = read(LIST)

    assert [one.get("title") for one in rows] == ["Reliability", "Hire"]
    assert rows[0].get("measure") == (
        "- Move out of Tampa => 80%\n  - Empty racks\n- Write it down ✅"
    )


def test_or_each_is_an_objective_with_the_parents_title_as_a_tag():
    rows = read(LIST, nested=AS_OBJECTIVES)

    assert [(one.get("title"), one.get("tags")) for one in rows] == [
        ("Empty racks", "Move out of Tampa => 80%"),
        ("Write it down ✅", "Reliability"),
        ("Hire", ""),
    ]


def test_a_title_too_long_for_a_tag_is_whole_in_the_measure():
    title = "Be more reliable than anybody else in the whole world"

    [found] = read(outline((0, title), (1, "Move out")), nested=AS_OBJECTIVES)

    assert found.get("measure") == f"Part of: {title}"
    assert found.get("tags") == "Be more reliable than anybody else in…"


def test_what_was_mended_counts():
    found = row("| x", "title", "measure", mended={"0": {"title": "Do it"}})

    assert found.get("title") == "Do it"


def test_more_tags_than_fit_stay_as_text():
    names = ", ".join(f"t{n}" for n in range(10))

    found = row(f"Do it | {names}", "title", "tags")

    assert found.get("tags") == ", ".join(f"t{n}" for n in range(8))
    assert found.get("measure") == "Tags: t8, t9"
