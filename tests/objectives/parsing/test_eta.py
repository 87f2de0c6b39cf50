from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.parsing.eta import Eta, Precision, read_eta

OCTOBER_2014 = date(2014, 10, 1)

EVERY_CHARACTER = st.characters(exclude_categories=())
FRAGMENTS = st.sampled_from(
    [
        "2015", "2014-15", "2015-02-30", "31/12", "12/31", "02", "30", "15th",
        "June", "jan", "sept", "Q3", "q1", "FY", "FY16", "EOQ", "EOY", "end", "of",
        "the", "quarter", "year", "fiscal", "early", "mid", "by", "until", "to",
        "through", "->", "–", "—", "-", "/", ".", ",", "'", "?", "~", "TBD",
        "٢٠١٥", "２０１５", "²", "\x00", "\ud800",
    ]
)  # fmt: skip
ANYTHING = st.one_of(
    st.text(EVERY_CHARACTER),
    st.text("0123456789-/. qfy→"),
    st.lists(FRAGMENTS).map(" ".join),
    st.lists(FRAGMENTS).map("".join),
)
START_MONTHS = st.integers(1, 12)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def read_in_plan(text):
    return read_eta(text, quarter_first_day=OCTOBER_2014, year_start_month=7)


def facts(eta):
    return eta.precision, eta.first, eta.day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015-02-28", date(2015, 2, 28)),
        ("2015-2-3", date(2015, 2, 3)),
        ("2015/06/20", date(2015, 6, 20)),
        ("2015.06.20", date(2015, 6, 20)),
        (" 2015-02-28. ", date(2015, 2, 28)),
        ("2015‑02‑28", date(2015, 2, 28)),
        ("by 2015-02-28", date(2015, 2, 28)),
        ("~2015-02-28?", date(2015, 2, 28)),
        ("2016-02-29", date(2016, 2, 29)),
        ("31/01/2025", date(2025, 1, 31)),
        ("31.01.2025", date(2025, 1, 31)),
        ("1/31/2025", date(2025, 1, 31)),
        ("03/03/2025", date(2025, 3, 3)),
        ("15 June 2015", date(2015, 6, 15)),
        ("15 JUNE 2015", date(2015, 6, 15)),
        ("15-Jun-2015", date(2015, 6, 15)),
        ("15th of June, 2015", date(2015, 6, 15)),
        ("June 15, 2015", date(2015, 6, 15)),
        ("Jun. 15 2015", date(2015, 6, 15)),
        ("Sept. 1st, 2015", date(2015, 9, 1)),
        ("15. 06. 2015", date(2015, 6, 15)),
        ("2015 -06- 15", date(2015, 6, 15)),
        ("30 / 6 / 2015", date(2015, 6, 30)),
        ("15 th June 2015", date(2015, 6, 15)),
    ],
)
def test_a_full_date_is_a_day(text, day):
    eta = read_eta(text)

    assert facts(eta) == (Precision.DAY, day, day)


