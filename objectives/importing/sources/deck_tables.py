"""The objectives of a deck as one table: what was said beside what was done, and what
comes next; and its unplanned work as a list.
"""

import re
from collections.abc import Iterator

from objectives.importing.sources.base import Source, SourceRow, SourceTable
from objectives.importing.sources.deck_cells import part_of
from objectives.importing.sources.deck_values import (
    REPAIRS,
    DeckRow,
    DeckTable,
    DeckText,
)
from objectives.importing.sources.grid import left_out
from objectives.importing.sources.headings import folded
from objectives.parsing.pasted_rows import NAMES
from objectives.text.similarity import SIMILAR_ENOUGH, similarity

PLACE = ("Team", "Quarter", "Carried from")
MEASURE = re.compile(
    r"^(?:measures?(?: of success)?|(?:expected )?(?:impact|outcome|result)s?|"
    r"success (?:measure|criteria))$"
)
# What a column is called where it says what was promised.
LABELS = {
    **{"title": "Objective", "measure": "Measure", "dependency": "Dependency"},
    **{"eta": "ETA", "status": "Status", "state": "Status", "owner": "Owner"},
}


def deck_source(deck: DeckText) -> Source:
    """Said and did are one row where they belong together."""
    columns = columns_of(deck)
    said = [f"{name} when committed" for name in names_when_committed(columns)]
    rows = tuple(rows_of(deck, columns))
    tables = [SourceTable("deck", "Objectives", (*PLACE, *columns, *said), rows)]
    if deck.unplanned:
        items = tuple(SourceRow((item.text,), item.line) for item in deck.unplanned)
        tables.append(SourceTable("list", "Unplanned work", ("",), items))
    return Source("deck", tuple(tables), tuple(notes_of(deck)))


def columns_of(deck: DeckText) -> list[str]:
    """The headings of all tables; those at the same place of the same kind once."""
    names: dict[str, str] = {}
    for table in deck.tables:
        for name in table.columns:
            if name:
                names.setdefault(key_of(name), name)
    return [*names.values()]


def key_of(heading: str) -> str:
    """What headings of the same kind have in common: a measure is an impact."""
    word = MEASURE.sub("measure", folded(heading))
    return NAMES.get(word, word)


def names_when_committed(columns: list[str]) -> list[str]:
    return [LABELS.get(key_of(name), name) for name in columns]


def rows_of(deck: DeckText, columns: list[str]) -> Iterator[SourceRow]:
    for table, row, said in paired(deck):
        place = (table.group or deck.team, *quarters_of(table, deck))
        now = by_column(row, table, columns)
        then = by_column(said[1], said[0], columns) if said else [""] * len(columns)
        repairs = row.repairs + (said[1].repairs if said else ())
        above = (deck.team, table.label) if table.label else (deck.team,)
        yield SourceRow((*place, *now, *then), row.line, above, repairs=repairs)


Placed = tuple[DeckTable, DeckRow]


def paired(deck: DeckText) -> Iterator[tuple[DeckTable, DeckRow, Placed | None]]:
    """Each row as it was done, with what had been said; then what comes next."""
    said = placed(deck, "said")
    did = placed(deck, "did")
    pairs = pairs_of(said, did)
    taken = set(pairs.values())
    for place, (table, row) in enumerate(did):
        yield table, row, said[pairs[place]] if place in pairs else None
    for place, (table, row) in enumerate(said):
        if place not in taken:
            yield table, row, (table, row)
    for table, row in placed(deck, "next"):
        yield table, row, None


def placed(deck: DeckText, section: str) -> list[Placed]:
    return [
        (table, row)
        for table in deck.tables
        if table.section == section
        for row in table.rows
    ]


def pairs_of(said: list[Placed], did: list[Placed]) -> dict[int, int]:
    """Which row was said of which that was done: in the same bucket, the most similar
    titles first, then those that are left at the same place.
    """
    pairs: dict[int, int] = {}
    for _, mine, theirs in sorted(likely_pairs(said, did)):
        if mine not in pairs and theirs not in pairs.values():
            pairs[mine] = theirs
    return pairs


