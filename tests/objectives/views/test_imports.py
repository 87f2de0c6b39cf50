import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objectives.forms import import_start
from objectives.importing import previews, running
from objectives.importing.stored import source_of
from objectives.models import (
    Change,
    Import,
    ImportMapping,
    Objective,
    StatusReading,
)
from objectives.models.quarter import DateOrder
from tests.forms_on_pages import codes, forms_on
from tests.makers import (
    make_lead,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)
from tests.tasks import work

pytestmark = pytest.mark.django_db
START = "/imports/"
TABLE = "\n".join(
    "\t".join(cells)
    for cells in [
        ("Objective", "Measure of success", "Due", "Status", "Owner"),
        ("Retire the form", "No calls", "2014-12", "done", "Bea Sea"),
        ("Answer in a day", "", "03/04/2014", "wobbly", "Bea Sea"),
        ("", "No title here", "", "on track", "tbd"),
    ]
)


@pytest.fixture
def team():
    make_organization()
    return make_team("Ops")


@pytest.fixture(autouse=True)
def lead(client, team):
    make_quarter()
    lead = make_lead(team)
    client.force_login(lead)
    return lead


def started(client, text=TABLE, place="?team=ops&quarter=2014-15-q2"):
    """An import of a pasted text, by the page of its first step."""
    answer = client.post(START + place, {"text": text})
    assert answer.status_code == 302, codes(answer)
    return Import.objects.latest("pk")


def page_of(import_, step):
    return reverse(f"import_{step}", args=[import_.pk])


def send(client, import_, step, query="", **changes):
    """The form of a step as its page has it, with some fields changed."""
    address = page_of(import_, step) + query
    form = forms_on(client.get(address), address)[-1]
    return client.post(form.action, form.data(**changes))


def at_preview(client, text=TABLE):
    import_ = started(client, text)
    for step in ("read", "columns", "values"):
        answer = send(client, import_, step)
        assert answer.status_code == 302, codes(answer)
    return Import.objects.get(pk=import_.pk)


def kinds(page):
    return [row.kind for row in page.context["page"].rows]


# File


def test_a_pasted_table_is_kept_for_the_next_steps(client, lead, team):
    import_ = started(client)

    assert (import_.author, import_.team, import_.quarter) == (lead, team, "2014-15-q2")
    assert import_.name == "Pasted text"
    assert len(source_of(import_).tables[0].rows) == 3


def test_a_file_is_named_by_its_own_name(client):
    file = SimpleUploadedFile("plans.csv", b"Objective,ETA\nOne,2014\nTwo,2015\n")

    client.post(START, {"file": file})

    assert Import.objects.get().name == "plans.csv"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "nothing"), (" \n", "nothing"), ("One", "one_line"), ("a\0b", "character")],
)
def test_what_is_no_table_is_refused_and_shown_again(client, text, code):
    page = client.post(START, {"text": text})

    assert (page.status_code, codes(page)) == (422, {"text": [code]})
    assert not Import.objects.exists()


def test_a_text_and_a_file_are_one_too_many(client):
    file = SimpleUploadedFile("plans.csv", b"Objective,ETA\nOne,2014\n")

    page = client.post(START, {"text": TABLE, "file": file})

    assert codes(page) == {"file": ["both"]}
    assert "Answer in a day" in page.text


def test_a_file_that_is_too_large_is_refused_at_its_field(client, monkeypatch):
    monkeypatch.setattr(import_start, "MOST_BYTES", 1000)

    page = client.post(START, {"file": SimpleUploadedFile("a.csv", b"a,b\n" * 300)})

    assert codes(page) == {"file": ["too_large"]}


def test_a_text_that_is_sent_twice_is_read_once(client):
    data = {"text": TABLE, "once": "a-key-of-this-form-1"}

    places = [client.post(START, data).url for _ in range(2)]

    assert places[0] == places[1]
    assert Import.objects.count() == 1