@pytest.mark.parametrize(
    ("text", "first", "day"),
    [
        ("2015-02", date(2015, 2, 1), date(2015, 2, 28)),
        ("2015/02", date(2015, 2, 1), date(2015, 2, 28)),
        ("02/2015", date(2015, 2, 1), date(2015, 2, 28)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2014-12", date(2014, 12, 1), date(2014, 12, 31)),
        ("2011-12", date(2011, 12, 1), date(2011, 12, 31)),
        ("~2015-02", date(2015, 2, 1), date(2015, 2, 28)),
        ("by 2015-02", date(2015, 2, 1), date(2015, 2, 28)),
        ("June 2015", date(2015, 6, 1), date(2015, 6, 30)),
        ("Jun 2015", date(2015, 6, 1), date(2015, 6, 30)),
        ("Jun. 2015", date(2015, 6, 1), date(2015, 6, 30)),
        ("june, 2015", date(2015, 6, 1), date(2015, 6, 30)),
        ("2015 June", date(2015, 6, 1), date(2015, 6, 30)),
        ("Jun '15", date(2015, 6, 1), date(2015, 6, 30)),
        ("end of June 2015", date(2015, 6, 1), date(2015, 6, 30)),
        ("early June 2015", date(2015, 6, 1), date(2015, 6, 30)),
        ("mid-June 2015", date(2015, 6, 1), date(2015, 6, 30)),
        ("by late June 2015", date(2015, 6, 1), date(2015, 6, 30)),
    ],
)
def test_a_month_lasts_until_its_last_day(text, first, day):
    eta = read_eta(text)

    assert facts(eta) == (Precision.MONTH, first, day)


@pytest.mark.parametrize(
    ("text", "last_real_day"),
    [
        ("2015-02-30", date(2015, 2, 28)),
        ("2015-02-29", date(2015, 2, 28)),
        ("2016-02-30", date(2016, 2, 29)),
        ("30/02/2015", date(2015, 2, 28)),
        ("31 June 2015", date(2015, 6, 30)),
        ("June 31, 2015", date(2015, 6, 30)),
    ],
)
def test_a_day_that_does_not_exist_is_the_end_of_its_month(text, last_real_day):
    eta = read_eta(text)

    assert facts(eta) == (Precision.IMPOSSIBLE, last_real_day, last_real_day)
    assert eta.text == text


@pytest.mark.parametrize(
    "text",
    ["", "  ", "-", "--", "–", "—", "?", "??", "TBD", "tbc", "T.B.D.", "TBA", "n/a"]
    + ["N.A.", "none", "Unknown", "to be decided", "\n\t"]
    + ["<date>", "<YYYY-MM-DD>", "[insert date]", "{{eta}}", "(TBD)", "[tba]", "<n/a>"],
)
def test_a_blank_eta_promises_nothing(text):
    eta = read_eta(text)

    assert eta == Eta(text, Precision.NONE, None, None)
    assert eta.reading == ""


@pytest.mark.parametrize(
    "text",
    ["03/04/2025", "3.4.2025", "13/13/2025", "31/31/2025", "00/13/2025", "31.01.25"]
    + ["2015-13-01", "2015-00-01", "2015-02-00", "2015-02-32", "2015-02/03", "20150228"]
    + ["1899-12-31", "2200-01-01", "1899", "2200", "FY2200", "0000-00-00", "9999-99-99"]
    + ["15", "6", "02-28", "14-15", "2014-2015", "2014-16", "Q0 2015", "Q5 2015", "Q"]
    + ["soon", "ongoing", "done", "by", "the", "of", "~", "end of", "after June 2015"]
    + ["before June 2015", "2015-02-28 or 2015-03-31", "Juny 2015", "June 2015 June"]
    + ["٢٠١٥-٠٢-٢٨", "２０１５-02-28", "2015-02-2٨", "²015", "2015-02-28\x00", "\ud800"]
    + ["2015-03 → 2015-01", "2015-01 → 2015-02 → 2015-03", "→ 2015-02", "2015-02 →"]
    + [
        "3 - 4 - 2025",
        "12 / 31",
        "2 015",
        "[June 2015]",
        "<June>",
        "(late)",
        "()",
        "[ ]",
    ]
    + ["2015-02-30 → 2015-03-15", "15 – 20 June 2015", "TBD → 2015-02", "2015-02" * 12],
)
def test_unclear_texts_stay_unread(text):
    eta = read_eta(text, year_start_month=7)

    assert eta == Eta(text, Precision.UNREAD, None, None, "not read")


@pytest.mark.parametrize(
    ("text", "first", "day"),
    [
        ("Q1", date(2014, 7, 1), date(2014, 9, 30)),
        ("Q3", date(2015, 1, 1), date(2015, 3, 31)),
        ("q4.", date(2015, 4, 1), date(2015, 6, 30)),
        ("End of Q1", date(2014, 7, 1), date(2014, 9, 30)),
        ("EOQ3", date(2015, 1, 1), date(2015, 3, 31)),
        ("mid Q3", date(2015, 1, 1), date(2015, 3, 31)),
        ("EOQ", date(2014, 10, 1), date(2014, 12, 31)),
        ("end of quarter", date(2014, 10, 1), date(2014, 12, 31)),
        ("by the end of the quarter", date(2014, 10, 1), date(2014, 12, 31)),
        ("this quarter", date(2014, 10, 1), date(2014, 12, 31)),
    ],
)
def test_a_quarter_without_a_year_is_in_the_plans_fiscal_year(text, first, day):
    eta = read_in_plan(text)

    assert facts(eta) == (Precision.QUARTER, first, day)


@pytest.mark.parametrize(
    ("text", "precision", "first", "day"),
    [
        ("July", Precision.MONTH, date(2014, 7, 1), date(2014, 7, 31)),
        ("end of June", Precision.MONTH, date(2015, 6, 1), date(2015, 6, 30)),
        ("Jan 20", Precision.DAY, date(2015, 1, 20), date(2015, 1, 20)),
        ("20 January", Precision.DAY, date(2015, 1, 20), date(2015, 1, 20)),
        ("Jun 15th", Precision.DAY, date(2015, 6, 15), date(2015, 6, 15)),
        ("Feb 29", Precision.IMPOSSIBLE, date(2015, 2, 28), date(2015, 2, 28)),
        ("EOY", Precision.YEAR, date(2014, 7, 1), date(2015, 6, 30)),
        ("end of the year", Precision.YEAR, date(2014, 7, 1), date(2015, 6, 30)),
        ("end of fiscal year", Precision.YEAR, date(2014, 7, 1), date(2015, 6, 30)),
    ],
)
def test_words_without_a_year_take_the_plans_year(text, precision, first, day):
    eta = read_in_plan(text)

    assert facts(eta) == (precision, first, day)


def test_a_day_that_may_be_the_year_is_read_as_the_month_that_holds_both():
    eta = read_in_plan("Jun 15")

    assert facts(eta) == (Precision.MONTH, date(2015, 6, 1), date(2015, 6, 30))


@pytest.mark.parametrize(
    "text",
    ["Q3", "EOQ", "End of Q1", "end of quarter", "EOY", "end of year", "June", "Jan 20"]
    + ["June → August", "Q4 → Q1", "EOY 2015"],
)
def test_words_without_a_year_are_unread_without_a_plan(text):
    eta = read_eta(text, year_start_month=7)

    assert eta.precision is Precision.UNREAD


def test_a_quarter_of_another_fiscal_year_gives_only_its_own_months():
    november = {"quarter_first_day": date(2014, 11, 1), "year_start_month": 7}

    assert read_eta("Q3", **november).precision is Precision.UNREAD
    assert read_eta("June", **november).precision is Precision.UNREAD
    assert read_eta("EOY", **november).precision is Precision.UNREAD
    assert read_eta("EOQ", **november).day == date(2015, 1, 31)
    assert read_eta("EOQ", **november).reading == "November 2014–January 2015"


@pytest.mark.parametrize(
    "text",
    [
        "Q2 2014-15",
        "Q2 2014/15",
        "Q2 2014–15",
        "Q2 2014-2015",
        "q2 of 2014-15",
        "Q2FY15",
    ]
    + ["Q2 FY15", "Q2 FY2015", "Q2 FY2014-15", "Q2 fy 14/15", "FY15 Q2", "FY15Q2"]
    + ["2014-15 Q2", "2014-15-q2", "end of Q2 FY15", "Q2 fiscal year 2015"],
)
def test_a_labelled_quarter_counts_from_the_fiscal_year(text):
    eta = read_eta(text, year_start_month=7)

    october_to_december = date(2014, 10, 1), date(2014, 12, 31)
    assert facts(eta) == (Precision.QUARTER, *october_to_december)
    assert eta.reading == "Q2 2014-15 (October–December 2014)"


@pytest.mark.parametrize(
    "text",
    ["Q2 2015", "Q2/2015", "Q2 of 2015", "2015Q2", "2015-Q2", "2015 q2", "Q2 FY15"]
    + ["end of Q2 2015"],
)
def test_a_quarter_of_a_year_that_starts_in_january_is_a_calendar_quarter(text):
    eta = read_eta(text)

    assert facts(eta) == (Precision.QUARTER, date(2015, 4, 1), date(2015, 6, 30))
    assert eta.reading == "Q2 2015 (April–June 2015)"


@pytest.mark.parametrize(
    ("text", "year_start_month"),
    [
        ("Q2 2015", 7),
        ("2015Q1", 7),
        ("2015-Q1", 10),
        ("Q2 2014-15", 1),
        ("FY2014-15", 1),
        ("2014-15", 1),
        ("Q2 2014-16", 7),
        ("Q2 15", 1),
    ],
)
def test_a_quarter_that_could_be_in_two_years_is_unread(text, year_start_month):
    eta = read_eta(text, year_start_month=year_start_month)

    assert eta.precision is Precision.UNREAD


@pytest.mark.parametrize(
    ("text", "year_start_month", "first", "day"),
    [
        ("2015", 1, date(2015, 1, 1), date(2015, 12, 31)),
        ("2015", 7, date(2015, 1, 1), date(2015, 12, 31)),
        ("late 2015", 7, date(2015, 1, 1), date(2015, 12, 31)),
        ("EOY 2015", 1, date(2015, 1, 1), date(2015, 12, 31)),
        ("end of year 2015", 1, date(2015, 1, 1), date(2015, 12, 31)),
        ("FY16", 1, date(2016, 1, 1), date(2016, 12, 31)),
        ("FY16", 7, date(2015, 7, 1), date(2016, 6, 30)),
        ("FY 2016", 7, date(2015, 7, 1), date(2016, 6, 30)),
        ("FY2015/16", 7, date(2015, 7, 1), date(2016, 6, 30)),
        ("fiscal year 2016", 7, date(2015, 7, 1), date(2016, 6, 30)),
        ("end of FY16", 7, date(2015, 7, 1), date(2016, 6, 30)),
        ("EOFY16", 7, date(2015, 7, 1), date(2016, 6, 30)),
        ("2015-16", 7, date(2015, 7, 1), date(2016, 6, 30)),
        ("2015/16", 10, date(2015, 10, 1), date(2016, 9, 30)),
        ("FY1999-00", 7, date(1999, 7, 1), date(2000, 6, 30)),
    ],
)
def test_a_fiscal_year_is_named_after_its_end(text, year_start_month, first, day):
    eta = read_eta(text, year_start_month=year_start_month)

    assert facts(eta) == (Precision.YEAR, first, day)


@pytest.mark.parametrize(
    ("text", "precision", "first", "day"),
    [
        ("April 2015 → June 2015", Precision.MONTH, (2015, 4, 1), (2015, 6, 30)),
        ("April 2015 -> June 2015", Precision.MONTH, (2015, 4, 1), (2015, 6, 30)),
        ("April 2015 – June 2015", Precision.MONTH, (2015, 4, 1), (2015, 6, 30)),
        ("from April to June 2015", Precision.MONTH, (2015, 4, 1), (2015, 6, 30)),
        ("April 2015 through June", Precision.MONTH, (2015, 4, 1), (2015, 6, 30)),
        ("Nov – Jan 2015", Precision.MONTH, (2014, 11, 1), (2015, 1, 31)),
        ("2015-02 - 2015-04-15", Precision.DAY, (2015, 2, 1), (2015, 4, 15)),
        ("2015-02-01 to 2015-02-30", Precision.IMPOSSIBLE, (2015, 2, 1), (2015, 2, 28)),
        ("Q2–Q3 2014-15", Precision.QUARTER, (2014, 10, 1), (2015, 3, 31)),
        ("2014 – 2015", Precision.YEAR, (2014, 1, 1), (2015, 12, 31)),
    ],
)
def test_a_range_starts_at_one_end_and_lasts_until_the_other(
    text, precision, first, day
):
    eta = read_eta(text, year_start_month=7)

    assert facts(eta) == (precision, date(*first), date(*day))


@pytest.mark.parametrize(
    ("text", "first", "day"),
    [
        ("August → October", date(2014, 8, 1), date(2014, 10, 31)),
        ("Q4 → Q1", date(2015, 4, 1), date(2015, 9, 30)),
        ("October → EOQ", date(2014, 10, 1), date(2014, 12, 31)),
        ("June → 2016", date(2015, 6, 1), date(2016, 12, 31)),
    ],
)
def test_a_range_without_a_year_starts_in_the_plans_year(text, first, day):
    eta = read_in_plan(text)

    assert (eta.first, eta.day) == (first, day)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("2014-12-15", "15 December 2014"),
        ("2015-02-30", "end of February 2015, no such day"),
        ("2015-02", "February 2015"),
        ("Q3", "Q3 2014-15 (January–March 2015)"),
        ("FY16", "fiscal year 2015-16 (July 2015–June 2016)"),
        ("2015", "2015"),
        ("April → June 2015", "April 2015 to June 2015"),
        ("soon", "not read"),
        ("TBD", ""),
    ],
)
def test_the_reading_is_in_plain_words(text, reading):
    assert read_in_plan(text).reading == reading


