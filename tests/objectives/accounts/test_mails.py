"""Mails about accounts: who gets them, what they say, and for how long links work."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone

from objectives.accounts import administration, invitations
from objectives.models import Change, MailMessage, Organization
from objectives.models.failed_sign_ins import MOST
from tests import tasks
from tests.makers import make_organization, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]
PASSWORD = "a good one, 4 words"
NEW = {"new_password1": "quite another one", "new_password2": "quite another one"}


@pytest.fixture
def boss(boss):
    if not Organization.objects.exists():
        make_organization()
    return boss


@pytest.fixture
def ada():
    if not Organization.objects.exists():
        make_organization()
    return make_user("ada", email="ada@example.org", password=PASSWORD)


def sent():
    """The mails that the worker sends now."""
    mail.outbox.clear()
    tasks.work()
    return mail.outbox


def link_in(message):
    return urlsplit(re.search(r"https://goals\.example\.org\S+", message.body)[0]).path


def opens(link):
    return Client().get(link, follow=True).context["validlink"]


def forget(address="ada@example.org", **more):
    return Client().post("/forgotten-password/", {"email": address}, **more)


def test_an_invitation_is_mailed_and_shown_on_no_page(client, boss):
    words = {"username": "ada", "email": "ada@example.org"}

    page = client.post("/accounts/add/", words)

    (message,) = sent()
    assert "set-password" not in page.text
    assert (message.to, opens(link_in(message))) == (["ada@example.org"], True)
    assert "boss has created an account for you" in message.body
    assert "set-password" not in str(MailMessage.objects.values())


def test_an_invitation_that_was_renewed_or_taken_back_meanwhile_is_not_sent(boss):
    words = {"by": boss, "at": timezone.now()}
    account = invitations.invite("ada", email="ada@example.org", **words)
    invitations.reissue_invite(account, **words)
    assert len(sent()) == 1

    invitations.reissue_invite(account, **words)
    invitations.take_back(account, **words)

    assert sent() == []


def test_a_forgotten_password_is_set_again_by_a_link(ada):
    page = forget("ADA@example.org")
    (message,) = sent()
    link, browser = link_in(message), Client()
    form = browser.get(link, follow=True)

    done = browser.post(form.redirect_chain[-1][0], NEW, follow=True)

    assert "is on its way there" in page.text
    assert "Your password is set." in done.text
    assert done.wsgi_request.user == ada
    assert not opens(link)


def test_a_link_ends_when_the_next_is_asked_for(ada):
    forget()
    first = link_in(sent()[0])

    forget()

    second = link_in(sent()[0])
    assert (opens(first), opens(second)) == (False, True)


def test_a_link_ends_when_the_account_gets_another_address(ada, boss):
    forget()
    link = link_in(sent()[0])

    administration.rename(ada, {"email": "new@example.org"}, by=boss, at=timezone.now())

    assert not opens(link)


def test_an_unknown_address_gets_the_same_answer_and_work(
    ada, django_assert_max_num_queries
):
    make_user("off", email="off@example.org", is_active=False)
    forget("first@example.org")  # of this network
    seen = {}
    for name in ("ada", "nobody", "off"):
        with django_assert_max_num_queries(99) as queries:
            answer = forget(f"{name}@example.org")
        text = answer.text.replace(name, "…").partition("csrfmiddlewaretoken")[0]
        seen[name] = (answer.status_code, text, len(queries))

    assert seen["nobody"] == seen["off"] == seen["ada"]
    assert [message.to for message in sent()] == [["ada@example.org"]]
    assert not MailMessage.objects.exclude(address="").exists()


def test_mails_are_asked_for_five_times_in_fifteen_minutes(ada):
    found = [forget(REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(MOST + 1)]

    assert found == [200] * MOST + [429]
    assert forget("other@example.org", REMOTE_ADDR="192.0.2.1").status_code == 200


def test_many_addresses_from_one_network_are_too_many(ada):
    found = {forget(f"{number}@example.org").status_code for number in range(21)}

    assert found == {200, 429}


def test_without_mail_the_page_says_whom_to_ask(client, ada, settings):
    settings.MAILERS, settings.SIGN_IN_HELP = {}, "Ask Grace, room 12."

    for page in ("/sign-in/", "/forgotten-password/"):
        assert "Ask Grace, room 12." in client.get(page).text
    forget()
    assert not MailMessage.objects.exists()


def test_a_new_password_and_a_new_address_are_told(client, ada, boss):
    client.force_login(ada)
    client.post("/password/", {"old_password": PASSWORD} | NEW)
    administration.rename(ada, {"email": "new@example.org"}, by=boss, at=timezone.now())

    found = [(message.to, message.subject) for message in sent()]

    assert found == [
        (["new@example.org"], "Your password was changed"),
        (["ada@example.org"], "Your e-mail address was changed"),
    ]


def test_a_sign_in_from_a_new_network_is_told(ada):
    words = {"username": "ada", "password": PASSWORD}
    for address in ("192.0.2.1", "192.0.2.1", "198.51.100.7", "198.51.100.7"):
        agent = {"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}
        Client().post("/sign-in/", words, REMOTE_ADDR=address, headers=agent)

    (message,) = sent()
    assert "from the address 198.51.100.7 with Firefox on Linux" in message.body


def test_an_address_signs_in_like_a_name(ada):
    words = {"username": "Ada@example.org", "password": PASSWORD}

    assert Client().post("/sign-in/", words).status_code == 302
    assert get_user_model().objects.get().last_login


def test_spellings_of_an_address_do_not_get_more_guesses(ada):
    spellings = ["ada@example.org", "ADA@example.org", "Ada@Example.org"] * 2
    found = [
        Client().post("/sign-in/", {"username": name, "password": "x"}).status_code
        for name in spellings
    ]

    assert found == [200] * MOST + [429]
    assert Change.objects.filter(action="wrong password", object_pk=ada.pk).exists()