def test_an_import_is_its_authors_alone(client, team):
    import_ = started(client)
    client.force_login(make_lead(team))

    for step in ("read", "columns", "values", "preview", "refused", "done"):
        assert client.get(page_of(import_, step)).status_code == 404


def test_who_leads_no_team_imports_nothing(client, team):
    client.force_login(make_user(team=team))

    assert client.get(START).status_code == 403
    assert client.post(START, {"text": TABLE}).status_code == 403


def test_ones_own_imports_are_listed(client, team):
    import_ = started(client)

    assert f'href="{page_of(import_, "columns")}"' in client.get(START).text


@pytest.mark.parametrize("page", ["/", "/teams/ops/", "/teams/ops/2014-15-q2/"])
def test_leads_find_the_import(client, team, page):
    make_plan(team, make_quarter())

    assert 'href="/imports/?' in client.get(page).text


# Columns


def test_each_column_comes_with_a_guess_and_its_first_values(client):
    import_ = started(client)

    send(client, import_, "read")
    page = client.get(page_of(import_, "columns"))

    columns = page.context["form"].columns
    assert [column.field.value() for column in columns] == [
        *("title", "measure", "eta", "status", "owner"),
    ]
    assert columns[0].samples == ["Retire the form", "Answer in a day"]


def test_a_column_can_be_added_to_the_measure_by_a_name(client):
    import_ = started(client)
    send(client, import_, "read")

    send(client, import_, "columns", **{"field-2": "label", "label-2": "By"})

    column = Import.objects.get().mapping["columns"][2]
    assert (column["field"], column["label"]) == ("label", "By")


def test_two_columns_of_one_field_are_refused_at_the_second(client):
    import_ = started(client)
    send(client, import_, "read")

    page = send(client, import_, "columns", **{"field-1": "title"})

    assert codes(page) == {"field-1": ["twice"]}


def test_columns_are_kept_by_name_for_the_next_time(client):
    first = started(client)
    send(client, first, "read")
    send(client, first, "columns", keep="Roadmap", **{"field-4": "ignore"})
    second = started(client)
    send(client, second, "read")

    kept = ImportMapping.objects.get()
    data = {"then": "use", "kept": kept.pk}
    client.post(page_of(second, "columns"), data)

    assert kept.name == "Roadmap"
    second.refresh_from_db()
    assert second.mapping["columns"][4]["field"] == "ignore"


TWO_TABLES = "|A|B|\n|-|-|\n|1|2|\n\n# Other\n\n|C|D|\n|-|-|\n|3|4|\n"


def test_a_later_step_waits_for_those_before(client):
    import_ = started(client, TWO_TABLES)

    for step in ("columns", "values", "preview"):
        assert client.get(page_of(import_, step)).url == page_of(import_, "read")


# Values


def test_a_status_that_was_not_read_comes_first_and_is_kept(client):
    import_ = started(client)
    send(client, import_, "read")
    send(client, import_, "columns")
    page = client.get(page_of(import_, "values"))
    statuses = {one.slug: one for one in page.context["form"].groups}["status"].values
    assert [(one.text, one.is_unread) for one in statuses][0] == ("wobbly", True)

    send(client, import_, "values", **{statuses[0].field.name: "at_risk"})

    assert "At risk" in client.get(page_of(import_, "preview")).text
    send(client, import_, "preview", then="import")
    assert StatusReading.objects.states() == {"wobbly": "at_risk"}


def test_dates_that_could_be_two_days_are_asked_about_once(client):
    import_ = started(client)
    send(client, import_, "read")
    send(client, import_, "columns")
    page = client.get(page_of(import_, "values"))
    assert "03/04/2014" in page.context["form"]["date_order"].help_text

    send(client, import_, "values", date_order=DateOrder.MONTH_FIRST.value)

    import_.refresh_from_db()
    assert import_.choices["date_order"] == DateOrder.MONTH_FIRST


# Preview


def test_refused_rows_come_first_with_their_reason_and_a_field(client):
    import_ = at_preview(client)

    page = client.get(page_of(import_, "preview"))

    assert kinds(page) == ["refused", "new", "new"]
    (mend,) = page.context["page"].rows[0].mends
    assert mend.field == "title"
    assert f'name="{mend.name}"' in page.text


