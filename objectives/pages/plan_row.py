"""The row of an objective on a plan page.

No queries: objectives come from `ObjectiveQuerySet.for_plan_page`. A page may have a
thousand rows, so `RowContext` has what is the same for all of them.
"""

import json
from functools import cache, cached_property
from types import MappingProxyType
from typing import NamedTuple

from django.urls import reverse

from objectives.models.disposition import one_or_none
from objectives.parsing.eta import Precision
from objectives.parsing.tags import tags_in
from objectives.text.inline import marked_runs
from objectives.text.phrases import lateness, lateness_in_short
from objectives.text.status_counts import state_in_words

# Characters of a text beyond which its row has a link to the whole of it.
LONG = 600


class Fact(NamedTuple):
    """A fact beside the status: in short, in words, and where it leads."""

    label: str
    words: str
    address: str = ""
    is_late: bool = False


class Cell(NamedTuple):
    """Text as typed, with marks where it differs from the commitment."""

    runs: tuple
    is_changed: bool
    committed: tuple


class RowContext(NamedTuple):
    """What all rows of a plan have in common.

    `team` is the team of the page. With `has_commitments`, an objective without one
    was added later, also in a draft that was committed before. `is_edited` is whether
    the reader may change the rows.
    """

    team: object
    has_commitments: bool
    is_edited: bool = False
    # Whether others of the same table can be selected.
    has_boxes: bool = False
    # What was selected when that was refused, and why, by the row's key.
    selected: frozenset = frozenset()
    refusals: MappingProxyType = MappingProxyType({})


