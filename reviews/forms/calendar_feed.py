"""Somebody's calendars: one more, another address, or none any more."""

from django import forms

from objectives.forms.base import SavingForm, model_choice_field
from objectives.models import Team
from reviews.models import CalendarFeed


class CalendarFeedForm(SavingForm):
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        required=False,
        label="Which days",
        empty_label="Your teams and objectives",
        error_messages={"invalid_choice": "You cannot see this team."},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        teams = Team.objects.visible_to(user).active().select_related("parent")
        model_choice_field(self, "team").queryset = teams.in_order()

    def save(self, *, by, at):
        return CalendarFeed.objects.add(
            self.user, self.cleaned_data["team"], by=by, at=at
        )


class FeedVerbForm(SavingForm):
    """Renews a feed's address, or turns the feed off."""

    verb = forms.ChoiceField(choices=[("renew", "Renew"), ("delete", "Turn off")])

    def __init__(self, data, *, feed):
        super().__init__(data)
        self.feed = feed

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        getattr(self.feed, self.cleaned_data["verb"])(by=by, at=at)
