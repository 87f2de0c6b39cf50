"""What can be chosen in place of a value of a table, and what was chosen so far."""

from dataclasses import dataclass, field

from django import forms

from objectives.importing.choices import LEAVE_OUT, NEW, NEW_GROUP, NOBODY, fold
from objectives.importing.lookup import SAME_AS
from objectives.importing.values import Value
from objectives.models import Member, Quarter, Team
from objectives.models.status_update import STATES

# Of so many people each owner has the choice, otherwise of those with a like name; of
# so many teams each team, otherwise what is to be looked at.
MOST_OFFERED = 60
AS_READ, NO_STATE = "as_read", "none"
type Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offers:
    """The teams, quarters and people of which somebody may choose."""

    teams: list[Team]
    quarters: list[Quarter]
    people: list[Member]
    may_add_teams: bool
    # Teams that may get groups on the way.
    parents: list[Team] = field(default_factory=list)

    @property
    def all_teams(self) -> Options:
        return [(str(team.pk), path_of(team)) for team in self.teams]

    @property
    def all_quarters(self) -> Options:
        return [(one.slug, str(one)) for one in self.quarters]

    def for_team(self, value: Value) -> Options:
        teams = self.all_teams
        if len(teams) > MOST_OFFERED and not value.is_open:
            teams = [one for one in teams if one[0] == value.value]
        like = [(f"{SAME_AS}{value.like}", f"The same as “{value.like}”")]
        return [
            *as_read(value),
            *(like if value.like else []),
            *([(NEW, "A new team")] if self.may_add_teams else []),
            *[
                (f"{NEW_GROUP}{one.pk}", f"A new group of {one}")
                for one in self.parents
            ],
            (LEAVE_OUT, "Leave its rows out"),
            *teams,
        ]

    def for_period(self, value: Value) -> Options:
        leave = (LEAVE_OUT, "Leave its rows out")
        return [*as_read(value), leave, *self.all_quarters]

    def for_owner(self, value: Value) -> Options:
        people = self.people
        if len(people) > MOST_OFFERED:
            words = set(value.key.split())
            people = [one for one in people if words & set(fold(one.name).split())]
        return [
            *as_read(value),
            (NOBODY, "Nobody"),
            (NEW, "A new person"),
            *[(str(one.pk), f"{one.name}, {one.team}") for one in people],
        ]

    def for_status(self, value: Value) -> Options:
        # What the organisation has chosen has no other reading.
        read = [] if value.is_chosen else as_read(value)
        return [*read, *STATES, (NO_STATE, "No state: only the text")]


def named_choice(name: str, choices: Options, initial: str) -> forms.ChoiceField:
    """A choice in a table, where only readers need its name."""
    widget = forms.Select(attrs={"aria-label": name})
    return forms.ChoiceField(choices=choices, initial=initial, widget=widget)


def as_read(value: Value) -> Options:
    """The option to leave it as it was read, or to choose where it was not."""
    if value.is_chosen:
        return [(AS_READ, "As it would be read")]
    return [(AS_READ, f"As read: {value.words}" if value.words else "Choose…")]


def initial_of(kind: str, value: Value) -> str:
    if not value.is_chosen:
        return AS_READ
    return value.value or (NO_STATE if kind == "status" else AS_READ)


def path_of(team: Team) -> str:
    return f"{team.parent} › {team}" if team.parent else str(team)
