"""Copies one review out of the database; its metrics are read in `metrics.py`."""

import dataclasses
import operator
import typing
from itertools import groupby

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from objectives.models import (
    CarryOver,
    Comment,
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    Team,
)
from objectives.parsing.tags import tags_in
from reviews import models
from reviews.snapshot import computed
from reviews.snapshot.cache import while_unchanged
from reviews.snapshot.calendar import calendar
from reviews.snapshot.values import (
    FORMAT,
    AskData,
    Brand,
    GroupPlan,
    Licence,
    Person,
    Picture,
    Row,
    Said,
    SectionData,
    Snapshot,
    Text,
)

AGENDA_ITEM = tuple[str, str, str, int, str, int]
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


def read_snapshot(review: typing.Any, versions: typing.Any = None) -> Snapshot:
    """Copy a review (with its team and quarter) out of the database.

    With versions, unchanged parts come from the cache. At most seventeen queries.
    """
    team, quarter = review.team, review.quarter
    organization, licence, brand = read_organization(versions)
    following = read_next_quarter(versions, team, quarter)
    plans = read_plans(versions, review, (quarter, following))
    projects, requested_by = read_projects(versions, team, quarter)
    metrics, incidents = computed.read_metrics(versions, team, quarter, review.held_at)
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
        projects=projects,
        metrics=metrics,
        asks=read_asks(versions, review),
        calendar=calendar(quarter),
        incidents=incidents,
        brand=brand_of(team, brand),
        requested_by=requested_by,
        as_of=timezone.localdate().isoformat(),
    )


def read_figures(team: typing.Any, quarter: Quarter) -> Snapshot:
    """A snapshot of metrics only, to show a metric's slide by itself."""
    organization, licence, brand = read_organization(None)
    metrics, incidents = computed.read_metrics(None, team, quarter, None)
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
        next_quarter="",
        held_at="",
        slot_seconds=None,
        presenters="",
        headcount=None,
        people=(),
        sections=(),
        plans=(),
        next_plans=(),
        projects=(),
        metrics=metrics,
        calendar=calendar(quarter),
        incidents=incidents,
        brand=brand_of(team, brand),
    )


@while_unchanged(Organization)
def read_organization() -> tuple[str, Licence, Brand]:
    """The organisation's name, its licence as it states it, and its brand."""
    found = Organization.objects.first() or Organization()
    licence = Licence(
        notice=found.licence_notice,
        name=found.licence_name,
        version=found.licence_version,
        url=found.licence_url,
        holder=found.licence_holder,
    )
    brand = Brand(found.accent, found.logo.name or "", found.name[:1].upper())
    return found.name, licence, brand


def brand_of(team: typing.Any, whole: Brand) -> Brand:
    """The team's accent and logo; what it has not, its parent's or the whole's."""
    owners = [team, team.parent] if team.parent_id else [team]
    accents = [owner.accent for owner in owners if owner.accent]
    logos = [owner.logo.name for owner in owners if owner.logo]
    return dataclasses.replace(
        whole,
        accent=next(iter(accents), whole.accent),
        logo=next(iter(logos), whole.logo),
    )


@while_unchanged(Member, Team, Quarter)
def read_people(team: typing.Any, quarter: Quarter) -> tuple[Person, ...]:
    """Who was there in the quarter, of the team and its groups, leads first."""
    covered = Member.objects.filter(Q(team=team) | Q(team__parent=team))
    members = covered.there_in(quarter).for_deck()
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
def read_sections(review: typing.Any) -> tuple[SectionData, ...]:
    """The agenda with its texts, by one left join."""
    names = ("pk", "kind", "title", "slug", "seconds", "shows", "most")
    texts = ("pk", "title", "text", "placement", "columns", *PICTURE)
    shown = review.sections.filter(is_hidden=False)
    rows = shown.order_by(
        "position", "pk", "text_slides__position", "text_slides__pk"
    ).values_list(*names, *(f"text_slides__{name}" for name in texts))
    return tuple(
        SectionData(
            *typing.cast(AGENDA_ITEM, section[1:])[:4],
            tuple(read_text(*row[7:]) for row in group if row[7]),
            *chosen(*section[5:]),
        )
        for section, group in groupby(rows, key=operator.itemgetter(*range(7)))
    )


def chosen(shows: str, most: int) -> tuple[str, int]:
    """Which objectives a section shows; their number only where it counts."""
    return shows, most if shows == models.Section.Shows.TOP else 0


def read_text(
    pk: int, title: str, text: str, placement: str, columns: int, *picture: typing.Any
) -> Text:
    """A text slide, with its picture if it has one."""
    found = Picture(*picture) if picture[0] and picture[1] else None
    return Text(pk, title, text, placement, columns, found)


@while_unchanged(models.Ask, models.Review, Quarter)
def read_asks(review: typing.Any) -> tuple[AskData, ...]:
    """The review's own asks, and those carried over from earlier reviews."""
    return tuple(
        AskData(
            pk=ask.pk,
            kind=ask.kind,
            text=ask.text,
            owner=ask.owner,
            answer=ask.answer,
            state=ask.state,
            asked_in=ask.review.quarter.label,
            is_own=ask.review_id == review.pk,
            reason=ask.reason,
            due=date_format(ask.due_on, "j M Y") if ask.due_on else "",
        )
        for ask in models.Ask.objects.for_review(review)
    )


