"""The frozen values that a review is copied into; pure.

`to_dict` gives plain JSON; `from_dict` takes every format ever released. Texts are as
typed; empty text and None mean unknown.
"""

import dataclasses
import datetime
import hashlib
import json
import types
import typing
from dataclasses import dataclass

from goals_tracker.styles import accents
from reviews.snapshot.metric_values import MetricData, Outage

FORMAT = 4


@dataclass(frozen=True, slots=True)
class Licence:
    """The organisation's licence; `notice` is on every slide, word for word."""

    notice: str
    name: str
    version: str
    url: str
    holder: str

    @property
    def title(self) -> str:
        """CC BY-SA 3.0."""
        return f"{self.name} {self.version}".strip()


@dataclass(frozen=True, slots=True)
class Brand:
    """The team's accent and logo, or else the organisation's.

    `accent` is #rrggbb, or empty for the product's own; `logo` is a path below
    MEDIA_ROOT, or empty, where `initial` stands in for it.
    """

    accent: str = ""
    logo: str = ""
    initial: str = ""

    @property
    def sheet(self) -> str:
        """The address of the style sheet with its accent, or empty."""
        return accents.address(self.accent)


@dataclass(frozen=True, slots=True)
class Person:
    """A member; `photo` is a path below MEDIA_ROOT, or empty."""

    name: str
    role: str
    initials: str
    photo: str
    is_lead: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a commitment said."""

    title: str
    measure: str
    dependency: str
    eta: str
    status: str
    is_tentative: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An objective as it is now, and what its commitment said.

    Tags and the reference to another tool are there only if the review shows them.
    """

    pk: int
    title: str
    measure: str
    dependency: str
    eta: str
    eta_warning: str
    status: str
    state: str
    percent: int | None
    is_about: bool
    owner: str
    is_tentative: bool
    said: Said | None
    quarters: int  # 1 in its first quarter, 3 in the third in a row
    carried_to: str
    deferred_to: str
    dropped_reason: str
    bucket: str  # the quarter it was carried in from, or empty
    tags: tuple[str, ...] = ()
    reference: str = ""
    reference_url: str = ""
    is_added_later: bool = False  # committed once the plan had been committed before
    carried_as: int = 1  # how many objectives go on with it
    handed_to: tuple[str, ...] = ()  # teams of these that are not its own
    handed_from: tuple[str, ...] = ()  # teams that handed it over
    comments: tuple[str, ...] = ()  # that leads chose, each after its author's name


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A group's plan, with its rows in the order the deck shows them."""

    group: str
    slug: str
    quarter: str
    state: str
    draft_note: str
    third_column: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture below MEDIA_ROOT, its size in px, and its credit."""

    name: str
    width: int
    height: int
    alt: str
    author: str
    licence: str
    source: str


@dataclass(frozen=True, slots=True)
class Text:
    """A slide's Markdown, in one column or two, and its picture or None."""

    pk: int
    title: str
    text: str
    placement: str
    columns: int = 1
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class AskData:
    """An ask, a request or an action; `asked_in` is the quarter of its review.

    `kind` is `ask`, `next_time` or `action`, `state` is `open`, `answered` or `closed`;
    `due` is a day in words, or empty.
    """

    pk: int
    kind: str
    text: str
    owner: str
    answer: str
    state: str
    asked_in: str
    is_own: bool
    reason: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class SectionData:
    """An agenda item with its planned seconds.

    `shows` says which objectives its slides have: `all`, `changed` for what changed or
    is at risk, or `top` for the first `most` of each group. The handout has all.
    """

    kind: str
    title: str
    slug: str
    seconds: int
    texts: tuple[Text, ...]
    shows: str = "all"
    most: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """The start of a month, in seconds since 1970, and its name."""

    at: float
    label: str
    year: int
    quarter: str


