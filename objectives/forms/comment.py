"""The form that writes or edits a comment, and asks which of two people is meant."""

from django import forms
from django.utils import timezone

from objectives.forms.base import GuardedModelForm, SavingForm, model_choice_field
from objectives.mail.mentions import tell_mentioned
from objectives.models import Comment, Member, StatusUpdate
from objectives.text.characters import storable
from objectives.text.mentions import first_words, names_in

WHO = "Choose who you mean."


class CommentForm(GuardedModelForm):
    class Meta(GuardedModelForm.Meta):
        model = Comment
        fields = ["text"]
        labels = {"text": "Comment"}
        help_texts = {"text": "Write @ and a name to tell somebody."}
        error_messages = {"text": {"required": "Enter a comment."}}

    update = forms.ModelChoiceField(
        queryset=StatusUpdate.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "This update is no longer there."},
    )

    def __init__(self, *args, objective, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.objective = objective
        self.fields["text"].required = True
        update = model_choice_field(self, "update")
        update.queryset = objective.status_updates.all()
        update.show_hidden_initial = False
        if not self.creates:
            del self.fields["update"]
        self.people = people_mentioned(self.typed, objective.plan.team)
        for twins in self.people.values():
            if len(twins) > 1:
                self.fields[who(twins)] = self.question(twins)

    @property
    def typed(self):
        text = self.data.get(self.add_prefix("text")) if self.is_bound else None
        return storable(text) if text else self.instance.text

    def question(self, twins):
        """Which of several people with the same name is meant."""
        known = self.instance.pk and self.instance.mentions.values_list("user")
        named = {pk for (pk,) in known or ()}
        return forms.ChoiceField(
            label=f"Who is “{twins[0].name}”?",
            choices=[(one.pk, described(one)) for one in twins],
            initial=next((one.pk for one in twins if one.user_id in named), None),
            widget=forms.RadioSelect,
            error_messages={"required": WHO, "invalid_choice": WHO},
        )

    @property
    def questions(self):
        return [field for field in self if field.name.startswith("who-")]

    @property
    def mentioned(self):
        """One member for each name that is mentioned."""
        return [self.one_of(twins) for twins in self.people.values()]

    def one_of(self, twins):
        chosen = self.cleaned_data.get(who(twins), "")
        return next((one for one in twins if str(one.pk) == chosen), twins[0])

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        text, said = self.cleaned_data["text"], {"mentioned": self.mentioned}
        if self.creates:
            said["update"] = self.cleaned_data["update"]
            objective = self.instance.objective
            comment = Comment.objects.write(objective, text, by=by, at=at, **said)
        else:
            comment = self.instance
            comment.edit(text, was=self.seen(["text"])["text"], by=by, at=at, **said)
        tell_mentioned(comment, by=by, at=at)
        return comment


def people_mentioned(text, team):
    """The members who may read of the team, by the names that the text mentions."""
    words = first_words(text)
    if not words:
        return {}
    found = Member.objects.who_read(team, timezone.localdate()).named(words)
    by_name: dict[str, list[Member]] = {}
    for one in found:
        by_name.setdefault(one.name.casefold(), []).append(one)
    people = {twins[0].name: one_each(twins) for twins in by_name.values()}
    return {name: people[name] for name in names_in(text, people)}


def one_each(members):
    """One member for each account, whose teams may be several."""
    return [*{one.user_id: one for one in members}.values()]


def who(twins):
    """The name of the field that asks which of these is meant."""
    return f"who-{min(one.pk for one in twins)}"


def described(member):
    return ", ".join(filter(None, (member.role, member.team.name)))


class CommentRemoval(SavingForm):
    """Deletes a comment's text."""

    def __init__(self, data, *, comment):
        super().__init__(data)
        self.comment = comment

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        self.comment.remove(by=by, at=at)
        return self.comment


class CommentReview(CommentRemoval):
    """Puts a comment into the review of its quarter, or takes it out."""

    is_shown = forms.BooleanField(required=False)

    def save(self, *, by, at):
        self.comment.show_in_review(self.cleaned_data["is_shown"], by=by, at=at)
        return self.comment
