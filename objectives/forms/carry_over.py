"""The forms of one carry-over: to which team and as what, taking it back, accepting."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.base import (
    SavingForm,
    TextField,
    choice_field,
    is_key,
)
from objectives.forms.copied import COPIED, copied_fields
from objectives.forms.successor import SuccessorSuggestions, label_of
from objectives.models import ReasonKind, Team
from objectives.models.disposition import one_or_none
from objectives.models.objective import LONGEST_TEXT
from objectives.text.similarity import title_words

FIELDS_OF_REFUSAL = {"taken": "successor", "carried": "successor"}


class CarryOverForm(SavingForm):
    """Lets an objective go on in a team, as a new objective or with one that is there.

    It may go on as others already, and others may go on as the same.
    """

    successor = forms.TypedChoiceField(
        label="As which objective",
        required=False,
        empty_value=None,
        error_messages={
            "invalid_choice": "That objective cannot continue it. Choose another."
        },
    )
    reason_kind = forms.ChoiceField(
        label="Reason", required=False, choices=[("", "Not given"), *ReasonKind.choices]
    )
    note = TextField(
        label="Why",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data=None, *, objective, team, following, rows, owners, led):
        super().__init__(data)
        self.objective, self.team, self.following = objective, team, following
        self.led = led
        self._add_successors(rows)
        self.fields |= copied_fields(objective, owners)
        self.order_fields(["successor", *COPIED, "owner"])

    def _add_successors(self, rows):
        field = choice_field(self, "successor")
        assert isinstance(field, forms.TypedChoiceField)
        own = set(self.objective.links_on.values_list("successor", flat=True))
        rows = [row for row in rows if row.pk not in own]
        free = [row for row in rows if not is_taken(row)]
        taken = [row for row in rows if is_taken(row)]
        groups = SuccessorSuggestions(self.objective, free).groups
        if taken:
            titles = Counter(title_words(row.title) for row in taken)
            pairs = [(str(row.pk), label_of(row, titles)) for row in taken]
            groups.append(("Continues another one already", pairs))
        field.choices = [("", "A new objective"), *groups]
        field.coerce = {str(row.pk): row for row in rows}.get

    @property
    def is_hand_over(self):
        return self.team.root_pk != self.objective.plan.team.root_pk

    @property
    def is_asked(self):
        """Whether that team is asked to accept it: its leads are others."""
        return self.is_hand_over and self.team.pk not in self.led

    def clean(self):
        said = self.cleaned_data
        if not said.get("successor") and said.get("title") == "":
            error = ValidationError("Enter the objective.", code="required")
            self.add_error("title", error)

    def save(self, *, by, at):
        said = self.cleaned_data
        self.objective.check_change()
        return self.objective.carry_over(
            self.following,
            by=by,
            at=at,
            reason_kind=said["reason_kind"],
            note=said["note"],
            successor=said["successor"],
            values={name: said[name] for name in (*COPIED, "owner")},
            team=self.team,
            also=True,
            is_accepted=not self.is_asked,
        )

    def refuse(self, refusal):
        name = FIELDS_OF_REFUSAL.get(getattr(refusal, "code", ""))
        if name:
            self.add_error(name, refusal)
        else:
            super().refuse(refusal)


def is_taken(row):
    """Whether it continues another objective."""
    return one_or_none(row, "carried_from") is not None


class LinkForm(SavingForm):
    """Does something with one of an objective's carry-overs, by its key."""

    link = forms.CharField()
    note = TextField(required=False, max_length=LONGEST_TEXT)
    gone = ValidationError("This was taken back already.", code="gone")

    def __init__(self, data=None, *, links):
        super().__init__(data)
        self.links = links

    @property
    def creates(self):
        return False

    def clean_link(self):
        key = self.cleaned_data["link"]
        found = self.links.filter(pk=key).first() if is_key(key) else None
        if found is None:
            raise self.gone
        return found


class TakeBackForm(LinkForm):
    """Takes one carry-over back."""

    def __init__(self, data=None, *, links, led):
        super().__init__(data, links=links)
        self.led = led

    def clean_link(self):
        link = super().clean_link()
        if link.is_accepted and link.successor.plan.team_id not in self.led:
            raise ValidationError(
                "Ask a lead of %(team)s to take it back.",
                code="not_led",
                params={"team": link.successor.plan.team},
            )
        return link

    def save(self, *, by, at):
        link = self.cleaned_data["link"]
        note = self.cleaned_data["note"]
        return link.predecessor.cut(link.successor, by=by, at=at, reason=note)


class HandOverForm(LinkForm):
    """Accepts or declines what another team handed over."""

    then = forms.ChoiceField(choices=[("accept", "Accept"), ("decline", "Decline")])

    def save(self, *, by, at):
        link = self.cleaned_data["link"]
        if self.cleaned_data["then"] == "accept":
            link.accept(by=by, at=at)
        else:
            link.decline(self.cleaned_data["note"], by=by, at=at)
        return link


def teams_to_choose(user, objective):
    """Where it may go on: its own team with its groups first, then the others."""
    own = objective.plan.team
    teams = Team.objects.visible_to(user).active().select_related("parent").in_order()
    return sorted(teams, key=lambda team: team.root_pk != own.root_pk)
