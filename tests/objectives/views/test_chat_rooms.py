import pytest
from django.utils import timezone

from objectives.models import Change, ChatLine, ChatRoom, Deletion
from tests.makers import make_objective, make_plan

pytestmark = pytest.mark.django_db
ADDRESS = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
PAGE = "/teams/whole/chat/"
TELLS = {f"tells_{kind}": "on" for kind in ("committed", "published", "started")}


def add(client, page=PAGE, **fields):
    return client.post(page, TELLS | {"name": "Ops", "address": ADDRESS} | fields)


def test_an_address_is_stored_and_shown_nowhere_again(client, lead):
    assert add(client).status_code == 302
    room = ChatRoom.objects.get()
    assert room.address == ADDRESS

    for page in (PAGE, f"/chat/{room.pk}/change/"):
        text = client.get(page).text
        assert "A1BRTD4JD" not in text
    assert "Slack …i7FQ" in client.get(PAGE).text
    client.post(f"/chat/{room.pk}/act/", {"verb": "delete"})

    assert not ChatRoom.objects.exists()
    kept = f"{list(Change.objects.values())} {list(Deletion.objects.values())}"
    assert "Ops" in kept
    assert "A1BRTD4JD" not in kept


def test_what_is_no_service_is_refused_at_its_field(client, lead):
    answer = add(client, address="mailto://ada:pw@example.org")

    assert answer.status_code == 422
    assert "Enter an address that begins with one of these" in answer.text


def test_an_edit_keeps_the_address_unless_another_is_entered(client, lead):
    add(client)
    room = ChatRoom.objects.get()
    page = f"/chat/{room.pk}/change/"
    fields = {"name": "New", "initial-name": "Ops", "tells_started": "on"}

    client.post(page, fields | {"initial-tells_committed": "True", "address": ""})
    room = ChatRoom.objects.get()
    assert (room.name, room.tells_committed, room.address) == ("New", False, ADDRESS)

    other = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"
    client.post(page, fields | {"initial-name": "New", "address": other})
    assert ChatRoom.objects.get().address == other


def test_a_room_is_turned_off_and_on(client, lead):
    add(client)
    room = ChatRoom.objects.get()

    client.post(f"/chat/{room.pk}/act/", {"verb": "turn_off"})
    assert "turned off on" in client.get(PAGE).text
    ChatRoom.objects.update(failure="It is down.", failing_since=timezone.now())
    assert "It is down." in client.get(PAGE).text
    client.post(f"/chat/{room.pk}/act/", {"verb": "turn_on"})

    room.refresh_from_db()
    assert (room.off_at, room.failure) == (None, "")


def test_committing_a_plan_and_the_button_have_a_line_sent(client, team, lead):
    add(client)
    plan = make_plan(team)
    make_objective(plan)

    client.post(f"{plan.get_absolute_url()}commit/")
    client.post(f"/chat/{ChatRoom.objects.get().pk}/test/")

    assert {line.kind for line in ChatLine.objects.all()} == {"committed", "test"}


def test_rooms_of_all_teams_are_the_administrator_s(client, boss):
    assert add(client, "/chat/").status_code == 302

    assert ChatRoom.objects.get().team is None
