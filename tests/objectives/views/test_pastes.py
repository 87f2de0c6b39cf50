import pytest
from django.urls import reverse

from objectives.models import Change, Member, Objective
from tests.makers import AT, make_lead, make_plan, make_team

pytestmark = pytest.mark.django_db
IN_PLACE = {"X-Requested-With": "fetch", "Accept": "application/json"}
ALL = ["title", "measure", "dependency", "owner", "eta", "state", "status"]


@pytest.fixture
def whole():
    return make_team("Whole")


@pytest.fixture
def plan(whole):
    return make_plan(make_team("Part", whole))


@pytest.fixture
def rows(plan):
    return plan.add([{"title": t} for t in ("One", "Two", "Three")], by=None, at=AT)


@pytest.fixture(autouse=True)
def lead(client, whole):
    lead = make_lead(whole)
    client.force_login(lead)
    return lead


def paste(client, rows, text, columns=ALL, **more):
    address = reverse("block_paste", args=["whole", "2014-15-q2"])
    keys = [row.pk for row in rows]
    data = {"text": text, "objectives": keys, "columns": columns, **more}
    return client.post(address, data, headers=IN_PLACE)


def fields(*names):
    return list(Objective.objects.order_by("pk").values_list(*names))


def test_a_block_takes_the_place_of_what_is_there(client, rows):
    text = 'All\t"Net\n""works"""\r\nHalf\t\r\n'

    answer = paste(client, rows, text, ["measure", "dependency", "owner"])

    assert answer.json()["refusals"] == {}
    assert answer.json()["html"].count("<tr ") == 2
    assert fields("measure", "dependency") == [
        ("All", 'Net\n"works"'),
        ("Half", ""),
        ("", ""),
    ]


def test_an_empty_cell_clears_and_an_empty_row_keeps_its_place(client, rows):
    for row in rows:
        row.change({"measure": "Old"}, was=None, by=None, at=AT)

    paste(client, rows, "New\n\nNewer\n", ["measure"])

    assert fields("measure") == [("New",), ("",), ("Newer",)]


def test_all_that_was_pasted_is_one_undo(client, rows):
    change = paste(client, rows, "A\nB\nC", ["eta"]).json()["change"]

    client.post(reverse("change_undo", args=[change]), headers=IN_PLACE)

    assert fields("eta") == [("",)] * 3


def test_a_list_over_titles_is_offered_for_import(client, rows):
    answer = paste(client, rows, "- New\n- Newer", ["title", "measure"])

    assert (answer.status_code, answer.json()["import"]) == (422, True)
    assert fields("title") == [("One",), ("Two",), ("Three",)]


def test_a_list_over_a_measure_is_lines_of_it(client, rows):
    answer = paste(client, rows, "- New\n- Newer", ["measure"])

    assert "import" not in answer.json()
    assert fields("measure") == [("- New",), ("- Newer",), ("",)]


def test_what_says_the_same_already_is_no_change(client, rows):
    answer = paste(client, rows, "One\nTwo", ["title"])

    assert answer.json()["change"] == ""


def test_a_row_of_headings_says_which_columns_these_are(client, rows):
    text = "Status\tDue date\tObjective\nDone\tEOQ\tFirst\n"

    paste(client, rows, text, ["eta"])

    assert fields("title", "eta", "state")[0] == ("First", "EOQ", "done")
    assert fields("title")[1] == ("Two",)


@pytest.mark.parametrize("name", ["Zoë Müller", "zoe muller", " ZOE  MÜLLER "])
def test_owners_are_known_by_name_whatever_case_and_accents(client, rows, whole, name):
    zoe = Member.objects.create(team=whole, name="Zoë Müller")

    paste(client, rows, name, ["owner"])

    assert fields("owner")[0] == (zoe.pk,)


def test_an_unknown_owner_is_asked_about(client, rows, whole):
    zoe = Member.objects.create(team=whole, name="Zoë")
    text = "Zo\nNone such\nZo"

    asked = paste(client, rows, text, ["owner"])
    answers = {"who-0": zoe.pk, "who-1": "nobody"}
    answered = paste(client, rows, text, ["owner"], **answers)

    assert asked.status_code == 422
    assert "Who is “<bdi>Zo</bdi>”?" in asked.json()["ask"]
    assert asked.json()["ask"].count("<select") == 2
    assert answered.status_code == 200
    assert fields("owner") == [(zoe.pk,), (None,), (zoe.pk,)]


def test_two_of_a_name_are_asked_about(client, rows, whole):
    for _ in range(2):
        Member.objects.create(team=whole, name="Ada")

    assert "ask" in paste(client, rows, "Ada", ["owner"]).json()


