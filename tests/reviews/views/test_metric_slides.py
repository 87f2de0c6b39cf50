import datetime

import pytest
from django.urls import reverse

from reviews.models import Metric
from tests.makers import AT, make_organization, make_quarter, make_team

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.datetime(2014, 11, 3, tzinfo=datetime.UTC)


@pytest.fixture
def metric():
    make_organization(licence_notice="All content is ours.")
    make_quarter()
    found = Metric.objects.create(team=make_team(), name="Response time", unit="s")
    found.readings.create(at=NOVEMBER, value=2.5)
    found.readings.create(at=AT, value=9)
    return found


def slide(client, metric, **query):
    return client.get(reverse("metric_slide", args=[metric.pk], query=query))


def test_the_slide_is_that_of_the_quarter_asked_for(client, metric):
    answer = slide(client, metric, quarter="2014-15-q2")

    page = answer.content.decode()
    assert "2.5 s" in page
    assert 'class="chart"' in page
    assert "All content is ours." in page
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_without_one_it_is_the_quarter_of_the_last_reading(client, metric):
    assert "9 s" in slide(client, metric).content.decode()


def test_a_metric_without_readings_says_so_for_the_current_quarter(client, metric):
    empty = Metric.objects.create(team=metric.team, name="Empty", note="Not yet.")

    assert "No figures. Not yet." in slide(client, empty).content.decode()


def test_a_callout_is_shown_alone(client, metric):
    metric.display = "callout"
    metric.save()
    Metric.objects.create(team=metric.team, name="Other", display="callout")

    page = slide(client, metric, quarter="2014-15-q2").content.decode()
    assert "Response time" in page
    assert "Other" not in page


def test_a_quarter_that_is_none_is_not_found(client, metric):
    assert slide(client, metric, quarter="2099-q9").status_code == 404