def test_a_refused_row_is_mended_in_its_place(client):
    import_ = at_preview(client)
    page = client.get(page_of(import_, "preview"))
    name = page.context["page"].rows[0].mends[0].name

    send(client, import_, "preview", **{name: "A title", "then": "save"})

    assert kinds(client.get(page_of(import_, "preview"))) == ["new"] * 3


def test_a_row_is_left_out_and_taken_in_again(client):
    import_ = at_preview(client)
    row = client.get(page_of(import_, "preview")).context["page"].rows[1]

    send(client, import_, "preview", out=str(row.number), then="save")
    left = client.get(page_of(import_, "preview"))
    address = page_of(import_, "preview")
    data = forms_on(left, address)[-1].data()
    client.post(address, {**data, "out": [], "then": "save"})

    assert kinds(left) == ["refused", "new", "left"]
    assert kinds(client.get(address)) == ["refused", "new", "new"]


def test_rows_are_filtered_by_their_kind(client):
    import_ = at_preview(client)

    page = client.get(page_of(import_, "preview") + "?show=refused")

    assert kinds(page) == ["refused"]
    chips = [(one.kind, one.count) for one in page.context["page"].chips]
    assert chips == [("", 3), ("refused", 1), ("new", 2)]


def test_rows_come_in_pages(client):
    text = "Objective\tETA\n" + "".join(f"One {n}\t2014\n" for n in range(250))
    import_ = at_preview(client, text)

    pages = [client.get(page_of(import_, "preview") + f"?page={n}") for n in (1, 3, 99)]

    assert [len(kinds(page)) for page in pages] == [100, 50, 50]
    assert pages[0].context["page"].next.endswith("?page=2")


def test_a_long_preview_is_worked_out_once_while_nothing_changes(
    client, lead, monkeypatch
):
    text = "Objective\tMeasure of success\n"
    text += "".join(f"One {n}\tNo {n}\n" for n in range(210))
    send(client, at_preview(client, text), "preview", then="import")
    changed = text.replace("No 7\n", "Not 7\n").replace("One 209\tNo 209\n", "")
    import_ = at_preview(client, changed)
    addresses = [page_of(import_, "preview") + f"?page={n}" for n in (1, 3)]
    fresh = [client.get(address).context["page"] for address in addresses]

    monkeypatch.setattr(previews, "KEPT_FROM", 2)
    client.get(addresses[0])
    with monkeypatch.context() as patch:
        patch.setattr(previews, "preview", None)
        kept = [client.get(address).context["page"] for address in addresses]
    row = Objective.objects.get(title="One 8")
    row.change({"measure": "Others"}, was=None, by=lead, at=timezone.now())

    assert kept == fresh
    assert [row.kind for row in kept[0].rows[:2]] == ["changed", "same"]
    assert kept[1].rows[-1].kind == "gone"
    page = client.get(addresses[0]).context["page"]
    assert page.rows[0].kind == "changed"
    assert previews.file_of(import_).exists()
    previews.remove_old(at=timezone.now() + previews.DAY * 2)
    assert not previews.file_of(import_).exists()


def test_refused_rows_are_a_file_with_why(client):
    import_ = at_preview(client)

    answer = client.get(page_of(import_, "refused"))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(text))
    assert heading[-1] == "Why refused"
    assert row == ["", "No title here", "", "on track", "tbd", "Enter the objective."]


TWO_QUARTERS = """Quarter\tObjective\tStatus
Q2 2014-15\tMove the wikis\tAt risk
Q3 2014-15\tMove all the wikis\t
"""


