import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from objectives.models import Change, Organization
from objectives.models.organization import Readers
from reviews.models import GuestLink, Review
from reviews.models.guest_link import SIGNER
from reviews.publishing import editions
from reviews.snapshot import reader
from tests.makers import AT, make_lead, make_review, make_team
from tests.reviews.exports import words
from tests.scene import make_scene

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 30)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *moment: TODAY)


@pytest.fixture
def review(team):
    """A review that only the people of the team may read."""
    Organization.objects.update(readers=Readers.TEAM)
    return make_review(team)


@pytest.fixture
def link(review):
    return make_link(review)


def make_link(review, days=0, **more):
    ends_on = TODAY + datetime.timedelta(days=days)
    link = GuestLink(review=review, name="The board", ends_on=ends_on, **more)
    link.save(at=AT)
    return link


def list_of(review):
    return reverse("guest_link_list", args=[review.team.slug, review.quarter.slug])


def test_a_lead_makes_a_link_that_opens_the_review(client, review):
    client.force_login(make_lead(review.team))
    day = TODAY + datetime.timedelta(days=7)

    answer = client.post(list_of(review), {"name": "The board", "ends_on": day})
    page = client.get(answer["Location"]).text
    client.logout()
    (address,) = re.findall(r'value="http://testserver(/guests/[^"]+)"', page)

    assert client.get(review.get_absolute_url()).status_code == 404
    assert client.get(address).status_code == 200


def test_a_guests_page_leads_nowhere_else(client, link):
    page = client.get(link.get_absolute_url())

    bar = page.text.partition("<nav")[2].partition("</nav>")[0]
    assert re.findall('href="([^"]*)"', bar) == [
        *("review.pdf", "review.md", "review.pptx")
    ]
    assert "Draft, not published" in bar
    assert "follow" not in page.text


def test_a_guest_takes_the_review_home_without_its_notes(client, review, link):
    review.speaker_notes.create(slide="cover", text="Only for us")

    text = client.get(f"{link.get_absolute_url()}review.md")
    slides = client.get(f"{link.get_absolute_url()}review.pptx")

    assert "Quarterly Review" in text.text
    found = words.slides_of(slides.content)
    assert found[0].shapes.title.text == f"{review.team} Quarterly Review"
    assert [slide for slide in found if slide.has_notes_slide] == []
    assert {one["Cache-Control"] for one in (text, slides)} == {"private, no-store"}


def test_no_cache_keeps_it_and_no_site_learns_of_it(client, link):
    page = client.get(link.get_absolute_url())

    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_it_opens_until_the_end_of_its_last_day(client, review):
    assert client.get(make_link(review).get_absolute_url()).status_code == 200
    ended = client.get(make_link(review, days=-1).get_absolute_url())

    assert ended.status_code == 410
    assert "This link has ended" in ended.text
    assert ended["Cache-Control"] == "private, no-store"


def test_a_link_that_is_taken_back_opens_nothing(client, review, link):
    client.force_login(make_lead(review.team))
    args = [review.team.slug, review.quarter.slug, link.pk]

    for _ in range(2):
        answer = client.post(reverse("guest_link_take_back", args=args))
        assert answer["Location"] == list_of(review)

    client.logout()
    assert client.get(link.get_absolute_url()).status_code == 410
    assert "Taken back on" in as_lead(client, review).text


def as_lead(client, review):
    client.force_login(review.team.members.get(is_lead=True).user)
    return client.get(list_of(review))


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: f"9{t}", lambda t: "1"])
def test_a_token_that_nobody_signed_opens_nothing(client, link, change):
    token = change(SIGNER.sign(str(link.pk)))

    for name in ("guest_deck", "guest_pdf", "guest_text", "guest_pptx"):
        assert client.get(reverse(name, args=[token])).status_code == 404


def test_a_link_opens_one_review(client, link):
    other = make_review(make_team("Other"))

    page = client.get(link.get_absolute_url()).text

    assert link.review.team.name in page
    assert other.team.name not in page


def test_another_reviews_link_cannot_be_taken_back(client, link):
    other = make_review(make_team("Other"))
    client.force_login(make_lead(other.team))
    args = [other.team.slug, other.quarter.slug, link.pk]

    assert client.post(reverse("guest_link_take_back", args=args)).status_code == 404
    assert GuestLink.objects.get().taken_back_at is None


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "Choose a day that is not over."),
        (400, "Choose a day within the next year."),
    ],
)
def test_a_last_day_that_cannot_be_is_refused_beside_it(client, review, days, words):
    client.force_login(make_lead(review.team))
    day = TODAY + datetime.timedelta(days=days)

    answer = client.post(list_of(review), {"name": "The board", "ends_on": day})

    assert answer.status_code == 422
    assert words in answer.text
    assert "The board" in answer.text
    assert not GuestLink.objects.exists()


def pictures_on(page):
    return re.findall('<img src="(files/[^"]+)"', page.text)


@pytest.mark.parametrize("is_published", [False, True])
def test_guests_see_the_pictures_and_files_of_the_deck(client, settings, is_published):
    make_scene()
    Organization.objects.update(readers=Readers.TEAM)
    review = Review.objects.get()
    if is_published:
        snapshot = reader.read_snapshot(review)
        edition = editions.edition(snapshot)
        review.publish(snapshot.to_dict(), edition.files, by=None, at=AT)
    link = make_link(review)

    page = client.get(link.get_absolute_url())

    assert f'src="{settings.MEDIA_URL}p' not in page.text
    assert len(pictures_on(page)) == 2
    for name in pictures_on(page):
        found = client.get(link.get_absolute_url() + name)
        assert found["Content-Type"] == "image/jpeg"
        assert found["Cache-Control"] == "private, no-store"
    pdf = f"{link.get_absolute_url()}{'files/' * is_published}review.pdf"
    assert f'href="{"files/" * is_published}review.pdf"' in page.text
    assert client.get(pdf)["Content-Type"] == "application/pdf"


def test_guests_get_no_picture_that_the_deck_does_not_show(client, link):
    name = f"photos/{'0' * 64}.jpg"

    for one in (name, "photos/x.jpg", "slides.html", "../../etc/passwd"):
        url = reverse("guest_file", args=[SIGNER.sign(str(link.pk)), one])
        assert client.get(url).status_code == 404


def test_making_and_taking_back_are_in_the_trail(client, review, link):
    lead = make_lead(review.team)
    link.take_back(by=lead, at=AT)

    found = Change.objects.of(link).values_list("action", flat=True)
    assert sorted(found) == ["added", "taken back"]
