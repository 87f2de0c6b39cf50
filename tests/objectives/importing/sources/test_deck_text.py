from pathlib import Path

import pytest

from objectives.importing.sources.base import SourceError
from objectives.importing.sources.deck_tables import deck_source
from objectives.importing.sources.deck_text import is_deck, read_deck
from objectives.importing.sources.deck_values import REPAIRS

DECKS = Path(__file__).parent / "decks"
HEADINGS = "Objective\tMeasure of success\tDependency\tETA\tStatus"


def text_of(name):
    return (DECKS / f"{name}.txt").read_text()


def placed(deck):
    """The titles of all rows by section, group and period."""
    return {
        (table.section, table.group, table.period): [row.cells[0] for row in table.rows]
        for table in deck.tables
    }


@pytest.fixture
def payments():
    return read_deck(text_of("payments"))


@pytest.fixture
def library():
    return read_deck(text_of("library"))


@pytest.fixture
def vessels():
    return read_deck(text_of("vessels"))


def test_the_title_is_read_on_several_lines(payments):
    assert payments.team == "Payments Platform"
    assert payments.organization == "Northwind Trading GmbH"
    assert payments.quarter == "Q4 FY2023"


def test_the_title_is_read_between_bars(library):
    assert (library.team, library.organization) == (
        "Reader Services",
        "Fjord City Library",
    )
    assert library.quarter == "2021 Q2"


def test_the_title_is_read_on_one_line(vessels):
    assert (vessels.team, vessels.organization) == (
        "Vessel Tracking",
        "Harbour Authority",
    )
    assert vessels.quarter == "Q1 2030-31"


def test_the_agenda_may_have_its_times_first(payments):
    assert [(one.title, one.seconds, one.kind) for one in payments.agenda] == [
        ("Who we are", 120, "team"),
        ("Results of the quarter", 600, "did"),
        ("What we had planned", 450, "said"),
        ("KPIs", 240, "metrics"),
        ("Coming quarter", 600, "next"),
        ("Requests", 300, "asks"),
    ]


def test_the_agenda_may_have_a_line_each(library):
    assert [(one.title, one.seconds) for one in library.agenda] == [
        ("Introduction", 45),
        ("What we promised", 180),
        ("What we achieved", 240),
        ("Lessons", 150),
        ("What's next", 180),
        ("Help we need", 90),
    ]


def test_the_agenda_may_be_on_one_line(vessels):
    assert [one.seconds for one in vessels.agenda] == [60, 240, 180, 180, 120, 60]
    assert "agenda_on_one_line" in codes(vessels)


def codes(deck):
    return [repair.code for repair in deck.repairs]


def test_people_are_lines_that_are_names(payments, library, vessels):
    assert payments.people == ("Ana Ruiz", "Jürgen O'Neill", "Mai van der Berg")
    assert library.people == ("Ingrid Solberg", "Олена Коваль", "Li Wei")
    assert vessels.people == ("Noor Haddad", "Sam Okafor")


def test_a_licence_says_who_holds_it(payments, library, vessels):
    assert payments.licence.holder == "Northwind Trading GmbH"
    assert (library.licence.name, library.licence.version) == ("CC BY", "4.0")
    assert library.licence.holder == "Fjord City Library"
    assert vessels.licence is None


def test_tables_belong_to_the_part_whose_title_is_above(payments):
    assert placed(payments) == {
        ("did", "Checkout", "Q4"): ["Refund within a day", "One-click checkout"],
        ("did", "Ledger", "Q3"): ["Split the ledger"],
        ("said", "Checkout", "Q4"): ["Refund within a day", "One-click checkout"],
        ("said", "Ledger", "Q3"): ["Split the ledger"],
        ("next", "Checkout", "Q1"): ["Pay by invoice"],
        ("next", "Ledger", "Q1"): ["Close the old ledger"],
    }


