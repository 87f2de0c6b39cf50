import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.test import Client

from objectives.accounts import administration, sessions
from objectives.models import Change, Member, Organization
from objectives.models.failed_sign_ins import MOST_LINKS
from objectives.models.organization import Readers
from tests.forms_on_pages import codes
from tests.makers import AT, make_organization, make_team, make_user
from tests.together import at_once

pytestmark = pytest.mark.django_db
PASSWORD = "a good one, 4 words"


@pytest.fixture
def boss(boss):
    make_organization()
    return boss


@pytest.fixture
def ada():
    return Member.objects.create(team=make_team("Whole"), name="Ada Byron")


def invite(client, member, username="ada"):
    return client.post(f"/people/{member.pk}/invite/", {"username": username})


def link_in(page):
    """The path of the link that a page shows."""
    return urlsplit(re.search(r'value="(http[^"]+)"', page.text)[1]).path


def act(client, account, name):
    return client.post(f"/accounts/{account.pk}/", {"act": name})


def set_password(link):
    """The response to a visitor who opens the link and chooses a password."""
    browser = Client()
    page = browser.get(link, follow=True)
    if not page.context["validlink"]:
        return page
    words = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    return browser.post(page.redirect_chain[-1][0], words, follow=True)


def test_an_invited_person_sets_a_password_and_signs_in(client, boss, ada):
    page = invite(client, ada)

    account = get_user_model().objects.get(username="ada")
    ada.refresh_from_db()
    assert (page.status_code, ada.user) == (200, account)
    assert not account.has_usable_password()
    done = set_password(link_in(page))
    assert "Your password is set." in done.text
    assert authenticate(username="ada", password=PASSWORD) == account


def test_a_link_works_once(client, boss, ada):
    link = link_in(invite(client, ada))
    set_password(link)

    again = set_password(link)

    assert "This link has expired" in again.text


def test_a_new_link_revokes_the_old_one(client, boss, ada):
    first = link_in(invite(client, ada))
    account = get_user_model().objects.get(username="ada")

    second = link_in(act(client, account, "link"))

    assert "This link has expired" in set_password(first).text
    assert "Your password is set." in set_password(second).text


def test_a_new_link_revokes_the_old_one_of_an_account_with_a_password(client, boss):
    account = make_user("ada", password=PASSWORD)

    first = link_in(act(client, account, "link"))
    second = link_in(act(client, account, "link"))
    browser = Client()
    half_way = browser.get(link_in(act(client, account, "link")), follow=True)
    fourth = link_in(act(client, account, "link"))

    assert "This link has expired" in set_password(first).text
    assert "This link has expired" in set_password(second).text
    words = {"new_password1": "x-4-words-x", "new_password2": "x-4-words-x"}
    late = browser.post(half_way.redirect_chain[-1][0], words)
    assert "This link has expired" in late.text
    assert authenticate(username="ada", password=PASSWORD) == account
    assert "Your password is set." in set_password(fourth).text


def test_a_new_link_does_not_revoke_those_of_others(client, boss):
    one, two = make_user("one"), make_user("two")

    link = link_in(act(client, one, "link"))
    act(client, two, "link")
    act(client, one, "promote")

    assert "Your password is set." in set_password(link).text


@pytest.mark.parametrize(
    "link",
    ["/set-password/x/y/", "/set-password/MQ/set-password/", "/set-password/%00/x/"],
)
def test_a_made_up_link_opens_nothing(client, link):
    make_organization()

    assert "This link has expired" in client.get(link).text


def test_too_many_wrong_links_from_an_address_are_refused_unread(client, boss):
    ada = make_user("ada")
    link = link_in(act(client, ada, "link"))
    key = link.split("/")[2]
    guesses = [f"/set-password/{key}/x-{number}/" for number in range(MOST_LINKS)]
    found = [Client().get(guess).status_code for guess in guesses]

    refused = Client().get(link)
    elsewhere = Client().get(link, REMOTE_ADDR="192.0.2.9", follow=True)

    assert found == [200] * MOST_LINKS
    assert refused.status_code == 429
    assert 14 * 60 < int(refused["Retry-After"]) <= 15 * 60
    assert "Too many wrong links" in refused.text
    assert elsewhere.context["validlink"]
    assert authenticate(username="ada", password=PASSWORD) is None


