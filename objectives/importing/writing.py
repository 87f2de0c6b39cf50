"""One import while it is written: teams, plans, people, objectives, and what follows.

Rows come by the thousand, so everything is written in bulk, and let go of when it is.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import batched
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from objectives.importing.choices import CLOSED, DRAFT, Choices, fold
from objectives.importing.journal import Journal, Outcome
from objectives.importing.lineage import Link, links_of
from objectives.importing.lookup import NewPerson, TeamRef
from objectives.importing.mapping import Mapping
from objectives.importing.preview import Kind, Preview, PreviewRow
from objectives.importing.rows import Draft
from objectives.importing.values import proposed_state
from objectives.models import (
    CarryOver,
    Change,
    Member,
    Objective,
    Plan,
    Quarter,
    StatusUpdate,
    Tag,
    Tagging,
    Team,
)
from objectives.models.objective import CHOICES

ROWS_AT_ONCE, PLANS_AT_ONCE = 500, 50
PLACE = ("plan__team", "plan__quarter")


class Writing:
    """One import while it is written."""

    def __init__(
        self, found: Preview, choices: Choices, *, reason: str, by: User, at: datetime
    ):
        self.found, self.choices, self.at = found, choices, at
        self.moment = {"by": by, "at": at, "reason": reason[:200]}
        self.journal = Journal()
        self.outcome = Outcome(counts_of(found))
        self.plans = dict(found.plans)
        self.links = [one for one in links_of(found, choices) if one.is_wanted]
        going_on = {link.key for link in self.links}
        for row in found.rows:
            if row.draft and f"row:{row.number}" in going_on:
                row.draft.forget_answer()
        self.new_plans: list[Plan] = []
        self.keys = {
            f"row:{row.number}": row.objective.pk for row in found.rows if row.objective
        }
        self.said: dict[int, dict[str, Any]] = {}
        self.late: set[int] = set()

    def rows(self, *kinds: Kind) -> list[PreviewRow]:
        return [row for row in self.found.rows if row.kind in kinds]

    def write(self, mapping: Mapping, progress: Callable[[int], None]) -> None:
        new = self.rows(Kind.NEW)
        self.add_teams(new)
        self.open_quarters(new)
        self.add_plans(new)
        self.add_people(self.rows(Kind.NEW, Kind.CHANGED, Kind.CONFLICT))
        tags = set(Tag.objects.values_list("pk", flat=True))
        self.add_objectives(new, progress)
        self.change_objectives(self.rows(Kind.CHANGED, Kind.CONFLICT))
        self.journal.add(Tag.objects.exclude(pk__in=tags))
        self.set_states(mapping)
        self.outcome.plans = sorted(plan.pk for plan in self.plans.values())
        last = Change.objects.order_by().aggregate(last=Max("pk"))["last"]
        self.journal.last_change = last or 0

    def add_teams(self, new: list[PreviewRow]) -> None:
        refs: dict[int | str, TeamRef] = {}
        for row in new:
            if ref := row.filled.team:
                # The first spelling of its name.
                refs.setdefault(ref.key, ref)
        self.teams: dict[int | str, Team] = {}
        known = [key for key in refs if isinstance(key, int)]
        for team in Team.objects.filter(pk__in=known).select_related("parent"):
            self.teams[team.pk] = team
        for key, ref in refs.items():
            if ref.is_new:
                self.teams[key] = self.add_team(ref)

    def add_team(self, ref: TeamRef) -> Team:
        beside = Team.objects.filter(parent=ref.parent).count()
        team = Team(name=ref.name, parent_id=ref.parent, position=beside + 1)
        team.slug = team.free_slug()
        team.full_clean()
        team.save(**self.moment)
        self.journal.add([team])
        return team

    def open_quarters(self, new: list[PreviewRow]) -> None:
        found = [row.filled.quarter for row in new]
        quarters = {quarter.slug: quarter for quarter in found if quarter}
        self.quarters: dict[str, Quarter] = {}
        for slug, quarter in quarters.items():
            is_new = quarter.pk is None
            self.quarters[slug] = stored = Quarter.objects.opened(quarter)
            if is_new:
                self.journal.add([stored])

    def add_plans(self, new: list[PreviewRow]) -> None:
        places = dict.fromkeys(row.filled.place for row in new)
        for place in places:
            if place is None or place in self.plans:
                continue
            key, slug = place
            plan = Plan(team=self.teams[key], quarter=self.quarters[slug])
            plan.check_team()
            plan.quarter_rank = plan.quarter.rank
            self.plans[place] = plan
            self.new_plans.append(plan)
        Plan.add_all(self.new_plans, **self.moment)
        self.journal.add(self.new_plans)

    def add_people(self, rows: list[PreviewRow]) -> None:
        """Add each new person once to the team that they are first named in."""
        people: dict[tuple[int, str], Member] = {}
        for row in rows:
            draft = row.filled
            assert draft.place is not None
            if not isinstance(draft.owner, NewPerson) or not is_owner_written(row):
                continue
            team = self.plans[draft.place].team
            key = (team.root_pk, fold(draft.owner.name))
            if key not in people:
                people[key] = Member(team=team, name=draft.owner.name)
            draft.owner = people[key]
        Member.add_all(list(people.values()), **self.moment)
        self.journal.add(people.values())

    def add_objectives(
        self, new: list[PreviewRow], progress: Callable[[int], None]
    ) -> None:
        plans = [plan.pk for plan in self.plans.values()]
        rows = Objective.objects.filter(plan__in=plans).order_by().values_list("plan")
        lasts = dict(rows.annotate(last=Max("position")))
        done = 0
        for some in batched(new, ROWS_AT_ONCE):
            made = [self.new_objective(row.filled, lasts) for row in some]
            Objective.objects.add_all(made, **self.moment)
            self.journal.add(made)
            for row, objective in zip(some, made, strict=True):
                self.remember(row.filled, objective.pk)
            done += len(some)
            progress(done)

    def new_objective(self, draft: Draft, lasts: dict[int, int]) -> Objective:
        assert draft.place is not None
        plan = self.plans[draft.place]
        lasts[plan.pk] = lasts.get(plan.pk, 0) + 1
        objective = Objective(plan=plan, position=lasts[plan.pk], **draft.values)
        objective.owner = draft.owner if isinstance(draft.owner, Member) else None
        if draft.state is not None:
            objective.read_texts()
            if draft.state not in (objective.state, objective.status_reading.state):
                objective.chosen_state = draft.state
        return objective

    def remember(self, draft: Draft, pk: int) -> None:
        """Keep what is needed later, and let go of the rest: there may be 50,000."""
        self.keys[f"row:{draft.row.number}"] = pk
        if draft.said:
            self.said[pk] = draft.said
        if draft.is_late:
            self.late.add(pk)
        draft.values, draft.row.texts = {}, {}

    def change_objectives(self, rows: list[PreviewRow]) -> None:
        changed = [row.objective for row in rows if set_differences(row)]
        last = StatusUpdate.objects.order_by().aggregate(last=Max("pk"))["last"] or 0
        before = {row.pk: dict(row._read) for row in changed if row}
        retagged = [row.pk for row in changed if row and "tags" in row.set_fields]
        self.journal.taggings = Tagging.objects.triples(retagged)
        written = Objective.objects.change_all(changed, **self.moment)
        for row in written:
            values = before[row.pk]
            names = [n for n in values if values[n] != getattr(row, n)]
            self.journal.set(row, {name: values[name] for name in names})
        for some in batched([row.pk for row in written], ROWS_AT_ONCE):
            told = StatusUpdate.objects.filter(pk__gt=last, objective__in=some)
            self.journal.add(told.order_by("pk"))

    def set_states(self, mapping: Mapping) -> None:
        """Commit and close the plans that came with this import, as was chosen."""
        on = timezone.localdate(self.at)
        wanted = {
            plan.pk: self.choices.states.get(plan.quarter.slug)
            or proposed_state(plan.quarter, is_said=mapping.is_said, on=on)
            for plan in self.new_plans
        }
        firm = [plan for plan in self.new_plans if wanted[plan.pk] != DRAFT]
        for some in batched(firm, PLANS_AT_ONCE):
            made = Plan.objects.commit_as_recorded(
                list(some), said=self.said, late=self.late, **self.moment
            )
            self.journal.add(made)
        self.link()
        over = [plan for plan in firm if wanted[plan.pk] == CLOSED]
        for plan, refusal in Plan.objects.close_as_recorded(over, **self.moment):
            words = " ".join(refusal.messages)
            self.outcome.notes.append(f"{plan} stays committed. {words}")

    def link(self) -> None:
        """Say what goes on with what, the oldest first."""
        self.links.sort(key=lambda link: link.first_day)
        starts = Counter(link.key for link in self.links)
        ends = Counter(link.row for link in self.links)
        for some in batched(self.links, ROWS_AT_ONCE):
            found = self.ends_found(some)
            plain = [one for one in some if starts[one.key] == ends[one.row] == 1]
            self.link_plainly(pairs_of(plain, found))
        # One that goes on as several, or several as one, is linked by itself.
        for some in batched(self.links, ROWS_AT_ONCE):
            found = self.ends_found(some)
            forked = [one for one in some if starts[one.key] + ends[one.row] > 2]
            for before, after in pairs_of(forked, found):
                self.carry_over(before, after)

    def ends_found(self, links: Iterable[Link]) -> dict[str, Objective]:
        """The objectives at the ends of links, by what the links call them."""
        keys = {end: self.key_of(end) for link in links for end in ends_of(link)}
        rows = Objective.objects.filter(pk__in=keys.values()).order_by("pk")
        found = {row.pk: row for row in rows.select_related(*PLACE)}
        return {end: found[pk] for end, pk in keys.items() if pk in found}

    def link_plainly(self, pairs: list[tuple[Objective, Objective]]) -> None:
        checked = []
        for before, after in pairs:
            try:
                before.check_carry_over(after.plan.quarter, successor=after)
            except ValidationError as refusal:
                self.note_refusal(before, refusal)
            else:
                checked.append((before, after))
        # Without a moment: what was added at the same one counts as its copy.
        moment = self.moment | {"at": None}
        self.journal.add(CarryOver.objects.link_all(checked, **moment))

    def key_of(self, end: str) -> int:
        """The key of the objective at an end of a link."""
        kind, _, pk = end.partition(":")
        return int(pk) if kind == "objective" else self.keys.get(end, 0)

    def carry_over(self, before: Objective, after: Objective) -> None:
        # Without a moment: what was added at the same one counts as its copy.
        how = {"by": self.moment["by"], "at": None, "successor": after, "also": True}
        try:
            with transaction.atomic():
                before.carry_over(after.plan.quarter, **how)
        except ValidationError as refusal:
            self.note_refusal(before, refusal)
        else:
            made = CarryOver.objects.filter(predecessor=before, successor=after)
            self.journal.add(made)

    def note_refusal(self, before: Objective, refusal: ValidationError) -> None:
        words = " ".join(refusal.messages)
        self.outcome.notes.append(f"“{before}” does not go on. {words}")


def pairs_of(
    links: Iterable[Link], found: dict[str, Objective]
) -> list[tuple[Objective, Objective]]:
    """The objectives at both ends of links, where both are there."""
    ends = (ends_of(link) for link in links)
    return [(found[a], found[b]) for a, b in ends if a in found and b in found]


def ends_of(link: Link) -> tuple[str, str]:
    return link.key, f"row:{link.row}"


def counts_of(found: Preview) -> dict[str, int]:
    """Rows by kind; where the file was taken, the row is one that changed."""
    counts = found.counts
    taken = sum(row.is_taken for row in found.rows)
    counts.update({Kind.CHANGED.value: taken, Kind.CONFLICT.value: -taken})
    return dict(counts)


def is_owner_written(row: PreviewRow) -> bool:
    is_changed = any(one.field == "owner" and one.is_written for one in row.differences)
    return row.objective is None or is_changed


def set_differences(row: PreviewRow) -> bool:
    """Set the cells that change; False where all of them are conflicts."""
    draft, objective = row.filled, row.objective
    assert objective is not None
    values: dict[str, Any] = {}
    for one in row.differences:
        if not one.is_written:
            continue
        if one.field == "owner":
            values["owner"] = draft.owner
        else:
            values[one.field] = draft.values.get(one.field, one.after)
    for text, chosen, nothing in CHOICES:
        if text in values:
            values.setdefault(chosen, nothing)
    for name, value in values.items():
        setattr(objective, name, value)
    return bool(values)
