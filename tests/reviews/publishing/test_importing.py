"""A review taken out of one install and made again in an empty one."""

import io
import json
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from goals_tracker.pictures import images
from objectives.models import Member, Organization, Quarter, Team
from reviews.models import Publication, PublishedFile, Review, Section, TextSlide
from reviews.publishing import editions, page_cache
from reviews.snapshot import json_file, reader
from reviews.snapshot.values import Snapshot
from tests.makers import (
    AT,
    empty_database,
    load_sample,
    make_organization,
    make_quarter,
    make_team,
    make_user,
)
from tests.pictures import picture, upload

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("pango"),
    pytest.mark.usefixtures("media"),
]
PDF = "/teams/techops/2014-15-q2/review.pdf"
JSON = "/teams/techops/2014-15-q2/review.json"
DECK = "/teams/techops/2014-15-q2/review/"
STANDING = "{urn:goals-tracker:review:1:}standing"
NOUNS = (Organization, Team, Quarter, Review, Section, Publication, PublishedFile)


def fill():
    """The sample with a photo and a picture."""
    load_sample()
    member = Member.objects.get(name="Yuvi Panda")
    member.photo = images.save(images.photo_from(upload(picture(colour="green"))))
    member.save(at=AT)
    content, width, height = images.picture_from(upload(picture(size=(90, 30))))
    TextSlide.objects.create(
        section=Section.objects.get(slug="what-we-learned"),
        title="A chart",
        picture=images.save(content, images.PICTURES),
        picture_width=width,
        picture_height=height,
        picture_alt="Red",
        picture_licence="CC0",
    )


def body(answer):
    return b"".join(answer) if answer.streaming else answer.content


def publish(number=1):
    """Publish the review as it is now, as another site has done."""
    review = Review.objects.get()
    snapshot = reader.read_snapshot(review)
    edition = editions.edition(editions.as_version(snapshot, number, AT.date()))
    return review.restore_version(
        number,
        edition.snapshot.to_dict(),
        edition.files,
        published_at=AT,
        by=None,
        at=AT,
        reason="",
    )


def slides(client):
    """The slides of the deck as its page shows them, pictures by their own names."""
    page = client.get(DECK).text.partition("<main>")[2]
    return page.replace("versions/1/files/", "/")


@pytest.fixture
def taken(client, tmp_path, settings):
    """The files of the sample, and an install that is empty after them."""
    fill()
    publish()
    found = {"pdf": tmp_path / "a.pdf", "json": tmp_path / "a.json"}
    found["pdf"].write_bytes(body(client.get(PDF)))
    found["json"].write_bytes(body(client.get(JSON)))
    found["slides"] = slides(client)
    for name, _ in json_file.review_file(
        reader.read_snapshot(Review.objects.get())
    ).pictures:
        (settings.MEDIA_ROOT / name).unlink()
    empty_database()
    page_cache.forget()
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    return found


def rows():
    return [noun.objects.count() for noun in NOUNS]


def files():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["pdf", "json"])
def test_an_empty_install_shows_the_same_deck_and_pdf(client, taken, kind, settings):
    settings.VAR_DIR = taken["pdf"].parent / "var"

    call_command("import_review", taken[kind], verbosity=0)

    assert body(client.get(PDF)) == taken["pdf"].read_bytes()
    assert body(client.get(JSON)) == taken["json"].read_bytes()
    assert slides(client) == taken["slides"]
    assert len(files()) == 2


def test_only_missing_rows_are_created(taken):
    call_command("import_review", taken["json"], verbosity=0)

    organization, quarter = Organization.objects.get(), Quarter.objects.get()
    review = Review.objects.get()
    assert organization.name == "Wikimedia Foundation"
    assert organization.fiscal_year_start == 7
    assert organization.licence_version == "3.0"
    assert (quarter.slug, quarter.months) == ("2014-15-q2", "October–December 2014")
    assert review.get_absolute_url() == DECK
    assert review.sections.count() == 7
    assert Team.objects.get().name == "TechOps"
    assert review.published.number == 1


def test_a_second_import_says_that_it_is_here(taken, capsys):
    call_command("import_review", taken["pdf"])
    before = rows()

    call_command("import_review", taken["json"])

    assert f"Already imported: {DECK}" in capsys.readouterr().out
    assert rows() == before


def refused(path):
    """The reason for which a file is refused, with nothing stored by halves."""
    before = rows(), files()
    with pytest.raises(CommandError, match="nothing was imported") as refusal:
        call_command("import_review", path)
    assert (rows(), files()) == before
    return str(refusal.value)


def test_an_address_that_is_taken_refuses(taken):
    load_sample()

    assert f"another review at {DECK}" in refused(taken["pdf"])


