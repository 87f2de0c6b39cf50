"""A snapshot of every format that was ever released can be read, for ever."""

import json
from pathlib import Path

import pytest

from reviews.deck import deck
from reviews.snapshot.values import FORMAT, Snapshot
from tests.reviews.deck.test_deck import IDS as SAMPLE_IDS

FOLDER = Path(__file__).parent / "formats"
# Slides of the sample, which every format holds.
IDS = {"cover", "agenda", "what-we-did--site-operations", "asks--text-4"}


def stored(number):
    return json.loads((FOLDER / f"format-{number}.json").read_text())


def test_there_is_one_of_every_format():
    formats = {stored(number)["format"] for number in range(1, FORMAT + 1)}

    assert formats == set(range(1, FORMAT + 1))


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_a_snapshot_of_that_format_makes_its_deck(number):
    taken = Snapshot.from_dict(stored(number))

    built = deck.build(taken)

    ids = {placed.slide.id for placed in built.placed}
    assert ids >= IDS
    assert "Encryption (IPsec)" in built.html
    assert taken.licence.notice in built.html


def test_what_format_1_did_not_have_is_empty():
    taken = Snapshot.from_dict(stored(1))

    assert taken.asks == ()
    assert {text.columns for part in taken.sections for text in part.texts} == {1}
    assert deck.build(taken).total == len(SAMPLE_IDS)


def test_format_2_has_columns_a_picture_and_an_ask():
    taken = Snapshot.from_dict(stored(2))

    html = deck.build(taken).html

    assert "texts is-halves" in html
    assert 'src="/pictures/gone.jpg"' in html
    assert "Pictures under other licences" in html
    assert "Restart the talks" in html


def test_up_to_format_2_a_value_is_the_last_reading():
    for number in (1, 2):
        taken = Snapshot.from_dict(stored(number))

        assert [one.value for one in taken.metrics if one.figures] == [19]
        assert ">19<" in deck.build(taken).html


def test_format_3_has_lines_bars_a_strip_computed_counts_and_incidents():
    taken = Snapshot.from_dict(stored(3))

    built = deck.build(taken)

    drawn = [
        placed.slide.content.display
        for placed in built.placed
        if placed.slide.kind == "metric" and placed.slide.content.drawing
    ]
    assert drawn == ["chart", "bars", "uptime"]
    assert "1 of 5" in built.html
    assert "4 incidents, 2 of them noticed by users" in built.html
    assert "Fetching fails since" in built.html


def test_up_to_format_3_no_row_has_tags():
    plans = Snapshot.from_dict(stored(3)).plans

    assert {(row.tags, row.reference) for plan in plans for row in plan.rows} == {
        ((), "")
    }


def test_format_4_has_tags_and_a_reference():
    html = deck.build(Snapshot.from_dict(stored(4))).html

    assert '<p class="aside">Data-centre move · HHVM · <a href="https://phab' in html


@pytest.mark.parametrize("number", [0, FORMAT + 1, None])
def test_a_format_that_is_not_known_is_refused(number):
    with pytest.raises(ValueError, match="unknown format"):
        Snapshot.from_dict(stored(1) | {"format": number})