def test_equal_days_are_sorted_from_exact_to_vague():
    typed = ["", "soon", "2015-03-01", "Q1 2015", "2015-02", "2015-02-30"]
    typed += ["2015", "2015-02-28", "2015-03-31", "2015-12-31"]

    in_order = sorted((read_eta(text) for text in typed), key=lambda eta: eta.sort_key)

    assert [eta.text for eta in in_order] == [
        "2015-02-28",
        "2015-02-30",
        "2015-02",
        "2015-03-01",
        "2015-03-31",
        "Q1 2015",
        "2015-12-31",
        "2015",
        "soon",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "lies_before", "lies_after"),
    [
        ("2014-03-30", True, False),
        ("2014-09-30", True, False),
        ("2014-09", True, False),
        ("2014-10-01", False, False),
        ("2014-12-31", False, False),
        ("2014", False, False),
        ("2014-12 → 2015-01", False, False),
        ("2015-01-01", False, True),
        ("2015-02-30", False, True),
        ("2015", False, True),
        ("soon", False, False),
        ("", False, False),
    ],
)
def test_an_eta_lies_outside_a_quarter_only_as_a_whole(text, lies_before, lies_after):
    eta = read_in_plan(text)

    assert eta.lies_before(OCTOBER_2014) is lies_before
    assert eta.lies_after(date(2014, 12, 31)) is lies_after


