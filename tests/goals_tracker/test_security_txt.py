from datetime import datetime, timedelta

import pytest
from django.utils import timezone

PLACE = "/.well-known/security.txt"


def fields(response):
    return [line.split(": ", 1) for line in response.text.splitlines()]


def test_it_says_where_to_report_and_in_what_language(client, settings):
    settings.SECURITY_CONTACT = ["mailto:sec@example.org", "https://example.org/sec"]
    settings.SECURITY_LANGUAGES = ["en", "fr"]

    response = client.get(PLACE, secure=True)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert [field for field in fields(response) if field[0] != "Expires"] == [
        ["Contact", "mailto:sec@example.org"],
        ["Contact", "https://example.org/sec"],
        ["Preferred-Languages", "en, fr"],
        ["Canonical", f"https://testserver{PLACE}"],
    ]


def test_it_ends_within_a_year_as_the_rfc_asks(client):
    ends = datetime.fromisoformat(dict(fields(client.get(PLACE)))["Expires"])

    assert timedelta(days=88) < ends - timezone.now() <= timedelta(days=90)


@pytest.mark.django_db
def test_without_a_contact_there_is_none(client, settings):
    settings.SECURITY_CONTACT = []

    assert client.get(PLACE).status_code == 404


def test_it_is_only_read(client):
    assert client.post(PLACE).status_code == 405
