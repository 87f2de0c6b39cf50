"""Links to a review for somebody who has no account."""

import datetime

from django.utils import timezone

from objectives.forms.base import GuardedModelForm, SavingForm
from reviews.models import GuestLink

USUAL_DAYS = 14


class GuestLinkForm(GuardedModelForm):
    class Meta(GuardedModelForm.Meta):
        model = GuestLink
        fields = ["name", "ends_on"]
        help_texts = {
            "name": "For example: Board, or the name of a person.",
            "ends_on": "The link opens until the end of this day.",
        }
        error_messages = {
            "name": {"required": "Enter who the link is for."},
            "ends_on": {
                "required": "Choose the link's last day.",
                "invalid": "Enter a day, such as 2026-12-24.",
            },
        }

    def __init__(self, *args, review, **kwargs):
        link = GuestLink(review=review)
        ends_on = timezone.localdate() + datetime.timedelta(days=USUAL_DAYS)
        super().__init__(*args, instance=link, initial={"ends_on": ends_on}, **kwargs)

    def clean(self):
        if self.cleaned_data.get("ends_on"):
            self.instance.ends_on = self.cleaned_data["ends_on"]
            self.instance.check_ends_on(timezone.localdate())

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        self.instance.by, self.instance.at = by, at
        self.instance.save(by=by, at=at)
        return self.instance


class TakeBackForm(SavingForm):
    """Ends a link."""

    def __init__(self, data, *, link):
        super().__init__(data)
        self.link = link

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        self.link.take_back(by=by, at=at)
        return self.link
