"""The name of a fiscal year: by both of its calendar years, the first or the last."""

BOTH, FIRST, LAST = "both", "first", "last"


def year_name(year: int, start_month: int, names: str = BOTH) -> str:
    """2014-15, FY2014 or FY2015; 2015 where the year starts in January."""
    if start_month == 1:
        return str(year)
    if names == FIRST:
        return f"FY{year}"
    if names == LAST:
        return f"FY{year + 1}"
    return f"{year}-{(year + 1) % 100:02}"
