import datetime
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.utils import timezone

from goals_tracker.tasks import engine
from objectives.chat import sending
from objectives.chat.sending import plans_committed, run_child, send_test
from objectives.models import ChatLine, ChatRoom
from objectives.models.chat_room import PATIENCE
from tests.makers import make_lead, make_plan, make_quarter, make_team
from tests.tasks import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]
Task = engine.MODELS[0]


class Stub(BaseHTTPRequestHandler):
    """A service that takes lines as JSON."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.said.append(json.loads(body)["message"])
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def stub():
    server = HTTPServer(("127.0.0.1", 0), Stub)
    server.said = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def make_room(team=None, **fields):
    room = ChatRoom.objects.create(team=team, name="Ops", **fields)
    room.keep_address("json://127.0.0.1:9/secret-word", by=None, at=timezone.now())
    return room


def commit(plan):
    plans_committed([plan], at=timezone.now())


def failing(monkeypatch, why="It is down."):
    monkeypatch.setattr(sending, "run_child", lambda address, text: why)


def test_a_line_with_a_link_reaches_the_room(settings, team):
    plan = make_plan(team)
    with stub() as server:
        host = f"127.0.0.1:{server.server_port}"
        settings.METRIC_HOSTS = settings.METRIC_PRIVATE_HOSTS = [host]
        room = make_room(team)
        room.keep_address(f"json://{host}/x", by=None, at=timezone.now())
        commit(plan)
        commit_again = plan.get_absolute_url()
        work()

        assert server.said == [
            f"Whole committed its plan for {plan.quarter}: "
            f"https://goals.example.org{commit_again}"
        ]
    assert ChatLine.objects.get().ended_at


@pytest.mark.parametrize(
    ("hosts", "private", "why"),
    [
        ([], [], "The administrator has not allowed the host 127.0.0.1."),
        (["127.0.0.1:{}"], [], "127.0.0.1 has a private address."),
    ],
)
def test_a_line_goes_only_where_the_administrator_allows(settings, hosts, private, why):
    with stub() as server:
        port = server.server_port
        settings.METRIC_HOSTS = [host.format(port) for host in hosts]
        settings.METRIC_PRIVATE_HOSTS = private

        assert run_child(f"json://127.0.0.1:{port}/x", "A line") == why
        assert server.said == []


def test_the_rooms_of_the_team_its_parent_and_the_whole_are_told(team):
    part = make_team("Part", team)
    told = {make_room(), make_room(team), make_room(part)}
    make_room(make_team("Other"))
    make_room(part, tells_committed=False)
    make_room(part, off_at=timezone.now())

    commit(make_plan(part))

    assert {line.room for line in ChatLine.objects.all()} == told


def test_what_is_asked_twice_is_sent_once(team):
    make_room(team)
    plan, at = make_plan(team), timezone.now()

    plans_committed([plan], at=at)
    plans_committed([plan], at=at)

    assert ChatLine.objects.count() == Task.objects.count() == 1


def test_what_failed_is_tried_again_until_it_is_no_longer_news(team, monkeypatch):
    failing(monkeypatch)
    room = make_room(team)
    commit(make_plan(team))
    work()

    room.refresh_from_db()
    assert (room.failure, room.off_at) == ("It is down.", None)
    line = ChatLine.objects.get()
    assert (line.attempt, line.ended_at) == (1, None)

    ChatLine.objects.update(until=timezone.now())
    Task.objects.update(run_after=None)
    work()
    line.refresh_from_db()
    assert line.ended_at
    assert line.failure == "It was no longer news."


def test_a_room_that_answers_again_has_no_failure(team, monkeypatch):
    failing(monkeypatch, "")
    room = make_room(team, failure="It is down.", failing_since=timezone.now())
    commit(make_plan(team))
    work()

    room.refresh_from_db()
    assert (room.failure, room.failing_since) == ("", None)


def test_a_room_that_fails_for_days_is_turned_off_and_its_leads_hear_of_it(
    team, monkeypatch
):
    failing(monkeypatch)
    make_lead(team, "ada", email="ada@example.org")
    room = make_room(team, failing_since=timezone.now() - PATIENCE)
    room.failure = "It is down."
    room.save()

    commit(make_plan(team))
    work()

    room.refresh_from_db()
    assert room.off_at
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert "https://goals.example.org/teams/whole/chat/" in sent.body
    commit(make_plan(team, make_quarter(datetime.date(2015, 2, 1))))
    assert ChatLine.objects.count() == 1


def test_a_test_line_names_nobody(team):
    room = make_room(team)

    line = send_test(room, at=timezone.now())

    assert line.text == "Goals Tracker reaches this room (Ops)"
    assert line.until < timezone.now() + datetime.timedelta(hours=1)