def test_a_right_link_does_not_count(client, boss):
    link = link_in(act(client, make_user("ada"), "link"))

    found = [client.get(link).status_code for _ in range(MOST_LINKS + 1)]

    assert found == [302] * (MOST_LINKS + 1)


def test_wrong_links_do_not_keep_people_from_signing_in(client):
    make_organization()
    make_user("ada", password=PASSWORD)
    for number in range(MOST_LINKS + 1):
        answer = client.get(f"/set-password/MQ/x-{number}/")

    words = {"username": "ada", "password": PASSWORD}
    assert answer.status_code == 429
    assert client.post("/sign-in/", words).status_code == 302


def test_wrong_links_are_in_the_log_with_the_address(client, caplog):
    make_organization()

    client.get("/set-password/MQ/secret/")

    assert caplog.messages == ["Wrong link to set a password from 127.0.0.1"]


def test_a_weak_password_is_refused_with_a_sentence(client, boss, ada):
    browser = Client()
    page = browser.get(link_in(invite(client, ada)), follow=True)

    words = {"new_password1": "12345678", "new_password2": "12345678"}
    answer = browser.post(page.redirect_chain[-1][0], words)

    assert "This password is too common." in answer.text
    assert not get_user_model().objects.get(username="ada").has_usable_password()


def test_every_action_is_in_the_audit_trail_without_secrets(client, boss, ada):
    link = link_in(invite(client, ada))
    set_password(link)
    account = get_user_model().objects.get(username="ada")
    for name in ("promote", "demote", "disable", "enable", "link"):
        act(client, account, name)

    entries = Change.objects.of(account).order_by("pk")
    assert [(entry.action, entry.by_name) for entry in entries] == [
        ("invited", "boss"),
        ("password set", "Ada Byron"),
        ("signed in", "Ada Byron"),
        ("made administrator", "boss"),
        ("no longer administrator", "boss"),
        ("disabled", "boss"),
        ("enabled", "boss"),
        ("given a link", "boss"),
    ]
    assert entries[5].fields == {"is_active": ["True", "False"]}
    account.refresh_from_db()
    text = str([(entry.fields, entry.reason) for entry in Change.objects.all()])
    assert account.password not in text
    assert link.split("/")[-2] not in text


@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("", "required"),
        ("  ", "required"),
        ("boss", "taken"),
        ("BOSS", "taken"),
        ("ｂｏｓｓ", "taken"),
        ("x" * 151, "max_length"),
        ("a b", "invalid"),
        ("<b>x</b>", "invalid"),
        ("a\0b", "character"),
        ("a\u202eb", "invalid"),
        ("a/../b", "invalid"),
    ],
)
def test_an_odd_user_name_is_refused_with_a_sentence(client, boss, ada, username, code):
    answer = invite(client, ada, username)

    assert answer.status_code == 422
    assert code in codes(answer)["username"]
    assert get_user_model().objects.count() == 1
    ada.refresh_from_db()
    assert ada.user is None


def test_a_person_with_an_account_cannot_be_invited_again(client, boss, ada):
    invite(client, ada)

    answer = invite(client, ada, "another")

    assert answer.status_code == 422
    assert "This person already has an account." in answer.text
    assert not get_user_model().objects.filter(username="another").exists()


def lead_of(team, client):
    lead = make_user("lead")
    Member.objects.create(team=team, user=lead, name="Lead", is_lead=True)
    client.force_login(lead)
    return lead


def test_a_lead_sees_no_accounts(client, ada):
    make_organization()
    lead_of(ada.team, client)
    other = make_user("other")

    assert client.get("/accounts/").status_code == 403
    assert client.get("/accounts/add/").status_code == 403
    assert client.get(f"/accounts/{other.pk}/").status_code == 403
    assert client.get("/accounts/999999/").status_code == 403
    assert act(client, other, "link").status_code == 403


