"""The page that closes a quarter, with an answer for every unfinished objective.

Each answer is saved or refused on its own, so that one refusal does not lose the
others. The plans are closed together or not at all.
"""

from django.core.exceptions import ValidationError

from objectives.forms.closing import AnswerForm, CloseForm, SuccessorSuggestions
from objectives.models import Objective


class Closing:
    """The unfinished objectives of committed plans, with a form for each."""

    def __init__(self, data, *, plans, rows, free, owners, following):
        self.data, self.following = data, following
        self._plans, self._rows, self._free = plans, rows, free
        self._owners = list(owners)
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
            )
            form.objective = objective
            self.forms.append(form)

    def accept(self, *, by, at, is_close):
        """Save each answer, then close if that is asked for.

        Return whether nothing was refused.
        """
        self.is_close_asked = is_close
        filled_in = [form for form in self.forms if form.is_filled_in]
        refused = [form for form in filled_in if not form.accept(by=by, at=at)]
        self.saved = [form.objective.pk for form in filled_in if form not in refused]
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
                text = "Carry over, defer or drop it."
                form.add_error("answer", ValidationError(text, code="no_disposition"))

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
