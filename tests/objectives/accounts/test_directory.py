"""Signing in with the passwords of a real directory on the loopback."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from goals_tracker import settings as ours
from objectives.models import Change, Member
from tests.makers import make_lead, make_organization, make_team, make_user
from tests.slapd import BASE, SECRET, directory

pytestmark = [pytest.mark.django_db, pytest.mark.needs("slapd")]
PASSWORD = "a password of the directory"
BACKEND = "objectives.accounts.directory.DirectoryBackend"


@pytest.fixture(scope="module")
def server():
    with directory() as found:
        found.add_person("ada", "Ada Hopper", PASSWORD)
        yield found


@pytest.fixture
def connected(server, settings, monkeypatch):
    """The install asks that directory, which may create accounts."""
    server.set_group("operations", "ada")
    server.set_group("heads")
    values = {
        "LDAP_URL": server.url,
        "LDAP_START_TLS": False,
        "LDAP_USER": f"cn=admin,{BASE}",
        "LDAP_PASSWORD": SECRET,
        "LDAP_PEOPLE": f"ou=people,{BASE}",
        "LDAP_GROUPS": f"ou=groups,{BASE}",
        "LDAP_TEAMS": {"Operations": "techops", "strangers": "nowhere"},
        "LDAP_LEADS": {"heads": "techops"},
        "LDAP_CREATE_ACCOUNTS": True,
    }
    connect(settings, monkeypatch, values)
    make_organization()
    return settings


def connect(settings, monkeypatch, values):
    for name, value in values.items():
        monkeypatch.setattr(ours, name, value)
        setattr(settings, name, value)
    settings.AUTHENTICATION_BACKENDS = [*ours.AUTHENTICATION_BACKENDS, BACKEND]
    for name, value in ours.directory_settings().items():
        setattr(settings, name, value)


def sign_in(client, name="ada", password=PASSWORD):
    client.logout()
    answer = client.post("/sign-in/", {"username": name, "password": password})
    return answer.status_code == 302 and "_auth_user_id" in client.session


def test_a_password_of_the_directory_opens_an_account_of_its_own(client, connected):
    team = make_team("TechOps")
    assert sign_in(client)
    account = get_user_model().objects.get()
    assert (account.username, account.first_name) == ("ada", "Ada Hopper")
    assert account.email == "ada@example.org"
    assert not account.has_usable_password()
    assert not account.is_staff
    member = Member.objects.get(team=team)
    assert (member.user, member.name, member.is_lead) == (account, "Ada Hopper", False)
    actions = Change.objects.filter(object_name="ada").values_list("action", flat=True)
    assert "created by the directory" in actions


@pytest.mark.parametrize("name", ["ada", "nobody", "*", "ada)(uid=*", "a*"])
def test_what_is_no_password_of_the_directory_opens_nothing(client, connected, name):
    password = "another password" if name == "ada" else PASSWORD
    assert not sign_in(client, name, password)
    assert not get_user_model().objects.exists()


def test_an_account_is_created_only_where_the_install_allows_that(client, connected):
    connected.AUTH_LDAP_NO_NEW_USERS = True
    assert not sign_in(client)
    assert not get_user_model().objects.exists()


def test_an_account_that_was_there_is_the_person_of_the_same_name(client, connected):
    connected.AUTH_LDAP_NO_NEW_USERS = True
    account = make_user("ada", password="an older password of our own")
    assert sign_in(client)
    assert int(client.session["_auth_user_id"]) == account.pk
    assert sign_in(client, password="an older password of our own")


def test_a_disabled_account_stays_out_and_joins_nothing(client, connected):
    make_team("TechOps")
    make_user("ada", is_active=False)
    assert not sign_in(client)
    assert not Member.objects.exists()


def test_the_groups_say_who_leads_and_who_is_gone(client, connected, server):
    team = make_team("TechOps")
    server.set_group("heads", "ada")
    sign_in(client)
    assert Member.objects.get(team=team).is_lead
    server.set_group("heads")
    sign_in(client)
    assert not Member.objects.get(team=team).is_lead
    server.set_group("operations")
    sign_in(client)
    gone = Member.objects.get(team=team)
    assert gone.left_on == timezone.localdate() - datetime.timedelta(days=1)
    server.set_group("operations", "ada")
    sign_in(client)
    assert Member.objects.get(team=team).left_on is None


def test_teams_that_no_group_stands_for_stay_as_they_are(client, connected):
    other = make_team("Labs")
    account = make_lead(other, "ada")
    sign_in(client)
    assert Member.objects.get(user=account, team=other).is_lead


def test_somebody_of_that_name_without_an_account_is_that_person(client, connected):
    team = make_team("TechOps")
    person = Member.objects.create(team=team, name="Ada Hopper")
    sign_in(client)
    assert Member.objects.get().pk == person.pk
    person.refresh_from_db()
    assert person.user.username == "ada"


def test_signing_in_again_changes_nothing(client, connected):
    make_team("TechOps")
    sign_in(client)
    count = Change.objects.exclude(action="signed in").count()
    sign_in(client)
    assert Change.objects.exclude(action="signed in").count() == count


def test_our_own_passwords_work_while_the_directory_does_not(client, connected):
    connected.AUTH_LDAP_SERVER_URI = "ldap://127.0.0.1:1"
    make_user("grace", password="a password of our own")
    assert sign_in(client, "grace", "a password of our own")
    assert not sign_in(client)


def test_teams_stay_as_they_are_where_groups_cannot_be_read(
    client, connected, monkeypatch
):
    import ldap  # noqa: PLC0415 -- the extra may be missing
    from django_auth_ldap.backend import _LDAPUser  # noqa: PLC0415

    team = make_team("TechOps")
    sign_in(client)

    def fail(self):
        raise ldap.SERVER_DOWN

    monkeypatch.setattr(_LDAPUser, "group_names", property(fail))
    assert sign_in(client)
    assert Member.objects.get(team=team).left_on is None