def test_a_lead_invites_people_of_the_own_team_alone(client, ada):
    make_organization()
    lead_of(ada.team, client)
    stranger = Member.objects.create(team=make_team("Other"), name="Bob")

    assert invite(client, stranger, "bob").status_code == 403
    assert "Invite" in client.get(f"/people/{ada.pk}/change/").text
    page = invite(client, ada)
    assert "Your password is set." in set_password(link_in(page)).text


def test_a_lead_invites_again_and_takes_back_until_there_is_a_password(client, ada):
    make_organization()
    lead_of(ada.team, client)
    page = f"/people/{ada.pk}/invite/"
    first = link_in(invite(client, ada))

    second = link_in(client.post(page, {"act": "link"}))
    assert "This link has expired" in set_password(first).text
    client.post(page, {"act": "take_back"})
    assert "This link has expired" in set_password(second).text
    assert "It was taken back." in client.get(page).text
    third = link_in(client.post(page, {"act": "link"}))
    assert "Your password is set." in set_password(third).text

    assert client.post(page, {"act": "link"}).status_code == 403
    assert client.post(page, {"act": "disable"}).status_code == 403


def test_a_lead_gets_no_link_to_an_account_that_others_invited(client, boss, ada):
    invited = link_in(client.post("/accounts/add/", {"username": "new"}))
    lead_of(ada.team, client)
    ada.user = get_user_model().objects.get(username="new")
    ada.save()

    refused = client.post(f"/people/{ada.pk}/invite/", {"act": "link"})

    assert refused.status_code == 403
    assert "Your password is set." in set_password(invited).text


def test_a_form_sent_again_later_gives_no_link_to_an_account_in_use(client, ada):
    make_organization()
    lead_of(ada.team, client)
    sent = {"username": "ada", "once": "a" * 32}
    page = f"/people/{ada.pk}/invite/"
    set_password(link_in(client.post(page, sent)))

    again = client.post(page, sent)

    assert again.status_code in (403, 422)
    assert "set-password" not in again.text


def test_a_lead_can_link_an_account_but_gets_no_invite_link(client, ada):
    make_organization()
    lead, other = make_user("lead"), make_user("other", password=PASSWORD)
    Member.objects.create(team=ada.team, user=lead, name="Lead", is_lead=True)
    client.force_login(lead)

    typed = {"name": "Ada Byron", "position": "0", "user": "other"}
    client.post(f"/people/{ada.pk}/change/", typed)

    page = client.get(f"/people/{ada.pk}/change/")
    assert Member.objects.get(pk=ada.pk).user == other
    assert "/accounts/" not in page.text
    assert "set-password" not in page.text


def test_whoever_sets_a_password_is_signed_in(client, boss, ada):
    browser = Client()
    page = browser.get(link_in(invite(client, ada)), follow=True)
    words = {"new_password1": PASSWORD, "new_password2": PASSWORD}

    done = browser.post(page.redirect_chain[-1][0], words, follow=True)

    assert done.redirect_chain[-1][0] == "/"
    assert done.wsgi_request.user.get_full_name() == "Ada Byron"
    assert "Account of Ada Byron" in done.text


def test_a_link_is_kept_from_referrers_and_caches(client, boss, ada):
    page = invite(client, ada)
    wrong = Client().get("/set-password/MQ/secret/")
    right = Client().get(link_in(page))

    for answer in (page, wrong, right):
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer["Cache-Control"]


def test_a_link_that_is_refused_unread_is_not_in_the_log(client, boss, caplog):
    link = link_in(act(client, make_user("ada"), "link"))
    for number in range(MOST_LINKS):
        Client().get(f"/set-password/MQ/x-{number}/")

    assert Client().get(link).status_code == 429

    assert "/set-password/" in caplog.text
    assert link.split("/")[-2] not in caplog.text