class PlanRow:
    """An objective on the page of a team's quarter."""

    def __init__(self, objective, context):
        self.objective, self.context = objective, context
        self.is_edited = context.is_edited
        commitment = objective.commitment_or_none
        self.is_added = is_added(commitment, context)
        self.title = self.cell("title", commitment)
        self.measure = self.cell("measure", commitment)
        self.dependency = self.cell("dependency", commitment)
        self.eta = self.cell("eta", commitment)
        self.status = Cell(marked_runs(None, objective.status), False, ())

    def cell(self, field, commitment):
        text = getattr(self.objective, field)
        committed = getattr(commitment, field) if commitment else None
        runs = marked_runs(committed, text)
        if committed is None or committed == text:
            return Cell(runs, False, ())
        old = marked_runs(text, committed)
        is_changed = any(run.is_changed for run in (*runs, *old))
        return Cell(runs, is_changed, old if is_changed else ())

    @property
    def values(self):
        """The values of the fields as JSON, for editing in place."""
        row = self.objective
        return json.dumps(
            {
                "title": row.title,
                "owner": row.owner_id or "",
                "is_tentative": row.is_tentative,
                "tags": row.tags,
                "measure": row.measure,
                "dependency": row.dependency,
                "eta": row.eta,
                "chosen_eta_day": str(row.chosen_eta_day or ""),
                "status": row.status,
                "chosen_state": row.chosen_state,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @property
    def has_owner_left(self):
        """Whether somebody else has to go on with it."""
        objective = self.objective
        return objective.owner.has_left and not objective.plan.is_closed

    @property
    def detail(self):
        """The address of the objective's own page."""
        return address_with("objective_detail", self.objective.pk)

    @property
    def change(self):
        """The address of the form with all its fields."""
        page = f"?page={self.context.team.slug}"
        return address_with("objective_change", self.objective.pk) + page

    @property
    def is_selected(self):
        return self.objective.pk in self.context.selected

    @property
    def refusal(self):
        """Why what was to be done to it was refused."""
        return self.context.refusals.get(self.objective.pk, "")

    @property
    def is_long(self):
        """Whether a row, even when it is wrapped, does not show all of its texts."""
        row = self.objective
        return max(map(len, (row.measure, row.dependency, row.status))) > LONG

    @property
    def tags(self):
        return tags_in(self.objective.tags) if self.objective.tags else ()

    @property
    def facts(self):
        """How late it is, and what became of it or came in its way."""
        objective = self.objective
        if words := self.lateness:
            short = lateness_in_short(self.quarters, objective.is_finished)
            yield Fact(short, words, self.before, is_late=True)
        yield from self.handed_in()
        yield from self.carried_on()
        if objective.deferred_to:
            words = f"deferred to {objective.deferred_to}"
            yield Fact(words, words)
        if self.is_added:
            yield Fact("added later", "added after the first commitment")
        for project in objective.displaced_by.all():
            words = f"displaced by {project}"
            yield Fact(words, words)

    def handed_in(self):
        """Which team has handed it over, and whether that waits for an answer."""
        link = one_or_none(self.objective, "carried_from")
        if link is None or not is_hand_over(link, self.objective):
            return
        label = f"from {link.predecessor.plan.team}"
        words = f"handed over by {link.predecessor.plan.team}"
        if not link.is_accepted:
            label, words = f"to accept, {label}", f"{words}, to accept"
        yield Fact(label, words, self.detail)

    def carried_on(self):
        """Where it goes on, once for each objective that continues it."""
        objective = self.objective
        if not objective.is_carried:
            return
        for link in (objective.carried_to, *objective.further_on):
            there = link.successor.plan
            verb = "handed over" if is_hand_over(link, objective) else "carried over"
            to = f"{there.team}, {there.quarter}" if verb[0] == "h" else there.quarter
            yield Fact(verb, f"{verb} to {to}", self.address_of(link.successor))

    @cached_property
    def eta_note(self):
        """How the ETA was read, if that deserves a warning."""
        objective = self.objective
        if objective.eta_precision == Precision.IMPOSSIBLE:
            return objective.eta_reading.reading
        if objective.eta_precision == Precision.UNREAD:
            return "not read as a date"
        if objective.is_early:
            return "before the quarter"
        return "after the quarter" if objective.is_beyond else ""

    @property
    def chosen_day(self):
        """The day that a person chose, in words."""
        day = self.objective.chosen_eta_day
        return f"{day.day} {day:%B %Y}"

    @property
    def counted_as(self):
        return self.objective.counted_as

    @property
    def state(self):
        objective = self.objective
        return state_in_words(
            objective.counted_as, objective.percent, objective.is_about
        )

    @property
    def quarters(self):
        """In how many quarters' plans it has been by now."""
        return self.objective.quarters_stood

    @property
    def lateness(self):
        return lateness(self.quarters, self.objective.is_finished)

    @property
    def before(self):
        """The address of its predecessor, if it has one."""
        return self.address_of(self.objective.predecessor)

    @property
    def after(self):
        """The address of its successor, if it has one."""
        return self.address_of(self.objective.successor)

    def address_of(self, other):
        """Its place on the page of the same team, or on its own team's page."""
        if other is None:
            return ""
        own = self.context.team
        is_own = other.plan.team.root_pk == own.pk
        team = own if is_own else other.plan.team
        page = page_address(team.slug, other.plan.quarter.slug)
        return f"{page}#objective-{other.pk}"


def is_hand_over(link, objective):
    """Whether a link of that objective leads to or from another team."""
    other = link.successor if link.predecessor_id == objective.pk else link.predecessor
    return other.plan.team.root_pk != objective.plan.team.root_pk


def is_added(commitment, context):
    """Whether it was added after the first commitment, as far as that is known."""
    if commitment is None:
        return context.has_commitments
    return bool(commitment.is_added_later)


@cache
def pattern(name):
    """The parts of an address before and after its number."""
    return reverse(name, args=[0]).rsplit("0", 1)


def address_with(name, pk):
    head, tail = pattern(name)
    return f"{head}{pk}{tail}"


def page_address(team, quarter):
    """The address of a plan page, without a reverse for each row."""
    head, tail = page_pattern()
    return f"{head}{team}/{quarter}{tail}"


@cache
def page_pattern():
    return reverse("plan_detail", args=["team", "quarter"]).rsplit("team/quarter", 1)
