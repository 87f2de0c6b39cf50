"""A PDF for whoever presents: notes behind their slides, for nobody else."""

import io

import pikepdf
import pytest

from objectives.models import Member
from reviews.deck import deck, with_notes
from reviews.models import SpeakerNote
from reviews.pdf import printing
from reviews.snapshot.values import Snapshot
from tests.makers import (
    make_organization,
    make_review,
    make_section,
    make_team,
    make_user,
)
from tests.reviews.deck.test_deck import NOTICE
from tests.reviews.pdf.page_texts import page_texts
from tests.reviews.pdf.pdf_rules import broken
from tests.reviews.pdf.test_rendering import words
from tests.reviews.snapshot.test_formats import stored

FILE = "/teams/whole/2014-15-q2/review.pdf?notes=1"
LONG = "Say why each of them is late, and what the team learnt from it. " * 60
NOTES = {"cover": "Thank everybody\n\nThen begin", "agenda": LONG}


@pytest.fixture(scope="module")
def shown():
    built = deck.build(Snapshot.from_dict(stored(4)))
    return built, with_notes.with_notes(built, NOTES)


def test_notes_are_behind_their_slides_and_have_their_numbers(shown):
    built, with_them = shown

    notes = [placed for placed in with_them.placed if placed.slide.kind == "notes"]
    assert [placed.slide.id for placed in notes] == [
        "cover--notes",
        "agenda--notes",
        "agenda--notes--2",
    ]
    assert notes[1].number == next(
        placed.number for placed in built.placed if placed.slide.id == "agenda"
    )
    others = [placed for placed in with_them.placed if placed.slide.kind != "notes"]
    assert tuple(others) == built.placed


def test_no_word_of_a_note_is_lost(shown):
    _, with_them = shown

    text = " ".join(
        block.text
        for placed in with_them.placed
        if placed.slide.kind == "notes"
        for block in placed.slide.content.columns[0]
    )
    assert text.split() == " ".join(NOTES.values()).split()


@pytest.mark.needs("pango", "poppler")
def test_its_pdf_is_tagged_and_has_the_licence_on_each_page(shown):
    _, with_them = shown

    content = printing.pdf_of(with_notes.page(with_them))

    pages = page_texts(content)
    assert len(pages) == len(with_them.placed)
    assert all(words(NOTICE) in words(page) for page in pages)
    assert "Thank everybody" in pages[1]
    assert broken(content, "ua") == {}
    with pikepdf.open(io.BytesIO(content)) as document:
        assert not document.attachments


@pytest.mark.django_db
@pytest.mark.needs("pango", "poppler")
def test_only_who_leads_the_review_gets_it(client):
    make_organization()
    review = make_review(make_team("Whole"), sections=())
    make_section(review, "Done", kind="did", seconds=300)
    SpeakerNote.objects.create(review=review, slide="cover", text="Thank everybody")
    lead = make_user("grace", team=review.team)
    Member.objects.update(is_lead=True)

    assert client.get(FILE).status_code == 403
    open_to_all = b"".join(client.get(FILE.partition("?")[0]))
    client.force_login(lead)
    answer = client.get(FILE)

    assert "whole-2014-15-q2-review-draft-notes.pdf" in answer["Content-Disposition"]
    assert "Thank everybody" in "".join(page_texts(b"".join(answer)))
    assert "Thank everybody" not in "".join(page_texts(open_to_all))
    assert (
        "review.pdf?notes=1"
        in client.get("/teams/whole/2014-15-q2/review/prepare/").text
    )
