import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from objectives.models import Change, Organization
from reviews.models import Fetch, Metric, TableVersion
from tests import tasks
from tests.makers import make_lead, make_organization, make_team
from tests.metric_server import serving

pytestmark = pytest.mark.django_db
REFRESH = '<noscript><meta http-equiv="refresh" content="3"></noscript>'
GOOD = "time,Load\n2014-10-01,1\n2014-10-02,2.5\n"


@pytest.fixture
def metric():
    make_organization()
    return Metric.objects.create(team=make_team(), name="Load")


@pytest.fixture
def lead(client, metric):
    lead = make_lead(metric.team)
    client.force_login(lead)
    return lead


@pytest.fixture
def client(client, metric):
    client.address = f"/metrics/{metric.pk}/import/"
    return client


def send(client, text="", file=None, name="p50.csv", **more):
    if file is not None:
        more["file"] = SimpleUploadedFile(name, file)
    return client.post(client.address, {"text": text, **more}, follow=True)


def values_of(metric):
    return list(metric.readings.order_by("at").values_list("value", flat=True))


def errors(answer):
    return {
        name: [str(error) for error in found]
        for name, found in answer.context["form"].errors.items()
    }


def test_pasted_figures_are_imported_and_the_page_shows_the_result(
    client, lead, metric
):
    answer = send(client, GOOD)

    assert values_of(metric) == [1, 2.5]
    assert (
        "Readings: 2 new (2014-10-01 00:00 UTC to 2014-10-02 00:00 UTC)." in answer.text
    )
    change = Change.objects.of(metric).get(action="figures imported")
    assert (change.by, change.fields["from"]) == (lead, ["", "pasted figures"])

    answer = send(client, "2014-10-02,3\n2014-10-01,1\n2014-10-03,4")
    assert "Readings: 1 new, 1 changed and 1 unchanged (" in answer.text


@pytest.mark.usefixtures("lead")
def test_an_uploaded_file_comes_in_under_its_name(client, metric):
    send(client, file=GOOD.encode(), name="p50 of pages.csv")

    assert values_of(metric) == [1, 2.5]
    change = Change.objects.of(metric).get(action="figures imported")
    assert change.fields["from"] == ["", "p50 of pages.csv"]


@pytest.mark.usefixtures("lead")
def test_the_same_file_twice_changes_nothing(client):
    send(client, file=GOOD.encode())
    before, count = TableVersion.objects.current(), Change.objects.count()

    answer = send(client, file=GOOD.encode())

    assert "Readings: 2 unchanged (" in answer.text
    assert (TableVersion.objects.current(), Change.objects.count()) == (before, count)


@pytest.mark.usefixtures("lead")
def test_a_wrong_line_is_named_and_nothing_is_stored_by_halves(client, metric):
    typed = "10/31/2014,1\n13/04/2015,2\n2014-10-03,many\n"

    answer = send(client, typed)

    assert answer.status_code == 422
    assert errors(answer) == {
        "text": [
            "Line 2: “13/04/2015” has no month 13: "
            "with slashes, the month comes first here.",
            "Line 3: “many” is not a number.",
        ]
    }
    assert "2014-10-03,many" in answer.text
    assert values_of(metric) == []


@pytest.mark.usefixtures("lead")
def test_dates_that_can_mean_two_days_are_asked_about_and_stay_typed(client, metric):
    typed = "01/02/2015,1\n03/04/2015,2\n"

    answer = send(client, typed)

    assert answer.status_code == 422
    assert errors(answer) == {
        "order": [
            "“01/02/2015” can be 1 February 2015 or 2 January 2015. "
            "Choose whether the day or the month comes first."
        ]
    }
    assert "03/04/2015,2" in answer.text
    assert values_of(metric) == []

    send(client, typed, order="day")
    days = metric.readings.order_by("at").values_list("at", flat=True)
    assert [f"{day:%Y-%m-%d}" for day in days] == ["2015-02-01", "2015-04-03"]


@pytest.mark.usefixtures("lead")
def test_the_organisations_order_is_taken_without_asking(client, metric):
    Organization.objects.update(date_order="month")

    send(client, "01/02/2015,1")

    assert f"{metric.readings.get().at:%Y-%m-%d}" == "2015-01-02"
    form = client.get(client.address).context["form"]
    assert form["order"].value() == "month"


@pytest.mark.usefixtures("lead")
def test_a_file_in_the_other_order_is_taken_when_somebody_says_so(client, metric):
    Organization.objects.update(date_order="day")
    typed = "01/02/2015,1\n01/31/2015,2"

    answer = send(client, typed)

    assert errors(answer)["text"] == [
        "Line 2: “01/31/2015” has no month 31: with slashes, the day comes first here."
    ]
    send(client, typed, order="month")
    assert values_of(metric) == [1, 2]


