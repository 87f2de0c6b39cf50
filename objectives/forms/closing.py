"""The page that closes a quarter: what becomes of each unfinished objective."""

from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.base import SavingForm, TextField, choice_field, field_for
from objectives.models import CarryOver, ConflictError, Objective, ReasonKind
from objectives.models.history import is_equal
from objectives.parsing import feedback
from objectives.text.similarity import SIMILAR_ENOUGH, is_same_title, similarity

CARRY_OVER, CONTINUE, DEFER, DROP = "carry_over", "continue", "defer", "drop"
COPIED = ("title", "measure", "dependency", "eta", "owner")
DISPOSITION = ("deferred_to", "dropped_reason")
# Prefilled from rows that may change meanwhile, so the form carries what it said.
PREFILLED = (*COPIED, "successor")
# What each answer takes beside the kind of reason.
TAKES = {
    CARRY_OVER: {*COPIED, "note"},
    CONTINUE: {"successor", "note"},
    DEFER: {"until", "note"},
    DROP: {"note"},
}
BESIDE = {
    "no_time": "until",
    "no_reason": "note",
    "taken": "successor",
    "other_team": "successor",
}


class AnswerForm(SavingForm):
    """What becomes of one unfinished objective; nothing where nothing was said."""

    answer = forms.ChoiceField(label="What happens to it?", required=False)
    successor = forms.TypedChoiceField(
        label="Which objective",
        required=False,
        empty_value=None,
        error_messages={
            "invalid_choice": "That objective cannot continue it. Choose another.",
        },
    )
    until = TextField(
        label="Deferred to",
        required=False,
        max_length=80,
        help_text="For example: next FY, or Q1 2015-16.",
    )
    reason_kind = forms.ChoiceField(
        label="Reason",
        required=False,
        choices=[("", "Not given"), *ReasonKind.choices],
    )
    note = TextField(
        label="Why",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data, *, objective, following, suggested, owners):
        super().__init__(data, prefix=f"row-{objective.pk}")
        self.objective, self.following = objective, following
        self.is_overtaken = False
        self._add_answers(suggested)
        self._add_successors(suggested)
        self._add_copied(owners)
        self._say_reading()
        self._add_seen()
        for name in PREFILLED:
            self.fields[name].show_hidden_initial = True

    def _add_answers(self, suggested):
        answers = [
            (CARRY_OVER, f"Carry over to {self.following}"),
            (CONTINUE, f"It is already in {self.following}"),
            (DEFER, "Defer to a later time"),
            (DROP, "Drop"),
        ]
        if self.objective.dropped_reason:
            answers = answers[2:]
        elif not suggested.all:
            answers.pop(1)
        field = choice_field(self, "answer")
        field.widget = forms.RadioSelect()
        field.choices = answers
        field.initial = CONTINUE if suggested.same else ""

    def _add_successors(self, suggested):
        field = self.fields["successor"]
        assert isinstance(field, forms.TypedChoiceField)
        rows = {str(row.pk): row for row in suggested.all}
        field.choices = [("", "Choose one"), *suggested.groups]
        field.coerce = rows.get
        field.initial = suggested.same and suggested.same.pk

    def _add_copied(self, owners):
        for name in COPIED[:-1]:
            field = field_for(Objective._meta.get_field(name), required=False)
            field.initial = getattr(self.objective, name)
            field.widget.attrs |= {"dir": "auto"}
            self.fields[name] = field
        people = {str(member.pk): member for member in owners}
        self.fields["owner"] = forms.TypedChoiceField(
            label="Owner",
            required=False,
            choices=[("", "No owner"), *((pk, str(one)) for pk, one in people.items())],
            coerce=people.get,
            empty_value=None,
            initial=self.objective.owner_id,
        )

    def _say_reading(self):
        """Say how the ETA that stands there would be read in the next quarter."""
        there = self.data.get(self.add_prefix("eta"), self.objective.eta)
        self.fields["eta"].help_text = feedback.of_eta(there, self.following)

    def _add_seen(self):
        """The answer that stood there when the page was shown."""
        for name in DISPOSITION:
            self.fields[f"was_{name}"] = forms.CharField(
                required=False,
                initial=getattr(self.objective, name),
                widget=forms.HiddenInput,
            )

    @property
    def is_refused(self):
        return self.is_bound and bool(self.errors)

    @property
    def is_said(self):
        return bool(self.data.get(self.add_prefix("answer")) or self.is_typed)

    @property
    def is_typed(self):
        """Whether something was typed or chosen that belongs to an answer."""
        if not self.is_bound:
            return False
        own = {"answer", *(f"was_{name}" for name in DISPOSITION)}
        # A choice that there is none such counts as no change, but as an error.
        return bool(self.errors or set(self.changed_data) - own)

    def clean(self):
        answer = self.cleaned_data.get("answer")
        if answer == "" and self.is_said:
            self.refuse_in("answer", "Choose what happens to it.", "required")
        taken = TAKES.get(answer or "", set()) | {"answer", "reason_kind"}
        for name in self.errors.keys() - taken:
            del self._errors[name]
        if answer == CARRY_OVER and self.cleaned_data.get("title") == "":
            self.refuse_in("title", "Enter the objective.", "required")
        if answer == CONTINUE and not self.cleaned_data.get("successor"):
            self.refuse_in(
                "successor", "Choose the objective that continues it.", "required"
            )

    def refuse_in(self, name, text, code):
        if name not in self.errors:
            self.add_error(name, ValidationError(text, code=code))

    def accept(self, *, by, at, once=""):
        """Save it; what was said twice in the same words is said."""
        return super().accept(by=by, at=at, once=once) or self._is_said_already(by)

    def save(self, *, by, at):
        said = self.cleaned_data
        common = {
            "reason_kind": said["reason_kind"],
            "was": {name: said.get(f"was_{name}", "") for name in DISPOSITION},
            "by": by,
            "at": at,
        }
        objective = self.objective
        match said["answer"]:
            case "carry_over":
                values = {name: said[name] for name in COPIED}
                note = said["note"]
                objective.carry_over(self.following, values=values, note=note, **common)
            case "continue":
                there = said["successor"]
                objective.carry_over(
                    there.plan.quarter, successor=there, note=said["note"], **common
                )
            case "defer":
                objective.defer(said["until"], note=said["note"], **common)
            case "drop":
                objective.drop(said["note"], **common)

    def refuse(self, refusal):
        if isinstance(refusal, ConflictError):
            self._take_theirs(refusal.theirs)
            return
        name = BESIDE.get(getattr(refusal, "code", ""))
        self.add_error(name, refusal)

    def _take_theirs(self, theirs):
        """Say what somebody else has answered; the same again is then on purpose."""
        self.is_overtaken = True
        self.data = self.data.copy()
        for name, value in theirs.items():
            self.data[self.add_prefix(f"was_{name}")] = value
        answered = " ".join(filter(None, theirs.values())) or "nothing"
        text = "Someone else has answered this since: %(answer)s. Yours is below."
        refusal = ValidationError(text, code="conflict", params={"answer": answered})
        self.add_error(None, refusal)

    def _is_said_already(self, by):
        """Whether this very answer was carried out by another click of the same."""
        links = CarryOver.objects.filter(predecessor=self.objective, by=by)
        link = links.select_related("successor").first()
        if link is None:
            return False
        said = {name: self.data.get(self.add_prefix(name), "") for name in self.fields}
        if said["answer"] == CONTINUE:
            return said["successor"] == str(link.successor_id)
        texts = COPIED[:-1]
        return said["answer"] == CARRY_OVER and all(
            is_equal(said[name], getattr(link.successor, name)) for name in texts
        )

    @property
    def status(self):
        return 409 if self.is_overtaken else super().status


class SuccessorSuggestions:
    """What may continue an objective, the likeliest first.

    `same` is the one of the same name, if it is still to be had.
    """

    def __init__(self, objective, free, *, claimed=()):
        title = objective.title
        by_similarity = sorted(free, key=lambda row: -similarity(title, row.title))
        self.all = by_similarity
        named = [row for row in by_similarity if is_same_title(title, row.title)]
        self.same = next((row for row in named if row.pk not in claimed), None)
        like = [
            row
            for row in by_similarity
            if similarity(title, row.title) >= SIMILAR_ENOUGH
        ]
        self.groups = [
            (label, [(str(row.pk), f"{row.title} ({row.plan.team})") for row in rows])
            for label, rows in (
                ("Same name", named),
                ("Similar", [row for row in like if row not in named]),
                ("Others", [row for row in by_similarity if row not in like]),
            )
            if rows
        ]


class CloseForm(SavingForm):
    """Nothing to fill in: closes plans together, or says why not."""

    def __init__(self, data=None, *, plans):
        super().__init__(data)
        self.plans = plans

    def save(self, *, by, at):
        self.plans.close(by=by, at=at)
