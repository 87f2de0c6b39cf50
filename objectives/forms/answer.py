"""The answer for an unfinished objective, when its quarter is closed."""

from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.base import (
    SavingForm,
    SeenField,
    TextField,
    choice_field,
)
from objectives.forms.copied import copied_fields
from objectives.forms.suggestion import (
    CARRY_OVER,
    CONTINUE,
    DEFER,
    DROP,
    FINISH,
    MISS,
    TAKE_BACK,
    Suggestion,
    stored_answer,
    suggestion,
)
from objectives.models import CarryOver, ConflictError, Objective, ReasonKind
from objectives.models.history import is_equal
from objectives.models.objective import LONGEST_TEXT
from objectives.parsing import feedback
from objectives.parsing.status import State
from objectives.permissions import may_take_back
from objectives.text.status_counts import state_in_words

COPIED = ("title", "measure", "dependency", "eta", "owner")
DISPOSITION = ("deferred_to", "dropped_reason", "is_missed")
SEEN = (*DISPOSITION, "carried_to_pk")
NOT_LED = "Ask a lead of the team that goes on with it to take it back."
LACKING = {
    "until": "Enter when it is deferred to.",
    "note": "Enter a reason for dropping it.",
}
# Prefilled from rows that can change meanwhile, so the form keeps what it showed.
PREFILLED = (*COPIED, "successor", "until", "reason_kind", "note")
LABELS = {
    FINISH: "Done",
    CARRY_OVER: "Carry over",
    CONTINUE: "Is in {quarter}",
    DEFER: "Defer",
    DROP: "Drop",
    MISS: "Missed",
    TAKE_BACK: "Take back",
}
PAST = {
    CARRY_OVER: "Carried over",
    DEFER: "Deferred",
    DROP: "Dropped",
    MISS: "Missed",
}
# The fields of each answer; all of them have the kind of reason as well.
FIELDS_OF_ANSWER = {
    CARRY_OVER: {*COPIED, "note"},
    CONTINUE: {"successor", "note"},
    DEFER: {"until", "note"},
    DROP: {"note"},
    MISS: {"note"},
    FINISH: {"note"},
    TAKE_BACK: {"note"},
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
        widget=forms.TextInput(
            attrs={"dir": "auto", "placeholder": "To when? Such as next FY"}
        ),
    )
    reason_kind = forms.ChoiceField(
        label="Reason",
        required=False,
        choices=[("", "Not given"), *ReasonKind.choices],
    )
    note = TextField(
        label="Why",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 1, "dir": "auto", "placeholder": "Why"}),
    )

    saved = None

    def __init__(self, data, *, objective, following, suggested, owners, led):
        super().__init__(data, prefix=f"row-{objective.pk}")
        self.led = led
        self.objective, self.following = objective, following
        self.is_overtaken = False
        self.stored = stored_answer(objective)
        self.suggestion = Suggestion(until=objective.deferred_to)
        if not self.stored:
            is_there = suggested.same is not None
            self.suggestion = suggestion(objective, following, is_named_there=is_there)
        self._add_answers(suggested)
        self._add_successors(suggested)
        self.fields |= copied_fields(objective, owners)
        self._explain_eta()
        self._add_seen()
        for name in PREFILLED:
            self.fields[name].show_hidden_initial = True

    def _add_answers(self, suggested):
        field, objective = choice_field(self, "answer"), self.objective
        field.widget = forms.RadioSelect()
        field.choices = [(name, self._label(name)) for name in self._offer(suggested)]
        field.initial = self.suggestion.answer
        if not objective.is_carried:
            field.initial = self.stored or field.initial
        self.fields["until"].initial = self.suggestion.until
        self.fields["note"].initial = objective.dropped_reason or self.suggestion.note
        self.fields["reason_kind"].initial = objective.reason_kind

    def _offer(self, suggested):
        """The answers to choose from; for one that was answered, all others too."""
        is_missed = self.objective.state == State.MISSED
        named = {CONTINUE} if suggested.all else set()
        offered = {CARRY_OVER, DEFER, DROP, *named, *({MISS} if is_missed else ())}
        if self.stored:
            offered |= {FINISH, MISS, TAKE_BACK}
        if self.stored == CARRY_OVER:
            offered.discard(CARRY_OVER)
        return [name for name in LABELS if name in offered]

    def _label(self, name):
        return LABELS[name].format(quarter=self.following.short_label)

    def _add_successors(self, suggested):
        field = self.fields["successor"]
        assert isinstance(field, forms.TypedChoiceField)
        rows = {str(row.pk): row for row in suggested.all}
        field.choices = [("", "Choose one"), *suggested.groups]
        field.coerce = rows.get
        is_named = self.suggestion.answer == CONTINUE
        field.initial = suggested.same.pk if is_named and suggested.same else None

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
        seen = SeenField(initial=self.objective.carried_to_pk)
        self.fields["was_carried_to_pk"] = seen

    @property
    def was_answer(self):
        """The answer that was stored when the page was shown; empty without one."""
        sent = {name: self.data.get(self.add_prefix(f"was_{name}")) for name in SEEN}
        if sent["carried_to_pk"]:
            return "carried"
        if sent["deferred_to"] or sent["dropped_reason"]:
            return DEFER if sent["deferred_to"] else DROP
        return MISS if sent["is_missed"] == "True" else ""

    @property
    def is_fixed(self):
        """Why its answer cannot be changed any more; empty if it can."""
        try:
            self._check_take_back()
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        return ""

    def _check_take_back(self):
        if not may_take_back(self.objective, self.led):
            raise ValidationError(NOT_LED, code="not_led")
        for link in self.links:
            link.successor.check_let_go()

    @property
    def links(self):
        """Its carry-overs, the first one first."""
        objective = self.objective
        if not objective.is_carried:
            return []
        return [objective.carried_to, *objective.further_on]

    @property
    def lost(self):
        """What was written in the copy that goes when its carry-over is taken back."""
        copy = self.objective.successor
        if copy is None or self.stored != CARRY_OVER:
            return []
        names = [name for name in COPIED if self._differs(copy, name)]
        names += ["status"] if copy.status else []
        fields = {field.name: field for field in Objective._meta.fields}
        return [str(fields[name].verbose_name) for name in names]

    def _differs(self, copy, name):
        attribute = "owner_id" if name == "owner" else name
        return getattr(copy, attribute) != getattr(self.objective, attribute)

    @property
    def eta_trouble(self):
        """What is odd about the ETA in the next quarter, if it is carried over."""
        said = str(self.fields["eta"].help_text)
        return f"ETA before {self.following.short_label}" * ("before the" in said)

    @property
    def is_refused(self):
        return self.is_bound and bool(self.errors)

    @property
    def is_filled_in(self):
        answer = self.data.get(self.add_prefix("answer"))
        is_new = answer and answer != self.was_answer and not self.is_lacking
        return bool(is_new or self.has_input)

    @property
    def is_lacking(self):
        """Whether it is as preselected, but lacks until when or why."""
        said = {name: self.data.get(self.add_prefix(name), "") for name in LACKING}
        answer = self.data.get(self.add_prefix("answer"))
        name = {DEFER: "until", DROP: "note"}.get(answer or "", "")
        is_own = bool(answer) and answer == self.suggestion.answer
        return is_own and bool(name) and not said[name].strip()

    @property
    def state_in_words(self):
        row = self.objective
        return state_in_words(row.counted_as, row.percent, row.is_about)

    @property
    def stored_in_words(self):
        """What was answered, as said of the past."""
        return (
            self._label(self.stored) if self.stored == CONTINUE else PAST[self.stored]
        )

    @property
    def has_refused_more(self):
        """Whether a field is refused that is shown only on demand."""
        return self.is_bound and bool(self.errors.keys() & {*COPIED, "reason_kind"})

    @property
    def is_suggested(self):
        return not self.stored and bool(self.suggestion.answer)

    @property
    def is_preselected_in_part(self):
        """Whether the answer that its status suggests still lacks until when or why."""
        needed = {DEFER: self.suggestion.until, DROP: self.suggestion.note}
        lacks = needed.get(self.suggestion.answer, "any") == ""
        return self.is_lacking if self.is_bound else lacks

    def refuse_blank(self):
        """Name what keeps the quarter from being closed."""
        if self.is_lacking:
            name = "until" if self.data[self.add_prefix("answer")] == DEFER else "note"
            self.refuse_in(name, LACKING[name], "required")
        else:
            text = "Carry over, defer or drop it."
            self.refuse_in("answer", text, "no_disposition")

    def choose(self, answer):
        """Take this answer as if it had been chosen on the page."""
        self.data[self.add_prefix("answer")] = answer
        self.full_clean()  # it was looked at before

    @property
    def has_input(self):
        """Whether something was typed or chosen that belongs to an answer."""
        if not self.is_bound:
            return False
        own = {"answer", *(f"was_{name}" for name in SEEN)}
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
        said, objective = self.cleaned_data, self.objective
        moment = {"by": by, "at": at}
        was = {name: said.get(f"was_{name}", "") for name in DISPOSITION}
        deletion = None
        if self._is_taken_back(said["answer"]):
            self._check_take_back()
            seen = was | {"carried_to_pk": said.get("was_carried_to_pk")}
            reason = said["note"] if said["answer"] == TAKE_BACK else ""
            deletion = objective.take_back(reason=reason, was=seen, **moment)
            self._answer(said, was=None, **moment)
        else:
            self._answer(said, was=was, **moment)
        return deletion

    def _is_taken_back(self, answer):
        """Whether what was answered before has to go first."""
        if answer == TAKE_BACK:
            return True
        is_carried = self.was_answer == "carried" and self.objective.is_carried
        is_other = answer in (CARRY_OVER, CONTINUE) and self.was_answer
        return is_carried or bool(is_other and self.objective.has_disposition)

    def _answer(self, said, **moment):
        objective, note = self.objective, said["note"]
        common = moment | {"reason_kind": said["reason_kind"]}
        match said["answer"]:
            case "carry_over":
                values = {name: said[name] for name in COPIED}
                objective.carry_over(self.following, values=values, note=note, **common)
            case "continue":
                there = said["successor"]
                objective.carry_over(
                    there.plan.quarter, successor=there, note=note, **common
                )
            case "defer":
                objective.defer(said["until"], note=note, **common)
            case "drop":
                objective.drop(note, **common)
            case "miss":
                objective.miss(note=note, **common)
            case "done":
                objective.finish(**moment)

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
            self.data[self.add_prefix(f"was_{name}")] = "" if value is None else value
        texts = [theirs.get(name) for name in ("deferred_to", "dropped_reason")]
        states = {"missed": "is_missed", "carried over": "carried_to_pk"}
        words = [word for word, name in states.items() if theirs.get(name)]
        answered = " ".join(filter(None, [*texts, *words])) or "nothing"
        text = "Someone else has answered this since: %(answer)s. Yours is below."
        refusal = ValidationError(text, code="conflict", params={"answer": answered})
        self.add_error(None, refusal)

    def _is_saved_already(self, by):
        """Whether another click of the same user has saved this very answer."""
        links = CarryOver.objects.filter(predecessor=self.objective, by=by)
        link = links.select_related("successor").first()
        if link is None:
            return self._is_taken_back_already()
        said = {name: self.data.get(self.add_prefix(name), "") for name in self.fields}
        if said["answer"] == CONTINUE:
            return said["successor"] == str(link.successor_id)
        texts = COPIED[:-1]
        return said["answer"] == CARRY_OVER and all(
            is_equal(said[name], getattr(link.successor, name)) for name in texts
        )

    def _is_taken_back_already(self):
        rows = Objective.objects.filter(pk=self.objective.pk).without_disposition()
        answer = self.data.get(self.add_prefix("answer"))
        return answer == TAKE_BACK and rows.exists()

    @property
    def status(self):
        return 409 if self.is_overtaken else super().status
