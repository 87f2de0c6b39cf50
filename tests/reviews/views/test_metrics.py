import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.models import Change, Deletion
from objectives.models.organization import Readers
from reviews.models import Fetch, Metric, Reading
from tests.forms_on_pages import codes
from tests.makers import (
    AT,
    LATER,
    make_lead,
    make_organization,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
LIST_QUERIES = 6
PAGE_QUERIES = 13
LIST = "/teams/ops/metrics/"
ADD = f"{LIST}add/"
TYPED = {"name": "Load time", "display": "chart", "counted": "noticed"}
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def team(client):
    """A team whose lead is signed in, in an open organisation."""
    make_organization()
    team = make_team("Ops")
    client.force_login(make_lead(team, "grace"))
    return team


def make_metric(team, name="Load time", **fields):
    metric = Metric(team=team, name=name, **fields)
    metric.save(at=AT)
    return metric


def make_readings(metric, count, *, every=HOUR, start=AT):
    Reading.objects.bulk_create(
        Reading(metric=metric, at=start + every * number, value=number / 4)
        for number in range(count)
    )


def page_of(metric):
    return f"/metrics/{metric.pk}/"


def seen(client, address):
    """What a form is sent with when nothing is changed."""
    fields = client.get(address).context["form"]
    shown = {field.html_name: field.value() for field in fields}
    shown = {name: "" if value is None else value for name, value in shown.items()}
    return shown | {f"initial-{name}": value for name, value in shown.items()}


def change(client, metric, **fields):
    address = f"{page_of(metric)}change/"
    return client.post(address, seen(client, address) | fields)


# Metrics


def test_a_metric_is_added_last_and_its_page_says_what_comes_next(client, team):
    make_metric(team, "First", position=4)
    second = make_metric(team, "95th", display="none")

    page = client.post(
        ADD,
        TYPED
        | {
            "unit": "s",
            "statistic": "median",
            "direction": "down",
            "target": "2,5",
            "second": second.pk,
            "source": "Navigation Timing",
            "url": "https://graphite.example.org/render?from={from}&until={until}",
        },
        follow=True,
    )

    metric = Metric.objects.get(name="Load time")
    assert page.redirect_chain == [(page_of(metric), 302)]
    assert (metric.target, metric.position) == (2.5, 5)
    assert (metric.second, metric.direction) == (second, "down")
    assert metric.url.endswith("from={from}&until={until}")
    assert Change.objects.of(metric).get().by_name == "grace"
    assert "Now import its figures." in page.text
    assert f"{page_of(metric)}import/" in page.text


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"name": " "}, "name", "required"),
        ({"name": "Taken"}, "name", "taken"),
        ({"name": "x" * 81}, "name", "max_length"),
        ({"target": "fast"}, "target", "number"),
        ({"target": "1,234"}, "target", "number"),
        ({"target": "nan"}, "target", "number"),
        ({"target": "1e999"}, "target", "number"),
        ({"display": ""}, "display", "required"),
        ({"display": "pie"}, "display", "invalid_choice"),
        ({"second": "999999"}, "second", "invalid_choice"),
        ({"url": "file:///etc/passwd"}, "url", "invalid"),
        ({"computed": "uptime", "unit": "s"}, "unit", "unit"),
    ],
)
def test_an_impossible_value_is_an_error_at_its_field(
    client, team, fields, field, code
):
    make_metric(team, "Taken")

    page = client.post(ADD, TYPED | {"note": "Kept"} | fields)

    assert page.status_code == 422
    assert codes(page)[field] == [code]
    assert 'value="Kept"' in page.text
    assert Metric.objects.count() == 1


def test_a_baseline_is_chosen_and_shown_on_the_page(client, team):
    metric = make_metric(team)

    change(client, metric, display="process", baseline_until="2015-03-31")

    metric.refresh_from_db()
    assert metric.baseline_until == datetime.date(2015, 3, 31)
    page = client.get(page_of(metric)).text
    assert "Signal or noise" in page
    assert "Limits of the figures up to 31 March 2015" in page


def test_a_second_line_is_another_of_the_same_team(client, team):
    metric, beside = make_metric(team), make_metric(team, "95th")
    theirs = make_metric(make_team("Other"), "Theirs")

    form = client.get(f"{page_of(metric)}change/").context["form"]

    assert list(form.fields["second"].queryset) == [beside]
    for wrong in (metric, theirs):
        page = change(client, metric, second=wrong.pk)
        assert codes(page)["second"] == ["invalid_choice"]


