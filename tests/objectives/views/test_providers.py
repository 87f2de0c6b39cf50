"""Signing in by OpenID Connect, at a provider that issues signed tokens."""

import html
import re

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY, get_user_model
from django.test import Client

from goals_tracker.settings import oidc_apps
from objectives.models import Change
from tests import oidc_provider
from tests.makers import make_organization, make_user

pytestmark = pytest.mark.django_db
ADA = {"sub": "a-1", "email": "ada@example.org", "email_verified": True}


@pytest.fixture(scope="module")
def running():
    with oidc_provider.running() as provider:
        yield provider


@pytest.fixture
def provider(running, settings):
    make_organization()
    one = {
        "id": "works",
        "name": "Our works",
        "url": running.url,
        "client": oidc_provider.CLIENT,
        "secret": oidc_provider.SECRET,
    }
    two = one | {"id": "other", "name": "Another"}
    settings.OIDC_PROVIDERS = [one, two]
    settings.SOCIALACCOUNT_PROVIDERS = oidc_apps([one, two])
    running.person, running.overrides, running.signing = dict(ADA), {}, running.key
    return running


def leave(client, to="works"):
    """Where the page at the provider sends the browser back to."""
    page = client.post(f"/sign-in/with/{to}/")
    there = html.unescape(re.search(r'href="(http://127[^"]+)"', page.text)[1])
    back = requests.get(there, allow_redirects=False, timeout=60).headers["Location"]
    return back.removeprefix("http://testserver")


def sign_in(client=None, to="works"):
    client = client or Client()
    return client.get(leave(client, to))


def test_the_page_that_signs_in_names_all_providers(client, provider):
    page = client.get("/sign-in/").text

    assert "Sign in with <bdi>Our works</bdi>" in page
    assert "Sign in with <bdi>Another</bdi>" in page


def test_a_verified_address_leads_to_its_account_and_the_key_does_later(provider):
    ada = make_user("ada", email="ada@example.org")

    first = sign_in()
    provider.person = {"sub": "a-1", "email": "married@example.org"}
    second = sign_in()

    assert (first["Location"], second["Location"]) == ("/", "/")
    for answer in (first, second):
        assert answer.client.session[SESSION_KEY] == str(ada.pk)
        assert answer["Referrer-Policy"] == "no-referrer"
    actions = Change.objects.of(ada).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["linked", "signed in", "signed in"]
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email": "stranger@example.org"},
        {"email": ""},
    ],
)
def test_nobody_comes_in_by_an_address_that_is_not_proven(provider, claims):
    make_user("ada", email="ada@example.org")
    provider.person |= claims

    answer = sign_in()

    assert answer.status_code == 403
    assert "You have no account here yet" in answer.text
    assert SESSION_KEY not in answer.client.session
    assert get_user_model().objects.count() == 1


def test_a_disabled_account_stays_out(provider):
    make_user("ada", email="ada@example.org", is_active=False)

    assert sign_in().status_code == 403


@pytest.mark.parametrize(
    "overrides", [{"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}]
)
def test_a_token_for_others_or_from_others_is_refused(provider, overrides):
    make_user("ada", email="ada@example.org")
    provider.overrides = overrides

    answer = sign_in()

    assert (answer.status_code, SESSION_KEY in answer.client.session) == (403, False)


def test_a_token_that_somebody_else_signed_is_refused(provider):
    make_user("ada", email="ada@example.org")
    provider.signing = oidc_provider.new_key()

    answer = sign_in()

    assert (answer.status_code, SESSION_KEY in answer.client.session) == (403, False)


def test_an_answer_that_another_browser_asked_for_is_refused(provider):
    make_user("ada", email="ada@example.org")
    stranger = Client()

    answer = stranger.get(leave(Client()))

    assert (answer.status_code, SESSION_KEY in stranger.session) == (403, False)


def test_where_providers_may_they_create_accounts(provider, settings):
    settings.OIDC_CREATE_ACCOUNTS = True
    make_user("ada")
    provider.person |= {"preferred_username": "ada", "name": "Ada Byron"}

    answer = sign_in()

    account = get_user_model().objects.exclude(username="ada").get()
    assert answer["Location"] == "/"
    assert (account.get_full_name(), account.email) == ("Ada Byron", "ada@example.org")
    assert not account.has_usable_password()
    assert not account.is_staff


def test_a_second_factor_is_asked_for_as_well(provider):
    ada = make_user("ada", email="ada@example.org")
    TOTP.activate(ada, generate_totp_secret())

    answer = sign_in()

    assert answer["Location"] == "/sign-in/code/"
    assert SESSION_KEY not in answer.client.session


def test_who_gives_up_there_is_back_at_the_page_that_signs_in(client, provider):
    back = leave(client).partition("?")
    state = re.search(r"state=([^&]+)", back[2])[1]

    answer = client.get(f"{back[0]}?error=access_denied&state={state}")

    assert answer["Location"] == "/sign-in/"


@pytest.mark.parametrize("name", ["nobody", "%00"])
def test_an_unknown_provider_is_not_there(client, provider, name):
    assert client.post(f"/sign-in/with/{name}/").status_code == 404
