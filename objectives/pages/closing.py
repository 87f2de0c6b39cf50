"""The page that closes a quarter, with an answer for every unfinished objective.

Each answer is saved or refused on its own, so that one refusal does not lose the
others. The plans are closed together or not at all.
"""

from dataclasses import dataclass
from itertools import groupby

from django.utils.text import slugify

from objectives.forms.answer import AnswerForm
from objectives.forms.closing import CloseForm
from objectives.forms.successor import SuccessorSuggestions
from objectives.forms.suggestion import CARRY_OVER
from objectives.models import Objective


@dataclass(frozen=True, slots=True)
class ClosingSection:
    """Rows of the same standing, with a heading."""

    title: str
    note: str
    forms: list[AnswerForm]

    @property
    def is_answered(self):
        return self.title == "Answered"

    @property
    def is_open(self):
        return self.title == "To answer"

    @property
    def slug(self):
        """The name of its place on the page."""
        return slugify(self.title)

    @property
    def groups(self):
        """Each plan's team with its forms, in the order of the plan page."""
        of_plan = groupby(self.forms, key=lambda form: form.objective.plan)
        return [(plan.team, list(forms)) for plan, forms in of_plan]


class Closing:
    """The unfinished objectives of committed plans, with a form for each."""

    def __init__(self, data, *, plans, rows, free, owners, following, led):
        # A copy, since answers may be chosen for many rows at once.
        self.data, self.following = data and data.copy(), following
        self.deletions = []
        self._plans, self._rows, self._free = plans, rows, free
        self._owners, self._led = list(owners), led
        self.saved = []
        self.is_close_asked = False
        self.close_form = CloseForm(plans=plans.committed())
        self._read()

    def _read(self, refused=()):
        """Make the forms from the stored rows; refused ones stay as they are."""
        self.plans = list(self._plans.all())
        committed = [plan for plan in self.plans if plan.is_committed]
        by_key = {form.objective.pk: form for form in refused}
        free: list[Objective] = list(self._free.all())
        claimed: set[int] = set()
        self.total = Objective.objects.in_plans(committed).count()
        self.forms = []
        for objective in self._rows.filter(plan__in=committed):
            suggested = SuccessorSuggestions(objective, free, claimed=claimed)
            if suggested.same and not objective.has_disposition:
                claimed.add(suggested.same.pk)
            form = by_key.get(objective.pk) or AnswerForm(
                None if objective.pk in self.saved else self.data,
                objective=objective,
                following=self.following,
                suggested=suggested,
                owners=self._owners,
                led=self._led,
            )
            form.objective = objective
            self.forms.append(form)

    def accept(self, *, by, at, is_close, is_rest=False):
        """Save each answer, then close if that is asked for.

        With `is_rest`, what has no answer is carried over. Return whether nothing was
        refused.
        """
        self.is_close_asked = is_close
        for form in self.untouched if is_rest else ():
            form.choose(CARRY_OVER)
        filled_in = [form for form in self.forms if form.is_filled_in]
        refused = [form for form in filled_in if not form.accept(by=by, at=at)]
        self.saved = [form.objective.pk for form in filled_in if form not in refused]
        deletions = [form.saved for form in filled_in if form.saved]
        self.deletions = [
            row for one in deletions for row in (one, *getattr(one, "others", ()))
        ]
        if is_close and not refused:
            self.close_form = CloseForm({}, plans=self._plans.committed())
            self.close_form.accept(by=by, at=at)
        self._read(refused)
        if is_close and not self.is_closed:
            self._name_unanswered()
        return self.is_closed or not (refused or self.close_form.errors)

    def _name_unanswered(self):
        for form in self.unanswered:
            if not form.errors:
                form.refuse_blank()

    @property
    def untouched(self):
        """Forms to answer in which nothing was chosen or typed."""
        return [form for form in self.to_answer if not form.is_filled_in]

    @property
    def to_answer(self):
        return [form for form in self.unanswered if not form.is_suggested]

    @property
    def suggested(self):
        """Forms whose answer was read from the status or the title."""
        return [form for form in self.unanswered if form.is_suggested]

    @property
    def lacking(self):
        return [form for form in self.suggested if form.is_preselected_in_part]

    @property
    def sections(self):
        """The parts of the page's table that are not empty, each by group."""
        parts = (
            ("To answer", "", self.to_answer),
            ("Read from status or title", "please check", self.suggested),
            ("Answered", "", self.answered),
        )
        return [ClosingSection(*part) for part in parts if part[-1]]

    @property
    def done(self):
        return self.total - len(self.forms)

    @property
    def has_groups(self):
        return len({form.objective.plan_id for form in self.forms}) > 1

    @property
    def unanswered(self):
        """Forms without a saved answer: empty or refused."""
        return [
            form
            for form in self.forms
            if not form.objective.has_disposition or form.is_refused
        ]

    @property
    def answered(self):
        return [form for form in self.forms if form not in self.unanswered]

    @property
    def refused(self):
        return [form for form in self.forms if form.is_refused]

    @property
    def drafts(self):
        return [plan for plan in self.plans if plan.is_draft]

    @property
    def is_open(self):
        return any(plan.is_committed for plan in self.plans)

    @property
    def is_closed(self):
        """Whether at least one plan is closed and none is left to close."""
        return any(plan.is_closed for plan in self.plans) and not self.is_open

    @property
    def message(self):
        """What was saved, in words."""
        count = len(self.saved)
        answers = f"Saved {count} answer{'s' * (count > 1)}." if count else ""
        closed = "The quarter is closed." if self.is_closed else ""
        return " ".join(filter(None, [answers, closed]))

    @property
    def status(self):
        forms = [self.close_form, *self.refused]
        return max(form.status for form in forms)
