from django import forms

from objectives.forms.base import GuardedModelForm, SeenField
from objectives.forms.states import offer_states
from objectives.models import Objective

GUARDED = ("status", "chosen_state")
# The button that says *No change* of many rows: of a part of the page, or of all.
UNCHANGED, ALL = "unchanged", "all"


class StatusForm(GuardedModelForm):
    """The status of one objective; saved if it was changed or ticked."""

    still = forms.BooleanField(label="No change", required=False)
    after = SeenField()

    class Meta(GuardedModelForm.Meta):
        model = Objective
        fields = GUARDED

    def __init__(self, data=None, *, instance):
        last = getattr(instance, "last_update", None) or 0
        super().__init__(
            data,
            instance=instance,
            prefix=f"row-{instance.pk}",
            initial={"after": last},
        )
        self.was_finished = instance.is_finished
        offer_states(self, instance.plan.quarter)
        self.fields["after"].show_hidden_initial = False
        for name, label in {
            "status": "Status",
            "chosen_state": "State",
            "still": "No change",
        }.items():
            self.fields[name].widget.attrs["aria-label"] = f"{label}: {instance.title}"
        self.fields["status"].widget.attrs |= {"rows": 1, "dir": "auto"}

    @property
    def is_filled_in(self):
        """Whether the user changed or ticked anything in this row."""
        return bool(set(self.changed_data) & {*GUARDED, "still"})

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        return self.instance.update_status(
            self.cleaned_data["status"],
            state=self.cleaned_data["chosen_state"],
            was=self.seen(GUARDED),
            after=self.cleaned_data["after"],
            by=by,
            at=at,
        )


def section_key(objective):
    """The key of its part of the page: its plan, and whence it was carried in."""
    before = objective.predecessor
    return f"{objective.plan_id}-{before.plan.quarter_id if before else 0}"


class CheckIn:
    """A page of objectives. Each row is saved or refused on its own."""

    def __init__(self, objectives, data=None):
        self.rows = [StatusForm(data, instance=row) for row in objectives]
        self.saved = []
        if data and UNCHANGED in data:
            self.rows = [self._confirmed(row, data[UNCHANGED]) for row in self.rows]

    def _confirmed(self, row, part):
        """The row with *No change* ticked, if that was said of its part of the page.

        Not where somebody typed something else, nor where the row was not on the page.
        """
        is_asked = part == ALL or part == section_key(row.instance)
        is_seen = row.add_initial_prefix("status") in row.data
        if row.was_finished or row.is_filled_in or not (is_asked and is_seen):
            return row
        data = row.data.copy()
        data[row.add_prefix("still")] = "on"
        return StatusForm(data, instance=row.instance)

    def accept(self, *, by, at):
        """Save the rows that were filled in; return whether none was refused."""
        self.rows = [self._save_row(row, by=by, at=at) for row in self.rows]
        return not self.refused

    def _save_row(self, row, *, by, at):
        """Save a row and return the form to show: a fresh one unless it was refused."""
        if not row.is_filled_in:
            return StatusForm(instance=row.instance)
        if not row.accept(by=by, at=at):
            return row
        self.saved.append(row)
        update, objective = row.saved, row.instance
        objective.last_update, objective.last_at = update.pk, update.at
        objective.last_by = update.author_name
        return StatusForm(instance=objective)

    @property
    def refused(self):
        return [row for row in self.rows if row.is_bound and row.errors]

    @property
    def open_rows(self):
        """Rows that were unfinished when the page was requested."""
        return [row for row in self.rows if not row.was_finished]

    @property
    def done_rows(self):
        return [row for row in self.rows if row.was_finished]

    @property
    def is_done_refused(self):
        return any(row in self.refused for row in self.done_rows)

    @property
    def status(self):
        """The HTTP status of the page: the most serious one of its rows."""
        return max((row.status for row in self.refused), key=GRAVITY.index, default=200)


GRAVITY = (422, 409)
