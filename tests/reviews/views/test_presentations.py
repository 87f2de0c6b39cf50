"""The review as a PowerPoint file: for whom, with what, and what is said without it."""

import contextlib

import pytest
from django.core.management import call_command

from goals_tracker.machine import slots
from objectives.models import Member
from reviews.exports import pptx
from reviews.models import SpeakerNote
from reviews.views import presentations
from tests.makers import (
    make_organization,
    make_review,
    make_section,
    make_team,
    make_user,
)
from tests.reviews.exports import words

pytestmark = pytest.mark.django_db
ROOT = "/teams/whole/2014-15-q2/"
FILE = f"{ROOT}review.pptx"


@pytest.fixture
def review(client):
    make_organization()
    review = make_review(make_team("Whole"), sections=())
    make_section(review, "Done", kind="did", seconds=300)
    SpeakerNote.objects.create(review=review, slide="cover", text="Thank everybody")
    return review


@pytest.fixture
def lead(review):
    lead = make_user("grace", team=review.team)
    Member.objects.update(is_lead=True)
    return lead


def notes_in(content):
    return [
        slide.notes_slide.notes_text_frame.text
        for slide in words.slides_of(content)
        if slide.has_notes_slide
    ]


def test_whoever_sees_the_review_gets_it_without_notes(client, review):
    answer = client.get(FILE)

    assert answer["Content-Type"] == pptx.CONTENT_TYPE
    assert (
        'filename="whole-2014-15-q2-review-draft.pptx"' in answer["Content-Disposition"]
    )
    assert notes_in(answer.content) == []
    assert (
        f'{FILE.rpartition("/")[2]}" download>PowerPoint'
        in client.get(f"{ROOT}review/handout/").text
    )


def test_only_who_leads_it_gets_the_notes(client, lead):
    assert client.get(f"{FILE}?notes=1").status_code == 403

    client.force_login(lead)

    assert notes_in(client.get(f"{FILE}?notes=1").content) == ["Thank everybody"]
    assert "review.pptx?notes=1" in client.get(f"{ROOT}review/prepare/").text


def test_without_its_library_the_address_says_what_to_install(
    client, lead, monkeypatch
):
    monkeypatch.setattr(pptx, "find_spec", lambda name: None)
    client.force_login(lead)

    answer = client.get(FILE)

    assert answer.status_code == 501
    assert "pip install python-pptx" in answer.text
    assert "PowerPoint" not in client.get(f"{ROOT}review/handout/").text
    assert "PowerPoint" not in client.get(f"{ROOT}review/prepare/").text


def test_one_is_made_at_a_time(client, review, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(presentations, "SECONDS_IN_LINE", 0)

    with slots.held(tmp_path / "run" / "pptx", 0, of=1):
        busy = client.get(FILE)

    assert (busy.status_code, busy["Retry-After"]) == (503, "0")
    assert "Try again" in busy.text
    assert client.get(FILE).status_code == 200


def test_the_command_writes_one_too(review, tmp_path):
    path = tmp_path / "review.pptx"

    call_command("export_review", "whole", "2014-15-q2", output=path, verbosity=0)

    found = words.slides_of(path.read_bytes())
    assert "Whole Quarterly Review" in words.texts(found[0])
    with contextlib.closing(path.open("rb")) as file:
        assert file.read(2) == b"PK"
