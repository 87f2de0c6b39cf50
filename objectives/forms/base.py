"""What all forms have in common: tidying texts and saving rows.

A form over a row carries the original value of each field, so that it saves only what
the user changed and never overwrites what somebody else has changed since.
"""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import IntegrityError, models, transaction
from django.forms.utils import ErrorDict
from django.http import QueryDict

from objectives.models import ConflictError, Submission
from objectives.text.characters import NOT_STORED

THEIRS = "theirs"
LARGEST_KEY = 2**63 - 1
LONGEST_KEY = len(str(LARGEST_KEY))
# Where a form has no words of its own for what is missing.
CHOOSE, FILL_IN = "Choose one.", "This cannot be empty."
DJANGOS = forms.Field.default_error_messages["required"]
AT_ONCE = "Someone else did the same at the same time. Check the page, then try again."


def check_characters(text: str) -> None:
    """Raise ValidationError if a text has characters that cannot be stored."""
    if found := NOT_STORED.search(text):
        raise ValidationError(
            "Remove the character U+%(code)s. It cannot be stored.",
            code="character",
            params={"code": f"{ord(found[0]):04X}"},
        )


class TextField(forms.CharField):
    """Text as typed, with uniform line endings and no control characters."""

    default_validators = [check_characters]

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Django would refuse NUL a second time.
        self.validators = [
            one
            for one in self.validators
            if not isinstance(one, ProhibitNullCharactersValidator)
        ]

    def to_python(self, value):
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_key(text: str) -> bool:
    """Whether a text that was sent can be the key of a row."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
    return is_number and int(text) <= LARGEST_KEY


class SeenField(forms.IntegerField):
    """The key of the last row on the page, so that a repeated request is done once."""

    def __init__(self, **options):
        super().__init__(
            min_value=0,
            max_value=LARGEST_KEY,
            required=False,
            widget=forms.HiddenInput,
            **options,
        )


def field_for(field, **options):
    """The form field of a model field: texts are tidied, long ones get a textarea."""
    if isinstance(field, models.CharField | models.TextField) and not (
        field.choices or isinstance(field, models.SlugField | models.URLField)
    ):
        options.setdefault("form_class", TextField)
    if isinstance(field, models.TextField):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
    if isinstance(field, models.DateField):
        attributes = {"type": "date"}
        options.setdefault(
            "widget", forms.DateInput(attrs=attributes, format="%Y-%m-%d")
        )
    return field.formfield(**options)


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


def model_choice_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


class SavingForm(forms.Form):
    """A form whose `save` the models' own rules may refuse."""

    use_required_attribute = False
    is_repeat = False
    data: QueryDict

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def full_clean(self):
        for field in self.fields.values():
            if field.error_messages["required"] == DJANGOS:
                is_choice = isinstance(field, forms.ChoiceField)
                field.error_messages["required"] = CHOOSE if is_choice else FILL_IN
        super().full_clean()

    @property
    def creates(self) -> bool:
        """Whether it adds rows; a change is guarded by its old values instead."""
        return True

    def save(self, *, by, at):
        raise NotImplementedError

    def accept(self, *, by, at, once=""):
        """Save if the form is valid; otherwise the errors are shown on the page.

        Returns whether it is saved. An earlier request with the same digest `once`
        counts, and then `saved` is the result of that one.
        """
        digest = self.own_digest(once) if self.creates else ""
        if self.is_valid():
            self.accept_valid(digest, by=by, at=at)
        return not self.errors or self.is_saved_already(digest, by=by)

    def accept_valid(self, digest, *, by, at):
        """Save once for each digest, or add the errors."""
        try:
            with transaction.atomic():
                # First, so that a repeated request waits without other locks.
                begin = Submission.objects.begin
                submission = begin(digest, by=by, at=at) if digest else None
                self.saved = self.save(by=by, at=at)
                if submission:
                    submission.save_result(self.saved)
        except ValidationError as refusal:
            self.refuse(refusal)
        except IntegrityError:
            # Something was taken between the check and the save.
            self.add_error(None, ValidationError(AT_ONCE, code="at_once"))

    def own_digest(self, once):
        """The digest of this form, since a page may send several."""
        text = f"{once} {self.prefix}"
        return hashlib.sha256(text.encode()).hexdigest() if once else ""

    def is_saved_already(self, digest, *, by):
        """Whether the same request was saved before; if so, its errors do not count."""
        sent = Submission.objects.filter(by=by, digest=digest) if digest else ()
        for submission in sent:
            self.is_repeat, self._errors = True, ErrorDict()
            try:
                self.saved = submission.result()
            except ValidationError as refusal:
                self.refuse(refusal)
        return not self.errors

    def refuse(self, refusal):
        """Add the errors to their fields, or to the form."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    @property
    def all_errors(self):
        """All error messages, for a page that does not show the fields."""
        return [error for errors in self.errors.values() for error in errors]

    @property
    def status(self):
        """The HTTP status of the form's page: 422 if it has errors."""
        return 422 if self.is_bound and self.errors else 200


