"""Which rows of a table go on with which: carry-overs, certain ones and suggested ones.

Certain is what has the same reference in a later quarter, or a column that says what it
was carried over from. What only has the same or a similar title in the next quarter is
suggested, and somebody confirms it. One can go on as several, and several as one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from objectives.importing.choices import Choices, fold
from objectives.importing.periods import read_period
from objectives.importing.preview import Kind, Preview, PreviewRow
from objectives.models import Objective, Plan, Quarter
from objectives.parsing.status import State, read_status
from objectives.text.similarity import title_words

# Less similar titles are not suggested.
SIMILAR_ENOUGH = 0.5
# Comparing all with all grows with the square of this.
MOST_COMPARED = 400
FOUND = {Kind.NEW, Kind.SAME, Kind.CHANGED, Kind.CONFLICT}
type Root = int | str


@dataclass(frozen=True, slots=True)
class End:
    """An objective that could go on, or go on from another, and where it is."""

    key: str
    root: Root
    quarter: Quarter
    title: str
    reference: str = ""
    is_open: bool = True
    is_new: bool = False
    carried_from: str = ""

    @property
    def first_day(self) -> date:
        return self.quarter.first_day


@dataclass(frozen=True, slots=True)
class Link:
    """That a row goes on with another; `key` is what a choice has of the other."""

    row: int
    key: str
    title: str
    before: str
    quarter: str
    quarter_before: str
    similarity: float = 1.0
    is_sure: bool = True
    is_chosen: bool | None = None
    first_day: date = date.min

    @property
    def is_wanted(self) -> bool:
        return self.is_sure if self.is_chosen is None else self.is_chosen


def links_of(found: Preview, choices: Choices) -> list[Link]:
    """All links that could be made, those that nobody has confirmed yet among them."""
    ends = [end for row in found.rows if (end := end_of(row))]
    ends += [*earlier(ends)]
    by_root: dict[Root, list[End]] = defaultdict(list)
    for end in ends:
        by_root[end.root].append(end)
    links = [link for some in by_root.values() for link in links_in(some)]
    return [with_choice(link, choices) for link in links]


def with_choice(link: Link, choices: Choices) -> Link:
    chosen = choices.links.get(str(link.row))
    if chosen is None:
        return link
    values = {name: getattr(link, name) for name in Link.__slots__}
    return Link(**values | {"is_chosen": link.key in chosen.split(",")})


def end_of(row: PreviewRow) -> End | None:
    draft = row.draft
    if row.kind not in FOUND or draft is None or not draft.team or not draft.quarter:
        return None
    state = row.objective.state if row.objective else draft.state
    status = draft.values.get("status", "")
    state = read_status(status).state if state is None else state
    root = row.objective.plan.team.root_pk if row.objective else draft.root
    return End(
        key=f"row:{draft.row.number}",
        root=draft.team.key if root is None else root,
        quarter=draft.quarter,
        title=draft.values["title"],
        reference=draft.values.get("reference", ""),
        is_open=state not in (State.DONE, State.DROPPED),
        is_new=row.kind == Kind.NEW,
        carried_from=draft.row.get("carried_from"),
    )


def earlier(ends: list[End]) -> Iterator[End]:
    """What is open in the last quarters of these teams before those of the table."""
    days: dict[int, date] = {}
    for end in ends:
        if isinstance(end.root, int):
            days[end.root] = min(days.get(end.root, end.first_day), end.first_day)
    of_roots = Q(team__in=set(days)) | Q(team__parent__in=set(days))
    plans = Plan.objects.filter(of_roots).exclude(state=Plan.State.DRAFT)
    lasts: dict[int, date] = {}
    keys: dict[tuple[int, date], list[int]] = defaultdict(list)
    for plan in plans.select_related("team", "quarter").order_by("pk"):
        root, day = plan.team.root_pk, plan.quarter.first_day
        if day < days.get(root, date.min):
            keys[root, day].append(plan.pk)
            lasts[root] = max(lasts.get(root, day), day)
    wanted = [pk for root, day in lasts.items() for pk in keys[root, day]]
    rows = Objective.objects.filter(plan__in=wanted, carried_to=None).unfinished()
    rows = rows.exclude(state=State.DROPPED)
    for row in rows.select_related("plan__team", "plan__quarter").order_by("pk"):
        yield End(
            key=f"objective:{row.pk}",
            root=row.plan.team.root_pk,
            quarter=row.plan.quarter,
            title=row.title,
            reference=row.reference,
        )


class SaidOf:
    """The objectives of a quarter by what a later row can say of them."""

    def __init__(self, ends: Iterable[End]):
        self.found: dict[tuple[str, ...], list[End]] = defaultdict(list)
        for end in ends:
            names = {fold(end.title), fold(end.reference)}
            keys: set[tuple[str, ...]] = {("name", name) for name in names}
            keys |= {("reference", end.reference), ("words", *title_words(end.title))}
            for key in keys:
                self.found[key].append(end)

    def by(self, end: End) -> list[End]:
        """Those of which a row says itself that it goes on with them."""
        found = self.found.get(("reference", end.reference), []) * bool(end.reference)
        if said := fold(end.carried_from):
            found = found + self.found.get(("name", said), [])
            words = ("words", *title_words(end.title))
            found += [one for one in self.found.get(words, []) if is_of(said, one)]
        return list({one.key: one for one in found}.values())


def is_of(said: str, end: End) -> bool:
    """Whether that is the quarter of an objective."""
    if said in (fold(end.quarter.label), end.quarter.slug):
        return True
    period = read_period(said, **end.quarter.calendar)
    number = (end.quarter.fiscal_year, end.quarter.number)
    return period is not None and (period.fiscal_year, period.number) == number


def links_in(ends: list[End]) -> Iterator[Link]:
    """The links within a team and its groups, for rows that are new."""
    by_day: dict[date, list[End]] = defaultdict(list)
    for end in ends:
        by_day[end.first_day].append(end)
    days = sorted(by_day)
    said = {day: SaidOf(by_day[day]) for day in days}
    linked: set[str] = set()
    for day in days:
        for end in by_day[day] if day != days[0] else ():
            if end.is_new:
                before = [said[one] for one in days if one < day]
                yield from certain(end, before, linked)
    for at, day in enumerate(days[1:]):
        new = [end for end in by_day[day] if end.is_new and end.key not in linked]
        old = [end for end in by_day[days[at]] if end.is_open and end.key not in linked]
        yield from similar(old[:MOST_COMPARED], new[:MOST_COMPARED])


def certain(end: End, before: list[SaidOf], linked: set[str]) -> Iterator[Link]:
    if not (end.reference or end.carried_from):
        return
    for quarter in reversed(before):
        if found := quarter.by(end):
            linked.update((end.key, *(one.key for one in found)))
            yield from (link(one, end) for one in found if one.is_open)
            return


def similar(old: Iterable[End], new: list[End]) -> Iterator[Link]:
    """Each open one with the most similar of the next quarter."""
    bits: dict[str, int] = {}
    words = [bits_of(end.title, bits) for end in new]
    sizes = [mask.bit_count() for mask in words]
    for before in old if new else ():
        own = bits_of(before.title, bits)
        size = own.bit_count()
        # As `text.similarity`; a million times for a large table, so in bits.
        likes = [
            2 * (own & mask).bit_count() / (size + other or 1)
            for mask, other in zip(words, sizes, strict=True)
        ]
        if (like := max(likes)) >= SIMILAR_ENOUGH:
            end = new[likes.index(like)]
            yield link(before, end, similarity=like, is_sure=False)


def bits_of(title: str, bits: dict[str, int]) -> int:
    """The words of a title, a bit for each; `bits` has those that are known."""
    mask = 0
    for word in title_words(title):
        mask |= bits.setdefault(word, 1 << len(bits))
    return mask


def link(
    before: End, end: End, similarity: float = 1.0, *, is_sure: bool = True
) -> Link:
    return Link(
        row=int(end.key.removeprefix("row:")),
        key=before.key,
        title=end.title,
        before=before.title,
        quarter=end.quarter.label,
        quarter_before=before.quarter.label,
        similarity=similarity,
        is_sure=is_sure,
        first_day=end.first_day,
    )