def test_a_renamed_account_signs_in_by_its_new_names(client, boss):
    account = make_user("ada", password=PASSWORD, email="old@example.org")
    words = {"username": "byron", "name": "Ada Byron", "email": "ada@example.org"}

    answer = client.post(f"/accounts/{account.pk}/rename/", words)

    assert answer["Location"] == f"/accounts/{account.pk}/"
    for name in ("byron", "ADA@example.org"):
        sent = {"username": name, "password": PASSWORD}
        assert Client().post("/sign-in/", sent).status_code == 302
    entry = Change.objects.of(account).filter(action="renamed").get()
    assert entry.fields["first_name"] == ["", "Ada Byron"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"username": "BOB"}, "username"),
        ({"username": "ada", "email": "Bob@example.org"}, "email"),
        ({"username": "ada", "email": "nowhere"}, "email"),
        ({"username": "a b"}, "username"),
    ],
)
def test_names_and_addresses_are_each_of_one_account(client, boss, words, field):
    make_user("bob", email="bob@example.org")
    account = make_user("ada")

    answer = client.post(f"/accounts/{account.pk}/rename/", words)

    assert (answer.status_code, list(codes(answer))) == (422, [field])
    account.refresh_from_db()
    assert (account.username, account.email) == ("ada", "")


def test_the_record_keeps_the_name_of_a_deleted_account(client, boss, ada):
    account = make_user("byron", first_name="Ada Byron")
    ada.user = account
    ada.save(by=account, at=AT)
    theirs = Client()
    theirs.force_login(account)

    client.post(f"/accounts/{account.pk}/delete/")

    assert not get_user_model().objects.filter(pk=account.pk).exists()
    assert Change.objects.of(ada).latest("pk").by_name in ("Ada Byron", "boss")
    assert Change.objects.filter(by_name="Ada Byron", by=None).exists()
    ada.refresh_from_db()
    assert ada.user is None
    assert theirs.get("/password/").status_code == 302


def test_an_account_can_be_created_without_a_team(client, boss):
    page = client.post("/accounts/add/", {"username": "reader"})

    assert "Your password is set." in set_password(link_in(page)).text
    account = get_user_model().objects.get(username="reader")
    assert (account.is_staff, account.memberships.count()) == (False, 0)


def test_a_disabled_account_cannot_sign_in(client, boss):
    account = make_user("ada", password=PASSWORD)
    browser = Client()
    browser.force_login(account)

    act(client, account, "disable")

    assert not authenticate(username="ada", password=PASSWORD)
    assert "Sign in" in browser.get("/").text
    act(client, account, "enable")
    assert authenticate(username="ada", password=PASSWORD)


def test_administrators_cannot_act_on_their_own_account(client, boss):
    assert act(client, boss, "demote").status_code == 403
    assert "This is your own account" in client.get(f"/accounts/{boss.pk}/").text


def test_administrators_cannot_act_on_a_superuser(client, boss):
    root = make_user("root", is_staff=True, is_superuser=True)

    for name in ("link", "disable", "demote"):
        assert act(client, root, name).status_code == 403
    assert "more rights than yours" in client.get(f"/accounts/{root.pk}/").text


@pytest.mark.parametrize("name", ["", "delete", "\0", "promote "])
def test_an_unknown_action_is_refused(client, boss, name):
    account = make_user()

    assert act(client, account, name).status_code == 422
    assert not Change.objects.of(account).exists()


def test_the_same_action_twice_is_logged_once(client, boss):
    account = make_user()

    for _ in range(2):
        assert act(client, account, "disable").status_code == 302

    assert Change.objects.of(account).count() == 1


@pytest.mark.parametrize("number", ["0", "9" * 20, "9" * 5000, "x"])
def test_invalid_numbers_give_a_404(client, boss, number):
    assert client.get(f"/accounts/{number}/").status_code == 404


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_names_accounts_and_their_teams(
    client, boss, ada, django_assert_num_queries, size
):
    for number in range(size):
        make_user(f"person-{number}", team=ada.team)

    with django_assert_num_queries(8):
        page = client.get("/accounts/")

    assert "<bdi>person-0</bdi> of <bdi>Whole</bdi>" in page.text