def test_another_organisation_s_install_refuses(taken):
    make_organization()

    assert "this site belongs to Example" in refused(taken["pdf"])


def test_an_existing_team_and_quarter_are_used(taken):
    make_organization(name="Wikimedia Foundation")
    team, quarter = make_team("Operations", slug="techops"), make_quarter()

    call_command("import_review", taken["json"], verbosity=0)

    review = Review.objects.get()
    assert (review.team, review.quarter) == (team, quarter)


def test_a_quarter_of_the_calendar_year_is_found_again(taken):
    def rename(data):
        data["snapshot"] |= {
            "quarter": "Q4 2014",
            "quarter_slug": "2014-q4",
        }

    call_command("import_review", edited(taken, rename), verbosity=0)

    assert Organization.objects.get().fiscal_year_start == 1
    assert Quarter.objects.get().slug == "2014-q4"


def edited(taken, change):
    """The JSON with a change, its digest set right again."""
    data = json.loads(taken["json"].read_text("utf-8"))
    change(data)
    data["digest"] = json_file.snapshot_digest(data["snapshot"])
    path = taken["json"].with_name("edited.json")
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quarter_slug": "2014-15-q3"}, "Its quarter is not valid"),
        ({"quarter_slug": "whenever"}, "Its quarter is not valid"),
        ({"slot_seconds": 90_000}, "review_slot"),
        ({"team": ""}, "blank"),
        ({"team_slug": "not a slug"}, "hyphens in the address"),
        ({"organization": "x" * 900}, "80"),
    ],
)
def test_facts_that_this_program_would_not_take_are_refused(taken, fields, words):
    path = edited(taken, lambda data: data["snapshot"].update(fields))

    assert words in refused(path)


def test_a_review_without_an_agenda_is_refused(taken):
    def clear(data):
        data["snapshot"]["sections"] = []
        names = [name for name in data["pictures"] if name.startswith("pictures")]
        for name in names:
            del data["pictures"][name]

    assert "Add an agenda to the review first." in refused(edited(taken, clear))


def test_a_changed_json_is_refused(taken):
    path = taken["json"]
    path.write_text(path.read_text("utf-8").replace("Labs", "Lab"), encoding="utf-8")

    assert "changed after it was written" in refused(path)


def saved_with(taken, change):
    with pikepdf.open(taken["pdf"]) as document:
        change(document)
        path = taken["pdf"].with_name("changed.pdf")
        document.save(path, deterministic_id=True)
    return path


def other_page(document):
    content = document.pages[10].Contents
    content.write(content.read_bytes().replace(b"rg\n", b"rg\n\n", 1))


def other_record(document):
    stream = document.attachments["review.json"].get_file()
    data = json.loads(stream.read_bytes())
    data["snapshot"]["team"] = "Other"
    data["digest"] = json_file.snapshot_digest(data["snapshot"])
    document.attachments["review.json"].obj.EF.F.write(json.dumps(data).encode())


def no_record(document):
    del document.attachments["review.json"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (other_page, "Its pages differ"),
        (other_record, "names a different snapshot"),
        (no_record, "has no Goals Tracker review"),
    ],
)
def test_a_changed_pdf_is_refused(taken, change, words):
    assert words in refused(saved_with(taken, change))


def test_a_pdf_that_prints_differently_here_is_imported_on_demand(client, taken):
    path = saved_with(taken, other_page)

    call_command("import_review", path, reprint=True, verbosity=0)

    assert body(client.get(PDF)) == taken["pdf"].read_bytes()


def test_an_archive_s_variant_is_as_good(client, taken):
    found = json_file.load(taken["json"].read_bytes())
    assert found.pictures
    call_command("import_review", taken["json"], verbosity=0)
    archived = body(client.get(f"{PDF}?variant=pdf-a"))
    empty_database()
    page_cache.forget()
    path = taken["pdf"].with_name("archived.pdf")
    path.write_bytes(archived)

    call_command("import_review", path, verbosity=0)

    assert Review.objects.get().published.number == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\nnothing", "not a complete PDF"),
        (b"%PNG", "not JSON"),
        (b"{}", "not a review"),
    ],
)
def test_a_foreign_file_is_refused(tmp_path, content, words):
    path = tmp_path / "file"
    path.write_bytes(content)

    assert words in refused(path)


def test_a_cut_pdf_is_refused_in_words(tmp_path):
    path = tmp_path / "cut.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing")

    assert refused(path).endswith(
        "It is not a complete PDF: unable to find trailer dictionary while recovering "
        "damaged file"
    )


def test_a_foreign_pdf_is_refused(tmp_path):
    path = tmp_path / "file.pdf"
    document = pikepdf.new()
    document.add_blank_page()
    document.save(path)

    assert "has no Goals Tracker review" in refused(path)


