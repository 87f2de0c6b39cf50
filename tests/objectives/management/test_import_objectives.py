import io

import pytest
from django.core.management import CommandError, call_command

from objectives.importing.mapping import Mapping
from objectives.models import Change, Import, ImportMapping, Objective
from tests.makers import AT, make_lead, make_organization, make_team, make_user

pytestmark = pytest.mark.django_db
TEXT = """Team,Quarter,Objective,Status,Budget
Alpha,2099-q2,One,done,5
Alpha,2099-q2,Two,40%,6
"""


@pytest.fixture
def boss():
    make_organization(fiscal_year_start=1)
    make_team("Alpha")
    return make_user("boss", is_staff=True)


@pytest.fixture
def bring_in(tmp_path):
    """Run the command on a file with this text; what it says."""

    def run(text=TEXT, *args):
        file = tmp_path / "plan.csv"
        file.write_text(text)
        said = io.StringIO()
        call_command("import_objectives", file, *args, stdout=said, stderr=said)
        return said.getvalue()

    return run


def test_a_file_is_imported_by_an_administrator(boss, bring_in):
    assert bring_in() == "2 new.\n"

    assert [row.measure for row in Objective.objects.all()] == [
        "Budget: 5",
        "Budget: 6",
    ]
    assert Change.objects.filter(action="added").first().by == boss
    assert Import.objects.get().is_applied
    assert bring_in() == "2 same.\n"


def test_a_dry_run_writes_nothing(boss, bring_in):
    assert bring_in(TEXT, "--dry-run") == "2 new.\n"

    assert not Objective.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.parametrize("how", [(), ("--dry-run",)])
def test_a_row_that_is_refused_stops_all_with_its_line(boss, bring_in, how):
    with pytest.raises(CommandError) as refusal:
        bring_in(TEXT + "Alpha,some day soon,Three,,\n", *how)

    assert str(refusal.value) == "Rows that cannot come in: 1. Nothing was imported."
    assert refusal.value.returncode == 1
    assert not Objective.objects.exists()
    assert not Import.objects.exists()


def test_columns_are_taken_by_the_name_of_their_mapping(boss, bring_in):
    columns = [("Team", "team"), ("Quarter", "period"), ("Objective", "title")]
    columns += [("Status", "ignore"), ("Budget", "ignore")]
    pairs = [{"heading": heading, "field": field} for heading, field in columns]
    mapping = Mapping.from_json({"columns": pairs})
    ImportMapping.objects.keep("Finance", mapping.to_json(), by=boss, at=AT)

    bring_in(TEXT, "--mapping", "finance")

    assert {row.status for row in Objective.objects.all()} == {""}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--mapping", "None"], "The mapping “None” is not there."),
        (["--by", "nobody"], "There is no account “nobody”."),
        (["--team", "nowhere"], "There is no team at “nowhere”."),
    ],
)
def test_what_is_not_there_is_said(boss, bring_in, args, words):
    with pytest.raises(CommandError) as refusal:
        bring_in(TEXT, *args)

    assert str(refusal.value) == words
    assert not Import.objects.exists()


def test_rows_that_say_no_team_are_for_the_one_that_is_given(boss, bring_in):
    bring_in("Objective,Status\nOne,\n", "--team", "alpha", "--quarter", "2099-q3")

    assert str(Objective.objects.get().plan) == "Alpha Q3 2099"


def test_a_lead_imports_for_their_team_alone(boss, bring_in):
    make_lead(make_team("Beta"), "grace")

    with pytest.raises(CommandError):
        bring_in(TEXT, "--by", "grace")

    assert not Objective.objects.exists()


def test_a_file_that_cannot_be_read_is_said(boss, bring_in):
    with pytest.raises(CommandError) as refusal:
        bring_in("")

    assert "nothing was imported" in str(refusal.value)
