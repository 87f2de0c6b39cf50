import pytest

from objectives.models import Follow, MessageSettings, Organization, Tag
from objectives.models.organization import Readers
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client, db):
    make_organization(Readers.SIGNED_IN)
    user = make_user("ada", team=make_team("Ops"), email="ada@example.org")
    client.force_login(user)
    return user


@pytest.fixture
def objective(ada):
    member = ada.memberships.get()
    return make_objective(make_plan(member.team), "Move out", owner=member, tags="Red")


PAGES = [
    ("/teams/ops/", "/teams/ops/follow/"),
    ("/objectives/?tag=Red", "/tags/{tag}/follow/"),
]


@pytest.mark.parametrize(("page", "act"), PAGES)
def test_a_team_or_a_tag_is_followed_by_a_button(client, objective, page, act):
    act = act.format(tag=Tag.objects.get().pk)
    assert f'action="{act}"' in client.get(page).text

    answer = client.post(act, {"act": "follow", "back": page}, follow=True)

    assert answer.redirect_chain == [(page, 302)]
    assert "Stop following" in answer.text
    assert Follow.objects.get().is_stopped is False
    client.post(act, {"act": "stop"})
    assert "Stop following" not in client.get(page).text


def test_owners_follow_until_they_say_no(client, objective):
    page, act = f"/objectives/{objective.pk}/", f"/objectives/{objective.pk}/follow/"
    assert "Stop following" in client.get(page).text

    client.post(act, {"act": "stop"})

    assert "Stop following" not in client.get(page).text
    assert "What you own and do not follow" in client.get("/notifications/").text


def test_nobody_follows_what_they_may_not_see(client, objective):
    close_to_others()
    client.force_login(make_user("eve", team=make_team("Other")))
    tag = Tag.objects.get().pk

    for act in ("/teams/ops", f"/objectives/{objective.pk}", f"/tags/{tag}"):
        assert client.post(f"{act}/follow/", {"act": "follow"}).status_code == 404

    assert not Follow.objects.exists()


def close_to_others():
    Organization.objects.update(readers=Readers.TEAM)


def test_what_one_may_no_longer_see_is_not_listed(client, ada, objective):
    client.post("/teams/ops/follow/", {"act": "follow"})
    assert "Ops" in client.get("/notifications/").text
    close_to_others()
    ada.memberships.all().delete()

    assert "Ops" not in client.get("/notifications/").text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "x:y", ""])
def test_the_way_back_stays_here(client, objective, back):
    answer = client.post("/teams/ops/follow/", {"act": "follow", "back": back})

    assert answer.url == "/notifications/"


def test_an_unknown_act_follows_nothing(client, objective):
    client.post("/teams/ops/follow/", {"act": "x"})

    assert not Follow.objects.exists()


def test_everybody_chooses_when_and_what(client, ada):
    typed = {"wants_digest": "on", "weekday": "4", "hour": "16"}

    assert client.post("/notifications/", typed).status_code == 302

    chosen = MessageSettings.objects.get(user=ada)
    assert (chosen.weekday, chosen.hour) == (4, 16)
    assert (chosen.wants_reminders, chosen.wants_digest) == (False, True)
    page = client.get("/notifications/").text
    assert '<option value="4" selected>Friday</option>' in page


@pytest.mark.parametrize("bad", [{"weekday": "7"}, {"hour": "24"}, {"hour": "x"}])
def test_a_wrong_choice_is_refused_beside_its_field(client, ada, bad):
    typed = {"weekday": "0", "hour": "9"} | bad

    page = client.post("/notifications/", typed)

    assert page.status_code == 422
    assert [*page.context["form"].errors] == [*bad]
    assert not MessageSettings.objects.exists()


def test_who_has_no_address_is_told_so(client, ada, mail_server):
    assert "no e-mail address" not in client.get("/notifications/").text
    ada.email = ""
    ada.save()

    assert "no e-mail address" in client.get("/notifications/").text
