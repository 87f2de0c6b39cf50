import datetime
import io
import threading
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from goals_tracker import remote
from objectives.models import Change
from reviews.metrics import fetching
from reviews.models import Fetch, Metric, TableVersion
from reviews.tasks import fetch_metrics
from tests import tasks
from tests.makers import AT, LATER, make_organization, make_team, make_user
from tests.metric_server import serving
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
OCT = 1_412_121_600  # 2014-10-01 in Unix seconds
GRAPHITE = [{"target": "load", "datapoints": [[3, OCT], [None, OCT + 60]]}]
SERIES = {"metric": {"__name__": "load"}, "values": [[OCT, "3"]]}
PROMETHEUS = {
    "status": "success",
    "data": {"resultType": "matrix", "result": [SERIES]},
}


@pytest.fixture
def server():
    with serving() as server:
        server.answers |= {
            "/render": GRAPHITE,
            "/api/v1/query_range": PROMETHEUS,
            "/load.csv": b"time,p50,Load\n2014-10-01,1,3\n",
            "/load.json": [[OCT, 3]],
        }
        yield server


@pytest.fixture(autouse=True)
def hosts(settings, server):
    settings.METRIC_HOSTS = settings.METRIC_PRIVATE_HOSTS = [server.host]


def make_metric(server, path="/render", **fields):
    fields = {"team": make_team(), "name": "Load", "url": server.url(path)} | fields
    return Metric.objects.create(**fields)


def fetch(metric, at=AT, by=None, **limits):
    limits = {"silent_seconds": 60, "total_seconds": 60} | limits
    return fetching.fetch(
        metric, by=by, at=at, limits=fetching.administrator_rules(**limits)
    )


def values_of(metric):
    return list(metric.readings.order_by("at").values_list("value", flat=True))


# What is fetched


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("/render?target=load&format=json", ""),
        ("/render?target=load&format=json", "graphite"),
        ("/api/v1/query_range?query=load", ""),
        ("/api/v1/query_range?query=load", "prometheus"),
        ("/load.csv", "csv"),
        ("/load.csv", ""),
        ("/load.json", "json"),
    ],
)
def test_figures_are_fetched_from_the_metrics_address(server, path, format):
    metric, ada = make_metric(server, path, format=format), make_user("ada")

    found, taken = fetch(metric, by=ada)

    assert values_of(metric) == [3]
    assert taken.new == 1
    assert (found.at, found.good_at, found.failure) == (AT, AT, "")
    change = Change.objects.of(metric).get(action="figures imported")
    assert (change.by, change.fields["from"]) == (ada, ["", "127.0.0.1"])


def test_what_was_fetched_before_changes_nothing_but_when_it_was_tried(server):
    metric = make_metric(server)
    fetch(metric)
    before = dict(TableVersion.objects.current())

    found, taken = fetch(metric, at=LATER)

    assert (taken.new, taken.changed, taken.same) == (0, 0, 1)
    assert (found.at, found.good_at) == (LATER, LATER)
    after = dict(TableVersion.objects.current())
    assert {table for table in after if after[table] != before.get(table)} == {
        "reviews_fetch"
    }
    assert Change.objects.of(metric).filter(action="figures imported").count() == 1


@pytest.mark.parametrize(
    ("month", "zone", "first"),
    [
        (7, "UTC", datetime.datetime(2014, 10, 1)),
        (1, "UTC", datetime.datetime(2014, 10, 1)),
        (2, "UTC", datetime.datetime(2014, 8, 1)),
        (7, "America/New_York", datetime.datetime(2014, 10, 1)),
    ],
)
def test_the_times_in_an_address_are_of_the_last_quarter_until_now(
    server, settings, month, zone, first
):
    settings.TIME_ZONE = zone
    make_organization(fiscal_year_start=month)
    path = "/render?target=a.b{c,d}&from={from}&until={until}"

    fetch(make_metric(server, path))

    asked = parse_qs(urlsplit(server.asked[-1][0]).query)
    first = first.replace(tzinfo=ZoneInfo(zone))
    assert asked == {
        "target": ["a.b{c,d}"],
        "from": [str(int(first.timestamp()))],
        "until": [str(int(AT.timestamp()))],
    }