def test_users_can_change_their_own_password(client):
    make_organization()
    account = make_user("ada", password=PASSWORD)
    client.force_login(account)

    words = {"new_password1": "quite another one", "new_password2": "quite another one"}
    wrong = client.post("/password/", {"old_password": "x"} | words)
    right = client.post("/password/", {"old_password": PASSWORD} | words, follow=True)

    assert "Your old password was entered incorrectly" in wrong.text
    assert "Your password is changed." in right.text
    entries = Change.objects.of(account).order_by("pk")
    assert [entry.action for entry in entries] == ["wrong password", "password set"]
    assert authenticate(username="ada", password="quite another one")


def test_visitors_are_asked_to_sign_in_before_changing_a_password(client):
    assert client.get("/password/")["Location"] == "/sign-in/?next=/password/"


@pytest.mark.django_db(transaction=True)
def test_ten_invitations_at_once_create_one_account():
    make_organization()
    boss, ada = make_user(is_staff=True), Member(team=make_team(), name="Ada")
    ada.save()
    statuses = []

    def one(_):
        mine = Client()
        mine.force_login(boss)
        statuses.append(invite(mine, ada).status_code)

    at_once(one)

    assert sorted(statuses) == [200] + [422] * 9
    assert get_user_model().objects.filter(username="ada").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_disable_each_other_leave_one():
    one, two = make_user(is_staff=True), make_user(is_staff=True)

    def act(_):
        administration.demote(two, by=one, at=AT)
        administration.demote(one, by=two, at=AT)

    with pytest.raises(ValidationError) as refusal:
        act(None)

    assert refusal.value.code == "not_yours"
    assert get_user_model().objects.filter(is_staff=True).get() == one


def test_the_sessions_of_a_disabled_account_do_not_come_back(client, boss):
    ada, theirs, others = make_user("ada"), Client(), Client()
    theirs.force_login(ada)
    others.force_login(make_user("bob"))
    assert theirs.get("/password/").status_code == 200

    act(client, ada, "disable")
    assert theirs.get("/password/").status_code == 302
    act(client, ada, "enable")

    assert theirs.get("/password/").status_code == 302
    assert others.get("/password/").status_code == 200


def test_a_session_that_began_while_the_account_was_disabled_ends_with_that(
    client, boss
):
    ada, late = make_user("ada"), Client()
    act(client, ada, "disable")
    late.force_login(ada)

    act(client, ada, "enable")

    assert late.get("/password/").status_code == 302


@pytest.mark.parametrize("way", ["left", "unlinked", "deleted", "demoted"])
def test_sessions_end_with_the_last_role_that_let_somebody_read(client, boss, ada, way):
    Organization.objects.update(readers=Readers.TEAM)
    account, theirs = make_user("ada", is_staff=way == "demoted"), Client()
    if way != "demoted":
        ada.user = account
        ada.save(at=AT)
    theirs.force_login(account)
    match way:
        case "left":
            ada.left_on = AT.date()
            ada.save(at=AT)
        case "unlinked":
            ada.user = None
            ada.save(at=AT)
        case "deleted":
            ada.delete(at=AT)
        case "demoted":
            act(client, account, "demote")

    assert theirs.get("/password/").status_code == 302


def test_sessions_go_on_while_there_is_something_to_read(client, boss, ada):
    Organization.objects.update(readers=Readers.TEAM)
    account, theirs = make_user("ada", team=make_team("Other")), Client()
    ada.user = account
    ada.save(at=AT)
    theirs.force_login(account)

    ada.delete(at=AT)

    assert theirs.get("/password/").status_code == 200


def test_a_new_password_ends_the_sessions_of_others(client):
    make_organization()
    account, other = make_user("ada", password=PASSWORD), Client()
    client.force_login(account)
    other.force_login(account)
    new = {"new_password1": "quite another one", "new_password2": "quite another one"}

    client.post("/password/", {"old_password": PASSWORD} | new)

    assert client.get("/password/").status_code == 200
    assert other.get("/password/").status_code == 302
    assert len(sessions.sessions_of(account)) == 1
