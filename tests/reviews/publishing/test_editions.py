import datetime
import io
import re
from urllib.parse import urljoin

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import ProtectedError
from django.utils import timezone

from goals_tracker.pictures import images
from objectives.models import Change, Member, Objective, Organization, Team
from reviews.models import Minute, PublishedFile, Review, Section, TextSlide
from reviews.pdf import printing, rendering
from reviews.publishing import editions, page_cache
from reviews.snapshot import reader
from reviews.snapshot.values import Snapshot
from tests.makers import AT
from tests.pictures import picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pango")]
ROOT = "/teams/techops/2014-15-q2/review"
NEVER = datetime.datetime(1999, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def review(sample):
    member = Member.objects.get(name="Yuvi Panda")
    member.photo = images.save(images.photo_from(upload(picture(colour="green"))))
    member.save(at=AT)
    return Review.objects.get()


@pytest.fixture(autouse=True)
def signed_in(review, sample_lead):
    """Whoever publishes here is the sample's lead."""


def add_picture(licence=""):
    content, width, height = images.picture_from(upload(picture(size=(90, 30))))
    return TextSlide.objects.create(
        section=Section.objects.get(slug="what-we-learned"),
        title="A chart",
        picture=images.save(content, images.PICTURES),
        picture_width=width,
        picture_height=height,
        picture_alt="Red",
        picture_author="Grace",
        picture_licence=licence,
    )


def publish(client):
    page = client.get(f"{ROOT}/publish/")
    seen = page.context["form"].initial["seen"]
    return client.post(f"{ROOT}/publish/", {"seen": seen})


def everything(client):
    """All that a published review is, byte for byte."""
    deck, file = client.get(f"{ROOT}/"), client.get(f"{ROOT}.pdf")
    names = PublishedFile.objects.exclude(name=editions.SLIDES)
    files = {
        name: client.get(f"{ROOT}/versions/1/files/{name}").getvalue()
        for name in names.values_list("name", flat=True)
    }
    return deck.content, deck["ETag"], file.getvalue(), file["ETag"], files


def change_everything(monkeypatch):
    Objective.objects.update(title="Softer", status="Dropped")
    Organization.objects.update(name="Other", licence_notice="None")
    Member.objects.update(name="Nobody", photo="")
    Team.objects.filter(slug="techops").update(name="Renamed")
    Section.objects.update(title="Changed", seconds=1)
    TextSlide.objects.all().delete()
    monkeypatch.setattr(editions, "styles", lambda: b"changed")
    monkeypatch.setattr(printing, "make", None)
    monkeypatch.setattr("reviews.deck.deck.build", None)
    page_cache.forget()


def test_what_was_published_never_changes(client, monkeypatch):
    add_picture("CC0")
    assert publish(client).status_code == 302
    before = everything(client)

    change_everything(monkeypatch)

    assert everything(client) == before
    assert before[2].startswith(b"%PDF")
    assert {name.partition("/")[0] for name in before[4]} == {
        "photos",
        "pictures",
        "review.json",
        "review.pdf",
        "slides.css",
    }


def test_what_was_published_keeps_its_slides_whatever_the_limit(client, settings):
    publish(client)
    before = everything(client)
    settings.SLIDES_A_DECK = 10
    page_cache.forget()

    assert everything(client) == before


def test_the_presenter_and_the_minutes_have_the_slides_as_published(
    client, review, monkeypatch
):
    add_picture("CC0")
    live = page_cache.deck_of(review, None, is_draft=True)
    publish(client)
    Minute.objects.create(review=review, slide="asks--text-4", text="Yes", at=AT)
    change_everything(monkeypatch)

    page = client.get(f"{ROOT}/present/?slide=what-we-learned--text-2")
    deck = page.context["deck"]
    notes = client.get(f"{ROOT}/minutes.md").text

    facts = ("number", "total", "section_number", "seconds", "notice")
    for ours, frozen in zip(live.placed, deck.placed, strict=True):
        assert [getattr(ours, name) for name in facts] == [
            getattr(frozen, name) for name in facts
        ]
        for name in ("id", "kind", "heading", "section"):
            assert getattr(ours.slide, name) == getattr(frozen.slide, name)
    assert "".join(one.html for one in deck.placed) in client.get(
        f"{ROOT}/"
    ).text.replace('src="versions/', f'src="{ROOT}/versions/')
    assert page.context["now"].slide.id == "what-we-learned--text-2"
    assert f'href="{ROOT}/versions/1/files/slides.css"' in page.text
    assert "Yes" in notes


def test_its_pictures_are_its_own_files(client):
    add_picture("CC0")
    publish(client)

    page = client.get(f"{ROOT}/").text
    own = client.get(f"{ROOT}/versions/1/").text

    assert page.count('src="versions/1/files/') == 2
    assert own.count('src="files/') == 2
    assert 'src="/photos/' not in page + own


def test_a_published_deck_is_found_unchanged(client):
    publish(client)
    tag = client.get(f"{ROOT}/")["ETag"]

    for address in (f"{ROOT}/", f"{ROOT}/versions/1/files/review.pdf"):
        tag = client.get(address)["ETag"]
        assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_a_published_pdf_is_not_rendered_again(client, monkeypatch):
    publish(client)
    monkeypatch.setattr(printing, "make", None)

    answer = client.get(f"{ROOT}.pdf")

    kept = PublishedFile.objects.get(name="review.pdf")
    assert answer.getvalue() == bytes(kept.content)
    assert answer["Content-Type"] == "application/pdf"


def test_the_export_without_a_browser_is_the_published_file(client, tmp_path):
    publish(client)
    path = tmp_path / "review.pdf"

    call_command("export_review", "techops", "2014-15-q2", output=path, verbosity=0)

    assert path.read_bytes() == client.get(f"{ROOT}.pdf").getvalue()


def test_the_archive_s_variant_of_what_was_published_has_its_pictures(client):
    add_picture("CC0")
    publish(client)
    Section.objects.update(title="Changed since")
    page_cache.forget()

    content = b"".join(client.get(f"{ROOT}.pdf?variant=pdf-a"))

    with pikepdf.open(io.BytesIO(content)) as document:
        pictures = {name for page in document.pages for name in page.get_images()}
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert len(pictures) == 2
    assert "What we did" in titles


def test_publishing_is_in_the_trail(client, sample_lead):
    publish(client)

    entry = Change.objects.of(Review.objects.get().published).get()
    assert (entry.action, entry.by) == ("published", sample_lead)


def test_what_was_seen_the_day_before_is_published(client, monkeypatch):
    seen = client.get(f"{ROOT}/publish/").context["form"].initial["seen"]
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *given: tomorrow)

    answer = client.post(f"{ROOT}/publish/", {"seen": seen})

    assert answer.status_code == 302
    assert Review.objects.get().published.snapshot["published"]["on"] == str(tomorrow)