@pytest.mark.parametrize("text", ["9" * 10**6, "2015-" * 10**5, " " * 10**6 + "x" * 99])
def test_a_very_long_text_is_unread(text):
    assert read_eta(text).precision is Precision.UNREAD


@given(text=ANYTHING, first_day=st.none() | st.dates(), start_month=START_MONTHS)
def test_any_text_is_stored_and_reading_it_again_gives_the_same(
    text, first_day, start_month
):
    context = {"quarter_first_day": first_day, "year_start_month": start_month}

    eta = read_eta(text, **context)

    assert eta.text == text
    assert eta == read_eta(text, **context)


@given(text=ANYTHING, first_day=st.none() | DAYS, start_month=START_MONTHS)
def test_a_day_is_known_exactly_if_something_was_read(text, first_day, start_month):
    eta = read_eta(text, quarter_first_day=first_day, year_start_month=start_month)

    is_known = eta.precision not in (Precision.NONE, Precision.UNREAD)
    assert (eta.first is not None, eta.day is not None) == (is_known, is_known)
    assert bool(eta.reading) is (eta.precision is not Precision.NONE)
    if is_known:
        assert date(1900, 1, 1) <= eta.first <= eta.day <= date(2199, 12, 31)


@given(day=DAYS, start_month=START_MONTHS)
def test_every_iso_date_reads_as_itself(day, start_month):
    eta = read_eta(day.isoformat(), year_start_month=start_month)

    assert facts(eta) == (Precision.DAY, day, day)


