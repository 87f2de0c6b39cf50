"""Signing in: what is checked, how often, and what people are told."""

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from goals_tracker.machine import slots
from objectives.accounts.password_checks import MOST_IN_LINE, checked
from objectives.accounts.trail import log_wrong_password
from objectives.models import Change, FailedSignIns
from objectives.models.failed_sign_ins import MOST, WINDOW, LockedError
from tests.makers import AT, make_organization, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a good one, 4 words"
NOWHERE = "nobody-of-that-name"


@pytest.fixture
def ada():
    make_organization()
    return make_user("ada", password=PASSWORD)


def send(username="ada", password="wrong", address="192.0.2.1", **more):
    words = {"username": username, "password": password}
    return Client().post("/sign-in/", words, REMOTE_ADDR=address, **more)


def lock(username="ada", **more):
    return [send(username, **more).status_code for _ in range(MOST)]


@pytest.fixture
def hashed(monkeypatch):
    """The passwords that are hashed, whatever for: each costs the same."""
    found = []
    encode = MD5PasswordHasher.encode

    def note(self, password, salt):
        found.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", note)
    return found


def test_the_sixth_is_told_when_to_try_again(ada):
    assert lock() == [200] * MOST

    answer = send()

    assert answer.status_code == 429
    assert 14 * 60 < int(answer["Retry-After"]) <= 15 * 60
    assert "no-store" in answer["Cache-Control"]
    assert "Too many wrong passwords" in answer.text
    assert "You can try again in 15 minutes" in answer.text


def test_the_right_password_is_refused_unread_while_locked(ada, hashed):
    lock()
    hashed.clear()

    answer = send(password=PASSWORD)

    assert (answer.status_code, hashed) == (429, [])
    assert SESSION_KEY not in answer.client.session


def test_the_right_password_works_when_the_window_is_over(ada):
    wrong, right = (lambda: None), (lambda: ada)
    for _ in range(MOST):
        checked(wrong, "ada", "192.0.2.1", at=AT)

    with pytest.raises(LockedError):
        checked(right, "ada", "192.0.2.1", at=AT + WINDOW - timedelta(seconds=1))
    assert checked(right, "ada", "192.0.2.1", at=AT + WINDOW) == ada


def test_a_right_password_does_not_count(ada):
    answers = [send(password=PASSWORD).status_code for _ in range(MOST + 1)]

    assert answers == [302] * (MOST + 1)
    assert lock() == [200] * MOST


def test_nobody_else_is_locked_out(ada):
    make_user("bob", password=PASSWORD)
    lock()

    assert send("bob", PASSWORD).status_code == 302
    assert send("ada", PASSWORD, address="192.0.2.2").status_code == 302
    assert send("ada", PASSWORD, address="2001:db8::1").status_code == 302


def test_an_unknown_name_gets_the_same_answers_and_work(ada, hashed):
    make_user("off", password=PASSWORD, is_active=False)
    make_user("invited")
    seen = {}
    for name in ("ada", NOWHERE, "off", "invited"):
        hashed.clear()
        answers = [send(name) for _ in range(MOST + 1)]
        texts = {answer.text.replace(name, "…") for answer in answers[:MOST]}
        seen[name] = (
            [answer.status_code for answer in answers],
            len(hashed),
            {text.partition("csrfmiddlewaretoken")[0] for text in texts},
            "The user name or the password is not correct" in answers[0].text,
        )

    assert seen["ada"][:2] == ([200] * MOST + [429], MOST)
    assert seen[NOWHERE] == seen["off"] == seen["invited"] == seen["ada"]


def test_a_disabled_account_with_the_right_password_is_like_an_unknown_one(ada):
    make_user("off", password=PASSWORD, is_active=False)

    answer = send("off", PASSWORD)

    assert answer.status_code == 200
    assert "The user name or the password is not correct" in answer.text


def test_sign_ins_and_failures_are_in_the_audit_trail_and_in_the_log(ada, caplog):
    caplog.set_level("INFO", "objectives.accounts")
    send()
    send(password=PASSWORD)

    entries = Change.objects.of(ada).order_by("pk")
    assert [(entry.action, entry.by) for entry in entries] == [
        ("wrong password", None),
        ("signed in", ada),
    ]
    address = {"address": ["", "192.0.2.1"]}
    assert [entry.fields for entry in entries] == [
        address | {"times": ["", "1"]},
        address,
    ]
    assert caplog.messages == [
        "Wrong password for 'ada' from 192.0.2.1",
        "'ada' signed in from 192.0.2.1",
    ]


def test_what_is_no_name_of_an_account_is_not_written_down(ada, caplog):
    send("my-password-by-mistake")

    entry = Change.objects.get(action="wrong password")
    assert (entry.object_pk, entry.object_name) == (0, "")
    assert "mistake" not in caplog.text
    assert "an unknown name from 192.0.2.1" in caplog.text


def counted():
    """Each entry about wrong passwords: the account, the network, how many."""
    entries = Change.objects.filter(action="wrong password").order_by("pk")
    return [
        (entry.object_pk, entry.fields["address"][1], int(entry.fields["times"][1]))
        for entry in entries
    ]