def likely_pairs(
    said: list[Placed], did: list[Placed]
) -> Iterator[tuple[tuple[float, int], int, int]]:
    """Pairs of rows, each with what it is sorted by."""
    for mine, now in enumerate(did):
        for theirs, then in enumerate(said):
            if bucket_of(now) != bucket_of(then):
                continue
            alike = similarity(now[1].cells[0], then[1].cells[0])
            if alike >= SIMILAR_ENOUGH:
                yield (-alike, abs(mine - theirs)), mine, theirs
            elif is_same_place(then, now):
                yield (0, 0), mine, theirs


def bucket_of(placed_row: Placed) -> tuple[str, str]:
    table, _ = placed_row
    return folded(table.group), part_of(table.period)


def is_same_place(one: Placed, other: Placed) -> bool:
    """Whether both are at the same place of tables that are equally long."""
    (table, row), (its_table, its_row) = one, other
    if len(table.rows) != len(its_table.rows):
        return False
    return table.rows.index(row) == its_table.rows.index(its_row)


def by_column(row: DeckRow, table: DeckTable, columns: list[str]) -> list[str]:
    cells: dict[str, str] = {}
    for name, cell in zip(table.columns, row.cells, strict=False):
        if cell:
            key = key_of(name)
            cells[key] = f"{cells[key]}\n{cell}" if key in cells else cell
    return [cells.get(key_of(name), "") for name in columns]


def quarters_of(table: DeckTable, deck: DeckText) -> tuple[str, str]:
    """The quarter that a row is of, and the one that it was carried from."""
    named = with_year(table.period, deck.quarter)
    if table.section == "next":
        return named or table.period, ""
    is_old = bool(part_of(table.period)) and part_of(table.period) != part_of(
        deck.quarter
    )
    return deck.quarter or named, named if is_old or table.is_leftover else ""


def with_year(period: str, quarter: str) -> str:
    """Q3 in a review of Q2 2014-15 is Q3 2014-15."""
    part, mine = part_of(period), part_of(quarter)
    has_year = re.search(r"\d{2,4}", period.replace(part, "", 1)) if part else None
    if not part or not mine or has_year or mine[0] != part[0]:
        return period
    # The year changes between the last part and the first.
    last = "4" if mine[0] == "Q" else "2"
    step = (part[1] == "1" and mine[1] == last) - (part[1] == last and mine[1] == "1")
    whole = re.sub(re.escape(mine), part, quarter, count=1, flags=re.IGNORECASE)
    return whole if not step else in_year(whole, part, step)


def in_year(quarter: str, part: str, step: int) -> str:
    before, after = quarter.split(part, 1)
    return part.join(
        re.sub(r"\d{2,4}", lambda found: counted(found[0], step), side)
        for side in (before, after)
    )


def counted(year: str, step: int) -> str:
    return str(int(year) + step).zfill(len(year))[-len(year) :]


def notes_of(deck: DeckText) -> Iterator[str]:
    """What was found besides the rows, and what was put right."""
    found = [
        (len(deck.agenda), "agenda entry", "agenda entries"),
        (len(deck.people), "person", "people"),
        (len(deck.texts), "text slide", "text slides"),
        (len(deck.metrics), "metric", "metrics"),
        (len(deck.drafts), "draft note", "draft notes"),
        (len(deck.asks), "ask", "asks"),
    ]
    words = [
        f"{count} {one if count == 1 else many}" for count, one, many in found if count
    ]
    if words:
        yield "This is the text of a review. It also has " + ", ".join(words) + "."
    if deck.unread:
        lines = [str(item.line) for item in deck.unread]
        yield left_out(lines, "belongs to nothing", "belong to nothing")
    for code, what in REPAIRS.items():
        count = sum(repair.code == code for repair in deck.repairs)
        if count:
            yield f"{what} were put right: {count}."
