"""Typed texts that could not be saved are shown on the page that says so."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.makers import make_organization, make_plan, make_team, make_user

pytestmark = pytest.mark.django_db
OWN = {"HTTP_ORIGIN": "http://testserver"}
TYPED = {"rows": "Encrypt\nall links", "initial-rows": "", "password": "s3cret-word"}


@pytest.fixture
def address():
    make_organization()
    plan = make_plan(make_team("Whole"))
    return f"{plan.get_absolute_url()}objectives/add/"


def assert_kept(answer):
    assert "Encrypt\nall links" in answer.text
    assert "s3cret-word" not in answer.text
    assert "Nothing was saved" in answer.text


def test_an_expired_session_keeps_what_was_typed(client, address):
    answer = client.post(address, TYPED, **OWN)

    assert answer.status_code == 403
    assert_kept(answer)
    assert "Send it again" in answer.text
    assert "Sign in in a new tab" in answer.text


def test_a_stale_token_keeps_what_was_typed(address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    answer = client.post(address, TYPED, **OWN)

    assert answer.status_code == 403
    assert_kept(answer)
    assert 'name="csrfmiddlewaretoken"' in answer.text


def test_a_form_from_another_site_cannot_be_sent_again(address):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(address, TYPED, HTTP_ORIGIN="https://elsewhere.example")

    assert answer.status_code == 403
    assert "Send it again</button>" not in answer.text
    assert_kept(answer)


def test_sending_it_again_after_signing_in_saves_it(address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(is_staff=True))
    refused = client.post(address, TYPED, **OWN)
    token = refused.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    again = client.post(address, TYPED | {"csrfmiddlewaretoken": token}, **OWN)

    assert again.status_code == 302


def test_a_hidden_address_keeps_what_was_typed(client, address):
    answer = client.post(address.replace("whole", "nobody"), TYPED, **OWN)

    assert answer.status_code == 404
    assert "Encrypt\nall links" in answer.text


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_too_busy_keeps_what_was_typed(client, address):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has rows to wait for, not the whole database")
    client.force_login(make_user(is_staff=True))
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
    answer = client.post(address, TYPED, **OWN)
    done.set()
    holder.join()
    connection.close()

    assert answer.status_code == 503
    assert "Encrypt\nall links" in answer.text
    assert "s3cret-word" not in answer.text
    assert "Send it again" in answer.text


def test_a_request_that_is_too_large_gives_a_clear_400(client, address):
    client.force_login(make_user(is_staff=True))

    answer = client.post(address, {"title": "x" * (17 * 1024 * 1024)}, **OWN)

    assert answer.status_code == 400
    assert "a problem with your request" in answer.text
