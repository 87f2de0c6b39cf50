from collections import Counter

import pytest

from objectives.importing.sources.deck_tables import deck_source
from objectives.importing.sources.deck_text import read_deck
from objectives.importing.sources.deck_values import REPAIRS
from tests.objectives.importing.sources.sample_text import sample, slide_text


@pytest.fixture(scope="module")
def rows():
    return sample()


@pytest.fixture(scope="module")
def deck():
    return read_deck(slide_text())


def texts_of(row):
    return tuple(
        row[name] for name in ("title", "measure", "dependency", "eta", "status")
    )


def test_it_says_whose_review_it_is(deck, rows):
    organization = rows["organization"][0]

    assert (deck.team, deck.organization) == ("TechOps", organization["name"])
    assert deck.quarter == "Q2 2014-15"
    assert deck.licence.notice == organization["licence_notice"]
    assert (deck.licence.holder, deck.licence.name) == (
        organization["name"],
        "CC BY-SA",
    )
    assert deck.licence.version == organization["licence_version"]


def test_the_agenda_has_its_seconds(deck, rows):
    assert [(entry.title, entry.seconds) for entry in deck.agenda] == [
        (section["title"], section["seconds"]) for section in rows["section"]
    ]
    assert deck.seconds == 26 * 60 + 30


def test_its_people_are_read(deck, rows):
    assert list(deck.people) == [member["name"] for member in rows["member"]]


def test_every_row_is_in_its_group_and_bucket(deck):
    assert [(table.section, table.label, len(table.rows)) for table in deck.tables] == [
        ("said", "Site Operations Q1 leftovers", 3),
        ("said", "Site Operations Q2", 5),
        ("said", "Labs Q1", 2),
        ("said", "Labs Q2", 2),
        ("did", "Site Operations Q1 leftovers", 3),
        ("did", "Site Operations Q2", 5),
        ("did", "Labs Q1", 2),
        ("did", "Labs Q2", 2),
        ("next", "Site Operations Q3", 5),
        ("next", "Labs Q3", 3),
    ]


def test_every_cell_is_the_samples(deck, rows):
    found = {
        section: [
            row.cells
            for table in deck.tables
            if table.section == section
            for row in table.rows
        ]
        for section in ("said", "did", "next")
    }

    assert found["said"] == [texts_of(row) for row in rows["commitment"]]
    own = rows["objective"]
    assert found["did"] == [texts_of(row) for row in own if row["plan"] in (3, 4)]
    assert found["next"] == [texts_of(row) for row in own if row["plan"] in (5, 6)]


def test_unplanned_work_is_whole(deck, rows):
    assert [item.text for item in deck.unplanned] == [
        project["text"] for project in rows["project"]
    ]


def test_text_slides_keep_their_lists(deck, rows):
    assert [(slide.title, slide.section, slide.is_before) for slide in deck.texts] == [
        ("Background", "did", False),
        ("About the process", "learned", False),
        ("Background", "next", True),
    ]
    typed = [slide["text"].strip() for slide in rows["textslide"]]
    assert [slide.markdown for slide in deck.texts] == typed[:3]


def test_metrics_are_two_charts_two_monitors_and_a_callout(deck):
    assert [(topic.kind, topic.title) for topic in deck.metrics] == [
        ("chart", "page load time, desktop, median"),
        ("chart", "page load time, mobile, median"),
        ("monitor", "Watchmouse, enwiki, performance"),
        ("monitor", "Watchmouse, enwiki, availability"),
        ("callout", "Incidents, Uptime, Security"),
    ]
    monitor, callout = deck.metrics[2], deck.metrics[4]
    assert monitor.heading == "Performance"
    assert monitor.period == "10/01/2014 00:00 to 12/31/2014 22:59"
    assert monitor.monitor == "Wiki platform [[w:en:Main Page]] (s1)"
    assert callout.period == "October–December 2014"
    (figure,) = callout.figures
    assert (figure.value, figure.unit) == ("19", "incident reports")


def test_both_drafts_are_noted_with_their_tables(deck):
    assert [note.text for note in deck.drafts] == [
        "DRAFT; to be finalized in our Ops off-site meeting Jan 20"
    ] * 2
    assert [bool(table.draft_note) for table in deck.tables] == [False] * 8 + [True] * 2


def test_there_is_one_ask_with_what_it_says(deck, rows):
    (ask,) = deck.asks

    assert ask.markdown == rows["textslide"][3]["text"].strip()


def test_every_kind_of_repair_is_listed(deck):
    counts = Counter(repair.code for repair in deck.repairs)

    assert counts.keys() == REPAIRS.keys()
    assert counts["split_heading"] == counts["doubled_heading"] == 2
    assert counts["broken_word"] == 2
    assert all(repair.line and repair.text for repair in deck.repairs)


@pytest.mark.parametrize("code", REPAIRS)
def test_every_kind_of_repair_can_be_left_out(code):
    deck = read_deck(slide_text(), without=frozenset([code]))

    assert code not in {repair.code for repair in deck.repairs}
    assert sum(len(table.rows) for table in deck.tables) == 32


def test_it_comes_in_as_one_table_with_what_was_said_beside_it(deck):
    objectives, unplanned = deck_source(deck).tables

    assert len(objectives.rows) == 20
    assert len(unplanned.rows) == 42
    placed = [
        dict(zip(objectives.columns, row.cells, strict=True)) for row in objectives.rows
    ]
    ipsec = placed[1]
    assert ipsec["Team"] == "Site Operations"
    assert (ipsec["Quarter"], ipsec["Carried from"]) == ("Q2 2014-15", "Q1 2014-15")
    assert ipsec["ETA"] == "2015-02-30"
    assert ipsec["ETA when committed"] == "2015-01-30"
    assert Counter(row["Quarter"] for row in placed) == {
        "Q2 2014-15": 12,
        "Q3 2014-15": 8,
    }
