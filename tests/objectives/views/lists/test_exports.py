"""Files of lists that are too long for a page: asked for, made by a task, fetched."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone

from goals_tracker.lists import downloads
from goals_tracker.tasks import engine
from objectives.exporting import running
from objectives.models import Export, ExportPiece, Member, Objective
from objectives.models.export import MOST_KEPT, MOST_UNFINISHED
from objectives.pages import lists
from objectives.tasks import make_export
from reviews.tasks import remove_old_rows
from tests import tasks
from tests.makers import make_user
from tests.objectives.views.lists.tables import table_of
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
Task = engine.MODELS[0]
LIST = "/objectives/?sort=title&format=csv"


@pytest.fixture
def ada(client, monkeypatch):
    """She is signed in, and what is longer than two rows takes a task."""
    monkeypatch.setattr(lists, "MOST_AT_ONCE", 2)
    user = make_user("ada")
    client.force_login(user)
    return user


def ask(by, query="sort=title", format="csv", at=None):
    asked = {"task": make_export, "by": by, "at": at or timezone.now()}
    return Export.objects.ask("objectives", query, format, **asked)


def made(by, *args):
    export = ask(by, *args)
    tasks.work()
    return Export.objects.get(pk=export.pk)


def first_column(export):
    text = b"".join(export.read()).decode("utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text, newline=""))]


@pytest.mark.usefixtures("three_pages")
def test_a_long_list_is_made_by_a_task_and_fetched_as_often_as_one_likes(client, ada):
    page = client.get(LIST)
    asked = client.post(LIST)
    waiting = client.get(asked.url)
    tasks.work()
    ready = client.get(asked.url)

    assert (page.status_code, "5 rows" in page.text) == (400, True)
    assert "Waiting." in waiting.text
    assert 'http-equiv="refresh"' in waiting.text
    assert "Ready." in ready.text
    assert 'http-equiv="refresh"' not in ready.text
    files = [client.get(f"{asked.url}file/") for _ in range(2)]
    assert [row[0] for row in table_of(files[0])] == ["Objective", *"abcde"]
    assert b"".join(files[1]).startswith(b"\xef\xbb\xbfObjective")
    assert files[0]["Content-Disposition"] == 'attachment; filename="objectives.csv"'


@pytest.mark.usefixtures("three_pages")
def test_the_file_is_the_one_that_a_page_would_give(client, ada, monkeypatch):
    monkeypatch.setattr(lists, "MOST_AT_ONCE", 9)
    at_once = table_of(client.get(LIST))

    export = made(ada, "sort=title", "xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(export.read()))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == [row[0] for row in at_once]
    assert (export.total, export.size) == (5, sum(map(len, export.read())))


@pytest.mark.usefixtures("three_pages")
def test_a_list_that_a_filter_makes_short_comes_at_once(client, ada):
    assert table_of(client.get(f"{LIST}&text=a"))[0][0] == "Objective"
    assert not Export.objects.exists()


@pytest.mark.usefixtures("three_pages", "ada")
def test_who_is_not_signed_in_is_told_to_sign_in_or_add_a_filter(client):
    client.logout()

    page = client.get(LIST)

    assert "Sign in" in page.text
    assert "add a filter" in page.text
    assert client.post(LIST).status_code == 403


@pytest.mark.parametrize(
    ("address", "code"),
    [("/objectives/", "format"), ("/objectives/?quarter=x&format=csv", "filters")],
)
@pytest.mark.usefixtures("organization", "ada")
def test_what_is_no_file_of_a_list_is_refused(client, address, code):
    page = client.post(address)

    assert page.status_code == 422
    assert [error.code for error in page.context["form"].errors.as_data()["__all__"]]
    assert page.context["form"].errors.as_data()["__all__"][0].code == code
    assert not Export.objects.exists()


def test_the_same_list_in_the_making_is_the_same_file(ada):
    assert ask(ada) == ask(ada)
    others = {ask(ada, "text=a"), ask(ada, format="xlsx"), ask(make_user("bob"))}
    assert len(others | {ask(ada)}) == 4


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_make_one_file(ada):
    assert at_once(lambda between: ask(ada)) == ["done"] * TIMES
    assert (Export.objects.count(), Task.objects.count()) == (1, 1)


def test_a_newer_file_takes_the_place_of_the_same_list(organization, ada):
    older, newer = made(ada), made(ada)

    assert list(Export.objects.all()) == [newer] != [older]


def test_nobody_fills_the_queue_or_the_database(organization, ada):
    for number in range(MOST_KEPT + 2):
        made(ada, f"text={number}")
    for number in range(MOST_UNFINISHED):
        ask(ada, f"owner={number}")

    with pytest.raises(ValidationError) as refusal:
        ask(ada, "owner=x")

    assert refusal.value.code == "enough"
    assert Export.objects.exclude(finished_at=None).count() < MOST_KEPT


def test_what_may_no_longer_be_seen_is_not_in_it(client, two_teams, ada):
    member = Member.objects.create(team=two_teams, name="Ada", user=ada)
    mine = made(ada)
    waiting = ask(ada, "sort=-title")
    member.delete()
    tasks.work()
    waiting.refresh_from_db()
    client.force_login(ada)

    assert first_column(mine) == ["Objective", "Mine after", "Mine before"]
    assert first_column(waiting) == ["Objective"]
    assert client.get(f"/exports/{mine.pk}/file/").status_code == 404
    assert "no longer see" in client.get(f"/exports/{mine.pk}/").text


def test_a_file_of_everything_is_not_for_who_sees_less_by_now(two_teams, ada, client):
    get_user_model().objects.filter(pk=ada.pk).update(is_staff=True)
    whole = made(ada)
    get_user_model().objects.filter(pk=ada.pk).update(is_staff=False)

    assert (whole.total, whole.teams) == (4, None)
    assert client.get(f"/exports/{whole.pk}/file/").status_code == 404


def test_a_file_is_its_authors_alone(client, organization, ada):
    export = made(ada)
    client.force_login(make_user("boss", is_staff=True))

    assert client.get(f"/exports/{export.pk}/").status_code == 404
    assert client.get(f"/exports/{export.pk}/file/").status_code == 404


def test_a_file_is_gone_after_a_day(client, organization, ada):
    export = made(ada)
    export.set(finished_at=timezone.now() - timedelta(days=1))

    assert client.get(f"/exports/{export.pk}/file/").status_code == 404
    remove_old_rows.call()
    assert not Export.objects.exists()
    assert not ExportPiece.objects.exists()


@pytest.mark.parametrize("trouble", ["account", "filter", "sheet"])
@pytest.mark.usefixtures("three_pages")
def test_a_file_that_cannot_be_made_says_why(client, ada, monkeypatch, trouble):
    export = ask(ada, "quarter=2014-15-q2" if trouble == "filter" else "", "xlsx")
    if trouble == "account":
        get_user_model().objects.update(is_active=False)
    if trouble == "filter":
        Export.objects.update(query="quarter=gone")
    monkeypatch.setattr(downloads, "MOST_XLSX_ROWS", 5 if trouble == "sheet" else 99)
    tasks.work()

    export.refresh_from_db()
    words = {
        "account": running.NO_LONGER,
        "filter": "A team, quarter or tag of its filters is gone.",
        "sheet": "An XLSX file holds at most 4 rows.",
    }
    assert export.error.startswith(words[trouble])
    assert not export.is_made


@pytest.mark.usefixtures("three_pages")
def test_it_says_how_far_it_is_and_a_worker_that_was_overtaken_writes_nothing(
    ada, monkeypatch
):
    monkeypatch.setattr(running, "ROWS_AT_ONCE", 2)
    export, seen = ask(ada), []
    real = engine.go_on

    def overtaken(context):
        seen.append(Export.objects.get().done)
        if len(seen) == 3:
            tasks.overtake()
        real(context)

    monkeypatch.setattr(engine, "go_on", overtaken)
    tasks.work()

    export.refresh_from_db()
    assert (seen, export.total, export.size) == ([0, 0, 2], 5, None)
    assert Objective.objects.count() == 5
