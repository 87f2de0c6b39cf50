"""Codes of an app, recovery codes and what an organisation asks of everybody."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib.auth import SESSION_KEY
from django.test import Client

from objectives.models import Change, Organization
from objectives.models.failed_sign_ins import MOST
from tests.forms_on_pages import forms_on
from tests.makers import make_organization, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a good one, 4 words"


def code_of(secret):
    """What an app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def ada():
    make_organization()
    return make_user("ada", password=PASSWORD)


@pytest.fixture
def with_app(ada):
    # Of its own for each test: allauth remembers codes for a while.
    ada.secret = generate_totp_secret()
    TOTP.activate(ada, ada.secret)
    return ada


def sign_in(client=None):
    client = client or Client()
    client.post("/sign-in/", {"username": "ada", "password": PASSWORD})
    return client


@pytest.fixture
def add_app(django_capture_on_commit_callbacks):
    """Sets an app up as people do; gives the answer and the app's secret."""

    def add_app(client):
        confirm(client)
        page = client.get("/second-factor/app/add/")
        assert '<svg class="qr"' in page.text
        assert "style=" not in page.text
        secret = re.search(r"<code>(\w+)</code>", page.text)[1]
        with django_capture_on_commit_callbacks(execute=True):
            words = {"code": code_of(secret)}
            return client.post("/second-factor/app/add/", words), secret

    return add_app


def confirm(client):
    client.post("/confirm/password/", {"password": PASSWORD})


def send(client, code, **more):
    return client.post("/sign-in/code/", {"code": code}, **more)


def test_an_app_is_set_up_and_asked_for_from_then_on(ada, add_app):
    client = sign_in()

    done, secret = add_app(client)

    assert done["Location"] == "/second-factor/codes/"
    codes = re.findall(r"<code>(\d+)</code>", client.get("/second-factor/codes/").text)
    assert len(set(codes)) == 10
    other = sign_in()
    assert SESSION_KEY not in other.session
    assert send(other, codes[0])["Location"] == "/"
    assert SESSION_KEY in other.session
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    actions = Change.objects.of(ada).values_list("action", flat=True)
    assert "second factor added" in actions


def test_a_code_works_once(with_app):
    code = code_of(with_app.secret)

    assert send(sign_in(), code).status_code == 302

    again = send(sign_in(), code)
    assert (again.status_code, SESSION_KEY in again.client.session) == (200, False)


def test_a_recovery_code_works_once(with_app):
    codes = RecoveryCodes.activate(with_app).get_unused_codes()

    assert send(sign_in(), codes[0]).status_code == 302
    assert send(sign_in(), codes[0]).status_code == 200
    assert send(sign_in(), codes[1]).status_code == 302


def test_the_sixth_wrong_code_is_refused_unread(with_app):
    found = [send(sign_in(), "x").status_code for _ in range(MOST)]

    refused = send(sign_in(), code_of(with_app.secret))

    assert (found, refused.status_code) == ([200] * MOST, 429)
    assert "Too many wrong codes" in refused.text
    elsewhere = sign_in()
    assert (
        send(elsewhere, code_of(with_app.secret), REMOTE_ADDR="192.0.2.9").status_code
        == 302
    )


def test_a_new_password_by_link_does_not_go_round_the_second_factor(
    with_app, boss, client
):
    page = client.post(f"/accounts/{with_app.pk}/", {"act": "link"})
    link = re.search(r'value="http://testserver([^"]+)"', page.text)[1]
    browser = Client()
    form = browser.get(link, follow=True)
    words = {"new_password1": "quite another one", "new_password2": "quite another one"}

    done = browser.post(form.redirect_chain[-1][0], words)

    assert done["Location"] == "/sign-in/code/"
    assert SESSION_KEY not in browser.session


def test_the_code_page_is_for_who_gave_a_password(client, ada):
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"


def test_changing_factors_takes_the_password_again(ada):
    client = sign_in()

    for page in ("app/add/", "passkeys/add/"):
        asked = client.get(f"/second-factor/{page}")
        assert asked["Location"].startswith("/confirm/password/")


def test_an_organisation_may_ask_everybody(ada, boss, client, add_app):
    theirs = sign_in()
    form = forms_on(client.get("/organization/"), "/organization/")[-1]

    client.post("/organization/", form.data(requires_second_factor="on"))

    assert Organization.objects.get().requires_second_factor
    for browser in (theirs, sign_in()):
        assert browser.get("/")["Location"] == "/second-factor/"
        assert "Your organisation asks" in browser.get("/second-factor/").text
    add_app(theirs)
    assert theirs.get("/").status_code == 200


def test_who_removes_the_last_one_has_to_add_another(with_app):
    Organization.objects.update(requires_second_factor=True)
    client = sign_in()
    send(client, code_of(with_app.secret))

    confirm(client)
    client.post("/second-factor/app/remove/")

    assert not Authenticator.objects.exists()
    assert client.get("/")["Location"] == "/second-factor/"


def test_a_passkey_that_nobody_has_signs_nobody_in(client, ada):
    options = client.post("/sign-in/passkey/")
    odd = ["x", "[]", "{}", '{"id": "x"}', '{"id": 1, "rawId": "x", "response": {}}']
    sent = [client.post("/sign-in/passkey/", {"credential": one}) for one in odd]

    assert options.json()["request_options"]["publicKey"]["challenge"]
    assert {answer["Location"] for answer in sent} == {"/sign-in/"}
    assert SESSION_KEY not in client.session
