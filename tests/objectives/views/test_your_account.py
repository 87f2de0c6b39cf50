import datetime
import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.formats import date_format

from goals_tracker.pictures import images
from objectives.models import AccountSettings, Change, Member, Project
from tests import tasks
from tests.makers import make_organization, make_quarter, make_team, make_user
from tests.pictures import picture, upload

pytestmark = pytest.mark.django_db
PASSWORD = "a good one, 4 words"


@pytest.fixture
def ada(client):
    make_organization()
    ada = make_user("ada", password=PASSWORD, email="ada@example.org")
    client.post("/sign-in/", {"username": "ada", "password": PASSWORD})
    return ada


def save(client, **words):
    return client.post("/your-account/", words)


def test_people_change_what_they_are_called(client, ada):
    assert save(client, name="Ada Byron").status_code == 302

    assert "Account of Ada Byron" in client.get("/").text
    entry = Change.objects.of(ada).get(action="renamed")
    assert (entry.by_name, entry.object_name) == ("ada", "ada")


def test_a_photo_is_that_of_the_person_on_every_team(client, ada, media):
    for name in ("One", "Two"):
        Member.objects.create(team=make_team(name), user=ada, name="Ada")

    save(client, photo=upload(picture()))

    photos = set(Member.objects.values_list("photo", flat=True))
    assert len(photos) == 1
    assert images.exists(photos.pop())
    save(client, **{"photo-clear": "on"})
    assert set(Member.objects.values_list("photo", flat=True)) == {""}


def test_who_is_on_no_team_has_no_photo(client, ada):
    page = client.get("/your-account/")

    assert "photo" not in page.context["form"].fields


def test_times_are_in_ones_own_zone_and_dates_in_ones_own_language(client, ada):
    gone = Project.objects.create(
        team=make_team("Whole"), quarter=make_quarter(), text="Gone"
    )
    late = timezone.now().replace(hour=20, minute=0) - datetime.timedelta(days=5)
    gone.delete(at=late)
    boss, page = make_user("boss", is_staff=True), "/teams/whole/deleted/"
    client.force_login(boss)
    assert date_format(late, "j M Y, H:i") in client.get(page).text

    save(client, time_zone="Asia/Tokyo", date_language="cs")

    with translation.override("cs"):
        there = date_format(late.astimezone(ZoneInfo("Asia/Tokyo")), "j M Y, H:i")
    assert there.endswith(", 05:00")
    assert there in client.get(page).text


def test_the_zone_costs_no_query_and_comes_with_the_next_sign_in(client, ada):
    def queries(browser):
        with CaptureQueriesContext(connection) as found:
            browser.get("/plans/")
        return len(found)

    before = queries(client)

    save(client, time_zone="Asia/Tokyo")

    again = Client()
    again.post("/sign-in/", {"username": "ada", "password": PASSWORD})
    assert queries(client) == queries(again) == before
    assert again.session["own_time"]["zone"] == "Asia/Tokyo"
    assert client.session["own_time"]["zone"] == "Asia/Tokyo"
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.parametrize(
    "words", [{"time_zone": "Mars/Olympus"}, {"date_language": "tlh"}]
)
def test_what_is_not_in_the_lists_is_refused(client, ada, words):
    assert save(client, **words).status_code == 422
    assert not AccountSettings.objects.exists()


def test_people_see_where_they_are_signed_in_and_end_the_others(client, ada):
    agent = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"}
    other, stranger = Client(headers=agent), Client()
    words = {"username": "ada", "password": PASSWORD}
    other.post("/sign-in/", words, REMOTE_ADDR="192.0.2.7")
    stranger.force_login(make_user("bob"))
    page = client.get("/your-account/").text
    assert "Chrome on Windows, from 192.0.2.7, since" in page
    assert page.count("<strong>(here)</strong>") == 1

    client.post("/your-account/sessions/end/")

    assert other.get("/your-account/").status_code == 302
    assert stranger.get("/your-account/").status_code == 200
    assert "Sign out everywhere else" not in client.get("/your-account/").text


@pytest.mark.usefixtures("mail_server")
class TestAnAddress:
    def ask(self, client, email="new@example.org", password=PASSWORD):
        words = {"email": email, "password": password}
        return client.post("/your-account/address/", words)

    def link(self):
        mail.outbox.clear()
        tasks.work()
        found = re.search(r"https://goals\.example\.org\S+", mail.outbox[0].body)
        return urlsplit(found[0]).path

    def test_it_changes_when_its_link_was_opened_and_confirmed(self, client, ada):
        assert "is on its way" in self.ask(client).text
        link = self.link()

        page = client.get(link)
        ada.refresh_from_db()
        assert (ada.email, page["Referrer-Policy"]) == (
            "ada@example.org",
            "strict-origin",
        )
        client.post(link)

        ada.refresh_from_db()
        assert ada.email == "new@example.org"
        assert "This link has expired" in client.get(link).text
        mail.outbox.clear()
        tasks.work()
        assert [message.to for message in mail.outbox] == [["ada@example.org"]]

    def test_its_link_is_for_the_account_that_asked(self, client, ada):
        self.ask(client)
        link = self.link()
        client.force_login(make_user("bob"))

        assert client.post(link).status_code == 422

    def test_it_takes_the_password(self, client, ada):
        assert self.ask(client, password="x").status_code == 422

        tasks.work()
        assert mail.outbox == []

    def test_that_of_another_account_gets_the_same_answer(self, client, ada):
        make_user("bob", email="bob@example.org")

        page = self.ask(client, "BOB@example.org")

        tasks.work()
        assert ("is on its way" in page.text, mail.outbox) == (True, [])
        ada.refresh_from_db()
        assert ada.email == "ada@example.org"

    def test_it_is_asked_for_a_few_times_only(self, client, ada):
        found = {self.ask(client).status_code for _ in range(6)}

        assert found == {200, 429}
