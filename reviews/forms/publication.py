from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from objectives.chat.sending import tell
from objectives.forms.base import SavingForm, TextField
from objectives.models import ChatLine
from reviews.pdf import printing, rendering
from reviews.publishing import editions, prints
from reviews.snapshot import reader
from reviews.tasks import make_print

CHANGED = (
    "The review has changed since you opened this page. Check it again, then publish."
)
PRINTING = (
    "Not published yet: its PDF is still being printed. Publish again in a few seconds."
)


class PublishForm(SavingForm):
    """Publishes what its reader saw: `seen` is the digest of that snapshot.

    The day of the draft is not part of it, which changes at midnight by itself.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, review, snapshot, asker):
        self.shown = snapshot.as_draft.digest
        super().__init__(data, initial={"seen": self.shown})
        self.review, self.snapshot, self.asker = review, snapshot, asker

    def clean(self):
        if self.cleaned_data.get("seen") != self.shown:
            self.data = self.data.copy()
            self.data["seen"] = self.shown
            raise ValidationError(CHANGED, code="changed")
        self.review.check_publish()
        # Rendered before the transaction, so that others do not wait for it.
        number, on = self.review.next_version, timezone.localdate()
        taken = editions.as_version(self.snapshot, number, on)
        try:
            self.edition = editions.edition(taken, self.pdf_of)
        except prints.NotPrintedYetError as wait:
            raise ValidationError(PRINTING, code="printing") from wait
        except editions.TooManySlidesError as refusal:
            raise ValidationError(str(refusal), code="too_many_slides") from refusal
        except rendering.RendererMissingError as missing:
            raise ValidationError(str(missing), code="no_renderer") from missing
        except printing.RenderingFailedError as failure:
            raise ValidationError(str(failure), code=failure.kind) from failure

    def pdf_of(self, page):
        asked = {"task": make_print, "asker": self.asker, "at": timezone.now()}
        return prints.file_of(page, rendering.UA, **asked)

    def save(self, *, by, at):
        edition = self.edition
        publication = self.review.publish(
            edition.snapshot.to_dict(), edition.files, by=by, at=at
        )
        is_same = reader.read_snapshot(self.review).as_draft.digest == self.shown
        if not is_same or edition.number != publication.number:
            raise ValidationError(CHANGED, code="changed")
        say_published(publication, at=at)
        return publication


def say_published(publication, *, at):
    """One line to the rooms of the team."""
    review = publication.review
    text = f"{review.team} published its review of {review.quarter}"
    kind, key = ChatLine.Kind.PUBLISHED, f"published:{publication.pk}"
    tell(review.team, kind, text, review.get_absolute_url(), key, at)


class WithdrawForm(SavingForm):
    reason = TextField(
        label="Reason for withdrawing",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text="Readers of the old version see this.",
        error_messages={"required": "Enter a reason for withdrawing it."},
    )

    def __init__(self, data=None, *, review):
        super().__init__(data)
        self.review = review

    def save(self, *, by, at):
        return self.review.withdraw(self.cleaned_data["reason"], by=by, at=at)
