"""What the words of a table mean here: teams, quarters, people, states.

Everything is read once, as one person may see and change it; then no row asks again.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User

from objectives.importing.choices import (
    LEAVE_OUT,
    NEW,
    NEW_GROUP,
    NOBODY,
    Choices,
    fold,
)
from objectives.importing.periods import Period, read_period
from objectives.importing.repairs import LINKED, LONGEST_NAME
from objectives.models import Member, Organization, Quarter, StatusReading, Team
from objectives.models.objective_import import folded_status
from objectives.models.status_update import STATES
from objectives.parsing.status import State, Status, read_status
from objectives.permissions import may_administer, teams_led_by

LEVEL = re.compile(r"\s+[/>]\s+|\s*[›»]\s*")
STATE_NAMED = {fold(label): value for value, label in STATES}
ENUMERATION = re.compile(r"[A-Z]+(?:[_ -][A-Z]+)*")
SAME_AS = "as:"


@dataclass(frozen=True, slots=True)
class TeamRef:
    """A team, or one that is to be created; equal names are one team."""

    key: int | str
    name: str
    parent: int | None = None  # of a group that is to be created

    @property
    def is_new(self) -> bool:
        return isinstance(self.key, str)


@dataclass(frozen=True, slots=True)
class NewPerson:
    name: str


class CellRefusedError(ValueError):
    """A cell that means nothing here: `code` and words."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


def team_key(text: str) -> str:
    """What spellings of a team's name have in common: letters and digits."""
    words = LINKED.sub(r"\1", text)
    return " ".join(re.sub(r"[\W_]+", " ", fold(words)).split())


def team_name(text: str) -> str:
    """A team's name without a link, and without slashes around it."""
    words = LINKED.sub(r"\1", text).strip().strip("/\\").strip()
    return " ".join(words.split())[:LONGEST_NAME].rstrip()


def loose_key(text: str) -> str:
    """What names have in common that may be one team: `R&D` and `R and D Team`."""
    left_out = ("and", "the", "team", "group", "department", "dept")
    words = [word for word in team_key(text).split() if word not in left_out]
    return "".join(words)


def read_enumeration(text: str) -> Status | None:
    """How IN_PROGRESS reads, as programs write it."""
    if not ENUMERATION.fullmatch(text) or not read_status(text).is_unread:
        return None
    reading = read_status(text.replace("_", " ").lower())
    return None if reading.is_unread else reading


