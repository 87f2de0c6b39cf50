from django import forms

from objectives.forms.base import SavingForm, TextField, model_choice_field
from objectives.models import Tag


class RenameTagForm(SavingForm):
    """Another name for a tag, on all its objectives."""

    name = TextField(
        max_length=200,
        help_text="Objectives in closed quarters get the new name too. Published "
        "reviews keep the old one.",
        error_messages={"required": "Enter a name for the tag."},
    )
    was = TextField(required=False, widget=forms.HiddenInput)

    creates = False

    def __init__(self, *args, tag, **kwargs):
        initial = {"name": tag.name, "was": tag.name}
        super().__init__(*args, initial=initial, **kwargs)
        self.tag = tag

    def clean_name(self):
        name = self.cleaned_data["name"]
        self.tag.check_rename(name)
        return name

    def save(self, *, by, at):
        was = {"name": self.cleaned_data["was"]}
        self.tag.rename(self.cleaned_data["name"], was=was, by=by, at=at)
        return self.tag


class MergeTagForm(SavingForm):
    """The tag that is to take the place of this one."""

    other = forms.ModelChoiceField(
        Tag.objects.none(),
        label="Merge into",
        empty_label="Choose a tag",
        error_messages={
            "required": "Choose a tag.",
            "invalid_choice": "Choose a tag from the list.",
        },
    )

    def __init__(self, *args, tag, **kwargs):
        super().__init__(*args, **kwargs)
        self.tag = tag
        others = Tag.objects.exclude(pk=tag.pk)
        model_choice_field(self, "other").queryset = others

    def save(self, *, by, at):
        return self.tag.merge_into(self.cleaned_data["other"], by=by, at=at)
