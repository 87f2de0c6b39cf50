"""The choice of a state, in the cell of a plan, on its form and at the check-in."""

from django import forms
from django.utils import timezone

from objectives.forms.base import choice_field
from objectives.models.status_update import STATES
from objectives.parsing.status import State


class StateSelect(forms.Select):
    """Offers *missed* only where it may be meant, and shows it where it is chosen.

    Hidden instead of left out, since a plan's rows share one editor.
    """

    is_over = False

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value == State.MISSED and not (self.is_over or option["selected"]):
            option["attrs"]["hidden"] = True
        return option


def offer_states(form, quarter):
    """Let the form choose a state: missed, only where the quarter is over."""
    field = choice_field(form, "chosen_state")
    field.widget = StateSelect()
    field.widget.is_over = quarter.last_day < timezone.localdate()
    field.choices = [("", "Automatic"), *STATES]