class Lookup:
    def __init__(
        self,
        by: User,
        choices: Choices,
    ):
        self.by, self.choices = by, choices
        self._teams: dict[tuple[str, str], TeamRef | CellRefusedError | None] = {}
        self._quarters: dict[str, Quarter | None] = {}
        self._periods: dict[str, tuple[Quarter | None, Period | None]] = {}

    # Teams

    @cached_property
    def organization(self) -> Organization | None:
        return Organization.objects.first()

    @cached_property
    def calendar(self) -> dict[str, str | int]:
        organization = self.organization
        return organization.calendar if organization else {"year_start_month": 1}

    @cached_property
    def may_add_teams(self) -> bool:
        return may_administer(self.by)

    @cached_property
    def teams(self) -> dict[int, Team]:
        """Those that the person may see."""
        seen = Team.objects.visible_to(self.by).select_related("parent")
        return {team.pk: team for team in seen.in_order()}

    @cached_property
    def led(self) -> set[int]:
        return set(teams_led_by(self.by).values_list("pk", flat=True))

    @cached_property
    def teams_named(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for team in self.teams.values():
            names = {team_key(team.name), team_key(team.slug)}
            if team.parent:
                names.add(team_key(f"{team.parent.name} {team.name}"))
            for name in names:
                found.setdefault(name, []).append(team.pk)
        return found

    def known_team(self, text: str, group: str = "") -> int | None:
        """The only team that is called so, the exact name before others."""
        whole = f"{text} {group}".strip()
        found = self.teams_named.get(team_key(team_name(whole)), [])
        if len(found) > 1:
            tops = [pk for pk in found if not self.teams[pk].parent_id]
            exact = [pk for pk in found if self.teams[pk].name == team_name(whole)]
            found = exact if len(exact) == 1 else tops
        return found[0] if len(found) == 1 else None

    def team(self, text: str, group: str = "") -> TeamRef | None:
        """The team that is meant; None if it is left out. Raises CellRefusedError."""
        if (text, group) not in self._teams:
            try:
                self._teams[text, group] = self._team(text, group)
            except CellRefusedError as refusal:
                self._teams[text, group] = refusal
        found = self._teams[text, group]
        if isinstance(found, CellRefusedError):
            raise found
        return found

    def _team(self, text: str, group: str) -> TeamRef | None:
        words = " / ".join(filter(None, (LEVEL.sub(" / ", text), group)))
        choice = self.choices.teams.get(team_key(words), "")
        if choice.startswith(SAME_AS):
            words, group = choice.removeprefix(SAME_AS), ""
            text, choice = words, self.choices.teams.get(team_key(words), "")
        if choice == LEAVE_OUT:
            return None
        if choice.startswith(NEW_GROUP):
            return self.group_of(choice.removeprefix(NEW_GROUP), words)
        key = int(choice) if choice.isdecimal() else self.known_team(text, group)
        if not words and not choice:
            key = self.choices.team
        if key is None and words and team_key(words) and self.may_add_teams:
            return self.new_team(words)
        if key not in self.teams or key not in self.led:
            raise self.no_team(words, key)
        self.check_team(self.teams[key])
        return TeamRef(key, self.teams[key].name)

    def group_of(self, key: str, words: str) -> TeamRef:
        """The group of that name of a team that the person leads, or a new one."""
        parent = self.teams.get(int(key)) if key.isdecimal() else None
        if parent is None or parent.parent_id or parent.pk not in self.led:
            raise self.no_team(words, parent.pk if parent else None)
        self.check_team(parent)
        name = team_name(words.rpartition(" / ")[2])
        for team in self.teams.values():
            if team.parent_id == parent.pk and team_key(team.name) == team_key(name):
                self.check_team(team)
                return TeamRef(team.pk, team.name)
        return TeamRef(team_key(f"{parent.name} {name}"), name, parent.pk)

    def new_team(self, words: str) -> TeamRef:
        """A team of that name, or a group of a team that is there."""
        above, _, below = words.rpartition(" / ")
        parent = self.known_team(above) if above else None
        if parent and not self.teams[parent].parent_id and team_key(below):
            return TeamRef(team_key(words), team_name(below), parent)
        name = team_name(words)
        return TeamRef(team_key(name), name)

    def no_team(self, words: str, key: int | None) -> CellRefusedError:
        """The same for a team that does not exist and one that nobody may know of."""
        if not words and key is None:
            return CellRefusedError("no_team", "Say which team this is for.")
        if key in self.teams:
            name = self.teams[key].name
            return CellRefusedError("not_led", f"You do not lead {name}.")
        who = "Choose one in the values, or ask an administrator."
        return CellRefusedError("not_led", f"You lead no team called “{words}”. {who}")

    def check_team(self, team: Team) -> None:
        if team.is_archived:
            words = f"{team} is archived. Unarchive it to start a plan."
            raise CellRefusedError("archived", words)

    def root_of(self, team: TeamRef) -> int | None:
        return team.parent if team.is_new else self.teams[int(team.key)].root_pk

    # Quarters

    @cached_property
    def stored_quarters(self) -> dict[str, Quarter]:
        """By what they are called and by their address."""
        found: dict[str, Quarter] = {}
        for quarter in Quarter.objects.all():
            found[fold(quarter.label)] = found[quarter.slug] = quarter
        return found

    def reading_of_period(self, text: str) -> tuple[Quarter | None, Period | None]:
        """The quarter that a period would be, and how it was read."""
        if text not in self._periods:
            self._periods[text] = self._read_period(text)
        return self._periods[text]

    def _read_period(self, text: str) -> tuple[Quarter | None, Period | None]:
        if stored := self.stored_quarters.get(fold(text)):
            return stored, None
        period = read_period(text, **self.calendar)  # type: ignore[arg-type]
        if period is None or period.fiscal_year is None:
            return None, period
        return self.numbered(period), period

    def numbered(self, period: Period) -> Quarter:
        quarter = Quarter.numbered(period.fiscal_year, period.number, **self.calendar)
        same = self.stored_quarters.get(quarter.slug)
        if same and same.first_day != quarter.first_day:
            return Quarter.objects.as_stored(quarter)
        return same or quarter

    def quarter_at(self, slug: str) -> Quarter | None:
        if slug not in self._quarters:
            stored = self.stored_quarters.get(slug)
            self._quarters[slug] = stored or Quarter.objects.at_address(
                slug, self.organization
            )
        return self._quarters[slug]

    def quarter(self, text: str) -> tuple[Quarter | None, str]:
        """The quarter and the period as a tag. Raises CellRefusedError."""
        choice = self.choices.periods.get(fold(text), "") if text else ""
        choice = choice or ("" if text else self.choices.quarter)
        if choice == LEAVE_OUT:
            return None, ""
        quarter, period = self.reading_of_period(text) if text else (None, None)
        if choice:
            quarter = self.quarter_at(choice)
        if quarter is None:
            raise self.no_quarter(text)
        is_tag = period is not None and period.is_tag
        return quarter, text if is_tag else ""

    @staticmethod
    def no_quarter(text: str) -> CellRefusedError:
        if not text:
            return CellRefusedError("no_period", "Say which quarter this is for.")
        words = f"Choose a quarter for “{text}”, or leave it out."
        return CellRefusedError("period", words)

    # People

    def owner(
        self, name: str, team: TeamRef, quarter: Quarter
    ) -> Member | NewPerson | None:
        """The person, a `NewPerson`, or None. Raises CellRefusedError."""
        if not name:
            return None
        choice = self.choices.owners.get(fold(name), "")
        if choice == NOBODY:
            return None
        root = self.root_of(team)
        there = self.people_named(root, name, choice)
        fit = [one for one in there if one.left_on is None
               or one.left_on >= quarter.first_day]  # fmt: skip
        if len(fit) == 1:
            return fit[0]
        if len(fit) > 1:
            words = f"Several people of {team.name} are called {name}. Choose one."
            raise CellRefusedError("several", words)
        if there:
            raise CellRefusedError("left", "The owner left before this quarter began.")
        is_wanted = self.choices.new_people or choice == NEW
        return NewPerson(" ".join(name.split())) if is_wanted else None

    def people_named(self, root: int | None, name: str, choice: str) -> list[Member]:
        if choice.isdecimal():
            chosen = self.people.get(int(choice), [])
            return [one for one in chosen if one.team.root_pk == root]
        return self.people_by_name.get((root, fold(name)), [])

    @cached_property
    def all_people(self) -> list[Member]:
        people = Member.objects.filter(team__in=self.led)
        return list(people.select_related("team").order_by("name", "pk"))

    @cached_property
    def people(self) -> dict[int, list[Member]]:
        return {one.pk: [one] for one in self.all_people}

    @cached_property
    def people_by_name(self) -> dict[tuple[int | None, str], list[Member]]:
        found: dict[tuple[int | None, str], list[Member]] = {}
        for one in self.all_people:
            found.setdefault((one.team.root_pk, fold(one.name)), []).append(one)
        return found

    # States

    @cached_property
    def kept_states(self) -> dict[str, str]:
        return StatusReading.objects.states()

    def state(self, status: str, state: str = "") -> str | None:
        """The state that is meant by a status, or by what is beside it; None: as read.

        A state is said as in our own files: "At risk · about 50 %".
        """
        choice = self.choices.statuses.get(fold(status)) if status else None
        if choice is None and status:
            choice = self.kept_states.get(folded_status(status) or status)
        if choice is None and state:
            named = fold(state.partition("·")[0])
            choice = STATE_NAMED.get(named) or read_status(state).state
        if choice is None and (reading := read_enumeration(status)):
            choice = reading.state
        return choice if choice is None or choice == "" else State(choice)