def test_what_has_changed_since_it_was_seen_is_not_published(client):
    seen = client.get(f"{ROOT}/publish/").context["form"].initial["seen"]
    Section.objects.filter(slug="asks").update(title="Other asks")

    answer = client.post(f"{ROOT}/publish/", {"seen": seen})

    assert answer.status_code == 422
    assert "The review has changed since you opened" in answer.text
    assert not PublishedFile.objects.exists()
    again = answer.context["form"]["seen"].value()
    assert client.post(f"{ROOT}/publish/", {"seen": again}).status_code == 302


def test_a_picture_without_a_licence_blocks_publishing(client):
    add_picture()

    answer = publish(client)

    assert answer.status_code == 422
    assert "A chart" in answer.text
    with pytest.raises(ValidationError) as refusal:
        Review.objects.get().check_publish()
    assert refusal.value.code == "no_licence"


def test_a_hidden_section_does_not_block(client):
    text = add_picture()
    Section.objects.filter(pk=text.section_id).update(is_hidden=True)

    assert publish(client).status_code == 302


def test_without_the_renderer_nothing_is_half_published(
    client, monkeypatch, settings, tmp_path
):
    settings.VAR_DIR = tmp_path

    def missing(page, **options):
        raise rendering.RendererMissingError("PDFs need Pango.")

    monkeypatch.setattr(printing, "cached_pdf", missing)

    answer = publish(client)

    assert answer.status_code == 422
    assert "PDFs need Pango." in answer.text
    assert Review.objects.get().published is None


def test_a_withdrawn_version_stays_readable_and_the_next_is_version_2(client):
    publish(client)
    first = client.get(f"{ROOT}/versions/1/").text

    refused = client.post(f"{ROOT}/withdraw/", {"reason": " "})
    client.post(f"{ROOT}/withdraw/", {"reason": "A number was wrong"})
    Objective.objects.filter(pk=7).update(title="Quokka")
    publish(client)

    assert refused.status_code == 422
    page = client.get(f"{ROOT}/versions/1/").text
    assert page.partition("<main>")[2] == first.partition("<main>")[2]
    assert "withdrawn" in page
    assert "A number was wrong" in page
    assert "Quokka" in client.get(f"{ROOT}/versions/2/").text
    versions = client.get(f"{ROOT}/versions/").text
    assert "Version 2" in versions
    assert "A number was wrong" in versions