def test_a_missing_file_is_reported(tmp_path):
    assert "No such file" in refused(tmp_path / "none.pdf")


def test_a_published_review_gives_the_record_that_was_frozen(client):
    fill()
    review = Review.objects.get()
    lead = make_user("grace", is_staff=True, is_superuser=True)
    client.force_login(lead)
    seen = client.get(f"{DECK}publish/").context["form"].initial["seen"]
    client.post(f"{DECK}publish/", {"seen": seen})
    before = client.get(JSON)
    versions = client.get(f"{DECK}versions/").text
    assert f'href="{DECK}versions/1/files/review.json" download' in versions

    for name, _ in json_file.review_file(reader.read_snapshot(review)).pictures:
        (Path(settings.MEDIA_ROOT) / name).unlink()
    Team.objects.filter(slug="techops").update(name="Renamed")
    after = client.get(JSON, HTTP_IF_NONE_MATCH=before["ETag"])

    assert after.status_code == 304
    assert client.get(JSON).content == before.content
    with pikepdf.open(io.BytesIO(b"".join(client.get(PDF)))) as document:
        attached = document.attachments["review.json"].get_file().read_bytes()
    assert attached == before.content


def files_of_draft(client, tmp_path):
    """A draft's PDF and JSON, on a site that is empty afterwards."""
    load_sample()
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    paths = [tmp_path / "draft.pdf", tmp_path / "draft.json"]
    for path, address in zip(paths, (PDF, JSON), strict=True):
        path.write_bytes(body(client.get(address)))
    empty_database()
    page_cache.forget()
    return paths


def test_a_draft_says_so_in_its_files(client):
    load_sample()
    client.force_login(make_user("root", is_staff=True, is_superuser=True))

    pdf, data = client.get(PDF), client.get(JSON)

    assert "techops-2014-15-q2-review-draft.pdf" in pdf["Content-Disposition"]
    assert "techops-2014-15-q2-review-draft.json" in data["Content-Disposition"]
    assert data.json()["snapshot"]["published"] is None
    with pikepdf.open(io.BytesIO(body(pdf))) as document:
        assert str(document.docinfo["/Title"]).endswith("· Draft")
        assert document.open_metadata()[STANDING] == "Draft, not published"


def test_a_version_says_so_in_its_files(client, taken):
    call_command("import_review", taken["json"], verbosity=0)

    pdf, data = client.get(PDF), client.get(JSON)

    assert "techops-2014-15-q2-review.pdf" in pdf["Content-Disposition"]
    assert data.json()["snapshot"]["published"] == {"number": 1, "on": "2015-01-14"}
    with pikepdf.open(io.BytesIO(body(pdf))) as document:
        assert "Draft" not in str(document.docinfo["/Title"])
        standing = document.open_metadata()[STANDING]
    assert standing == "Version 1, published 14 Jan 2015"


@pytest.mark.parametrize("kind", [0, 1])
def test_a_draft_is_imported_only_if_that_is_meant(client, tmp_path, kind):
    path = files_of_draft(client, tmp_path)[kind]

    assert "It is a draft, which was never published. Use --draft" in refused(path)
    call_command("import_review", path, draft=True, verbosity=0)

    assert Review.objects.get().published.number == 1
    assert "Draft" not in client.get(DECK).text


def two_versions(taken):
    """The files of version 1, and of version 2 with another title."""
    call_command("import_review", taken["json"], verbosity=0)
    TextSlide.objects.create(section=Section.objects.first(), title="Later")
    second = publish(2)
    path = taken["json"].with_name("second.json")
    path.write_bytes(bytes(second.files.get(name="review.json").content))
    empty_database()
    page_cache.forget()
    return taken["json"], path


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_history_is_restored_in_any_order(taken, order, capsys):
    files = two_versions(taken)

    for index in order:
        call_command("import_review", files[index])
    call_command("import_review", files[order[0]])

    review = Review.objects.get()
    assert review.published.number == 2
    assert review.published.files.filter(name="review.pdf").exists()
    older = review.publications.get(number=1)
    assert older.withdrawn_because == "Version 2 followed it."
    assert Snapshot.from_dict(older.snapshot).published.number == 1
    assert "Already imported" in capsys.readouterr().out


def test_another_review_with_that_version_is_refused(taken):
    _, second = two_versions(taken)
    load_sample()
    publish(2)

    assert f"another review at {DECK}" in refused(second)


def test_a_review_with_too_many_slides_is_refused(taken, settings):
    settings.SLIDES_A_DECK = 10

    with pytest.raises(CommandError) as refusal:
        call_command("import_review", taken["json"])

    assert "Its deck has more than 10 slides. SLIDES_A_DECK can" in str(refusal.value)
    assert rows() == [0] * len(NOUNS)
    assert files() == []
