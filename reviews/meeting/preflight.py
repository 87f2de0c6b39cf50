"""What to check before a review: each kind of oddity, and where it is.

Computed from fetched rows, without queries. `objectives.pages.plan_page` decides what
is odd about an objective, so that both pages show the same numbers.
"""

from dataclasses import dataclass

from objectives.pages import plan_page


@dataclass(frozen=True, slots=True)
class Place:
    """Something to check, and the address of its cell."""

    label: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class OddityKind:
    """A kind of oddity and its places, if any."""

    name: str
    text: str
    places: tuple[Place, ...]

    @property
    def count(self):
        return len(self.places)


# The name of a kind, its predicate, its column, and the words for one and for several.
KINDS = (
    ("impossible_eta", plan_page.is_impossible, "eta", "impossible ETA", ""),
    (
        "early_eta",
        plan_page.is_early,
        "eta",
        "ETA before the quarter",
        "ETAs before the quarter",
    ),
    (
        "late_eta",
        plan_page.is_beyond,
        "eta",
        "ETA after the quarter",
        "ETAs after the quarter",
    ),
    (
        "unread_eta",
        plan_page.has_unread_eta,
        "eta",
        "ETA not read as a date",
        "ETAs not read as dates",
    ),
    ("blank_eta", plan_page.has_blank_eta, "eta", "blank ETA", ""),
    ("blank_measure", plan_page.has_blank_measure, "measure", "blank measure", ""),
    (
        "blank_dependency",
        plan_page.has_blank_dependency,
        "dependency",
        "blank dependency",
        "blank dependencies",
    ),
    (
        "blank_status",
        plan_page.has_blank_status,
        "status",
        "blank status",
        "blank statuses",
    ),
    (
        "unread_status",
        plan_page.has_unread_status,
        "status",
        "status that could not be read",
        "statuses that could not be read",
    ),
    (
        "unanswered",
        plan_page.is_unanswered,
        "",
        "unfinished objective to carry over, defer or drop",
        "unfinished objectives to carry over, defer or drop",
    ),
)
TOPICS = ("metric without figures", "metrics without figures")


BOXES = (
    "character that no font has: the PDF shows a box",
    "characters that no font has: the PDF shows boxes",
)


CROWDED = (
    "section with more slides than fit its minutes",
    "sections with more slides than fit their minutes",
)


def lines(objectives, metrics, boxes=(), crowded=(), *, plan, deck, metrics_at=""):
    """Every kind with its places; `plan` and `deck` are the addresses to link to.

    `metrics_at` is the fragment of the deck's metrics; `boxes` are the characters that
    no font has, and `crowded` the sections whose slides take too long.
    """
    for name, is_odd, column, one, many in KINDS:
        rows = [row for row in objectives if is_odd(row)]
        places = (place(row, column, plan) for row in rows)
        yield line(name, tuple(places), one, many or f"{one}s")
    found = (Place(one.name, one.where, f"{deck}#{one.at}") for one in boxes)
    yield line("box", tuple(found), *BOXES)
    yield line("crowded", tuple(crowded), *CROWDED)
    at = deck + metrics_at if deck else ""
    topics = tuple(Place(one.name, one.note, at) for one in metrics)
    yield line("metric", topics, *TOPICS)


def line(name, places, one, many):
    return OddityKind(name, one if len(places) == 1 else many, places)


def place(objective, column, plan):
    cell = f"-{column}" if column else ""
    said = getattr(objective, column) if column else ""
    return Place(objective.title, said, f"{plan}#objective-{objective.pk}{cell}")