def test_groups_with_values_are_open(client, team):
    metric = make_metric(team, computed="incidents")

    groups = client.get(f"{page_of(metric)}change/").context["form"].groups
    new = client.get(ADD).context["form"].groups
    refused = client.post(ADD, TYPED | {"url": "x y"}).context["form"].groups

    assert [one.name for one in groups if one.is_open][3:] == ["computed"]
    assert [one.name for one in new if one.is_open] == ["what", "shown", "source"]
    assert [one.name for one in refused if one.is_open][3:] == ["fetched"]


def test_a_change_writes_only_what_was_changed(client, team):
    metric = make_metric(team, target=0.1, source="Watchmouse")

    change(client, metric, target="0,2")

    metric.refresh_from_db()
    assert (metric.target, metric.source) == (0.2, "Watchmouse")
    assert set(Change.objects.of(metric).get(action="changed").fields) == {"target"}


def test_a_concurrent_change_is_not_overwritten(client, team):
    metric = make_metric(team, target=1.5)
    address = f"{page_of(metric)}change/"
    sent = seen(client, address) | {"target": "3", "direction": "up"}
    Metric.objects.update(target=2.0, direction="down")

    page = client.post(address, sent)

    assert page.status_code == 409
    assert "Theirs: 2<" in page.text
    assert "Theirs: Less is better<" in page.text
    metric.refresh_from_db()
    assert (metric.target, metric.direction) == (2.0, "down")


def test_metrics_are_moved_up_and_down(client, team):
    names = ["one", "two", "three"]
    rows = {name: make_metric(team, name) for name in names}
    other = make_metric(make_team("Labs", team), "theirs")

    def order():
        return [str(one) for one in Metric.objects.covered_by(team)]

    assert order() == ["one", "three", "two", "theirs"]  # by name, as nobody moved them
    answer = client.post(f"{page_of(rows['two'])}move/", {"up": "1"})
    assert answer["Location"] == f"{LIST}#metric-{rows['two'].pk}"
    assert order() == ["one", "two", "three", "theirs"]
    client.post(f"{page_of(rows['one'])}move/", {"down": "1"})
    assert order() == ["two", "one", "three", "theirs"]
    for name, way in (("two", "up"), ("three", "down")):
        client.post(f"{page_of(rows[name])}move/", {way: "1"})
        client.post(f"{page_of(other)}move/", {way: "1"})
    assert order() == ["two", "one", "three", "theirs"]
    assert Change.objects.of(rows["two"]).filter(action="moved").count() == 1


def test_a_deleted_metric_comes_back_with_all_that_it_had(client, team):
    metric = make_metric(team)
    chart = make_metric(team, "Chart", second=metric)
    make_readings(metric, 1200)
    Fetch.objects.create(metric=metric, at=AT, failure="No answer.")

    asked = client.get(f"{page_of(metric)}delete/")
    answer = client.post(f"{page_of(metric)}delete/")

    assert "1,200 readings" in asked.text
    assert list(Metric.objects.all()) == [chart]
    assert not Reading.objects.exists()
    assert "Undo" in client.get(answer["Location"]).text
    back = client.post(f"/deleted/{Deletion.objects.get().pk}/restore/")
    assert back["Location"] == page_of(metric)
    chart.refresh_from_db()
    assert chart.second == metric
    assert metric.readings.count() == 1200
    assert metric.readings.order_by("-at").first().value == 1199 / 4
    assert Fetch.objects.get().failure == "No answer."


def test_putting_readings_back_takes_no_query_for_each(client, team):
    metric = make_metric(team)
    make_readings(metric, 1200)
    deletion = metric.delete(by=None, at=LATER)

    with CaptureQueriesContext(connection) as found:
        deletion.restore(by=None, at=LATER)

    assert Reading.objects.count() == 1200
    assert len(found) < 60


# The list


def test_the_list_says_what_each_is_and_what_is_wrong(client, team):
    loaded = make_metric(team, "Load", unit="s", source="Graphite")
    make_readings(loaded, 3)
    Fetch.objects.create(metric=loaded, at=AT, failure="No answer.")
    make_metric(team, "Lost", note="The figures are lost.")
    make_metric(team, "Served", computed="incidents", display="callout")
    make_metric(make_team("Labs", team), "Theirs")
    make_metric(make_team("Other"), "Foreign")

    page = client.get(LIST)

    found = [[str(one) for one in group.metrics] for group in page.context["groups"]]
    assert found == [["Load", "Lost", "Served"], ["Theirs"]]
    for words in (
        "0.5 s",
        "14 Jan 2015, 19:00",
        "Stale",
        "No figures",
        "The figures are lost.",
        "A number among the callouts",
        "Computed",
    ):
        assert words in page.text


