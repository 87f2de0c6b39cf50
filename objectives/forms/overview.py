"""What the overview shows, and in which order. Its values are in the address."""

from django import forms

from objectives.forms.base import TextField
from objectives.forms.filters import Pick

ORDERS = ("done", "carried", "late", "unplanned")


class OverviewForm(forms.Form):
    use_required_attribute = False

    team = TextField(required=False, max_length=80)
    plan = Pick(
        [
            ("draft", "Draft"),
            ("committed", "Committed"),
            ("closed", "Closed"),
            ("none", "No plan"),
        ],
        empty="Any plan",
    )
    sort = Pick(
        [(way + name, name) for name in ORDERS for way in ("", "-")], empty="team"
    )

    @property
    def words(self):
        """The values in the address by name, as typed and without blanks."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    @property
    def is_narrowed(self):
        return bool(self.words.keys() & {"team", "plan"})
