import datetime

import pytest

from objectives.models import Change, Deletion
from objectives.models.organization import Readers
from reviews.models import Incident
from tests.forms_on_pages import codes
from tests.makers import (
    AT,
    make_lead,
    make_organization,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
QUERIES = 9
LIST = "/teams/ops/incidents/"
ADD = f"{LIST}add/"
TYPED = {
    "title": "Switches lost power",
    "started_at": "2014-11-20T17:40",
    "is_user_visible": "yes",
}


@pytest.fixture
def team(client):
    """A team whose lead is signed in, in an open organisation."""
    make_organization()
    team = make_team("Ops")
    client.force_login(make_lead(team, "grace"))
    return team


def make_incident(team, title="Switches lost power", **fields):
    fields = {"started_at": AT} | fields
    return Incident.objects.create(team=team, title=title, **fields)


def span(**units):
    return datetime.timedelta(**units)


def seen(client, incident):
    """What the form of an incident is sent with when nothing is changed."""
    fields = client.get(f"/incidents/{incident.pk}/change/").context["form"]
    shown = {field.html_name: field.value() or "" for field in fields}
    return shown | {f"initial-{name}": value for name, value in shown.items()}


def change(client, incident, **fields):
    data = seen(client, incident) | fields
    return client.post(f"/incidents/{incident.pk}/change/", data)


def test_an_incident_is_added_with_what_is_known(client, team):
    page = client.post(
        ADD,
        TYPED | {"service": " Wikis ", "duration": "2 h 10 min"},
        follow=True,
    )

    incident = Incident.objects.get()
    assert (incident.team, incident.service) == (team, "Wikis")
    assert incident.duration == span(hours=2, minutes=10)
    assert incident.is_user_visible is True
    assert incident.started_at.isoformat() == "2014-11-20T17:40:00+00:00"
    assert Change.objects.of(incident).get().by_name == "grace"
    assert "2 h 10 min" in page.text
    assert "Noticed" in page.text


def test_what_is_not_known_stays_unknown(client, team):
    page = client.post(ADD, TYPED | {"is_user_visible": ""}, follow=True)

    incident = Incident.objects.get()
    assert (incident.duration, incident.is_user_visible) == (None, None)
    assert "not known" in page.text
    assert "Not known" in page.text


@pytest.mark.parametrize(
    ("ended_at", "typed", "lasted"),
    [
        ("2014-11-20T19:50", "", span(hours=2, minutes=10)),
        ("2014-11-20T19:50", "130 min", span(hours=2, minutes=10)),
        ("2014-11-20T19:50", "2 h 10 min 30 s", span(minutes=130, seconds=30)),
        ("2014-11-20T17:40", "", span()),
        ("", "45", span(minutes=45)),
        ("", "0", span()),
    ],
)
def test_an_end_or_a_duration_says_how_long_it_lasted(
    client, team, ended_at, typed, lasted
):
    client.post(ADD, TYPED | {"ended_at": ended_at, "duration": typed})

    assert Incident.objects.get().duration == lasted


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"title": " "}, "title", "required"),
        ({"title": "x" * 161}, "title", "max_length"),
        ({"started_at": ""}, "started_at", "required"),
        ({"started_at": "2015-02-30T10:00"}, "started_at", "invalid"),
        ({"started_at": "0001-01-01T00:00"}, "started_at", "year"),
        ({"started_at": "9999-12-31T23:59"}, "started_at", "year"),
        ({"ended_at": "2014-11-20T17:39"}, "ended_at", "before"),
        (
            {"ended_at": "2014-11-20T19:50", "duration": "2 h"},
            "duration",
            "disagree",
        ),
        ({"duration": "soon"}, "duration", "invalid"),
        ({"duration": "2:10"}, "duration", "invalid"),
        ({"duration": "2 years"}, "duration", "invalid"),
        ({"duration": "400 days"}, "duration", "too_long"),
        ({"link": "javascript:alert(1)"}, "link", "invalid"),
        ({"link": "ftp://example.org/"}, "link", "invalid"),
        ({"is_user_visible": "perhaps"}, "is_user_visible", "invalid_choice"),
    ],
)
def test_an_impossible_value_is_an_error_at_its_field(
    client, team, fields, field, code
):
    page = client.post(ADD, TYPED | {"service": "Kept"} | fields)

    assert page.status_code == 422
    assert codes(page)[field] == [code]
    assert 'value="Kept"' in page.text
    assert not Incident.objects.exists()


def test_services_that_were_disturbed_before_are_offered_once(client, team):
    for name in ("Wikis", "Mail", "Wikis", ""):
        make_incident(team, service=name)
    make_incident(make_team("Other"), service="Theirs")

    page = client.get(ADD)

    assert page.text.count('<option value="Wikis">') == 1
    assert '<option value="Mail">' in page.text
    assert "Theirs" not in page.text


def test_a_change_writes_only_what_was_changed(client, team):
    at = AT.replace(second=42)
    incident = make_incident(team, started_at=at, duration=span(minutes=90, seconds=5))

    answer = change(client, incident, title="Power")

    assert answer.status_code == 302
    incident.refresh_from_db()
    assert (incident.title, incident.started_at) == ("Power", at)
    assert incident.duration == span(minutes=90, seconds=5)
    changed = Change.objects.of(incident).get(action="changed")
    assert set(changed.fields) == {"title"}