class GuardedBoundField(forms.BoundField):
    """A field of a `GuardedModelForm`; `theirs` is the stored value if it differs."""

    form: "GuardedModelForm"

    @property
    def theirs(self):
        if self.name not in self.form.conflicts:
            return None
        value = self.form.conflicts[self.name]
        if isinstance(self.field, forms.ModelChoiceField):
            return "" if value is None else value
        shown = self.field.prepare_value(value)
        if isinstance(self.field, forms.ChoiceField):
            choices: Any = self.field.choices  # pairs, once it is set
            shown = dict(choices).get(shown, shown)
        return "" if shown is None else shown


class GuardedModelForm(SavingForm, forms.ModelForm):
    """A form over a row that saves only what was changed, and overwrites nobody.

    If somebody else has changed the same field, `theirs` of the bound field is the
    stored value, and the user chooses field by field.
    """

    bound_field_class = GuardedBoundField

    class Meta:
        formfield_callback = field_for

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflicts: dict[str, Any] = {}
        self.writers: dict[str, str] = {}
        for field in self.fields.values():
            field.show_hidden_initial = not isinstance(field, forms.FileField)
        if self.is_bound:
            self.data = self.data.copy()
            for name in self.fields:
                self._take_theirs(name)

    @property
    def creates(self) -> bool:
        return self.instance._state.adding

    def _take_theirs(self, name):
        """Submit the stored value if the user chose that."""
        if self.data.get(f"keep-{self.add_prefix(name)}") == THEIRS:
            initial = self.data.getlist(self.add_initial_prefix(name))
            self.data.setlist(self.add_prefix(name), initial)

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        if self.instance._state.adding:
            self.instance.save(by=by, at=at)
        else:
            values = {name: self.cleaned_data[name] for name in self.changed_data}
            self.instance.change(values, was=self.seen(values), by=by, at=at)
        return self.instance

    def seen(self, names):
        """The original values of these fields."""
        return {name: self.seen_in(name) for name in names if self.is_guarded(name)}

    def is_guarded(self, name):
        return self.fields[name].show_hidden_initial

    def seen_in(self, name):
        field = self.fields[name]
        raw = field.hidden_widget().value_from_datadict(
            self.data, self.files, self.add_initial_prefix(name)
        )
        try:
            return field.clean(raw) if raw not in (None, "") else field.to_python(raw)
        except ValidationError:
            return None

    def refuse(self, refusal):
        if not isinstance(refusal, ConflictError):
            super().refuse(refusal)
            return
        for name, value in refusal.theirs.items():
            field = self.fields[name]
            shown = field.prepare_value(getattr(value, "pk", value))
            self.conflicts[name] = value
            change = refusal.changes.get(name)
            self.writers[name] = change.who_and_when if change else "Someone else"
            self.data[self.add_initial_prefix(name)] = "" if shown is None else shown
            self.add_error(
                name,
                ValidationError(
                    f"{self.writers[name]} has changed this since. Choose which to "
                    "keep.",
                    code="conflict",
                ),
            )

    @property
    def status(self):
        return 409 if self.conflicts else super().status
