from django.db import transaction

from objectives.forms.base import GuardedModelForm
from reviews.models import SpeakerNote


class SpeakerNoteForm(GuardedModelForm):
    class Meta(GuardedModelForm.Meta):
        model = SpeakerNote
        fields = ["text"]
        labels = {"text": "Notes"}

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        """Save it, unless it is new and empty."""
        if self.instance.pk or self.cleaned_data["text"]:
            super().save(by=by, at=at)
        return self.instance


class NotesForm:
    """A note for each slide of a deck, then those of removed slides."""

    def __init__(self, data, *, review, slides):
        notes = {note.slide: note for note in review.speaker_notes.all()}
        self.forms = [
            self.form(data, notes.pop(slide, SpeakerNote(review=review, slide=slide)))
            for slide in slides
        ]
        self.gone = [self.form(data, note) for note in notes.values()]

    def form(self, data, note):
        form = SpeakerNoteForm(data, instance=note, prefix=f"note-{note.slide}")
        form.fields["text"].widget.attrs |= {"dir": "auto", "rows": 5}
        return form

    @property
    def all_forms(self):
        return self.forms + self.gone

    def accept(self, *, by, at, once=""):
        said = {"by": by, "at": at, "once": once}
        with transaction.atomic():
            changed = [form for form in self.all_forms if form.has_changed()]
            saved = [form.accept(**said) for form in changed]
            if not all(saved):
                transaction.set_rollback(True)
        return all(saved)

    @property
    def status(self):
        return max((form.status for form in self.all_forms), default=200)
