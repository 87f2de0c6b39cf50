import io
import logging

import pytest
from django.test import Client

from goals_tracker.serving import logs
from objectives.models import Change
from tests import tasks
from tests.makers import make_organization, make_plan, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """What goes to stderr, at the level that an install has."""
    make_organization()
    stream = io.StringIO()
    monkeypatch.setattr(logging.getHandlerByName("stderr"), "stream", stream)
    for name in ("", "django"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.INFO)
    logging.getLogger().manager._clear_cache()
    return lambda: stream.getvalue().splitlines()


def test_a_forbidden_page_is_one_line(client, written):
    client.force_login(make_user())

    assert client.get("/accounts/").status_code == 403

    assert len(written()) == 1
    assert written()[0].endswith("Forbidden (Permission denied): /accounts/")


def test_a_fault_is_told_in_full(written):
    client = Client(raise_request_exception=False)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("objectives.models.Team.objects.visible_to", lambda user: 1 / 0)
        assert client.get("/teams/x/").status_code == 500

    assert written()[-1].startswith("ZeroDivisionError")


@pytest.mark.parametrize("path", ["/sign-out/", "/accounts/", "/nothing-here/"])
def test_a_head_is_no_warning(client, written, path):
    assert client.head(path).status_code in (403, 404, 405)

    assert written() == []


def test_an_entry_of_the_audit_trail_leads_to_lines_of_the_log(client, written):
    boss = make_user("boss", is_staff=True)
    client.force_login(boss)
    ada = make_user("ada")

    client.post(f"/accounts/{ada.pk}/", {"act": "promote"})
    client.post(f"/accounts/{ada.pk}/", {"act": "demote"})

    one, other = Change.objects.of(ada).order_by("pk")
    assert one.request_id != other.request_id
    assert [line for line in written() if f"[{one.request_id}]" in line] == [
        line for line in written() if "made administrator" in line
    ]


def test_rows_that_are_added_together_have_the_id_as_well(written):
    logs.begin()
    plan = make_plan(make_team())
    Change.objects.bulk_create([plan.new_change("added", {}, by=None, at=None)] * 1)

    assert Change.objects.latest("pk").request_id == logs.current.get() != ""
    assert "1 entries of the audit trail" in written()[-1]


def test_what_a_task_does_has_the_id_of_the_task():
    asked = tasks.write.enqueue()

    tasks.work()

    assert Change.objects.latest("pk").request_id == asked.id
