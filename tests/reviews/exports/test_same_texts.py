"""One review in five formats, compared text by text with its JSON file.

What somebody typed is in each of them, by letters and digits: signs and line breaks are
each format's own. By design only in some: an objective's owner is in text files; of a
status that was read, slides show the state and what else it says; a picture's
description is in text files, and an attribute elsewhere; the agenda's times, openers
and the numbers of slides are on slides.
"""

import dataclasses
import html
import json
import re

import pytest

from objectives.text.inline import plain
from reviews.deck import deck
from reviews.exports import pptx, text_of
from reviews.pdf import printing
from reviews.publishing import page_cache
from reviews.slides import text as texts
from reviews.snapshot import json_file
from reviews.snapshot.values import Snapshot
from tests.makers import empty_database, harbour_snapshot, sample_snapshot
from tests.reviews.exports import words
from tests.reviews.pdf.page_texts import page_texts
from tests.reviews.pdf.positions import bare
from tests.reviews.stress import MARKDOWN, make_stress_review

OWN_TAGS = re.compile(r"(?<!\\)</?(?:br|s|code|pre)>")
ADDRESS = re.compile(r"\]\(<[^>]*>\)")
# A word with more letters may be cut where a slide ends.
LONGEST = 30


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return sample_snapshot()


@pytest.fixture(scope="module")
def harbour(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return harbour_snapshot()


@pytest.fixture(scope="module")
def stress(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        review = make_stress_review(objectives=6, markdown=MARKDOWN[:3000])
        review.publication_pk = None
        found = page_cache.snapshot_of(review)
        empty_database()
    return found


def source(snapshot):
    """The snapshot, read back out of its JSON file."""
    content = json_file.dump(json_file.review_file(snapshot))
    return Snapshot.from_dict(json.loads(content)["snapshot"])


def typed(snapshot):
    """Whatever somebody typed that every format shows."""
    yield from (snapshot.organization, snapshot.team, snapshot.licence.notice)
    for person in snapshot.people:
        yield from (person.name, person.role)
    for section in snapshot.sections:
        yield section.title
        for one in section.texts:
            yield one.title
            yield from (block.text for block in texts.blocks(one.text))
    for plan in (*snapshot.plans, *snapshot.next_plans):
        for row in plan.rows:
            yield from map(plain, of_objective(row))
            yield from map(plain, of_objective(row.said) if row.said else ())
    yield from map(plain, snapshot.projects)
    yield from (outage.title for outage in snapshot.incidents)
    for ask in snapshot.asks:
        yield from map(plain, (ask.text, ask.reason, ask.owner, ask.answer))


def of_objective(row):
    return (row.title, row.measure, row.dependency, row.eta)


def in_deck(snapshot):
    slides = (str(placed.html) for placed in deck.build(snapshot).placed)
    return html.unescape(words.TAG.sub("", words.DRAWN.sub(" ", "".join(slides))))


def in_pptx(snapshot):
    slides = words.slides_of(pptx.pptx(deck.build(snapshot), {}))
    return " ".join(text for slide in slides for text in words.texts(slide))


def in_markdown(snapshot):
    return ADDRESS.sub("", OWN_TAGS.sub(" ", text_of(snapshot, "", "md")))


def in_wikitext(snapshot):
    return html.unescape(OWN_TAGS.sub(" ", text_of(snapshot, "", "wiki")))


def in_pdf(snapshot):
    return " ".join(page_texts(printing.pdf_of(deck.render_snapshot(snapshot))))


FORMATS = [in_deck, in_pptx, in_markdown, in_wikitext]


def missing(snapshot, format):
    """The texts that a format lacks; one that slides cut is compared by its words."""
    shown = bare(format(snapshot))
    return [text for text in typed(source(snapshot)) if not is_in(shown, text)]


def is_in(shown, text):
    return bare(text) in shown or all(bare(w)[:LONGEST] in shown for w in text.split())


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["sample", "harbour", "stress"])
def test_every_typed_text_is_in_each_format(name, format, request):
    assert missing(request.getfixturevalue(name), format) == []


@pytest.mark.needs("pango", "poppler")
@pytest.mark.parametrize("name", ["sample", "harbour"])
def test_every_typed_text_is_in_the_pdf(name, request):
    assert missing(request.getfixturevalue(name), in_pdf) == []


def test_a_text_that_a_format_lacks_is_found(sample):
    assert missing(sample, lambda snapshot: in_deck(snapshot).replace("SSL", "TLS"))


def test_owners_are_in_text_files_and_not_on_slides(stress):
    (plan, *_) = [plan for plan in stress.plans if plan.rows]
    row = replace_owner(plan.rows[0])
    found = with_row(stress, plan, row)

    assert "Octavia Ownerson" in in_markdown(found)
    assert "Octavia Ownerson" in in_wikitext(found)
    assert "Octavia Ownerson" not in in_deck(found)
    assert "Octavia Ownerson" not in in_pptx(found)


def replace_owner(row):
    return dataclasses.replace(row, owner="Octavia Ownerson")


def with_row(snapshot, plan, row):
    other = dataclasses.replace(plan, rows=(row,))
    return dataclasses.replace(snapshot, plans=(other,))
