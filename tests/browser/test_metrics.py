"""The pages of metrics, readings and incidents, looked at and worked by hand."""

import datetime

import pytest

from objectives.models import Member
from reviews.models import Fetch, Incident, Metric, Reading
from tests.browser.sheets import sign_in
from tests.browser.test_pages import oddities
from tests.makers import AT, make_organization, make_quarter, make_team, make_user

LIST = "/teams/ops/metrics/"
INCIDENTS = "/teams/ops/incidents/"
SIZES = [(1280, 720), (360, 740)]


@pytest.fixture
def team(transactional_db):
    make_organization()
    make_quarter()
    make_quarter(datetime.date(2015, 2, 1))
    team = make_team("Ops")
    make_user("grace", team=team)
    Member.objects.update(is_lead=True)
    return team


def make_figures(team):
    """A metric of each sort, with what people may have typed into it."""
    wide = {"heading": "W" * 80, "source": "漢字" * 60, "note": "word " * 40}
    metric = Metric.objects.create(
        team=team, name="Load time " * 8, unit="s", url="https://e.org/" + "x" * 900
    )
    Reading.objects.bulk_create(
        Reading(
            metric=metric,
            at=AT - datetime.timedelta(days=number),
            value=1.5 * 10 ** (number % 20),
            comment="c" * (number * 6),
        )
        for number in range(40)
    )
    Fetch.objects.create(metric=metric, at=AT, failure="It did not answer. " * 15)
    Metric.objects.create(team=team, name="مرحبا بالعالم", display="number", **wide)
    Metric.objects.create(team=team, name="Up", computed="uptime", second=metric)
    for number, is_noticed in enumerate([True, False, None]):
        Incident.objects.create(
            team=team,
            title="<script>alert(1)</script> " * 5 + "W" * 20,
            service="s" * 80 * (number % 2),
            started_at=AT - datetime.timedelta(days=20 * number),
            duration=datetime.timedelta(days=2, hours=3, minutes=4, seconds=5),
            is_user_visible=is_noticed,
            link="https://example.org/" * (number % 2),
        )
    return metric


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_figures_are_accessible_and_fit(team, live_server, browser, size):
    metric = make_figures(team)
    computed = Metric.objects.get(computed="uptime")
    reading = metric.readings.latest("at")
    addresses = [
        LIST,
        f"{LIST}add/",
        *(f"/metrics/{one.pk}/" for one in (metric, computed)),
        f"/metrics/{metric.pk}/?quarter=2014-15-q2",
        f"/metrics/{metric.pk}/change/",
        f"/metrics/{metric.pk}/delete/",
        *(f"/metrics/{one.pk}/readings/add/" for one in (metric, computed)),
        f"/readings/{reading.pk}/change/",
        INCIDENTS,
        f"{INCIDENTS}add/",
        f"/incidents/{Incident.objects.latest('pk').pk}/change/",
    ]
    viewport = dict(zip(("width", "height"), size, strict=True))
    with browser.new_context(viewport=viewport) as context:
        page = context.new_page()
        sign_in(page, live_server.url, "grace", to="/")

        found = {
            address: oddities(page, live_server.url + address) for address in addresses
        }

    assert found == {address: ([], [], 0) for address in addresses}


def test_a_lead_adds_a_metric_a_reading_and_moves_it(team, live_server, page):
    Metric.objects.create(team=team, name="Availability")
    sign_in(page, live_server.url, "grace", to="/")
    page.goto(f"{live_server.url}/teams/ops/")

    page.get_by_role("link", name="Metrics", exact=True).click()
    page.get_by_role("link", name="Add a metric").click()
    page.get_by_label("Name").fill("Load time")
    page.get_by_label("Unit").fill("s")
    page.get_by_label("Which is better").select_option("down")
    page.get_by_role("button", name="Add the metric").click()
    page.get_by_role("link", name="Add a reading").click()
    page.get_by_label("Time").fill("2015-01-14T17:00")
    page.get_by_label("Value").fill("2,14")
    page.get_by_role("button", name="Add the reading").click()
    row = page.locator(".readings tbody tr")
    assert row.locator("th").inner_text() == "14 Jan 2015, 17:00"
    assert row.locator(".col-value").inner_text() == "2.14 s"
    page.get_by_role("link", name="Metrics", exact=True).click()
    page.get_by_role("button", name="Move Load time up").click()

    titles = page.locator(".metrics .title").all_inner_texts()
    assert titles == ["Load time", "Availability"]
    assert oddities(page, page.url) == ([], [], 0)


def test_an_incident_is_added_refused_put_right_and_undone(team, live_server, page):
    sign_in(page, live_server.url, "grace", to="/")
    page.goto(live_server.url + INCIDENTS)

    page.get_by_role("link", name="Add an incident").click()
    page.get_by_label("What happened").fill("Power was lost")
    page.get_by_label("Began").fill("2015-01-14T17:00")
    page.get_by_label("Ended").fill("2015-01-14T19:10")
    page.get_by_label("Or how long it lasted").fill("3 hours")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Add the incident").click()
    assert said_beside_fields(page) == [
        "The end and the length do not agree. Leave one empty."
    ]
    page.get_by_label("Or how long it lasted").fill("")
    page.get_by_role("button", name="Add the incident").click()
    assert "2 h 10 min" in page.get_by_role("row").nth(1).inner_text()

    page.get_by_role("link", name="Edit Power was lost").click()
    page.get_by_role("button", name="Delete").click()
    assert page.get_by_text("No incidents recorded.").is_visible()
    page.get_by_role("button", name="Undo").click()
    assert page.get_by_role("rowheader").inner_text().startswith("Power was lost")


def said_beside_fields(page):
    """What stands beside the fields, and is tied to them for readers."""
    described = page.locator("[aria-invalid]").get_attribute("aria-describedby")
    return [
        page.locator(f"#{name}").inner_text()
        for name in described.split()
        if name.endswith("error")
    ]


def test_targets_of_these_pages_are_at_least_24_px(team, live_server, page):
    metric = make_figures(team)
    sign_in(page, live_server.url, "grace", to="/")

    for address in (LIST, f"/metrics/{metric.pk}/", INCIDENTS, f"{LIST}add/"):
        page.goto(live_server.url + address)
        heights = page.eval_on_selector_all(
            "main a, main button, main summary, main select",
            "found => found.map(one => [one.textContent, "
            "one.getBoundingClientRect().height])"
            ".filter(([, height]) => height && height < 24)",
        )
        assert heights == []