@given(day=DAYS)
def test_every_written_date_reads_as_itself(day):
    assert read_eta(f"{day.day} {day:%B} {day.year}").day == day
    assert read_eta(f"{day:%b} {day.day}, {day.year}").day == day


@given(one=DAYS, two=DAYS)
def test_sorting_real_dates_is_sorting_the_calendar(one, two):
    first, second = read_eta(one.isoformat()), read_eta(two.isoformat())

    assert (first.sort_key < second.sort_key) is (one < two)


@given(etas=st.lists(ANYTHING.map(read_eta), min_size=3, max_size=3))
def test_any_three_etas_have_one_order(etas):
    one, two, three = sorted(etas, key=lambda eta: eta.sort_key)

    assert one.sort_key <= two.sort_key <= three.sort_key
    assert one.sort_key <= three.sort_key


@given(year=st.integers(1900, 2199), month=st.integers(1, 12), day=st.integers(29, 31))
def test_a_day_sorts_within_its_month_even_if_it_does_not_exist(year, month, day):
    eta = read_eta(f"{year:04}-{month:02}-{day}")
    next_month = date(year, month, 28) + timedelta(days=4)

    assert eta.sort_key > read_eta(f"{year:04}-{month:02}-28").sort_key
    assert eta.sort_key < read_eta(f"{next_month:%Y-%m}-01").sort_key or year == 2199