def test_what_was_edited_here_is_shown_beside_the_file_and_one_chooses(client, lead):
    send(client, at_preview(client), "preview", then="import")
    row = Objective.objects.get(title="Retire the form")
    row.change({"measure": "Fewer calls"}, was=None, by=lead, at=timezone.now())
    import_ = at_preview(client, TABLE.replace("No calls", "Fewer letters"))
    address = page_of(import_, "preview")

    kept = client.get(f"{address}?show=conflict")
    send(client, import_, "preview", "?show=conflict", then="take_all")
    taken = client.get(f"{address}?show=conflict")
    send(client, import_, "preview", "?show=conflict", take="", then="save")
    without = client.get(address).context["page"].rows
    send(client, import_, "preview", then="take_all")
    send(client, import_, "preview", then="import")

    assert "Fewer <mark>letters" in kept.text
    assert 'name="take"' in kept.text
    assert "Fewer <del>calls" in taken.text
    assert [one.is_taken for one in without if one.stand] == [False]
    row.refresh_from_db()
    assert row.measure == "Fewer letters"


def test_a_pair_of_like_titles_is_linked_once_it_is_confirmed(client):
    import_ = at_preview(client, TWO_QUARTERS)
    address = page_of(import_, "preview")
    (pair,) = client.get(address).context["page"].pairs
    assert (pair.earlier, pair.later) == ("Move the wikis", "Move all the wikis")
    assert not pair.is_on

    send(client, import_, "preview", pair=pair.key, then="import")

    assert str(Objective.objects.get(title="Move the wikis").successor) == pair.later


# Imported, and undone


def test_what_is_not_refused_is_imported(client, team):
    import_ = at_preview(client)

    answer = send(client, import_, "preview", then="import")

    assert answer.url == page_of(import_, "done")
    titles = ["Retire the form", "Answer in a day"]
    assert [row.title for row in Objective.objects.order_by("pk")] == titles
    page = client.get(answer.url)
    assert "2 objectives saved." in page.text
    assert page.context["page"].counts == ["2 added", "1 refused"]


def test_the_same_text_again_writes_nothing(client):
    send(client, at_preview(client), "preview", then="import")
    before = Change.objects.count()

    again = at_preview(client)

    page = client.get(page_of(again, "preview"))
    assert kinds(page) == ["refused", "same", "same"]
    assert page.context["page"].count == 0
    assert Change.objects.count() == before


def test_an_import_is_undone_as_a_whole(client):
    import_ = at_preview(client)
    send(client, import_, "preview", then="import")

    answer = send(client, import_, "done")

    assert not Objective.objects.exists()
    assert "Import undone" in client.get(answer.url).text


def test_undoing_leaves_what_somebody_has_edited_and_says_so(client, lead):
    import_ = at_preview(client)
    send(client, import_, "preview", then="import")
    row = Objective.objects.get(title="Retire the form")
    row.change({"measure": "Fewer"}, was=None, by=lead, at=timezone.now())
    before = client.get(page_of(import_, "done"))
    assert "Undoing leaves 1 row as it is" in before.text

    answer = send(client, import_, "done")

    assert Objective.objects.get() == row
    assert "has changed “Retire the form” since" in client.get(answer.url).text


def test_what_was_left_out_can_be_had_afterwards(client):
    import_ = at_preview(client)
    send(client, import_, "preview", then="import")

    answer = client.get(page_of(import_, "refused"))

    assert b"No title here" in b"".join(answer.streaming_content)


def test_a_finished_import_is_not_changed_any_more(client):
    import_ = at_preview(client)
    send(client, import_, "preview", then="import")

    for step in ("read", "columns", "values", "preview"):
        assert client.get(page_of(import_, step)).url == page_of(import_, "done")


def test_a_long_import_is_written_in_the_background(client, monkeypatch):
    monkeypatch.setattr(running, "MOST_AT_ONCE", 2)
    import_ = at_preview(client)

    answer = send(client, import_, "preview", then="import")
    waiting = client.get(answer.url)
    assert not Objective.objects.exists()
    work()
    done = client.get(answer.url)

    assert "0 of 3 rows" in waiting.text
    assert "data-unfinished" in waiting.text
    assert "2 objectives saved." in done.text
    assert "data-unfinished" not in done.text
