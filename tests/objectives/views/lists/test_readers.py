import pytest

from tests.makers import make_user
from tests.objectives.views.lists.tables import LISTS, codes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", LISTS)
def test_members_see_the_rows_of_their_own_teams(client, two_teams, address):
    client.force_login(make_user(team=two_teams))

    page = client.get(address)

    assert page.status_code == 200
    assert "Mine" in page.text
    assert "Alien" not in page.text


@pytest.mark.parametrize("address", LISTS)
def test_files_have_only_the_rows_the_user_can_see(client, two_teams, address):
    client.force_login(make_user(team=two_teams))

    text = b"".join(client.get(f"{address}?format=csv")).decode()

    assert "Mine" in text
    assert "Alien" not in text


@pytest.mark.parametrize("address", LISTS)
def test_administrators_see_all(client, two_teams, address):
    client.force_login(make_user(is_staff=True))

    text = client.get(address).text

    assert "Mine" in text
    assert "Alien" in text


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("fields", [{"is_active": False}, {}])
def test_a_user_without_teams_learns_what_to_do(client, two_teams, address, fields):
    if fields:
        client.force_login(make_user(**fields, team=two_teams))
        answer = "Sign in"
    else:
        client.force_login(make_user())
        answer = "You are not on a team yet"

    page = client.get(address)

    assert page.status_code == 200
    assert answer in page.text
    assert "Mine" not in page.text


@pytest.mark.parametrize(
    "words",
    ["team=alien", "team=Alien", "team=nobody", "owner=Alien+Owner", "owner=Nobody"],
)
def test_a_hidden_name_is_refused_like_an_unknown_one(client, two_teams, words):
    client.force_login(make_user(team=two_teams))

    page = client.get(f"/objectives/?{words}")

    assert page.status_code == 400
    assert codes(page) == {words.split("=")[0]: ["unknown"]}
    assert "has that name." in page.text


def test_the_lists_are_linked_for_people_who_can_read_them(client, two_teams):
    assert 'href="/carry-overs/"' not in client.get("/").text

    client.force_login(make_user(team=two_teams))
    text = client.get("/").text

    assert 'href="/objectives/"' in text
    assert 'href="/plans/"' in text
    assert 'href="/carry-overs/"' in text
    assert 'data-key="/"' in text


def test_a_list_has_one_shortcut_key_for_search(client, organization):
    assert client.get("/objectives/").text.count('data-key="/"') == 1
