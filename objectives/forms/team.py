from objectives.forms.base import GuardedModelForm
from objectives.models import Organization, Team


class TeamForm(GuardedModelForm):
    """A team or a group; its address comes from its first name and never changes."""

    class Meta(GuardedModelForm.Meta):
        model = Team
        error_messages = {"name": {"required": "Enter a name for the team."}}
        fields = ["name", "headcount", "position"]
        labels = {"position": "Position in the list"}
        help_texts = {
            "position": "Low numbers come first; equal numbers are sorted by name."
        }

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        if self.instance._state.adding:
            # One at a time, so that two teams of one name get different addresses.
            Organization.objects.select_for_update(no_key=True).first()
            self.instance.slug = self.instance.free_slug()
            self.instance.check_name()
        return super().save(by=by, at=at)