def test_the_deck_leads_its_readers_to_its_versions_minutes_and_asks(client):
    publish(client)

    for place in ("/", "/versions/1/", "/draft/"):
        page = client.get(f"{ROOT}{place}").text
        address = re.search(r'<a class="version-status" href="([^"]+)"', page)[1]
        assert urljoin(f"{ROOT}{place}", address) == f"{ROOT}/versions/"

    client.post(f"{ROOT}/withdraw/", {"reason": "A number was wrong"})
    client.logout()
    page = client.get(f"{ROOT}/").text
    assert '<a class="version-status" href="versions/" dir="auto">Draft' in page
    ways = re.findall(r'href="((?:minutes|asks)/)"', page)
    assert ways == ["minutes/", "asks/"]
    for place in ways:
        assert client.get(f"{ROOT}/{place}").status_code == 200


def test_changes_between_two_versions_are_listed_by_slide(client):
    publish(client)
    client.post(f"{ROOT}/withdraw/", {"reason": "A number was wrong"})
    TextSlide.objects.filter(pk=2).update(text="- All new words")
    Section.objects.filter(slug="asks").update(is_hidden=True)
    publish(client)

    page = client.get(f"{ROOT}/versions/2/changes/")

    kinds = {(one.kind, one.heading) for one in page.context["changes"]}
    assert ("changed", "About the process") in kinds
    assert ("gone", "Asks") in kinds
    assert ("changed", "Agenda") in kinds
    assert not any(kind == "new" for kind, _ in kinds)
    assert "<mark>" in page.text
    assert client.get(f"{ROOT}/versions/1/changes/").status_code == 404


def test_a_renamed_section_is_listed_once(client):
    section = Section.objects.get(slug="what-we-learned")
    TextSlide.objects.create(section=section, text="- Under its section's title")
    publish(client)
    client.post(f"{ROOT}/withdraw/", {"reason": "A name was wrong"})
    Section.objects.filter(slug="what-we-learned").update(title="Lessons")
    TextSlide.objects.filter(pk=2).update(text="- All new words")
    publish(client)

    page = client.get(f"{ROOT}/versions/2/changes/")

    changes = [(one.kind, one.heading) for one in page.context["changes"]]
    assert changes == [("changed", "Agenda"), ("changed", "About the process")]
    agenda, text = (one.lines for one in page.context["changes"])
    assert [words_of(line) for line in agenda] == [("What we learned", "Lessons")]
    assert {was for was, _ in map(words_of, text)}.isdisjoint({"What we learned"})


def words_of(line):
    return tuple("".join(run.text for run in runs) for runs in (line.old, line.new))


def test_a_picture_that_was_exchanged_is_a_change(client):
    text = add_picture(licence="CC BY 4.0")
    publish(client)
    client.post(f"{ROOT}/withdraw/", {"reason": "The picture was wrong"})
    content, _, _ = images.picture_from(upload(picture(size=(90, 30), colour="blue")))
    TextSlide.objects.filter(pk=text.pk).update(
        picture=images.save(content, images.PICTURES)
    )
    publish(client)

    page = client.get(f"{ROOT}/versions/2/changes/")

    changes = [(one.kind, one.heading, one.lines) for one in page.context["changes"]]
    assert changes == [("changed", "A chart", ())]
    assert "its picture, chart or links changed" in page.text


def test_the_draft_shows_what_is_not_published_yet(client):
    publish(client)
    Section.objects.filter(slug="asks").update(title="Other asks")

    assert "Other asks" in client.get(f"{ROOT}/draft/").text
    assert "Other asks" not in client.get(f"{ROOT}/").text


def test_the_files_of_a_version_are_not_written_again(client):
    publish(client)
    file = PublishedFile.objects.first()

    for act in (file.save, file.delete):
        with pytest.raises(ValidationError) as refusal:
            act()
        assert refusal.value.code == "frozen"
    with pytest.raises((ProtectedError, ValidationError)):
        file.publication.delete()


def test_a_missing_version_is_a_404(client):
    publish(client)

    for end in ("2/", "1/files/none.png", "1/files/slides.html"):
        assert client.get(f"{ROOT}/versions/{end}").status_code == 404


def test_a_published_deck_costs_three_queries(client, django_assert_num_queries):
    publish(client)
    client.logout()
    page_cache.forget()

    with django_assert_num_queries(3):  # version, review, publication with its slides
        client.get(f"{ROOT}/")


def test_the_live_snapshot_is_what_was_published(client):
    taken = reader.read_snapshot(Review.objects.get())

    publish(client)

    publication = Review.objects.get().published
    stored = Snapshot.from_dict(publication.snapshot)
    assert stored.as_draft == taken.as_draft
    assert stored.standing == publication.status_words
    assert publication.at > NEVER
