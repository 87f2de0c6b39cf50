"""An agenda as one form: a row for each section, and one for another."""

from django import forms
from django.db import transaction

from objectives.forms.base import GuardedModelForm
from reviews.meeting.durations import SecondsField
from reviews.models import AgendaItem, Section

MOST = forms.NumberInput(attrs={"min": 1, "max": 999, "class": "order"})
ORDER = forms.NumberInput(attrs={"min": 0, "max": 32_767, "class": "order"})


class ItemForm(GuardedModelForm):
    """A row of an agenda; the one for another section may stay empty."""

    seconds = SecondsField(label="Time", help_text="")

    class Meta(GuardedModelForm.Meta):
        fields = ["position", "title", "kind", "seconds"]
        labels = {"position": "Order", "kind": "Shows"}
        widgets = {"position": ORDER}
        error_messages = {"title": {"required": "Enter a title for the section."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            # Only a title adds a row.
            self.empty_permitted = True
            self.fields["position"].required = False

    def clean_position(self):
        """An empty position leaves the row where it was."""
        position = self.cleaned_data["position"]
        return self.instance.position if position is None else position


class SectionForm(ItemForm):
    class Meta(ItemForm.Meta):
        model = Section
        fields = [*ItemForm.Meta.fields, "shows", "most", "is_hidden"]
        labels = ItemForm.Meta.labels | {
            "shows": "Objectives on slides",
            "most": "How many of each group",
            "is_hidden": "Hide",
        }
        widgets = ItemForm.Meta.widgets | {"most": MOST}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.kind not in Section.OF_OBJECTIVES:
            del self.fields["shows"], self.fields["most"]
        else:
            self.fields["shows"].required = self.fields["most"].required = False

    def clean_shows(self):
        return self.cleaned_data["shows"] or self.instance.shows

    def clean_most(self):
        """It only counts for the first of each group; left empty, it stays."""
        most = self.cleaned_data["most"]
        return self.instance.most if most is None else most


class AgendaItemForm(ItemForm):
    class Meta(ItemForm.Meta):
        model = AgendaItem


class AgendaForm:
    """All rows of an agenda, saved together or not at all."""

    def __init__(self, data, *, form_class, rows, blank):
        last = max([row.position for row in rows], default=0)
        blank.position = last + 1
        self.forms = [
            form_class(data, instance=row, prefix=f"row-{row.pk}") for row in rows
        ]
        self.new = form_class(data, instance=blank, prefix="new")

    @property
    def all(self):
        return [*self.forms, self.new]

    def accept(self, *, by, at, once=""):
        """Save every row that was changed. Returns whether all were accepted.

        A form that is sent again lacks the row that was added the first time.
        """
        said = {"by": by, "at": at, "once": once}
        with transaction.atomic():
            # All of them, so that one error does not hide another.
            saved = [form.accept(**said) for form in self.forms]
            if self.new.has_changed():
                saved.append(self.new.accept(**said))
            if not all(saved):
                transaction.set_rollback(True)
        return all(saved) or self.new.is_repeat

    @property
    def status(self):
        return max(form.status for form in self.all)
