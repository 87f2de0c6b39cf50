"""One review, copied out of the database into plain frozen values.

This is the last module that queries. Slides, deck and PDF read nothing but a
`Snapshot`, so a live deck and a published one differ only in where theirs came from:
read now, or stored at publication. `to_dict` gives plain JSON; `from_dict` takes every
format ever released. Texts are as typed; empty text and None mean unknown.
"""

import dataclasses
import hashlib
import json
import operator
import types
import typing
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import Q

from objectives.models import (
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    Team,
)
from reviews import models
from reviews.unchanged import while_unchanged

FORMAT = 2
AGENDA_ITEM = tuple[str, str, str, int]
Quarters = dict[typing.Any, Quarter]
PICTURE = (
    "picture",
    "picture_width",
    "picture_height",
    "picture_alt",
    "picture_author",
    "picture_licence",
    "picture_source",
)
METRIC = tuple[int, str, str, str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Licence:
    """The organisation's licence; `notice` stands on every slide, to the letter."""

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
    """An objective as it stands, and what was said of it when it was committed."""

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
    """A picture below MEDIA_ROOT, its size in px, and whose it is."""

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
class Ask:
    """An ask or a request for next time; `asked_in` is its review's quarter.

    `kind` is `ask` or `next_time`, `state` is `open`, `answered` or `closed`.
    """

    pk: int
    kind: str
    text: str
    owner: str
    answer: str
    state: str
    asked_in: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Section:
    """An agenda item with its planned seconds."""

    kind: str
    title: str
    slug: str
    seconds: int
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One reading: ISO time, value, comment."""

    at: str
    value: float
    comment: str


@dataclass(frozen=True, slots=True)
class MetricData:
    """A metric and its readings in the reviewed quarter, oldest first."""

    pk: int
    name: str
    heading: str
    unit: str
    source: str
    monitor: str
    period: str
    note: str
    display: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a deck says."""

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
    sections: tuple[Section, ...]
    plans: tuple[GroupPlan, ...]
    next_plans: tuple[GroupPlan, ...]
    projects: tuple[str, ...]
    metrics: tuple[MetricData, ...]
    asks: tuple[Ask, ...] = ()

    def to_dict(self) -> dict[str, typing.Any]:
        """Plain values, as JSON keeps them."""
        plain: dict[str, typing.Any] = json.loads(json.dumps(dataclasses.asdict(self)))
        return plain

    @classmethod
    def from_dict(cls, data: dict[str, typing.Any]) -> "Snapshot":
        """Rebuild; raises ValueError where the format is newer than this code."""
        if data.get("format") not in range(1, FORMAT + 1):
            found = data.get("format")
            raise ValueError(f"This snapshot has the unknown format {found}.")
        return typing.cast(Snapshot, rebuilt(cls, data | {"format": FORMAT}))

    @property
    def title(self) -> str:
        """The name of the deck as a document."""
        return f"{self.team} Quarterly Review · {self.organization} · {self.quarter}"

    @property
    def digest(self) -> str:
        """SHA-256 of its canonical JSON, in hexadecimal."""
        text = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def rebuilt(kind: typing.Any, value: typing.Any) -> typing.Any:
    """The value as that annotated type: a dataclass, a tuple of them, or plain."""
    if value is None:
        return None
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        # What an older format does not have keeps the default.
        fields = {name: rebuilt(hints[name], value[name]) for name in value}
        return typing.cast(typing.Any, kind)(**fields)
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return tuple(rebuilt(item, entry) for entry in value)
    if typing.get_origin(kind) is types.UnionType:
        return rebuilt(typing.get_args(kind)[0], value)
    return value


def read(review: typing.Any, versions: typing.Any = None) -> Snapshot:
    """Copy a review (with its team and quarter) out of the database.

    Given the versions, parts that nobody wrote since are not read again. Ten queries
    at the most.
    """
    team, quarter = review.team, review.quarter
    organization, licence = read_organization(versions)
    following = quarter.following()
    plans = read_plans(versions, team, (quarter, following))
    return Snapshot(
        format=FORMAT,
        language=settings.LANGUAGE_CODE,
        organization=organization,
        licence=licence,
        team=team.name,
        team_slug=team.slug,
        quarter=quarter.label,
        quarter_slug=quarter.slug,
        months=quarter.months,
        next_quarter=following.label,
        held_at=review.held_at.isoformat() if review.held_at else "",
        slot_seconds=review.slot_seconds,
        presenters=review.presenters,
        headcount=team.headcount,
        people=read_people(versions, team, quarter),
        sections=read_sections(versions, review),
        plans=plans[quarter.first_day],
        next_plans=plans[following.first_day],
        projects=read_projects(versions, team, quarter),
        metrics=read_metrics(versions, team, quarter),
        asks=read_asks(versions, review),
    )


@while_unchanged(Organization)
def read_organization() -> tuple[str, Licence]:
    """The organisation's name, and its licence as it states it."""
    found = Organization.objects.first() or Organization()
    licence = Licence(
        notice=found.licence_notice,
        name=found.licence_name,
        version=found.licence_version,
        url=found.licence_url,
        holder=found.licence_holder,
    )
    return found.name, licence


@while_unchanged(Member, Team, Quarter)
def read_people(team: typing.Any, quarter: Quarter) -> tuple[Person, ...]:
    """The people of the team and its groups, leads first."""
    members = Member.objects.filter(Q(team=team) | Q(team__parent=team)).for_deck()
    return tuple(
        Person(
            name=member.name,
            role=member.role,
            initials=member.initials,
            photo=member.photo.name or "",
            is_lead=member.is_lead,
            is_new=bool(
                member.joined_on
                and quarter.first_day <= member.joined_on <= quarter.last_day
            ),
        )
        for member in members
    )


@while_unchanged(models.Section, models.TextSlide)
def read_sections(review: typing.Any) -> tuple[Section, ...]:
    """The agenda with its texts, by one left join."""
    names = ("pk", "kind", "title", "slug", "seconds")
    texts = ("pk", "title", "text", "placement", "columns", *PICTURE)
    shown = review.sections.filter(is_hidden=False)
    rows = shown.order_by(
        "position", "pk", "text_slides__position", "text_slides__pk"
    ).values_list(*names, *(f"text_slides__{name}" for name in texts))
    return tuple(
        Section(
            *typing.cast(AGENDA_ITEM, section[1:]),
            tuple(read_text(*row[5:]) for row in group if row[5]),
        )
        for section, group in groupby(rows, key=operator.itemgetter(*range(5)))
    )


def read_text(
    pk: int, title: str, text: str, placement: str, columns: int, *picture: typing.Any
) -> Text:
    """A text slide, with its picture if it has one."""
    found = Picture(*picture) if picture[0] and picture[1] else None
    return Text(pk, title, text, placement, columns, found)


@while_unchanged(models.Ask, models.Review, Quarter)
def read_asks(review: typing.Any) -> tuple[Ask, ...]:
    """What is asked in this review, and what came back from earlier ones."""
    return tuple(
        Ask(
            pk=ask.pk,
            kind=ask.kind,
            text=ask.text,
            owner=ask.owner,
            answer=ask.answer,
            state=ask.state,
            asked_in=ask.review.quarter.label,
            is_own=ask.review_id == review.pk,
        )
        for ask in models.Ask.objects.for_review(review)
    )


@while_unchanged(Project, Team)
def read_projects(team: typing.Any, quarter: Quarter) -> tuple[str, ...]:
    """What was done unplanned."""
    found = Project.objects.covered_by(team, quarter)
    return tuple(found.values_list("text", flat=True))


@while_unchanged(Quarter)
def read_quarters() -> Quarters:
    """All quarters by their keys."""
    return Quarter.objects.in_bulk()


@while_unchanged(Plan, Team, Quarter)
def read_covering(team: typing.Any, days: tuple[typing.Any, ...]) -> tuple[Plan, ...]:
    """The plans of the team and its groups in the quarters that start on these days."""
    return tuple(Plan.objects.covering(team, days))


def read_plans(
    versions: typing.Any, team: typing.Any, quarters: tuple[Quarter, Quarter]
) -> dict[typing.Any, tuple[GroupPlan, ...]]:
    """The plans of the team and its groups, by the first day of their quarter."""
    days = tuple(quarter.first_day for quarter in quarters)
    plans = read_covering(versions, team, days)
    rows: dict[int, list[Row]] = {plan.pk: [] for plan in plans}
    by_pk = {plan.pk: plan for plan in plans}
    all_quarters = read_quarters(versions)
    for objective in Objective.objects.filter(plan__in=plans).for_deck():
        plan = objective.plan = by_pk[objective.plan_id]
        rows[plan.pk].append(read_row(objective, plan.quarter, all_quarters))
    return {
        day: tuple(
            read_plan(plan, rows[plan.pk])
            for plan in plans
            if plan.quarter.first_day == day
        )
        for day in days
    }


def read_plan(plan: Plan, rows: list[Row]) -> GroupPlan:
    """A plan with rows that were read already."""
    return GroupPlan(
        group=plan.team.name,
        slug=plan.team.slug,
        quarter=plan.quarter.label,
        state=plan.state,
        draft_note=plan.draft_note,
        third_column=plan.get_third_column_display(),
        rows=tuple(rows),
    )


def read_row(objective: typing.Any, quarter: Quarter, quarters: Quarters) -> Row:
    """An objective with all that the deck says of it."""
    before = quarters.get(objective.carried_from_quarter)
    after = quarters.get(objective.carried_to_quarter)
    return Row(
        pk=objective.pk,
        title=objective.title,
        measure=objective.measure,
        dependency=objective.dependency,
        eta=objective.eta,
        eta_warning=objective.eta_warning,
        status=objective.status,
        state=objective.state,
        percent=objective.percent,
        is_about=objective.is_about,
        owner=objective.owner.name if objective.owner else "",
        is_tentative=objective.is_tentative,
        said=read_said(objective.promise),
        quarters=quarter.ordinal - objective.first_ordinal + 1,
        carried_to=after.label if after else "",
        deferred_to=objective.deferred_to,
        dropped_reason=objective.dropped_reason,
        bucket=before.short_label if before else "",
    )


def read_said(promise: typing.Any) -> Said | None:
    """The commitment's own copy of the reviewed cells."""
    if promise is None:
        return None
    names = [field.name for field in dataclasses.fields(Said)]
    return Said(**{name: getattr(promise, name) for name in names})


@while_unchanged(models.Metric, models.Reading, Quarter)
def read_metrics(team: typing.Any, quarter: Quarter) -> tuple[MetricData, ...]:
    """The team's metrics with the quarter's readings, by one left join."""
    names = ("name", "heading", "unit", "source", "monitor", "period", "note")
    rows = team.metrics.with_readings_of(quarter).values_list(
        "pk", *names, "display", "shown__at", "shown__value", "shown__comment"
    )
    return tuple(
        MetricData(
            *typing.cast(METRIC, metric),
            tuple(
                Figure(at.isoformat(), value, comment)
                for *_, at, value, comment in group
                if at
            ),
        )
        for metric, group in groupby(rows, key=operator.itemgetter(*range(9)))
    )