def test_a_typed_end_replaces_the_stored_duration(client, team):
    incident = make_incident(team, duration=span(hours=1))

    change(client, incident, ended_at="2015-01-14T20:00")

    incident.refresh_from_db()
    assert incident.duration == span(hours=3)


def test_a_duration_is_made_unknown_again(client, team):
    incident = make_incident(team, duration=span(hours=1), is_user_visible=False)

    change(client, incident, duration="", is_user_visible="")

    incident.refresh_from_db()
    assert (incident.duration, incident.is_user_visible) == (None, None)


def test_what_is_known_now_takes_the_place_of_what_was_not(client, team):
    incident = make_incident(team)

    change(client, incident, duration="1 h", is_user_visible="no")

    incident.refresh_from_db()
    assert (incident.duration, incident.is_user_visible) == (span(hours=1), False)


def test_a_concurrent_change_is_not_overwritten(client, team):
    incident = make_incident(team, duration=span(hours=1))
    sent = seen(client, incident) | {
        "ended_at": "2015-01-14T20:00",
        "is_user_visible": "no",
    }
    Incident.objects.update(duration=span(hours=2), is_user_visible=True)

    page = client.post(f"/incidents/{incident.pk}/change/", sent)

    assert page.status_code == 409
    assert codes(page)["duration"] == ["conflict"]
    assert "Theirs: 2 h<" in page.text
    assert "Theirs: Yes<" in page.text
    incident.refresh_from_db()
    assert incident.duration == span(hours=2)

    again = sent | {"keep-duration": "theirs", "initial-duration": "2 h"}
    again |= {"keep-is_user_visible": "mine", "initial-is_user_visible": "yes"}
    client.post(f"/incidents/{incident.pk}/change/", again)

    incident.refresh_from_db()
    assert (incident.duration, incident.is_user_visible) == (span(hours=2), False)


def test_a_deleted_incident_comes_back(client, team):
    incident = make_incident(team)

    answer = client.post(f"/incidents/{incident.pk}/delete/")

    assert not Incident.objects.exists()
    assert "Undo" in client.get(answer["Location"]).text
    back = client.post(f"/deleted/{Deletion.objects.get().pk}/restore/")
    assert back["Location"] == f"{LIST}#incident-{incident.pk}"
    assert Incident.objects.get().title == incident.title


def test_the_list_has_quarters_newest_first_and_groups_of_the_team(client, team):
    make_quarter()
    make_incident(team, "Early", started_at=AT - span(days=200))
    make_incident(team, "Last", duration=span(days=1, hours=3))
    make_incident(make_team("Labs", team), "Middle", started_at=AT - span(days=50))
    make_incident(make_team("Other"), "Theirs")

    page = client.get(LIST)

    found = [
        (str(group.quarter), [str(one) for one in group.incidents])
        for group in page.context["page"].groups
    ]
    assert found == [
        ("Q3 2014-15", ["Last"]),
        ("Q2 2014-15", ["Middle"]),
        ("Q4 2013-14", ["Early"]),
    ]
    assert "1 day 3 h" in page.text


def test_without_incidents_it_says_what_to_do(client, team):
    page = client.get(LIST)

    assert "No incidents recorded." in page.text
    assert ADD in page.text


def test_readers_read_and_are_offered_nothing_else(client, team):
    make_incident(team, link="https://example.org/report")
    client.logout()

    page = client.get(LIST)

    assert 'href="https://example.org/report"' in page.text
    assert "/change/" not in page.text
    assert ADD not in page.text
    assert client.get(ADD).status_code == 403


def test_incidents_of_a_team_that_one_does_not_see_are_not_there(client):
    organization = make_organization(Readers.TEAM)
    incident = make_incident(make_team("Ops"))
    client.force_login(make_user(team=make_team("Other")))
    assert organization

    for address in (LIST, ADD, f"/incidents/{incident.pk}/change/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_queries_do_not_grow(client, team, django_assert_num_queries, count):
    Incident.objects.bulk_create(
        Incident(
            team=team, title=f"Incident {number}", started_at=AT - span(days=number)
        )
        for number in range(count)
    )

    with django_assert_num_queries(QUERIES):
        client.get(LIST)


def test_pages_follow_each_other_without_a_gap(client, team):
    Incident.objects.bulk_create(
        Incident(
            team=team,
            title=f"Incident {number}",
            started_at=AT - span(days=number // 2),
        )
        for number in range(120)
    )
    found, address = [], LIST

    while address:
        page = client.get(address).context["page"]
        found += [one.title for group in page.groups for one in group.incidents]
        address = page.next and LIST + page.next

    assert len(found) == 120
    assert len(set(found)) == 120
    back = client.get(LIST + page.previous).context["page"]
    assert found[50:100] == [
        one.title for group in back.groups for one in group.incidents
    ]


@pytest.mark.parametrize("token", ["x", "1:2:3", "\0", "9" * 5000])
def test_a_forged_page_is_not_there(client, team, token):
    assert client.get(LIST, {"after": token}).status_code == 404


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_moments_at_the_ends_of_time_are_refused_everywhere(
    client, team, settings, zone
):
    settings.TIME_ZONE = zone

    for moment in ("1900-01-01T00:00", "2199-12-31T23:59"):
        client.post(ADD, TYPED | {"started_at": moment})

    assert client.get(LIST).status_code == 200
    assert Incident.objects.count() == 2