@dataclass(frozen=True, slots=True)
class Published:
    """The version that this is and its day, as an ISO date; 0 and empty if unknown.

    Files up to format 3 do not say whether they are drafts.
    """

    number: int
    on: str

    @property
    def words(self) -> str:
        """Version 2, published 16 Jan 2015."""
        if not self.number:
            return ""
        on = datetime.date.fromisoformat(self.on)
        return f"Version {self.number}, published {on.day} {on:%b %Y}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a deck shows."""

    format: int
    language: str
    organization: str
    licence: Licence
    team: str
    team_slug: str
    quarter: str
    quarter_slug: str
    months: str
    next_quarter: str
    held_at: str
    slot_seconds: int | None
    presenters: str
    headcount: int | None
    people: tuple[Person, ...]
    sections: tuple[SectionData, ...]
    plans: tuple[GroupPlan, ...]
    next_plans: tuple[GroupPlan, ...]
    projects: tuple[str, ...]
    metrics: tuple[MetricData, ...]
    asks: tuple[AskData, ...] = ()
    # The fifteen months up to the reviewed quarter's last, and the next one.
    calendar: tuple[Month, ...] = ()
    incidents: tuple[Outage, ...] = ()
    published: Published | None = None  # a draft has none
    brand: Brand = Brand()
    # Who asked for each of the projects, or nothing; empty if nobody said for any.
    requested_by: tuple[str, ...] = ()
    as_of: str = ""  # the day of a draft, as an ISO date; a version has its own

    def to_dict(self) -> dict[str, typing.Any]:
        """Plain JSON values."""
        plain: dict[str, typing.Any] = json.loads(json.dumps(dataclasses.asdict(self)))
        return plain

    @classmethod
    def from_dict(cls, data: dict[str, typing.Any]) -> "Snapshot":
        """Rebuild; raises ValueError if the format is newer than this code."""
        if data.get("format") not in range(1, FORMAT + 1):
            found = data.get("format")
            raise ValueError(f"This snapshot has the unknown format {found}.")
        return typing.cast(Snapshot, rebuilt(cls, upgraded(data)))

    @property
    def title(self) -> str:
        """The name of the deck as a document."""
        parts = (f"{self.team} Quarterly Review", self.organization, self.quarter)
        return " · ".join([*parts, "Draft"] if self.is_draft else parts)

    @property
    def is_draft(self) -> bool:
        return self.published is None

    @property
    def standing(self) -> str:
        """What it is: a draft or a version, in words; empty if unknown."""
        return self.published.words if self.published else "Draft, not published"

    @property
    def as_draft(self) -> "Snapshot":
        """The same, as it was before it was published, whichever day that was."""
        return dataclasses.replace(self, published=None, as_of="")

    @property
    def digest(self) -> str:
        """SHA-256 of its canonical JSON, in hexadecimal."""
        text = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def upgraded(data: dict[str, typing.Any]) -> dict[str, typing.Any]:
    """The same in the current format."""
    if data["format"] < 4:
        data = data | {"published": {"number": 0, "on": ""}}
    return (data if data["format"] > 2 else with_values(data)) | {"format": FORMAT}


def with_values(data: dict[str, typing.Any]) -> dict[str, typing.Any]:
    """Up to format 2 a metric's value was its last reading."""
    metrics = [
        metric
        | {"value": metric["figures"][-1]["value"] if metric["figures"] else None}
        for metric in data["metrics"]
    ]
    return data | {"metrics": metrics}


def rebuilt(kind: typing.Any, value: typing.Any) -> typing.Any:
    """The value as that annotated type: a dataclass, a tuple of them, or plain."""
    if value is None:
        return None
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        # Fields that an older format lacks get the default.
        fields = {name: rebuilt(hints[name], value[name]) for name in value}
        return typing.cast(typing.Any, kind)(**fields)
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return tuple(rebuilt(item, entry) for entry in value)
    if typing.get_origin(kind) is types.UnionType:
        return rebuilt(typing.get_args(kind)[0], value)
    return value
