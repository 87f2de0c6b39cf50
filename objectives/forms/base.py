"""What all forms have in common: how texts are tidied, and how a row is saved.

A form carries what stood in each field when it was shown, so that it writes only what
its reader changed, and never over what somebody else has written there meanwhile.
"""

import hashlib
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import IntegrityError, models, transaction
from django.forms.utils import ErrorDict
from django.http import QueryDict

from objectives.models import ConflictError, Submission

THEIRS = "theirs"
LARGEST_KEY = 2**63 - 1
# Control characters, halves of characters, and what stands for bytes that were no text
# when they came in.
NOT_STORED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
AT_ONCE = "Somebody else did the same at this moment. Look at it, then try again."


def check_characters(text):
    """Raise ValidationError where a text has characters that cannot be stored."""
    if found := NOT_STORED.search(text):
        raise ValidationError(
            "This has a character that cannot be stored (U+%(code)s).",
            code="character",
            params={"code": f"{ord(found[0]):04X}"},
        )


class TextField(forms.CharField):
    """Text as typed, with lines that end alike and no control characters."""

    default_validators = [check_characters]

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Django's own refusal of NUL would say the same a second time.
        self.validators = [
            one
            for one in self.validators
            if not isinstance(one, ProhibitNullCharactersValidator)
        ]

    def to_python(self, value):
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class SeenField(forms.IntegerField):
    """The last row that a page showed, so that what is sent twice is done once."""

    def __init__(self, **options):
        super().__init__(
            min_value=0,
            max_value=LARGEST_KEY,
            required=False,
            widget=forms.HiddenInput,
            **options,
        )


def field_for(field, **options):
    """The form field of a model's field: texts are tidied, long ones get an area."""
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
    """A form whose `save` may be refused by the models' own rules."""

    use_required_attribute = False
    is_repeat = False
    data: QueryDict

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    @property
    def creates(self) -> bool:
        """Whether it adds rows; a change is guarded by its old values instead."""
        return True

    def save(self, *, by, at):
        raise NotImplementedError

    def accept(self, *, by, at, once=""):
        """Save if everything is right; else keep the refusals for the page.

        Returns whether it was saved, be it by another request of the same digest
        `once`: then `saved` is what that one made.
        """
        digest = self.own_digest(once) if self.creates else ""
        if self.is_valid():
            self.accept_valid(digest, by=by, at=at)
        return not self.errors or self.is_saved_already(digest, by=by)

    def accept_valid(self, digest, *, by, at):
        """Save once for a digest, or keep why not."""
        try:
            with transaction.atomic():
                # First, so that whoever sends the same waits, and holds up nobody.
                begin = Submission.objects.begin
                submission = begin(digest, by=by, at=at) if digest else None
                self.saved = self.save(by=by, at=at)
                if submission:
                    submission.save_result(self.saved)
        except ValidationError as refusal:
            self.refuse(refusal)
        except IntegrityError:
            # What was free when it was checked has been taken at the same moment.
            self.add_error(None, ValidationError(AT_ONCE, code="at_once"))

    def own_digest(self, once):
        """One form's, where a page sends several."""
        text = f"{once} {self.prefix}"
        return hashlib.sha256(text.encode()).hexdigest() if once else ""

    def is_saved_already(self, digest, *, by):
        """Whether the very same was sent before and saved: then nothing is refused."""
        sent = Submission.objects.filter(by=by, digest=digest) if digest else ()
        for submission in sent:
            self.is_repeat, self._errors = True, ErrorDict()
            try:
                self.saved = submission.result()
            except ValidationError as refusal:
                self.refuse(refusal)
        return not self.errors

    def refuse(self, refusal):
        """Say a refusal beside the field that it is about, or above them all."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    @property
    def all_errors(self):
        """All that was refused, in words, for a page that has no such fields."""
        return [error for errors in self.errors.values() for error in errors]

    @property
    def status(self):
        """The status of the page that shows the form: 422 where it was refused."""
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
    """A form over a row: only what was changed is written, and nobody is overwritten.

    Where somebody else has changed the same field, `theirs` of the bound field says
    what stands there now, and the reader chooses, field by field.
    """

    bound_field_class = GuardedBoundField

    class Meta:
        formfield_callback = field_for

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflicts = {}
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
        """Where the reader chose what stands there, that is what was submitted."""
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
        """What the reader saw in these fields."""
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
            self.data[self.add_initial_prefix(name)] = "" if shown is None else shown
            self.add_error(
                name,
                ValidationError(
                    "Somebody else has changed this meanwhile. Choose which stays.",
                    code="conflict",
                ),
            )

    @property
    def status(self):
        return 409 if self.conflicts else super().status
