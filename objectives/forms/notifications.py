from django import forms

from objectives.forms.base import SavingForm
from objectives.models import Follow, MessageSettings
from objectives.models.weekly_message import WEEKDAYS

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class NotificationsForm(SavingForm):
    """When somebody gets their weekly message, and what is in it."""

    wants_reminders = forms.BooleanField(label="What I have to do", required=False)
    wants_digest = forms.BooleanField(
        label="What changed in what I follow", required=False
    )
    weekday = forms.TypedChoiceField(label="Day", choices=WEEKDAYS, coerce=int)
    hour = forms.TypedChoiceField(label="Hour", choices=HOURS, coerce=int)
    creates = False

    def __init__(self, data=None, *, settings, zone):
        names = ("wants_reminders", "wants_digest", "weekday", "hour")
        initial = {name: getattr(settings, name) for name in names}
        super().__init__(data, initial=initial)
        self.fields["hour"].help_text = f"By the clock of {zone}."
        self.user = settings.user

    def save(self, *, by, at):
        MessageSettings.objects.update_or_create(
            user=self.user, defaults=self.cleaned_data
        )


class FollowForm(SavingForm):
    """Follows a team, an objective or a tag, or no longer."""

    act = forms.ChoiceField(choices=[("follow", "Follow"), ("stop", "Stop following")])
    creates = False

    def __init__(self, data=None, *, row):
        super().__init__(data)
        self.row = row

    def save(self, *, by, at):
        is_stopped = self.cleaned_data["act"] == "stop"
        Follow.objects.choose(self.row, by=by, at=at, is_stopped=is_stopped)
        return self.row