def test_without_metrics_it_says_what_to_do(client, team):
    page = client.get(LIST)

    assert "has no metrics yet" in page.text
    assert page.text.count(ADD) == 2


@pytest.mark.parametrize("count", [1, 3, 100])
def test_the_queries_of_the_list_do_not_grow(
    client, team, django_assert_num_queries, count
):
    for number in range(count):
        make_readings(make_metric(team, f"Metric {number}"), 3)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


# A metric's page


def test_a_page_shows_everything_about_its_metric(client, team):
    second = make_metric(team, "95th")
    metric = make_metric(
        team,
        heading="Median",
        unit="s",
        statistic="median",
        direction="down",
        target=2.5,
        second=second,
        monitor="frontend.navtiming",
        period="Hourly",
    )
    make_readings(metric, 2)

    page = client.get(page_of(metric))

    for words in (
        "less is better",
        "2.5 s",
        "95th",
        "frontend.navtiming",
        "Hourly",
        "2 readings, ",
        "14 Jan 2015, 17:00",
        "0.25 s",
    ):
        assert words in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (None, "Not yet."),
        ({}, "14 Jan 2015, 17:00</time>, without errors."),
        (
            {"failure": "It hung.", "good_at": AT - HOUR},
            "16:00</time>.",
        ),
        ({"failure": "It hung."}, "No fetch has succeeded yet."),
    ],
)
def test_a_page_says_how_fetching_went(client, team, fields, words):
    metric = make_metric(team, url="https://graphite.example.org/render")
    if fields is not None:
        Fetch.objects.create(metric=metric, at=AT, **fields)

    page = client.get(page_of(metric))

    assert words in page.text
    assert ("It hung." in page.text) == bool(fields and fields.get("failure"))


def test_readers_do_not_see_the_address(client, team):
    metric = make_metric(team, url="https://graphite.example.org/render?token=secret")
    make_readings(metric, 1)
    Fetch.objects.create(metric=metric, at=AT, failure="No answer from secret.")
    client.logout()

    page = client.get(page_of(metric))

    assert "14 Jan 2015, 17:00" in page.text
    assert "Stale" in page.text
    assert "secret" not in page.text
    for word in ("import/", "fetch/", "change/", "delete/", "readings/add/"):
        assert f"{page_of(metric)}{word}" not in page.text
    assert f"{page_of(metric)}change/" not in client.get(LIST).text
    assert "move/" not in client.get(LIST).text


def test_metrics_of_a_team_that_one_does_not_see_are_not_there(client):
    make_organization(Readers.TEAM)
    metric = make_metric(make_team("Ops"))
    client.force_login(make_user(team=make_team("Other")))

    for address in (LIST, ADD, page_of(metric), f"{page_of(metric)}change/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_queries_of_a_page_do_not_grow(
    client, team, django_assert_num_queries, count
):
    metric = make_metric(team)
    make_readings(metric, count)
    make_quarter()

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(page_of(metric))


def test_pages_of_readings_follow_each_other_without_a_gap(client, team):
    metric = make_metric(team)
    make_readings(metric, 95)
    found, address = [], page_of(metric)

    while address:
        readings = client.get(address).context["readings"]
        found += [row.value for row in readings.rows]
        address = readings.next and page_of(metric) + readings.next

    assert found == [number / 4 for number in reversed(range(95))]
    back = client.get(page_of(metric) + readings.previous).context["readings"]
    assert [row.value for row in back.rows] == found[60:90]


def test_readings_are_narrowed_to_a_quarter_by_its_edges_here(client, team, settings):
    settings.TIME_ZONE = "Europe/Paris"
    second, third = make_quarter(), make_quarter(datetime.date(2015, 1, 1))
    make_quarter(datetime.date(2016, 1, 1))
    metric = make_metric(team)
    midnight = datetime.datetime(2014, 12, 31, 23, tzinfo=datetime.UTC)
    make_readings(metric, 4, start=midnight - 2 * HOUR)

    everything = client.get(page_of(metric)).context["readings"]
    before = client.get(page_of(metric), {"quarter": second.slug}).context["readings"]
    after = client.get(page_of(metric), {"quarter": third.slug}).context["readings"]

    assert everything.quarters == [third, second]
    assert [row.value for row in before.rows] == [0.25, 0]
    assert [row.value for row in after.rows] == [0.75, 0.5]


@pytest.mark.parametrize(
    "query",
    [
        {"quarter": "2013-14-q1"},
        {"quarter": "\0"},
        {"after": "x"},
        {"before": "9" * 5000},
    ],
)
def test_an_address_that_no_link_leads_to_is_not_there(client, team, query):
    metric = make_metric(team)
    make_readings(metric, 1)

    assert client.get(page_of(metric), query).status_code == 404


