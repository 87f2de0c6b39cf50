import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from objectives.models import Team
from objectives.models.organization import Readers
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/teams/whole/",
    "/teams/part/",
    "/teams/whole/2014-15-q2/",
    "/teams/part/2014-15-q2/",
]


@pytest.fixture
def teams():
    whole = make_team("Whole")
    part = make_team("Part", whole)
    make_objective(make_plan(part))
    return {"whole": whole, "part": part, "other": make_team("Other")}


def reader(kind, teams):
    """Anonymous, or somebody of that kind."""
    match kind:
        case "anonymous":
            return None
        case "staff":
            return make_user(is_staff=True)
        case "disabled":
            return make_user(team=teams["whole"], is_active=False)
    return make_user(team=teams.get(kind))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("readers", "kind", "status"),
    [
        (Readers.ANYONE, "anonymous", 200),
        (Readers.ANYONE, "teamless", 200),
        (Readers.SIGNED_IN, "anonymous", 404),
        (Readers.SIGNED_IN, "disabled", 404),
        (Readers.SIGNED_IN, "teamless", 200),
        (Readers.SIGNED_IN, "other", 200),
        (Readers.TEAM, "anonymous", 404),
        (Readers.TEAM, "disabled", 404),
        (Readers.TEAM, "teamless", 404),
        (Readers.TEAM, "other", 404),
        (Readers.TEAM, "whole", 200),
        (Readers.TEAM, "part", 200),
        (Readers.TEAM, "staff", 200),
    ],
)
def test_teams_are_readable_as_the_organisation_allows(
    client, teams, address, readers, kind, status
):
    make_organization(readers)
    if user := reader(kind, teams):
        client.force_login(user)

    assert client.get(address).status_code == status


@pytest.mark.parametrize("pattern", ["/teams/{}/", "/teams/{}/2014-15-q2/"])
def test_a_hidden_page_looks_like_an_unknown_one(client, teams, pattern):
    make_organization(Readers.TEAM, name="Secret Holder")
    hidden, missing = pattern.format("part"), pattern.format("none")

    there, not_there = client.get(hidden), client.get(missing)

    assert there.status_code == not_there.status_code == 404
    assert there.text.replace("%2Fpart%2F", "%2Fnone%2F") == not_there.text
    assert "Secret" not in there.text


def test_the_404_page_offers_to_sign_in_and_come_back(client):
    make_organization(Readers.TEAM)

    text = client.get("/teams/part/2014-15-q2/?x=1").text

    assert 'href="/sign-in/?next=%2Fteams%2Fpart%2F2014-15-q2%2F%3Fx%3D1"' in text


def test_the_404_page_offers_no_sign_in_to_signed_in_users(client):
    client.force_login(make_user())

    text = client.get("/teams/part/").text

    assert "Page not found" in text
    assert "/sign-in/" not in text


def test_signing_in_returns_to_the_page(client, teams):
    make_organization(Readers.TEAM)
    make_user("ada", team=teams["whole"], password="long-enough-1")

    answer = client.post(
        "/sign-in/",
        {"username": "ada", "password": "long-enough-1", "next": "/teams/part/"},
    )

    assert answer.status_code == 302
    assert answer["Location"] == "/teams/part/"


def test_a_wrong_password_is_refused_with_a_sentence(client):
    answer = client.post("/sign-in/", {"username": "ada", "password": "x"})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert 'value="ada"' in answer.text


def test_signing_out_needs_a_post(client):
    client.force_login(make_user())

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302


def test_a_form_with_a_stale_token_is_refused():
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "ada"})

    assert answer.status_code == 403
    assert "Nothing was saved" in answer.text


@pytest.mark.parametrize("address", ["/", *ADDRESSES])
def test_pages_refuse_a_post(client, teams, address):
    make_organization()

    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


@pytest.mark.parametrize(
    "address", ["/teams/whole/x/", "/teams/Whole%00/", "/teams/%ED%A0%80/"]
)
def test_odd_addresses_give_a_404(client, teams, address):
    make_organization()

    assert client.get(address).status_code == 404


def test_the_licence_is_in_the_footer(client):
    make_organization(
        licence_notice="All of this is free.", licence_url="https://x.org/"
    )
    make_team("Whole")

    text = client.get("/teams/whole/").text

    assert '<a href="https://x.org/" rel="license">All of this is free.</a>' in text


def test_without_an_organisation_visitors_see_nothing(teams):
    assert list(Team.objects.visible_to(AnonymousUser())) == []