def test_an_address_is_encoded_for_the_request(server):
    path = '/api/v1/query_range?query=up{job="Büro"} > 0&start={from}'

    found, _ = fetch(make_metric(server, path))

    assert found.failure == ""
    query = parse_qs(urlsplit(server.asked[-1][0]).query)["query"]
    assert query == ['up{job="Büro"} > 0']


# What cannot be used


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/status?code=500", "The server responded with 500: Internal Server Error"),
        (
            "/hang",
            "127.0.0.1 did not respond in time: the limit is 0.2 s of silence",
        ),
        (
            "/drip",
            "127.0.0.1 did not respond in time: the limit is 0.2 s of silence",
        ),
        ("/redirect?to=http://evil.test/", "The server redirects elsewhere. The admin"),
        ("/endless", "The response is larger than 20 MB."),
        ("/gzip-bomb", "The response is compressed"),
        (
            "/gzip-in-secret",
            "The response cannot be used. Line 1 is not text in UTF-8.",
        ),
        (
            "/says-too-little",
            "The response cannot be used. It is not valid JSON: see line 1",
        ),
        ("/page", "The response cannot be used. It is a web page"),
        (
            "/bad",
            "The response cannot be used. Reading 1: “true” is not a number. And 1 mo",
        ),
        (
            "/two",
            "The response cannot be used. It has 2 series. Fetch only one",
        ),
        ("/none", "The response cannot be used. The server has no such series."),
    ],
)
def test_an_unusable_response_keeps_the_last_good_figures(server, path, why):
    bad = [[True, OCT], ["x", OCT + 60], [4, OCT + 120]]
    server.answers |= {
        "/page": b"<!doctype html><title>Sign in</title>",
        "/bad": [{"target": "load", "datapoints": bad}],
        "/two": GRAPHITE * 2,
        "/none": [],
    }
    metric = make_metric(server)
    fetch(metric)
    Metric.objects.filter(pk=metric.pk).update(url=server.url(path))
    metric.refresh_from_db()
    is_slow = path in ("/hang", "/drip")
    limits = {"silent_seconds": 0.2, "total_seconds": 0.4} if is_slow else {}

    found, taken = fetch(metric, at=LATER, **limits)

    assert found.failure.startswith(why)
    assert taken is None
    assert (found.at, found.good_at) == (LATER, AT)
    assert Fetch.objects.get() == found
    assert values_of(metric) == [3]


def test_a_metric_that_was_never_fetched_says_so(server):
    found, _ = fetch(make_metric(server, "/status?code=404"))

    assert (found.at, found.good_at) == (AT, None)


def test_a_successful_fetch_clears_the_failure(server):
    metric = make_metric(server, "/status?code=404")
    fetch(metric)
    Metric.objects.filter(pk=metric.pk).update(url=server.url("/render"))
    metric.refresh_from_db()

    found, _ = fetch(metric, at=LATER)

    assert (found.failure, found.good_at) == ("", LATER)


def test_a_host_is_allowed_by_the_administrator_or_not_asked(server, settings):
    settings.METRIC_HOSTS = []

    found, _ = fetch(make_metric(server))

    assert found.failure.startswith("The administrator has not allowed the host 127.")
    assert server.asked == []


def test_a_private_address_is_allowed_by_name_or_not_asked(server, settings):
    settings.METRIC_PRIVATE_HOSTS = []

    found, _ = fetch(make_metric(server))

    assert found.failure.startswith("127.0.0.1 has a private address")
    assert server.asked == []


def test_a_computed_metric_takes_nothing_that_was_fetched(server):
    metric = make_metric(server, computed="incidents")

    found, _ = fetch(metric)

    assert found.failure.startswith("This metric is computed.")
    assert values_of(metric) == []


def test_a_long_failure_is_cut(server):
    names = [{"target": "x" * 500 + str(n), "datapoints": []} for n in range(20)]
    server.answers["/many"] = names

    found, _ = fetch(make_metric(server, "/many"))

    assert len(found.failure) == 400


# Meanwhile


def during(act, monkeypatch):
    """Do that while the network is waited for."""
    read = remote.get_body

    def reading(*args):
        assert connection.in_atomic_block is False
        content = read(*args)
        act()
        return content

    monkeypatch.setattr(remote, "get_body", reading)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_network_is_waited_for(server, monkeypatch):
    metric = make_metric(server)
    waited = []
    during(lambda: waited.append(1), monkeypatch)

    found, _ = fetch(metric)

    assert (waited, found.failure) == ([1], "")


