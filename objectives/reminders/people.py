"""What many people may do and see, read at once: 3 queries.

The same as `permissions.teams_led_in_person` and `Team.objects.visible_to` say of one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from objectives.models import Member, Organization, Team
from objectives.models.organization import Readers


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, the teams that they lead, and those they may read."""

    user: Any
    memberships: tuple[Member, ...]
    led: frozenset[int]
    # The keys of teams, whose groups are meant too; None is every team.
    readable: frozenset[int] | None

    @property
    def pk(self) -> int:
        return self.user.pk

    @property
    def name(self) -> str:
        """What to call them: as on their team, else as their account is called."""
        names = [member.name for member in self.memberships]
        full: str = self.user.get_full_name() or self.user.get_username()
        return names[0] if names else full

    def may_read(self, team: Team) -> bool:
        if self.readable is None:
            return True
        return team.pk in self.readable or team.root_pk in self.readable


def people_of(users: Iterable[Any], *, at: datetime) -> list[Person]:
    """These accounts with what they may do; a disabled one may nothing."""
    active = [user for user in users if user.is_active]
    memberships = defaultdict(list)
    present = Member.objects.present(timezone.localdate(at)).filter(user__in=active)
    for member in present.select_related("team").order_by("pk"):
        memberships[member.user_id].append(member)
    groups = groups_of({m.team_id for own in memberships.values() for m in own})
    is_open = Organization.objects.filter(
        readers__in=[Readers.ANYONE, Readers.SIGNED_IN]
    ).exists()
    return [
        person(user, memberships[user.pk], groups, is_open=is_open) for user in active
    ]


def groups_of(teams):
    """The keys of their groups by the keys of teams."""
    found = defaultdict(list)
    rows = Team.objects.filter(parent__in=teams).order_by()
    for parent, pk in rows.values_list("parent", "pk"):
        found[parent].append(pk)
    return found


def person(user, memberships, groups, *, is_open):
    led = {member.team_id for member in memberships if member.is_lead}
    led |= {group for team in led for group in groups[team]}
    roots = frozenset(member.team.root_pk for member in memberships)
    sees_all = user.is_staff or is_open
    return Person(user, tuple(memberships), frozenset(led), None if sees_all else roots)
