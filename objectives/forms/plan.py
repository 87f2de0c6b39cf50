from django import forms
from django.core.exceptions import ValidationError

from objectives.chat.sending import plans_committed
from objectives.forms.base import (
    GuardedModelForm,
    SavingForm,
    TextField,
    choice_field,
    field_for,
)
from objectives.models import Plan


class StartForm(SavingForm):
    """New plans for a quarter, one for each chosen team."""

    # No ModelMultipleChoiceField: SQLite fails on keys of twenty digits.
    teams = forms.MultipleChoiceField(
        label="Plan for",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    third_column = field_for(
        Plan._meta.get_field("third_column"),
        label="Third column",
        widget=forms.RadioSelect,
    )
    draft_reason = field_for(Plan._meta.get_field("draft_reason"))
    draft_until = field_for(Plan._meta.get_field("draft_until"))

    def __init__(self, *args, teams, quarter, **kwargs):
        """`teams` have no plan in the quarter, which may not be stored yet."""
        super().__init__(*args, **kwargs)
        self.quarter = quarter
        self.by_choice = {str(team.pk): team for team in teams}
        choice_field(self, "teams").choices = [
            (choice, team.name) for choice, team in self.by_choice.items()
        ]
        groups = [choice for choice, team in self.by_choice.items() if team.parent_id]
        self.initial.setdefault("teams", groups or list(self.by_choice))

    def save(self, *, by, at):
        values = dict(self.cleaned_data)
        teams = [self.by_choice[choice] for choice in values.pop("teams")]
        return Plan.objects.start(teams, self.quarter, by=by, at=at, **values)


class PlanForm(GuardedModelForm):
    """The settings of a plan."""

    class Meta(GuardedModelForm.Meta):
        model = Plan
        fields = ("draft_reason", "draft_until", "third_column")
        widgets = {"third_column": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.is_draft:
            del self.fields["draft_reason"], self.fields["draft_until"]


class CommitForm(SavingForm):
    """Commits drafts together."""

    def __init__(self, *args, plans, **kwargs):
        """`plans` are the drafts that have objectives."""
        super().__init__(*args, **kwargs)
        self.plans = plans

    def clean(self):
        if not self.plans.exists():
            raise ValidationError(
                "There is no draft with objectives to commit.", code="not_draft"
            )

    def save(self, *, by, at):
        plans = list(self.plans.select_related("team", "quarter"))
        self.plans.commit(by=by, at=at)
        plans_committed(plans, at=at)


class DeletePlansForm(SavingForm):
    """Deletes drafts without objectives."""

    plans = forms.MultipleChoiceField(
        label="Delete",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one.",
            "invalid_choice": "This plan can no longer be deleted.",
        },
    )

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_choice = {str(plan.pk): plan for plan in plans}
        choice_field(self, "plans").choices = [
            (choice, plan.team.name) for choice, plan in self.by_choice.items()
        ]
        self.initial.setdefault("plans", list(self.by_choice))

    def save(self, *, by, at):
        chosen = [self.by_choice[choice] for choice in self.cleaned_data["plans"]]
        chosen.sort(key=lambda plan: plan.pk)
        return [plan.delete(by=by, at=at) for plan in chosen]


class ReopenForm(SavingForm):
    """Takes plans one step back from the state that the page showed."""

    plans = forms.MultipleChoiceField(
        label="Reopen",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one.",
            "invalid_choice": "Someone else has changed the state of this plan.",
        },
    )
    reason = TextField(
        label="Reason for reopening",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown in the plan's history.",
        error_messages={"required": "Enter a reason for reopening the plan."},
    )

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_choice = {f"{plan.pk}-{plan.state}": plan for plan in plans}
        choice_field(self, "plans").choices = [
            (choice, f"{plan.team}: {plan.get_state_display().lower()}")
            for choice, plan in self.by_choice.items()
        ]
        self.initial.setdefault("plans", list(self.by_choice))

    def save(self, *, by, at):
        chosen = [self.by_choice[choice] for choice in self.cleaned_data["plans"]]
        for plan in sorted(chosen, key=lambda plan: plan.pk):
            reason, was = self.cleaned_data["reason"], plan.state
            plan.reopen(reason, by=by, at=at, was=was)
        return chosen
