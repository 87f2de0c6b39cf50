"""Fetches that somebody has asked for on a metric's page: a task carries them out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goals_tracker import remote
from goals_tracker.tasks import engine
from objectives.models import Change, Deletion, Member
from objectives.models.background_work import GIVEN_UP, NOBODY, PATIENCE
from reviews.metrics import fetching
from reviews.models import Fetch, FetchRequest, Metric
from reviews.models.fetch_request import NO_ADDRESS
from reviews.tasks import fetch_metric
from tests import tasks
from tests.makers import make_lead, make_organization, make_team, make_user
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
REFRESH = '<noscript><meta http-equiv="refresh" content="3"></noscript>'
CSV = b"time,Load\n2014-10-01,3\n"
Task = engine.MODELS[0]


@pytest.fixture
def team():
    make_organization()
    return make_team("Ops")


@pytest.fixture
def lead(client, team):
    lead = make_lead(team, "grace")
    client.force_login(lead)
    return lead


@pytest.fixture
def metric(team):
    return make_metric(team)


@pytest.fixture
def hosts(monkeypatch):
    """In place of the network: what each host answers, and who was asked."""
    asked = []

    def get_body(url, rules):
        asked.append(url)
        return CSV

    monkeypatch.setattr(remote, "get_body", get_body)
    return asked


def make_metric(team, name="Load", host="graphite.example.org"):
    return Metric.objects.create(team=team, name=name, url=f"https://{host}/x.csv")


def click(client, metric):
    return client.post(f"/metrics/{metric.pk}/fetch/", follow=True)


def ask(metric, by=None):
    at = timezone.now()
    return FetchRequest.objects.ask(metric, task=fetch_metric, by=by, at=at)


def see(client, metric):
    return client.get(metric.get_absolute_url()).text


@pytest.mark.usefixtures("lead")
def test_a_click_asks_no_host_and_the_page_says_that_it_waits(client, metric, hosts):
    page = click(client, metric).text

    assert hosts == []
    assert "Waiting to fetch." in page
    assert REFRESH in page
    assert "Fetch now" not in page
    assert Task.objects.count() == 1


def test_the_page_says_what_came_and_the_trail_who_asked(client, metric, lead, hosts):
    click(client, metric)
    FetchRequest.objects.update(attempt=1)
    assert "Fetching from graphite.example.org." in see(client, metric)
    FetchRequest.objects.update(attempt=0)

    tasks.work()

    page = see(client, metric)
    assert "Readings: 1 new (2014-10-01 00:00 UTC)." in page
    assert REFRESH not in page
    assert "Fetch now" in page
    assert len(hosts) == 1
    assert Change.objects.get(action="figures imported").by == lead
    fetched = Change.objects.of(metric).get(action="figures fetched")
    assert fetched.by == lead
    assert fetched.fields["result"] == ["", "succeeded"]


def test_the_page_and_the_trail_say_why_it_failed(client, metric, lead, monkeypatch):
    def get_body(url, rules):
        raise remote.RemoteError("graphite.example.org did not respond in time.")

    monkeypatch.setattr(remote, "get_body", get_body)
    click(client, metric)
    tasks.work()

    page = see(client, metric)
    assert page.count("did not respond in time.") == 1
    assert "Fetch now" in page
    assert Fetch.objects.get().failure.endswith("in time.")
    fetched = Change.objects.of(metric).get(action="figures fetched")
    assert fetched.by == lead
    assert fetched.fields["result"] == ["", "failed"]


@pytest.mark.usefixtures("lead")
def test_ten_clicks_are_one_fetch(client, metric, hosts):
    for _ in range(10):
        click(client, metric)

    assert (FetchRequest.objects.count(), Task.objects.count()) == (1, 1)
    assert tasks.work() == 1
    assert len(hosts) == 1
    click(client, metric)
    assert (FetchRequest.objects.count(), Task.objects.count()) == (1, 2)


@pytest.mark.usefixtures("lead", "hosts")
def test_a_host_is_asked_for_one_metric_at_a_time(client, team, metric):
    second, other = make_metric(team, "p95"), make_metric(team, "Up", "other.test")
    click(client, metric)

    page = click(client, second).text
    assert "Figures are being fetched from graphite.example.org already" in page
    assert "Waiting to fetch." in click(client, other).text
    assert Task.objects.count() == 2

    tasks.work()
    assert "Waiting to fetch." in click(client, second).text


@pytest.mark.django_db(transaction=True)
def test_ten_who_ask_one_host_at_once_have_one_fetch(team):
    metrics = iter([make_metric(team, f"Metric {number}") for number in range(TIMES)])

    assert at_once(lambda _: ask(next(metrics))) == ["done"] + ["host"] * (TIMES - 1)
    assert Task.objects.count() == 1


def test_a_schedule_and_a_click_ask_a_host_one_after_the_other(
    metric, monkeypatch, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(fetching, "SECONDS_IN_LINE", 0)

    with (
        fetching.only_one_of(metric.host),
        pytest.raises(remote.RemoteError, match="Another fetch from graphite"),
        fetching.only_one_of(metric.host),
    ):
        pass
    with fetching.only_one_of(metric.host), fetching.only_one_of("other.test"):
        pass


@pytest.mark.usefixtures("lead")
def test_a_metric_without_an_address_is_not_fetched(client, metric):
    Metric.objects.update(url="")

    assert NO_ADDRESS in click(client, metric).text
    assert not Task.objects.exists()


def test_whoever_may_not_change_it_any_more_changes_nothing(metric, team, hosts):
    ask(metric, by=make_lead(team, "gone"))
    Member.objects.update(is_lead=False)

    tasks.work()

    assert FetchRequest.objects.get().error == fetching.NO_LONGER
    assert hosts == []
    assert not metric.readings.exists()


def test_only_leads_see_who_asked(client, metric, team):
    ask(metric, by=make_lead(team, "grace"))
    client.force_login(make_user("reader"))

    page = see(client, metric)

    assert "Waiting to fetch." not in page
    assert REFRESH not in page


@pytest.mark.django_db(transaction=True)
def test_a_fetch_that_was_overtaken_writes_nothing(metric, team, monkeypatch):
    def get_body(url, rules):
        tasks.overtake()
        return CSV

    monkeypatch.setattr(remote, "get_body", get_body)
    ask(metric, by=make_lead(team))
    tasks.work()

    assert not metric.readings.exists()
    assert FetchRequest.objects.get().is_unfinished


@pytest.mark.usefixtures("lead")
def test_what_its_task_cannot_end_is_ended_and_said(client, metric):
    click(client, metric)
    Task.objects.update(status=Task.Status.LOST)

    engine.swept.send(None)

    assert GIVEN_UP in see(client, metric)
    assert "Fetch now" in see(client, metric)


@pytest.mark.usefixtures("lead")
def test_where_no_worker_runs_a_host_is_free_again_after_a_while(client, team, metric):
    click(client, metric)
    FetchRequest.objects.update(asked_at=timezone.now() - PATIENCE)

    assert "Waiting to fetch." in click(client, make_metric(team, "p95")).text
    assert NOBODY in see(client, metric)


def test_a_metric_comes_back_with_its_last_fetch(metric, team):
    lead = make_lead(team)
    asked, at = ask(metric, by=lead), timezone.now()
    asked.end(at=at)
    metric.delete(by=lead, at=at)
    lead.delete()

    Deletion.objects.get().restore(by=None, at=at + timedelta(days=1))

    assert FetchRequest.objects.get().by is None
