from django import forms

from objectives.forms.base import GuardedModelForm, SavingForm, model_choice_field
from objectives.forms.brand import BrandedForm
from objectives.models import Organization, Team
from objectives.text.slugs import slug_of


class ArchiveForm(SavingForm):
    """Archives a team, or brings it back; it has no fields, only refusals."""

    creates = False

    def __init__(self, *args, team, verb="archive", **kwargs):
        super().__init__(*args, **kwargs)
        self.team, self.verb = team, verb

    def save(self, *, by, at):
        getattr(self.team, self.verb)(by=by, at=at)
        return self.team


class MoveTeamForm(SavingForm):
    """Moves a group to another of the teams that one leads."""

    parent = forms.ModelChoiceField(
        Team.objects.none(),
        label="To which team",
        empty_label="Choose one",
        error_messages={"required": "Choose a team."},
    )
    creates = False

    def __init__(self, data=None, *, group, teams):
        super().__init__(data)
        self.group = group
        field = model_choice_field(self, "parent")
        field.queryset = teams.filter(parent=None).active().exclude(pk=group.parent_id)

    def save(self, *, by, at):
        self.group.move(self.cleaned_data["parent"], by=by, at=at)
        return self.group


class TeamForm(BrandedForm):
    """A team or a group; its address comes from its first name."""

    otherwise = "the organisation's"

    class Meta(GuardedModelForm.Meta):
        model = Team
        error_messages = {"name": {"required": "Enter a name for the team."}}
        fields = ["name", "slug", "headcount", "position", "cadence", "accent", "logo"]
        labels = {"position": "Position in the list", "slug": "Address"}
        help_texts = {
            "slug": "Old addresses lead to the new one, and stay reserved for it.",
            "position": "Low numbers come first; equal numbers are sorted by name.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["slug"]

        # Some pages were opened before there was a choice.
        self.fields["cadence"].required = False

    def clean_cadence(self):
        return self.cleaned_data["cadence"] or self.instance.cadence

    def clean_slug(self):
        return slug_of(self.cleaned_data["slug"]) or self.cleaned_data["slug"]

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        if self.instance._state.adding or "slug" in self.changed_data:
            # One at a time, so that two teams of one name get different addresses.
            Organization.objects.select_for_update(no_key=True).first()
        if self.instance._state.adding:
            self.instance.slug = self.instance.free_slug()
            self.instance.check_name()
        return super().save(by=by, at=at)
