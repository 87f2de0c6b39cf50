"""The form that closes plans; `answer` has those of their unfinished objectives."""

from objectives.forms.base import SavingForm


class CloseForm(SavingForm):
    """Closes plans together; it has no fields, only refusals."""

    def __init__(self, data=None, *, plans):
        super().__init__(data)
        self.plans = plans

    def save(self, *, by, at):
        self.plans.close(by=by, at=at)