@given(day=DAYS, start_month=START_MONTHS)
def test_the_end_of_the_quarter_is_the_last_day_of_the_quarter(day, start_month):
    first_day = day.replace(day=1)

    eta = read_eta("EOQ", quarter_first_day=first_day, year_start_month=start_month)

    if eta.precision is Precision.QUARTER:
        assert eta.first == first_day
        assert 88 <= (eta.day - eta.first).days <= 91
        assert (eta.day + timedelta(days=1)).day == 1


@given(day=DAYS, bounds=st.tuples(DAYS, DAYS))
def test_no_eta_lies_on_both_sides_of_a_quarter(day, bounds):
    eta = read_eta(day.isoformat())
    first_day, last_day = sorted(bounds)

    assert eta.lies_before(first_day) is (day < first_day)
    assert eta.lies_after(last_day) is (day > last_day)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/2025", "day", date(2025, 4, 3)),
        ("03/04/2025", "month", date(2025, 3, 4)),
        ("03/04/2025", "", None),
        ("13/04/2025", "month", date(2025, 4, 13)),
        ("04/13/2025", "day", date(2025, 4, 13)),
        ("by 3 / 4 / 2025", "day", date(2025, 4, 3)),
        ("1/2/2025 - 3/4/2025", "day", date(2025, 4, 3)),
        ("03.04.2025", "day", None),
        ("03-04-2025", "month", None),
        ("13/14/2025", "day", None),
    ],
)
def test_a_date_with_slashes_is_read_in_the_order_agreed_on(text, order, day):
    assert read_eta(text, date_order=order).day == day


@pytest.mark.parametrize(
    ("names", "label", "last_day"),
    [
        ("both", "Q2 2014-15", date(2013, 12, 31)),
        ("first", "Q2 FY2014", date(2014, 12, 31)),
        ("last", "Q2 FY2015", date(2013, 12, 31)),
    ],
)
def test_a_fiscal_year_is_read_as_the_organisation_names_it(names, label, last_day):
    calendar = {"year_start_month": 7, "year_names": names}

    assert read_eta("Q2 FY2014", **calendar).day == last_day
    day = date(2014, 10, 1)
    reading = read_eta("EOQ", quarter_first_day=day, **calendar).reading
    assert reading.startswith(label)
    assert read_eta(label, **calendar).day == date(2014, 12, 31)
