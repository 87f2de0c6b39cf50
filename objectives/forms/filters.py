"""The filters of lists. Their values are in the address; errors are shown at the field.

Teams and quarters are named by their slugs. A name that the reader may not see is
unknown here, so that guessing reveals nothing.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from objectives.forms.base import TextField
from objectives.models import Member, Objective, Plan, ReasonKind, Tag, Team
from objectives.text.searching import patterns
from objectives.text.status_counts import LABELS

# More would make the page heavy and the choice slow, so the name is typed instead.
MOST_CHOICES = 200
TOO_MANY = MOST_CHOICES + 1
MOST_PEOPLE = 200


class OpenSelect(forms.Select):
    """A select that also shows a value of the address that it does not offer."""

    def optgroups(self, name, value, attrs=None):
        known = {str(choice) for choice, _ in self.choices}
        others = [(word, word) for word in value if word and word not in known]
        self.choices = [*self.choices, *others]
        return super().optgroups(name, value, attrs)


class Pick(TextField):
    """One of a few options, or none."""

    widget = OpenSelect

    def __init__(self, choices=(), *, empty, **extra):
        super().__init__(required=False, max_length=80, **extra)
        self.empty = empty
        self.offer(choices)

    def offer(self, choices):
        self.known = dict(choices)
        self.widget.choices = [("", self.empty), *choices]

    def validate(self, value):
        super().validate(value)
        if value and value not in self.known:
            raise ValidationError("Choose an option from the list.", code="unknown")


class FilterForm(forms.Form):
    """Narrows the rows that the reader may see.

    `teams` are the keys of their teams, or None for all teams; `on` is the day by which
    something is overdue.
    """

    use_required_attribute = False

    team = TextField(required=False, max_length=80)
    quarter = Pick(empty="Any quarter")

    def __init__(self, data, *, teams, quarters, on):
        super().__init__(data)
        self.teams, self.quarters = teams, {row.slug: row for row in quarters}
        self.on = on
        newest_first = sorted(quarters, reverse=True)
        field = self.fields["quarter"]
        assert isinstance(field, Pick)
        field.offer([(row.slug, row.label) for row in newest_first])
        self.offer_teams()

    @property
    def visible_teams(self):
        teams = Team.objects.all()
        return teams if self.teams is None else teams.filter(pk__in=self.teams)

    def offer_teams(self):
        """Offer a select if there are few enough teams; else their name is typed."""
        teams = self.visible_teams.active().in_order()
        rows = teams.values_list("slug", "name", "parent__name")
        rows = list(rows[: MOST_CHOICES + 1])
        if len(rows) > MOST_CHOICES:
            self.fields["team"].help_text = "A team's name, or its part of the address."
            return
        choices = [(slug, named(name, parent)) for slug, name, parent in rows]
        self.fields["team"].widget = OpenSelect(choices=[("", "Any team"), *choices])

    def clean_team(self):
        """The keys of the team and its groups, or None for any team."""
        word = self.cleaned_data["team"]
        if not word:
            return None
        had = Team.objects.filter(former_slugs__slug=word).values("pk")
        is_it = Q(slug=word) | Q(name__iexact=word) | Q(pk__in=had)
        its_groups = Q(parent__slug=word) | Q(parent__name__iexact=word)
        its_groups |= Q(parent__in=had)
        pks = list(self.visible_teams.filter(is_it | its_groups).values_list("pk"))
        if not pks:
            raise ValidationError("No team has that name.", code="unknown")
        return [pk for (pk,) in pks]

    def clean_quarter(self):
        return self.quarters.get(self.cleaned_data["quarter"])

    def narrow(self, rows):
        """The rows that match, from teams that the reader may see."""
        rows = rows.in_teams(self.teams)
        if teams := self.cleaned_data["team"]:
            rows = rows.in_teams(teams)
        else:
            archived = Team.objects.archived().values_list("pk", flat=True)
            rows = rows.apart_from(list(archived))
        if quarter := self.cleaned_data["quarter"]:
            rows = rows.in_quarter(quarter)
        return rows

    @property
    def words(self):
        """The values in the address by name, as typed and without blanks."""
        names = [*self.fields]
        return {name: self.data[name] for name in names if self.data.get(name)}


class SearchForm(FilterForm):
    """A filter that also searches the texts of objectives."""

    text = TextField(
        required=False,
        label="Search",
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "data-key": "/", "aria-keyshortcuts": "/"}
        ),
    )
    field_order = ["text"]

    def clean_text(self):
        text = self.cleaned_data["text"]
        if text and not patterns(text):
            raise ValidationError(
                "Enter letters or digits to search for.", code="no_words"
            )
        return text


def states() -> list[tuple[str, str]]:
    """The states to choose from, in words."""
    return [(state, label.capitalize()) for state, label in LABELS.items()]


class ObjectiveFilter(SearchForm):
    state = Pick(states(), empty="Any state")
    owner = TextField(
        required=False,
        max_length=80,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    carried = Pick(
        [
            ("in", "From an earlier quarter"),
            ("on", "To a later quarter"),
            ("no", "Not carried over"),
        ],
        empty="Carried over or not",
    )
    overdue = Pick([("yes", "Overdue only")], empty="Overdue or not")
    tag = TextField(required=False, max_length=200)
    reference = TextField(required=False, max_length=80)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_tags()
        if not (self.data.get("reference") or Objective.objects.with_reference()):
            del self.fields["reference"]

    @property
    def visible_tags(self):
        return Tag.objects.used_in(self.teams)

    def offer_tags(self):
        """Offer a select if there are few enough tags; else a name is typed.

        While no tag is in use there is no such field.
        """
        names = list(self.visible_tags.values_list("name", flat=True)[:TOO_MANY])
        if not (names or self.data.get("tag")):
            del self.fields["tag"]
        elif len(names) < TOO_MANY:
            choices = [("", "Any tag"), *((name, name) for name in names)]
            self.fields["tag"].widget = OpenSelect(choices=choices)

    def clean_tag(self):
        """The tag with that name, or None for any."""
        name = self.cleaned_data["tag"]
        tag = self.visible_tags.named(name).first() if name else None
        if name and not tag:
            raise ValidationError("No tag has that name.", code="unknown")
        return tag

    def clean_owner(self):
        """The keys of the people with that name, or None for anyone."""
        name = self.cleaned_data["owner"]
        if not name:
            return None
        people = Member.objects.filter(name__icontains=name)
        if self.teams is not None:
            people = people.filter(team__in=self.teams)
        pks = list(people.order_by().values_list("pk", flat=True)[: MOST_PEOPLE + 1])
        if not pks:
            raise ValidationError("No one has that name.", code="unknown")
        if len(pks) > MOST_PEOPLE:
            raise ValidationError(
                "Too many people match. Enter more of the name.",
                code="too_many",
            )
        return pks

    def narrow(self, rows):
        rows, asked = super().narrow(rows), self.cleaned_data
        if asked["text"]:
            rows = rows.searched(asked["text"])
        if asked["state"]:
            rows = rows.in_state(asked["state"])
        if asked["owner"]:
            rows = rows.owned_by(asked["owner"])
        if asked.get("tag"):
            rows = rows.tagged(asked["tag"])
        if asked.get("reference"):
            rows = rows.referring_to(asked["reference"])
        if asked["carried"]:
            rows = rows.carried(asked["carried"])
        return rows.overdue(self.on) if asked["overdue"] else rows


class PlanFilter(FilterForm):
    state = Pick(Plan.State.choices, empty="Any state")

    def narrow(self, rows):
        rows = super().narrow(rows)
        state = self.cleaned_data["state"]
        return rows.in_state(state) if state else rows


class CarryOverFilter(SearchForm):
    """Filters carry-overs; the quarter is the one that an objective came from."""

    reason = Pick(ReasonKind.choices, empty="Any reason")

    def narrow(self, rows):
        rows, asked = super().narrow(rows), self.cleaned_data
        if asked["text"]:
            rows = rows.searched(asked["text"])
        return rows.for_reason(asked["reason"]) if asked["reason"] else rows


class ProjectFilter(SearchForm):
    """Filters unplanned work."""

    displaced = Pick(
        [("yes", "Instead of an objective"), ("no", "Beside the plan")],
        empty="Instead of one or not",
    )

    def narrow(self, rows):
        rows, asked = super().narrow(rows), self.cleaned_data
        if asked["text"]:
            rows = rows.searched(asked["text"])
        displaced = asked["displaced"]
        return rows.displacing(displaced == "yes") if displaced else rows


def named(name: str, parent: str | None) -> str:
    return f"{parent} › {name}" if parent else name
