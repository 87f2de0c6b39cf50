import pytest

from objectives.importing.periods import Period, PeriodKind, is_period, read_period

QUARTER, HALF, YEAR = PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR
JULY = {"year_start_month": 7, "year_names": "both"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024q3", (QUARTER, 2024, 3)),
        ("2024-Q3", (QUARTER, 2024, 3)),
        ("Q3 2024", (QUARTER, 2024, 3)),
        ("Q3/24", (QUARTER, 2024, 3)),
        ("3Q24", (QUARTER, 2024, 3)),
        ("quarter 3 of 2024", (QUARTER, 2024, 3)),
        ("3rd quarter 2024", (QUARTER, 2024, 3)),
        ("FY21-Q1", (QUARTER, 2021, 1)),
        ("H2 2025", (HALF, 2025, 4)),
        ("2025 H1", (HALF, 2025, 2)),
        ("2026", (YEAR, 2026, 4)),
        ("March 2025", (PeriodKind.MONTH, 2025, 1)),
    ],
)
def test_a_period_is_the_quarter_in_which_it_ends(text, meant):
    assert read_period(text) == Period(*meant)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("FY21-Q1", (2020, 1)),
        ("AJ 23/24-Q2", (2023, 2)),
        ("2023/24 Q2", (2023, 2)),
        ("Q2 2014–15", (2014, 2)),
        ("2014-15-q2", (2014, 2)),
        ("FY25 H1", (2024, 2)),
        ("2025-26", (2025, 4)),
        ("August 2024", (2024, 1)),
        ("March 2025", (2024, 3)),
    ],
)
def test_fiscal_years_are_named_as_the_organisation_does(text, meant):
    period = read_period(text, **JULY)

    assert (period.fiscal_year, period.number) == meant
    assert period.is_sure


@pytest.mark.parametrize(
    ("text", "calendar"),
    [("2024q3", JULY), ("2026", JULY), ("AJ 23/24-Q2", {})],
)
def test_what_could_be_two_quarters_is_not_sure(text, calendar):
    assert not read_period(text, **calendar).is_sure


@pytest.mark.parametrize("text", ["Later", "backlog", "Someday", "Next up"])
def test_a_shelf_has_no_dates(text):
    assert read_period(text) == Period(PeriodKind.SHELF)


@pytest.mark.parametrize(
    "text",
    ["", "-", "tbd", "12", "Q3", "soon", "24", "2024/26 Q1", "9999-Q1", "x" * 99],
)
def test_what_is_no_period_is_not_guessed(text):
    assert read_period(text) is None


def test_a_month_alone_makes_no_column_of_periods():
    assert is_period("Q3 2024")
    assert not is_period("March 2025")