def test_guesses_of_an_hour_are_one_entry_for_an_account_and_a_network(ada):
    bob = make_user("bob")
    for _ in range(3):
        send(NOWHERE)
        send("nobody-else")
        send("bob")
        send(address="2001:db8:1:2::1")
        send(address="2001:db8:1:2::9")
    send(address="2001:db8:1:3::1")

    assert counted() == [
        (0, "192.0.2.1", 6),
        (bob.pk, "192.0.2.1", 3),
        (ada.pk, "2001:db8:1:2::/64", 5),
        (ada.pk, "2001:db8:1:3::/64", 1),
    ]


def test_guesses_of_another_hour_are_another_entry(ada):
    first = partial(log_wrong_password, "ada", "192.0.2.1")
    for minutes in (0, 30, 59, 60, 61):
        first(at=AT + timedelta(minutes=minutes))

    assert [times for _, _, times in counted()] == [3, 2]
    entries = Change.objects.filter(action="wrong password").order_by("pk")
    assert [entry.at - AT for entry in entries] == [timedelta(0), timedelta(hours=1)]


def test_a_refusal_is_in_the_log_and_adds_nothing_to_the_audit_trail(ada, caplog):
    lock()
    caplog.clear()

    send()

    assert "too many wrong ones: 192.0.2.1" in caplog.text
    assert counted() == [(ada.pk, "192.0.2.1", MOST)]


def folder(settings):
    return Path(settings.VAR_DIR, "run", "passwords")


def test_who_finds_the_line_full_is_told_to_wait(ada, settings, hashed):
    taken = [slots.free(folder(settings) / "line", of=9) for _ in range(MOST_IN_LINE)]

    answer = send(password=PASSWORD)

    for held in taken:
        os.close(held)
    assert (answer.status_code, answer["Retry-After"], hashed) == (503, "3", [])
    assert "Your password was not checked." in answer.text
    assert not FailedSignIns.objects.exists()
    assert send(password=PASSWORD).status_code == 302


def test_who_waited_in_line_for_too_long_is_told_so(ada, settings, monkeypatch, hashed):
    monkeypatch.setattr("objectives.accounts.password_checks.SECONDS_IN_LINE", 0.1)
    held = slots.free(folder(settings) / "check", of=1)

    answer = send(password=PASSWORD)

    os.close(held)
    assert (answer.status_code, hashed) == (503, [])
    assert send(password=PASSWORD).status_code == 302


def test_the_address_is_the_last_that_a_trusted_proxy_names(ada, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = partial(send, address="10.0.0.1")

    found = [
        forged(headers={"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.1"})
        for number in range(MOST + 1)
    ]

    assert [answer.status_code for answer in found] == [200] * MOST + [429]
    other = forged(headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.9"})
    assert other.status_code == 200


def test_a_header_is_not_believed_unless_a_proxy_is_trusted(ada):
    found = [
        send(headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code
        for number in range(MOST + 1)
    ]

    assert found == [200] * MOST + [429]


def test_a_server_without_an_address_lets_people_in(ada):
    assert send(password=PASSWORD, address="").status_code == 302


def test_the_administration_sends_people_to_the_same_page(ada, client, hashed):
    words = {"username": "ada", "password": PASSWORD, "next": "/admin/"}

    asked = client.get("/admin/", follow=True)
    sent = client.post("/admin/login/?next=/admin/auth/user/", words)

    assert asked.redirect_chain[-1][0] == "/sign-in/?next=/admin/"
    assert sent["Location"] == "/sign-in/?next=/admin/auth/user/"
    assert hashed == []


def test_the_administration_says_no_to_those_signed_in_already(ada, client):
    client.force_login(ada)

    assert client.get("/admin/", follow=True).status_code == 403


def test_guesses_of_the_old_password_count_as_well(ada, client, hashed):
    client.force_login(ada)
    new = {"new_password1": "quite another one", "new_password2": "quite another one"}

    found = [
        client.post("/password/", {"old_password": "x"} | new, REMOTE_ADDR="192.0.2.1")
        for _ in range(MOST + 1)
    ]

    assert [answer.status_code for answer in found] == [200] * MOST + [429]
    assert send(password=PASSWORD).status_code == 429


def test_old_sessions_go_on(ada, client):
    # As Django's own view made them.
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/password/").status_code == 200


def test_a_session_and_its_cookie_last_as_before(ada, settings):
    client = send(password=PASSWORD).client

    cookie = client.cookies["sessionid"]
    assert cookie["max-age"] == settings.SESSION_COOKIE_AGE == 14 * 24 * 60 * 60
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.session[SESSION_KEY] == str(ada.pk)
    last = type(ada).objects.get().last_login
    assert timezone.now() - last < timedelta(minutes=5)


def test_signing_in_begins_a_session_of_its_own(ada):
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key

    client.post("/sign-in/", {"username": "ada", "password": PASSWORD})

    assert client.session.session_key != session.session_key


@pytest.mark.parametrize(
    ("to", "place"),
    [("/plans/", "/plans/"), ("https://evil.example/", "/"), ("//evil.example", "/")],
)
def test_it_leads_back_to_pages_of_this_site_only(ada, to, place):
    words = {"username": "ada", "password": PASSWORD, "next": to}

    assert Client().post("/sign-in/", words)["Location"] == place


@pytest.mark.parametrize("path", ["signup", "login", "email", "password/reset", "2fa"])
def test_no_other_page_of_allauth_has_an_address(ada, client, path):
    for start in ("", "accounts/", "sign-in/"):
        assert client.get(f"/{start}{path}/").status_code == 404
    names = get_resolver().reverse_dict
    assert [name for name in names if str(name).startswith("account_")] != []
    assert "account_signup" not in names
    assert "account_email" not in names
