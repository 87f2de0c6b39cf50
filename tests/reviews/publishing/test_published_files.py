"""PDFs from disk: whole, in stretches, or unchanged."""

import hashlib
from dataclasses import asdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals_tracker.machine.limits import Limits
from reviews.models import PublishedFile, Review
from reviews.pdf import printing
from reviews.publishing import published_files
from reviews.snapshot import reader
from tests.makers import AT, load_sample, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pango")]
PDF = "/teams/techops/2014-15-q2/review.pdf"
CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 40
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def publication(settings, tmp_path):
    """A published review whose PDF is known bytes."""
    settings.VAR_DIR = tmp_path
    load_sample()
    files = [
        ("slides.html", "text/html; charset=utf-8", b"<section></section>"),
        ("review.pdf", "application/pdf", CONTENT),
    ]
    review = Review.objects.get()
    taken = reader.read_snapshot(review).to_dict()
    return review.publish(taken, files, by=make_user(), at=AT)


@pytest.fixture
def path(publication):
    return published_files.pdf_of(publication.pk)


def get(client, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.get(PDF, headers=names)
    return response, response.getvalue()


def test_a_published_pdf_is_served_from_disk_byte_for_byte(client, path):
    response, content = get(client)

    assert content == path.read_bytes() == CONTENT
    assert path.stem == DIGEST
    assert response["ETag"] == f'"{DIGEST}"'
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Type"] == "application/pdf"


def test_once_on_disk_its_bytes_are_not_read_from_the_database(client, path):
    get(client)

    with CaptureQueriesContext(connection) as queries:
        _, content = get(client)

    assert content == CONTENT
    assert not any("reviews_publishedfile" in query["sql"] for query in queries)


def test_a_file_that_was_lost_is_written_again(client, path):
    path.unlink()

    assert get(client)[1] == CONTENT


def test_bytes_that_are_not_what_was_published_are_not_written(publication):
    PublishedFile.objects.filter(name="review.pdf").update(content=b"%PDF forged")

    with pytest.raises(published_files.DamagedFileError):
        published_files.pdf_of(publication.pk)

    assert not (
        published_files.Path(published_files.settings.VAR_DIR) / "published"
    ).exists()


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=9-99", 9, 100),
        ("bytes=100-", 100, len(CONTENT)),
        ("bytes=-7", len(CONTENT) - 7, len(CONTENT)),
        ("bytes=5-999999999", 5, len(CONTENT)),
        ("bytes=-999999999", 0, len(CONTENT)),
    ],
)
def test_a_stretch_is_sent_as_asked(client, path, asked, first, end):
    response, content = get(client, range=asked)

    assert response.status_code == 206
    assert content == CONTENT[first:end]
    assert response["Content-Length"] == str(end - first)
    assert response["Content-Range"] == f"bytes {first}-{end - 1}/{len(CONTENT)}"


@pytest.mark.parametrize("asked", [f"bytes={len(CONTENT)}-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(client, path, asked):
    response, content = get(client, range=asked)

    assert (response.status_code, content) == (416, b"")
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=-", "bytes=9-5", "bytes=0-1,5-6", "lines=0-1", "x"]
)
def test_what_cannot_be_read_or_sent_so_is_answered_whole(client, path, asked):
    response, content = get(client, range=asked)

    assert (response.status_code, content) == (200, CONTENT)


@pytest.mark.parametrize(
    ("tag", "status"),
    [
        (f'"{DIGEST}"', 206),
        (f'W/"{DIGEST}"', 200),
        ('"other"', 200),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 200),
    ],
)
def test_a_range_is_of_the_file_that_the_client_has(client, path, tag, status):
    response, _ = get(client, range="bytes=0-9", if_range=tag)

    assert response.status_code == status


@pytest.mark.parametrize("held", [f'"{DIGEST}"', f'W/"{DIGEST}"', f'"x", "{DIGEST}"'])
def test_a_client_that_has_it_gets_a_304(client, path, held):
    response, content = get(client, if_none_match=held, range="bytes=0-9")

    assert (response.status_code, content) == (304, b"")
    assert response["ETag"] == f'"{DIGEST}"'


def test_head_is_get_without_its_body(client, path):
    whole = client.get(PDF)
    response = client.head(PDF, headers={"range": "bytes=0-9"})

    assert (response.status_code, response.content) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Content-Disposition"):
        assert response[name] == whole[name]


def test_the_pdf_of_a_version_is_sent_in_stretches_too(client, path):
    address = "/teams/techops/2014-15-q2/review/versions/1/files/review.pdf"
    response = client.get(address, headers={"range": "bytes=0-3"})

    assert response.status_code == 206
    assert response.getvalue() == b"%PDF"
    assert "review-v1.pdf" in response["Content-Disposition"]


# Where there is none


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *[("time", 422), ("memory", 422), ("long", 422), ("input", 422)],
        *[("crash", 503), ("hang", 503), ("slow", 503)],
    ],
)
def test_a_review_without_a_pdf_says_why(
    client, monkeypatch, settings, tmp_path, kind, status
):
    settings.VAR_DIR = tmp_path
    load_sample()

    def kept(page, **options):
        limits = asdict(Limits())
        raise printing.RenderingFailedError(kind, said="it is odd.", **limits)

    monkeypatch.setattr(printing, "cached_pdf", kept)

    response = client.get(PDF)

    assert response.status_code == status
    assert ("Retry-After" in response) == (status == 503)
    assert "There is no PDF of this review" in response.text
    assert (f'href="{PDF}">Try again</a>' in response.text) == (status == 503)
