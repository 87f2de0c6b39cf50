import pytest

from objectives.parsing.pasted_rows import is_document


@pytest.mark.parametrize(
    "text",
    [
        "One\nTwo\n\nThree",
        "- of one item only",
        "# of tickets below ten\nTwo",
        "One\tMeasure\t\t2014-12\nTwo",
        "Objective\tETA\nOne\t2014-12",
        '"One"\t"- first\n- second"\nTwo\t"1. a\n2. b"',
        "-5 degrees\n-6 degrees",
    ],
)
def test_titles_and_rows_are_no_document(text):
    assert not is_document(text)


@pytest.mark.parametrize(
    "text",
    [
        "- One\n - Two",
        "* One\n* Two",
        "1. One\n2. Two",
        "| Objective | ETA |\n|---|---|\n| One | Q2 |",
        '{| class="wikitable"\n|-\n| One',
        "<table><tr><td>One</td></tr>\n</table>",
        "Objective\tETA\nOne\tQ2\n\nObjective\tETA\nTwo\tQ3",
        "# Site Operations\nOne\n## Q2\nTwo",
        "What we said\n\nOne\tTwo\n\n- a\n- b",
    ],
)
def test_lists_and_tables_of_other_kinds_are_one(text):
    assert is_document(text)