def test_rows_for_which_there_is_no_place_are_asked_about(client, rows):
    text = "New two\nNew three\nFour\nFive"

    asked = paste(client, rows[1:], text, ["title"])
    assert "There is no row for the other 2." in asked.json()["ask"]
    assert "Add 2 new objectives" in asked.json()["ask"]
    assert fields("title") == [("One",), ("Two",), ("Three",)]

    paste(client, rows[1:], text, ["title"], extra="add")
    assert [title for (title,) in fields("title")] == [
        *("One", "New two", "New three"),
        *("Four", "Five"),
    ]


def test_they_can_be_left_out(client, rows):
    asked = paste(client, rows[2:], "A\nB", ["measure"])
    paste(client, rows[2:], "A\nB", ["measure"], extra="leave")

    assert "Add 1 new" not in asked.json()["ask"]
    assert fields("title", "measure")[2:] == [("Three", "A")]


def test_a_refused_cell_is_named_and_the_others_are_saved(client, rows):
    text = f"{'x' * 201}\tStalled\nEOQ\tUnheard of"

    answer = paste(client, rows, text, ["eta", "state"])

    refusals = answer.json()["refusals"]
    first, second = (refusals[str(row.pk)] for row in rows[:2])
    assert first["eta"]["text"] == "x" * 201
    assert "200" in first["eta"]["reason"]
    assert second["state"]["text"] == "Unheard of"
    assert fields("eta", "state")[:2] == [("", "stalled"), ("EOQ", "")]


def test_a_blank_title_is_refused(client, rows):
    refusals = paste(client, rows, "\tAll", ["title", "measure"]).json()["refusals"]

    assert list(refusals[str(rows[0].pk)]) == ["title"]
    assert fields("title", "measure")[0] == ("One", "All")


def test_a_state_that_the_status_says_anyway_is_not_set_by_hand(client, rows):
    paste(client, rows, "Done\tDone, all of it\nDone\tLater", ["state", "status"])

    assert fields("chosen_state", "state")[:2] == [("", "done"), ("done", "done")]


@pytest.mark.parametrize(
    ("text", "columns", "code"),
    [
        ("a\tb", ["status"], "too_wide"),
        ("x\n" * 201, ["measure"], "too_many"),
        ("", ["measure"], "required"),
        ("a", ["position"], "invalid_choice"),
        ("a\0", ["measure"], "character"),
    ],
)
def test_what_does_not_fit_is_refused_as_a_whole(client, rows, text, columns, code):
    answer = paste(client, rows, text, columns, extra="leave")

    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert Change.objects.filter(action="changed").count() == 0


def test_rows_of_other_teams_are_no_target(client, plan, rows):
    other = make_plan(make_team("Other"), plan.quarter)
    [row] = other.add([{"title": "Other"}], by=None, at=AT)

    assert paste(client, [row], "Mine", ["title"]).status_code == 422
    assert Objective.objects.filter(title="Other").exists()


# New rows from the field of a plan


def add(client, plan, text):
    address = reverse("objective_add", args=[plan.team.slug, "2014-15-q2"])
    return client.post(address, {"rows": text})


def test_headings_that_are_pasted_are_no_objective(client, plan, whole):
    ada = Member.objects.create(team=whole, name="Ada")

    add(client, plan, "Who\tGoal\tETA\nada\tFirst\tEOQ\n\tSecond\t\n")

    assert fields("title", "eta", "owner") == [
        ("First", "EOQ", ada.pk),
        ("Second", "", None),
    ]


def test_rows_as_a_plan_shows_them_can_be_added(client, plan, whole):
    ada = Member.objects.create(team=whole, name="Ada")

    heads = "Objective\tMeasure of success\tDependency\tWho\tETA\tState\tStatus\tTags"
    add(client, plan, f"{heads}\nFirst\tAll\tNetworks\tAda\tEOQ\tAt risk\tSlow\tOne")

    assert Objective.objects.get().tags == "One"

    names = ("title", "measure", "dependency", "owner", "eta", "state", "status")
    assert fields(*names) == [
        ("First", "All", "Networks", ada.pk, "EOQ", "at_risk", "Slow")
    ]


def test_an_owner_of_a_new_row_who_is_not_known_is_named(client, plan):
    answer = add(client, plan, "Who\tGoal\nBob\tFirst")

    assert answer.status_code == 422
    assert "Row 1: “Bob” is not the name of one person of this team." in answer.text
    assert "Bob\tFirst" in answer.text
