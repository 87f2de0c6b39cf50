"""Pages in another accent, as they are printed."""

import dataclasses

import pikepdf
import pytest

from goals_tracker.styles import accents
from reviews.deck import deck
from reviews.deck.handout import Choice, render_handout
from reviews.pdf import rendering
from reviews.snapshot.values import Brand, Snapshot
from tests.reviews.snapshot.test_formats import stored

PURPLE = "#7a2c62"
pytestmark = pytest.mark.needs("pango")


@pytest.fixture(scope="module")
def purple():
    snapshot = Snapshot.from_dict(stored(2))
    return dataclasses.replace(snapshot, brand=Brand(PURPLE, "", "W"))


def colours(content):
    """All colours in which a PDF fills or draws, as #rrggbb."""
    found = set()
    with pikepdf.open(content) as document:
        streams = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        for stream in streams:
            kind = str(stream.stream_dict.get("/Subtype", ""))
            if kind in ("/Form", ""):
                found |= set(used_in(stream.read_bytes()))
    return found


def used_in(content):
    words = content.split()
    for at, word in enumerate(words):
        if word in (b"rg", b"RG") and at >= 3:
            yield accents.written(map(float, words[at - 3 : at]))


def test_a_deck_is_printed_in_its_accent_and_not_in_the_product_s(purple, tmp_path):
    path = tmp_path / "deck.pdf"
    path.write_bytes(rendering.render(deck.render_snapshot(purple)))

    found = colours(path)
    assert PURPLE in found
    assert accents.light(PURPLE).soft in found
    assert rendering.tokens()["--accent"] not in found


def test_so_is_a_handout(purple, tmp_path):
    path = tmp_path / "handout.pdf"
    path.write_bytes(rendering.render(render_handout(purple, Choice())))

    found = colours(path)
    assert PURPLE in found
    assert rendering.tokens()["--accent"] not in found


def test_two_accents_are_two_files(purple):
    other = dataclasses.replace(purple, brand=Brand("#0057b8", "", "W"))
    keys = [rendering.key(deck.render_snapshot(one)) for one in (purple, other)]

    assert keys[0] != keys[1]


def test_typed_text_that_looks_like_a_colour_stays():
    typed = '<p>the colour &quot;#0b5563&quot;</p><rect fill="#0b5563"/>'

    found = rendering.coloured(typed, PURPLE)
    assert found == f'<p>the colour &quot;#0b5563&quot;</p><rect fill="{PURPLE}"/>'