@pytest.mark.usefixtures("lead")
def test_twenty_wrong_lines_are_named_and_the_others_counted(client):
    answer = send(client, file=b"".join(b"day %d,1\n" % n for n in range(1500)))

    found = errors(answer)["file"]
    assert len(found) == 21
    assert found[-1] == "And 1,480 more."


@pytest.mark.usefixtures("lead")
def test_lines_are_counted_as_they_were_pasted(client):
    answer = send(client, "\r\n\r\n2014-10-01\t1\r\n2014-10-02\t\r\nx\t2\r\n")

    assert errors(answer)["text"][0].startswith("Line 5: “x” is not a time.")


@pytest.mark.usefixtures("lead")
def test_the_page_asks_for_a_column_and_uses_the_answer(client, metric):
    typed = "time,p50,p95\n2014-10-01,1,2\n"

    answer = send(client, typed)
    assert list(errors(answer)) == ["column"]
    assert "“p50”, “p95”" in errors(answer)["column"][0]
    assert typed.strip() in answer.text.replace("\r", "")

    send(client, typed, column="p95")
    assert values_of(metric) == [2]


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize(
    ("sent", "field", "why"),
    [
        ({}, "text", "Paste figures, or choose a file."),
        ({"text": " \n "}, "text", "Paste figures, or choose a file."),
        (
            {"text": "2014-10-01,1", "file": b"2014-10-01,1"},
            "file",
            "Paste figures or choose a file, not both.",
        ),
        ({"file": b""}, "file", "It is empty."),
        ({"file": b"x" * 20_000_001}, "file", "The file is larger than 20 MB."),
        ({"file": b"\xff\xfe\xff"}, "file", "It is not text in UTF-16."),
        ({"file": b"\x89PNG\r\n"}, "file", "Line 1 is not text in UTF-8."),
    ],
)
def test_unreadable_input_has_an_error_at_its_field(client, sent, field, why):
    answer = send(client, **sent)

    assert answer.status_code == 422
    assert errors(answer) == {field: [why]}


@pytest.mark.usefixtures("lead")
def test_a_computed_metric_refuses_figures_on_its_page(client, metric):
    Metric.objects.update(computed="incidents")

    answer = send(client, GOOD)

    assert answer.status_code == 422
    assert "This metric is computed." in answer.text
    assert "2014-10-02,2.5" in answer.text


@pytest.mark.usefixtures("lead")
def test_times_are_read_in_the_zone_that_the_page_names(client, metric, settings):
    settings.TIME_ZONE = "Europe/Paris"

    assert "is in Europe/Paris." in client.get(client.address).text
    send(client, "2014-10-01 02:00,1")

    assert metric.readings.get().at.isoformat() == "2014-10-01T00:00:00+00:00"


# The button


def test_the_button_fetches_figures_from_the_metrics_address(
    client, lead, metric, settings
):
    with serving() as server:
        server.answers["/load.csv"] = GOOD.encode()
        settings.METRIC_HOSTS = settings.METRIC_PRIVATE_HOSTS = [server.host]
        Metric.objects.update(url=server.url("/load.csv"))
        assert "Fetch now" in client.get(client.address).text

        page = client.post(f"/metrics/{metric.pk}/fetch/", follow=True)
        assert "Waiting to fetch." in page.text
        assert REFRESH in page.text
        tasks.work()

    page = client.get(f"/metrics/{metric.pk}/")
    assert "Readings: 2 new (" in page.text
    assert REFRESH not in page.text
    assert Change.objects.get(action="figures imported").by == lead


@pytest.mark.usefixtures("lead")
def test_the_button_says_why_fetching_failed(client, metric):
    Metric.objects.update(url="https://graphite.example.org/")

    client.post(f"/metrics/{metric.pk}/fetch/")
    tasks.work()

    why = "The administrator has not allowed the host graphite.example.org."
    page = client.get(f"/metrics/{metric.pk}/").text
    assert page.count(why) == 1
    assert "Fetch now" in page
    assert Fetch.objects.get().failure == why


@pytest.mark.usefixtures("lead")
def test_a_metric_without_an_address_has_no_button(client, metric):
    assert "Fetch now" not in client.get(client.address).text

    answer = client.post(f"/metrics/{metric.pk}/fetch/", follow=True)

    assert "This metric has no address to fetch from." in answer.text
    assert not Fetch.objects.exists()