def test_tables_without_a_title_are_told_by_what_comes_again(library):
    assert placed(library) == {
        ("said", "Opening hours", "Q2"): ["Open on Sundays", "Longer evenings", ""],
        ("said", "Lending", "Q1"): ["Self-service returns"],
        ("did", "Opening hours", "Q2"): ["Open on Sundays", "Longer evenings"],
        ("did", "Lending", "Q1"): ["Self-service returns"],
        ("next", "Reading rooms", "Q3"): ["Quiet hours"],
        ("next", "Lending", "Q3"): ["Library of things"],
    }


def test_what_comes_next_may_come_first(vessels):
    assert placed(vessels) == {
        ("next", "Sensors", "Q2"): ["New transponders"],
        ("next", "Data", "Q2"): ["Share berths with the railway"],
        ("said", "Sensors", "Q4"): ["Replace the old radar"],
        ("said", "Sensors", "Q1"): ["Night cameras"],
        ("said", "Data", "Q1"): ["Berth forecast", "Publish arrivals"],
        ("did", "Sensors", "Q4"): ["Replace the old radar"],
        ("did", "Sensors", "Q1"): ["Night cameras at six piers"],
        ("did", "Data", "Q1"): [
            "Berth forecast",
            "Publish arrivals",
            "Map of dredging",
        ],
    }


def test_unplanned_items_are_each_on_one_line(payments, library, vessels):
    assert [item.text for item in payments.unplanned] == [
        "Moved the card vault to a new provider",
        "Answered the PCI audit; two findings, both fixed",
        "Replaced the fraud rules",
    ]
    assert library.unplanned[-1].text == "Moved the archive out of the wet cellar"
    assert [item.text for item in vessels.unplanned] == [
        "Searched for a lost buoy",
        "Painted the northern pier",
    ]


def test_text_slides_keep_their_nesting_and_their_place(payments, library):
    why, *_ = payments.texts
    assert (why.title, why.section, why.is_before) == ("Why these", "next", True)
    hours, procurement, background = library.texts
    assert (hours.title, hours.section) == ("About opening hours", "learned")
    assert hours.markdown.endswith("- Volunteers need a rota\n  - and keys")
    assert procurement.markdown.startswith("We asked too late.")
    assert (background.section, background.is_before) == ("next", True)


def test_metrics_have_their_period_and_figures(payments, vessels):
    rate, incidents = payments.metrics
    assert (rate.title, rate.kind, rate.monitor) == (
        *("Authorisation rate", "monitor"),
        "Grafana payments-auth",
    )
    assert rate.period == "2023-10-01 to 2023-12-31"
    assert incidents.period == "October to December 2023"
    assert [(one.value, one.unit) for one in incidents.figures] == [("3", "outages")]
    assert incidents.comments == ("The longest took 40 minutes.",)
    received, callout = vessels.metrics
    assert (received.title, received.kind) == ("Positions received", "chart")
    assert callout.period == "July–September 2030"


def test_draft_notes_are_above_their_table(payments):
    assert [note.text for note in payments.drafts] == [
        "DRAFT until the board has met on 12 January"
    ]
    assert {table.section for table in payments.tables if table.draft_note} == {"next"}


def test_asks_are_items_or_paragraphs(payments, library, vessels):
    assert [ask.text for ask in payments.asks] == [
        "A second reviewer for changes of the ledger",
        "Earlier notice of campaigns",
    ]
    assert [ask.text for ask in library.asks] == [
        "We need somebody for the website until autumn.",
        "We would like to hear from the council earlier.",
    ]
    assert library.asks[0].markdown.endswith("\n\n- ten hours a week are enough")
    assert [ask.text for ask in vessels.asks] == [
        "Please let the radar team keep its second van."
    ]


def test_a_cell_goes_on_below_its_row(payments):
    checkout = payments.tables[0].rows[1]
    assert checkout.cells[-1] == "80 % complete, blocked by the bank"
    assert [repair.code for repair in checkout.repairs] == ["wrapped_line"]


def test_words_that_stand_whole_elsewhere_are_made_whole(payments):
    assert "broken_word" in codes(payments)