@pytest.mark.django_db(transaction=True)
def test_figures_of_an_address_changed_in_between_are_not_imported(server, monkeypatch):
    metric = make_metric(server)
    others = Metric.objects.filter(pk=metric.pk)
    during(lambda: others.update(url="https://other.test/"), monkeypatch)

    found, _ = fetch(metric)

    assert found.failure == "Its address has changed in the meantime."
    assert values_of(metric) == []


@pytest.mark.django_db(transaction=True)
def test_a_metric_deleted_in_between_leaves_nothing(server, monkeypatch):
    metric = make_metric(server)
    during(lambda: Metric.objects.filter(pk=metric.pk).delete(), monkeypatch)

    found, _ = fetch(metric)

    assert found.failure == "This has been deleted in the meantime."
    assert not Fetch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_runs_at_once_do_what_one_does(server):
    pk = make_metric(server).pk
    found = []

    def run(between):
        found.append(fetch(Metric.objects.get(pk=pk))[1].new)

    assert at_once(run) == ["done"] * TIMES
    assert sorted(found) == [0] * (TIMES - 1) + [1]
    assert Fetch.objects.get().failure == ""


# The command


def run(**options):
    """What the command says: its lines, those of its failures, its last words."""
    out, err, end = io.StringIO(), io.StringIO(), ""
    try:
        call_command("fetch_metrics", stdout=out, stderr=err, no_color=True, **options)
    except CommandError as error:
        end = str(error)
    return out.getvalue().splitlines(), err.getvalue().splitlines(), end


def test_the_command_reports_each_metric_and_continues_after_a_failure(server):
    team = make_team("Whole")
    make_metric(server, "/status?code=500", team=team, name="A")
    good = make_metric(server, team=team, name="B")
    make_metric(server, "/status?code=404", team=team, name="C")
    Metric.objects.create(team=team, name="D")

    out, err, end = run()

    assert out == ["Whole / B: Readings: 1 new (2014-10-01 00:00 UTC)."]
    assert err == [
        "Whole / A: The server responded with 500: Internal Server Error",
        "Whole / C: The server responded with 404: Not Found",
    ]
    assert end == "2 of 3 could not be fetched."  # and so the exit status is 1
    assert values_of(good) == [3]


def test_the_command_ends_well_where_all_went_well(server):
    make_metric(server)

    assert run()[1:] == ([], "")


def test_the_command_takes_a_team_with_its_groups_or_one_metric(server):
    whole = make_team("Whole")
    metrics = [
        make_metric(server, team=team)
        for team in (whole, make_team("Part", whole), make_team("Other"))
    ]

    assert len(run(team="whole")[0]) == 2
    assert values_of(metrics[2]) == []
    assert len(run(metric=metrics[2].pk)[0]) == 1
    assert values_of(metrics[2]) == [3]


@pytest.mark.parametrize("options", [{"team": "nobody"}, {"metric": 0}])
def test_the_command_refuses_an_unknown_metric_or_team(options):
    assert run(**options)[2].startswith("There is no ")


@pytest.mark.django_db(transaction=True)
def test_the_command_continues_if_the_database_is_busy(server):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has rows to wait for, not the whole database")
    for name in ("A", "B"):
        make_metric(server, name=name)
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            held.set()
            done.wait(60)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 10")
    _, err, end = run()
    done.set()
    holder.join()
    connection.close()

    assert [line.partition(": ")[2] for line in err] == ["database is locked"] * 2
    assert end == "2 of 2 could not be fetched."


# The schedule


def test_the_schedule_fetches_all_and_logs_what_failed(server, caplog):
    team = make_team("Whole")
    make_metric(server, "/status?code=500", team=team, name="A")
    good = make_metric(server, team=team, name="B")

    fetch_metrics.enqueue()
    tasks.work()

    assert values_of(good) == [3]
    assert "Whole / A: The server responded with 500" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_fetch_that_was_overtaken_writes_nothing(server, monkeypatch):
    metric = make_metric(server)
    fetch_metrics.enqueue()
    during(tasks.overtake, monkeypatch)

    tasks.work()

    assert values_of(metric) == []
    assert not Fetch.objects.exists()
