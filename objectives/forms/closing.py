"""The forms that close a quarter, with an answer for each unfinished objective."""

from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.base import SavingForm, TextField, choice_field, field_for
from objectives.models import CarryOver, ConflictError, Objective, ReasonKind
from objectives.models.history import is_equal
from objectives.parsing import feedback
from objectives.parsing.status import State
from objectives.text.similarity import SIMILAR_ENOUGH, is_same_title, similarity

CARRY_OVER, CONTINUE, DEFER, DROP = "carry_over", "continue", "defer", "drop"
MISS = "miss"
COPIED = ("title", "measure", "dependency", "eta", "owner")
DISPOSITION = ("deferred_to", "dropped_reason", "is_missed")
# Prefilled from rows that can change meanwhile, so the form keeps what it showed.
PREFILLED = (*COPIED, "successor")
# The fields of each answer; all of them have the kind of reason as well.
FIELDS_OF_ANSWER = {
    CARRY_OVER: {*COPIED, "note"},
    CONTINUE: {"successor", "note"},
    DEFER: {"until", "note"},
    DROP: {"note"},
    MISS: {"note"},
}
# The field that shows a refusal, by its code.
FIELD_OF_REFUSAL = {
    "no_time": "until",
    "no_reason": "note",
    "taken": "successor",
    "other_team": "successor",
}


class AnswerForm(SavingForm):
    """The answer for one unfinished objective; it may be left empty."""

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
        self._explain_eta()
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
        is_missed = self.objective.state == State.MISSED
        if is_missed:
            answers.append((MISS, "Missed: nothing is promised for later"))
        field = choice_field(self, "answer")
        field.widget = forms.RadioSelect()
        field.choices = answers
        field.initial = CONTINUE if suggested.same else MISS if is_missed else ""

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

    def _explain_eta(self):
        """Say how the ETA in the form would be read in the next quarter."""
        text = self.data.get(self.add_prefix("eta"), self.objective.eta)
        said = feedback.eta_feedback(text, self.following)
        day = self.objective.eta_day_in(self.following)
        if day and is_equal(text, self.objective.eta):
            here = self.objective.plan.quarter
            said = f"Counts as {day.day} {day:%B %Y}, which it means in {here}"
        self.fields["eta"].help_text = said

    def _add_seen(self):
        """Add the answer that was stored when the page was shown."""
        for name in DISPOSITION:
            kind = forms.BooleanField if name == "is_missed" else forms.CharField
            self.fields[f"was_{name}"] = kind(
                required=False,
                initial=getattr(self.objective, name),
                widget=forms.HiddenInput,
            )

    @property
    def is_refused(self):
        return self.is_bound and bool(self.errors)

    @property
    def is_filled_in(self):
        return bool(self.data.get(self.add_prefix("answer")) or self.is_typed)

    @property
    def is_typed(self):
        """Whether something was typed or chosen that belongs to an answer."""
        if not self.is_bound:
            return False
        own = {"answer", *(f"was_{name}" for name in DISPOSITION)}
        # An unknown choice is an error, but does not count as a change.
        return bool(self.errors or set(self.changed_data) - own)

    def clean(self):
        answer = self.cleaned_data.get("answer")
        if answer == "" and self.is_filled_in:
            self.refuse_in("answer", "Choose what happens to it.", "required")
        used = FIELDS_OF_ANSWER.get(answer or "", set()) | {"answer", "reason_kind"}
        for name in self.errors.keys() - used:
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
        """Save it; the same answer posted twice counts as saved."""
        return super().accept(by=by, at=at, once=once) or self._is_saved_already(by)

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
            case "miss":
                objective.miss(note=said["note"], **common)

    def refuse(self, refusal):
        if isinstance(refusal, ConflictError):
            self._take_theirs(refusal.theirs)
            return
        name = FIELD_OF_REFUSAL.get(getattr(refusal, "code", ""))
        self.add_error(name, refusal)

    def _take_theirs(self, theirs):
        """Show the answer of somebody else; the next post may replace it."""
        self.is_overtaken = True
        self.data = self.data.copy()
        for name, value in theirs.items():
            self.data[self.add_prefix(f"was_{name}")] = value
        missed = "missed" if theirs.get("is_missed") else ""
        texts = [theirs.get(name) for name in ("deferred_to", "dropped_reason")]
        answered = " ".join(filter(None, [*texts, missed])) or "nothing"
        text = "Someone else has answered this since: %(answer)s. Yours is below."
        refusal = ValidationError(text, code="conflict", params={"answer": answered})
        self.add_error(None, refusal)

    def _is_saved_already(self, by):
        """Whether another click of the same user has saved this very answer."""
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
    """Objectives that can continue another one, the most similar first.

    `same` has the same name and is not yet claimed; None if there is none.
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
    """Closes plans together; it has no fields, only refusals."""

    def __init__(self, data=None, *, plans):
        super().__init__(data)
        self.plans = plans

    def save(self, *, by, at):
        self.plans.close(by=by, at=at)