def test_a_page_of_another_metrics_readings_is_not_there(client, team):
    metric, other = make_metric(team), make_metric(team, "Other")
    for one in (metric, other):
        make_readings(one, 40)

    next_page = client.get(page_of(metric)).context["readings"].next

    assert client.get(page_of(other) + next_page).status_code == 404


# One reading


def test_a_reading_is_added_by_hand(client, team):
    metric = make_metric(team, unit="s")

    page = client.post(
        f"{page_of(metric)}readings/add/",
        {"at": "2015-01-14T17:00", "value": "2,14", "comment": " Read off "},
        follow=True,
    )

    assert page.redirect_chain == [(f"{page_of(metric)}#readings", 302)]
    reading = Reading.objects.get()
    assert (reading.at, reading.value, reading.comment) == (AT, 2.14, "Read off")
    assert "2.14 s" in page.text
    assert Change.objects.of(metric).get(action="reading added").by_name == "grace"


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"at": ""}, "at", "required"),
        ({"at": "2015-02-30T10:00"}, "at", "invalid"),
        ({"at": "2015-01-14T17:00"}, "at", "taken"),
        ({"value": ""}, "value", "required"),
        ({"value": "much"}, "value", "number"),
        ({"value": "1e31"}, "value", "number"),
        ({"value": "-inf"}, "value", "number"),
        ({"comment": "x" * 241}, "comment", "max_length"),
    ],
)
def test_an_impossible_reading_has_an_error_at_its_field(
    client, team, fields, field, code
):
    metric = make_metric(team)
    make_readings(metric, 1)
    typed = {"at": "2015-01-15T17:00", "value": "1", "comment": "Kept"}

    page = client.post(f"{page_of(metric)}readings/add/", typed | fields)

    assert page.status_code == 422
    assert codes(page)[field] == [code]
    assert Reading.objects.count() == 1


def test_a_computed_figure_is_overridden_with_a_reason_only(client, team):
    metric = make_metric(team, computed="incidents")
    address = f"{page_of(metric)}readings/add/"
    typed = {"at": "2015-01-14T17:00", "value": "19"}

    refused = client.post(address, typed | {"comment": " "})
    client.post(address, typed | {"comment": "Three were never filed."})

    assert refused.status_code == 422
    assert codes(refused)["comment"] == ["required"]
    assert Reading.objects.get().comment == "Three were never filed."


def test_a_reading_is_changed_and_keeps_its_time_to_the_microsecond(client, team):
    at = AT.replace(second=7, microsecond=5)
    metric = make_metric(team)
    make_readings(metric, 1, start=at)
    address = f"/readings/{Reading.objects.get().pk}/change/"

    client.post(address, seen(client, address) | {"value": "3"})

    reading = Reading.objects.get()
    assert (reading.at, reading.value) == (at, 3.0)
    client.post(address, seen(client, address) | {"at": "2015-01-15T00:00"})
    assert Reading.objects.get().at.isoformat() == "2015-01-15T00:00:00+00:00"


def test_a_reading_imported_again_in_between_is_not_overwritten(client, team):
    metric = make_metric(team)
    make_readings(metric, 1)
    address = f"/readings/{Reading.objects.get().pk}/change/"
    sent = seen(client, address) | {"value": "3"}
    metric.import_readings([(AT, 7.5)], by=None, at=LATER, source="graphite")

    page = client.post(address, sent)

    assert page.status_code == 409
    assert "Theirs: 7.5<" in page.text
    assert Reading.objects.get().value == 7.5


def test_a_reading_is_removed_and_the_trail_still_names_it(client, team):
    metric = make_metric(team)
    make_readings(metric, 2)
    last = metric.readings.latest("at")

    page = client.post(f"/readings/{last.pk}/delete/", follow=True)

    assert [row.value for row in metric.readings.all()] == [0.0]
    assert "Readings removed" in page.text
    assert "2015-01-14 18:00 UTC" in page.text
    assert client.post(f"/readings/{last.pk}/delete/").status_code == 404


def test_a_clock_that_is_put_back_loses_no_reading(client, team, settings):
    settings.TIME_ZONE = "Europe/Paris"
    twice = datetime.datetime(2014, 10, 26, 1, 30, tzinfo=datetime.UTC)
    metric = make_metric(team)
    make_readings(metric, 2, start=twice - HOUR)
    address = f"/readings/{metric.readings.latest('at').pk}/change/"

    answer = client.post(address, seen(client, address) | {"value": "3"})

    assert answer.status_code == 302
    found = metric.readings.values_list("at", "value")
    assert list(found) == [(twice - HOUR, 0.0), (twice, 3.0)]