@while_unchanged(Project, Team)
def read_projects(
    team: typing.Any, quarter: Quarter
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The unplanned work, and who asked for it if that is said of any."""
    found = Project.objects.covered_by(team, quarter)
    rows = list(found.values_list("text", "requested_by"))
    asked = tuple(who for _, who in rows)
    return tuple(text for text, _ in rows), asked if any(asked) else ()


@while_unchanged(Quarter)
def read_quarters() -> Quarters:
    """All quarters by their keys."""
    return Quarter.objects.in_bulk()


@while_unchanged(Plan, Team, Quarter)
def read_next_quarter(team: typing.Any, quarter: Quarter) -> Quarter:
    """The quarter of the next plan there is."""
    return Plan.objects.quarter_after(team, quarter)


@while_unchanged(Plan, Team, Quarter)
def read_covering(team: typing.Any, days: tuple[typing.Any, ...]) -> tuple[Plan, ...]:
    """The plans of the team and its groups in the quarters that start on these days."""
    return tuple(Plan.objects.covering(team, days))


def read_plans(
    versions: typing.Any, review: typing.Any, quarters: tuple[Quarter, Quarter]
) -> dict[typing.Any, tuple[GroupPlan, ...]]:
    """The plans of the team and its groups, by the first day of their quarter."""
    days = tuple(quarter.first_day for quarter in quarters)
    plans = read_covering(versions, review.team, days)
    rows: dict[int, list[Row]] = {plan.pk: [] for plan in plans}
    by_pk = {plan.pk: plan for plan in plans}
    all_quarters, links = read_quarters(versions), read_links(plans)
    reviewed = tuple(plan for plan in plans if plan.quarter.first_day == days[0])
    comments = read_comments(versions, reviewed)
    for objective in Objective.objects.filter(plan__in=plans).for_deck():
        plan = objective.plan = by_pk[objective.plan_id]
        row = read_row(objective, plan.quarter, all_quarters)
        more = read_labels(review, objective) | links.get(objective.pk, {})
        more["comments"] = comments.get(objective.pk, ())
        rows[plan.pk].append(dataclasses.replace(row, **more))
    return {
        day: tuple(
            read_plan(plan, rows[plan.pk])
            for plan in plans
            if plan.quarter.first_day == day
        )
        for day in days
    }


@while_unchanged(Comment)
def read_comments(plans: tuple[Plan, ...]) -> dict[int, tuple[str, ...]]:
    """What leads chose of the comments on objectives, by the objectives' keys."""
    found: dict[int, tuple[str, ...]] = {}
    for pk, name, text in Comment.objects.for_deck(plans):
        found[pk] = (*found.get(pk, ()), f"{name}: {text}" if name else text)
    return found


def read_links(plans: tuple[Plan, ...]) -> dict[int, dict[str, typing.Any]]:
    """What rows say of carry-overs besides the quarter, by their keys.

    As how many they go on, and which other teams they come from or go to.
    """
    found: dict[int, dict[str, typing.Any]] = {}
    for before, after, count, is_other, *teams in CarryOver.objects.told_apart(plans):
        found.setdefault(before, {})["carried_as"] = count
        if is_other:
            ends = ((after, "handed_from"), (before, "handed_to"))
            for (pk, name), team in zip(ends, teams, strict=True):
                facts = found.setdefault(pk, {})
                facts[name] = tuple(dict.fromkeys((*facts.get(name, ()), team)))
    return found


def read_plan(plan: Plan, rows: list[Row]) -> GroupPlan:
    """A plan with rows that were read already."""
    return GroupPlan(
        group=plan.team.name,
        slug=plan.team.slide_slug,
        quarter=plan.quarter.label,
        state=plan.state,
        draft_note=plan.draft_note,
        third_column=plan.get_third_column_display(),
        rows=tuple(rows),
    )


def read_row(objective: typing.Any, quarter: Quarter, quarters: Quarters) -> Row:
    """An objective with everything that the deck shows of it."""
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
        said=read_said(objective.commitment_or_none),
        quarters=objective.quarters_stood,
        carried_to=after.label if after else "",
        deferred_to=objective.deferred_to,
        dropped_reason=objective.dropped_reason,
        bucket=before.short_label if before else "",
        is_added_later=is_added_later(objective.commitment_or_none),
    )


def read_labels(review: typing.Any, objective: typing.Any) -> dict[str, typing.Any]:
    """Tags and reference, as far as the review shows them."""
    labels: dict[str, typing.Any] = {}
    if review.shows_tags:
        labels["tags"] = tuple(tags_in(objective.tags))
    if review.shows_references:
        labels["reference"] = objective.reference_name
        labels["reference_url"] = objective.reference_url
    return labels


def is_added_later(promise: typing.Any) -> bool:
    """Whether it was first committed with a plan that had been reopened."""
    return promise is not None and bool(promise.is_added_later)


def read_said(promise: typing.Any) -> Said | None:
    """The commitment's own copy of the reviewed cells."""
    if promise is None:
        return None
    names = [field.name for field in dataclasses.fields(Said)]
    return Said(**{name: getattr(promise, name) for name in names})