def test_bullets_alone_in_a_cell_are_no_text(library):
    longer = library.tables[2].rows[1]
    assert longer.cells[3] == ""
    assert [repair.code for repair in longer.repairs] == ["extra_cells", "stray_bullet"]


@pytest.mark.parametrize("code", REPAIRS)
def test_each_repair_can_be_left_out(code):
    for name in ("payments", "library", "vessels"):
        deck = read_deck(text_of(name), without=frozenset([code]))
        assert code not in codes(deck)
        whole = read_deck(text_of(name))
        assert sum(len(table.rows) for table in deck.tables) == sum(
            len(table.rows) for table in whole.tables
        )


def test_a_heading_that_was_not_mended_stays_as_it_was():
    deck = read_deck(text_of("vessels"), without=frozenset(["split_heading"]))
    assert "Sensors Q4 lefto vers" in [table.label for table in deck.tables]


def test_said_and_did_are_one_row_of_the_import(vessels):
    table, unplanned = deck_source(vessels).tables
    rows = {row.cells[table.columns.index("Objective")]: row for row in table.rows}
    cameras = dict(
        zip(table.columns, rows["Night cameras at six piers"].cells, strict=True)
    )
    assert cameras["Objective when committed"] == "Night cameras"
    assert cameras["Status"] == "4/6"
    assert (cameras["Team"], cameras["Quarter"]) == ("Sensors", "Q1 2030-31")
    radar = dict(zip(table.columns, rows["Replace the old radar"].cells, strict=True))
    assert radar["Carried from"] == "Q4 2029-30"
    dredging = rows["Map of dredging"]
    assert set(dredging.cells[table.columns.index("Objective when committed") :]) == {
        ""
    }
    assert len(table.rows) == 7
    assert len(unplanned.rows) == 2


def test_columns_of_other_names_are_what_was_said(payments):
    table, _ = deck_source(payments).tables

    assert table.columns[3:] == (
        *("Goal", "Owner", "Success criteria", "Due", "Status"),
        *("Objective when committed", "Owner when committed", "Measure when committed"),
        *("ETA when committed", "Status when committed"),
    )


def test_the_next_quarter_may_be_of_the_next_year(payments):
    table, _ = deck_source(payments).tables
    quarters = {row.cells[table.columns.index("Quarter")] for row in table.rows}
    assert quarters == {"Q4 FY2023", "Q1 FY2024"}


def test_a_deck_is_told_from_other_texts(library):
    assert is_deck(text_of("library"))
    assert not is_deck("Objective\tOwner\nA\tB\nC\tD\n")
    assert not is_deck("# Plan\n\n- one\n- two\n- three\n")
    assert not is_deck("Hello\n\n- one\n- two\n- three\n\nObjective\tOwner\nA\tB\n")


def test_a_text_without_tables_and_agenda_is_refused():
    with pytest.raises(SourceError, match="no text of slides"):
        read_deck("Nothing here\n\nat all")


def test_a_first_line_that_is_no_title_names_no_team():
    table = f"{HEADINGS}\nBackups\tRestore\t\t\t\n"
    deck = read_deck(f"Dear all\n\n{table}\nAgenda\n\nTables - 5 min, Asks - 2 min\n")

    assert (deck.team, deck.organization, deck.quarter) == ("", "", "")
    assert deck.seconds == 7 * 60


def test_a_title_with_nothing_below_is_said_to_be_left_out():
    table = f"{HEADINGS}\nBackups\tRestore\t\t\t\n"
    deck = read_deck(f"Labs Review - Q2 2020\n\nThank you\n\n{table}\n- an ask\n")

    assert [item.text for item in deck.unread] == ["Thank you"]
    assert "Line 3 belongs to nothing and was left out." in deck_source(deck).notes


def test_tables_alone_have_said_and_did():
    table = f"{HEADINGS}\nLabs Q2\t\t\t\t\nBackups\tRestore\t\t\t{{}}\n\n"
    deck = read_deck("Labs - Q2 2020\n\n" + table.format("") + table.format("Done"))
    assert [table.section for table in deck.tables] == ["said", "did"]
