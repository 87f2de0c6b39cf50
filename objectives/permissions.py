"""Who may do what. Views ask here and pass the answer on to templates.

An administrator is an active account with staff status. A lead leads a team and
its groups. Members report on what they own and on unplanned work, until they leave.
What a user may see is decided by `visible_to`, not here.
"""

from collections.abc import Container, Iterable

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from objectives.models import Change, Comment, Deletion, Member, Objective, Team
from objectives.models.member import MemberQuerySet
from objectives.models.team import TeamQuerySet

type Account = User | AnonymousUser


def require(is_allowed: object) -> None:
    """Answer 403 unless it is allowed."""
    if not is_allowed:
        raise PermissionDenied


def may_administer(user: Account) -> bool:
    """May change the organisation and every team."""
    return user.is_active and user.is_staff


def teams_led_by(user: Account) -> TeamQuerySet:
    """The teams whose plans and people this user may change, groups included."""
    return Team.objects.all() if may_administer(user) else teams_led_in_person(user)


def teams_led_in_person(user: Account) -> TeamQuerySet:
    """The teams that this user leads as a member, groups included."""
    if not user.is_active or user.is_anonymous:
        return Team.objects.none()
    led = present_as(user).filter(is_lead=True).values("team")
    return Team.objects.filter(Q(pk__in=led) | Q(parent__in=led))


def present_as(user: Account) -> MemberQuerySet:
    """The user as a member of teams, where they have not left."""
    return Member.objects.present(timezone.localdate()).filter(user=user.pk)


def may_lead(user: Account, team: Team) -> bool:
    """May change a team's plans, objectives and people."""
    return teams_led_by(user).filter(pk=team.pk).exists()


def may_import(user: Account) -> bool:
    """May bring in objectives: leads for their teams, administrators for all."""
    return may_administer(user) or teams_led_in_person(user).exists()


def may_export(user: Account) -> bool:
    """May have files made in the background, of what they may see."""
    return user.is_active and not user.is_anonymous


def may_take_back(objective: Objective, led: Container[int]) -> bool:
    """May take its carry-overs back: leads of its team and of its successors'.

    What is handed over and not accepted yet is still its own team's. `led` has the
    keys of the teams that the user leads.
    """
    further = getattr(objective, "further_on", ())
    links = (objective.carried_to, *further) if objective.is_carried else ()
    accepted = [link.successor for link in links if link.is_accepted]
    return all(row.plan.team_id in led for row in (objective, *accepted))


def may_report(user: Account, objective: Objective) -> bool:
    """May write the status of an objective: its owner and those who lead its team."""
    owner = objective.owner
    is_own = user.is_active and owner is not None and owner.user_id == user.pk
    return is_own or may_lead(user, objective.plan.team)


def may_comment(user: Account) -> bool:
    """May comment on what they may read: everybody who has signed in.

    Colleagues expect to ask about what they read, also of another team. Whoever reads
    without an account cannot, since nobody would know who asked.
    """
    return user.is_active and not user.is_anonymous


def may_edit_comment(user: Account, comment: Comment) -> bool:
    """May edit it: whoever wrote it, as long as it is not deleted."""
    is_own = may_comment(user) and comment.author_id == user.pk
    return is_own and not comment.is_deleted


def may_delete_comment(user: Account, comment: Comment) -> bool:
    """May delete it: whoever wrote it, and those who lead the objective's team."""
    if comment.is_deleted or may_edit_comment(user, comment):
        return not comment.is_deleted
    return may_lead(user, comment.objective.plan.team)


def may_check_in(user: Account, team: Team) -> bool:
    """May check in: everybody who may own one of the team's objectives."""
    return may_lead(user, team) or may_own(user, team)


def may_own(user: Account, team: Team) -> bool:
    """May be the owner of one of the team's objectives."""
    fit = present_as(user).fit_to_own(team)
    return user.is_active and fit.exists()


def may_add_work(user: Account, team: Team) -> bool:
    """May add unplanned work: every member of the team or of its parent team."""
    if may_lead(user, team):
        return True
    teams = [pk for pk in (team.pk, team.parent_id) if pk]
    own = present_as(user).filter(team__in=teams)
    return user.is_active and own.exists()


def may_restore(user: Account, deletion: Deletion) -> bool:
    """May undo a deletion: whoever may add such a row to its team."""
    if deletion.team is None:
        return may_administer(user)
    is_work = deletion.noun == "objectives.project"
    return (may_add_work if is_work else may_lead)(user, deletion.team)


def may_restore_all(user: Account, deletions: Iterable[Deletion]) -> bool:
    """May undo all of these; asks once for each kind of row and team."""
    kinds = {(row.noun, row.team_id): row for row in deletions}
    return all(may_restore(user, row) for row in kinds.values())


def may_delete_team(user: Account, team: Team) -> bool:
    """May delete a group, as a lead of its parent team, or a team, as administrator."""
    return may_lead(user, team.parent) if team.parent else may_administer(user)


def may_archive(user: Account, team: Team) -> bool:
    """May archive it and bring it back: whoever may delete it."""
    return may_delete_team(user, team)


def may_manage(user: Account, account: User) -> bool:
    """May invite, disable or promote an account: administrators, except their own."""
    is_above = user.is_superuser or not account.is_superuser
    return may_administer(user) and is_above and user.pk != account.pk


def may_invite(user: Account, member: Member) -> bool:
    """May create an account for a person without one: leads for their own people."""
    return not member.user_id and may_lead(user, member.team)


def may_invite_again(user: Account, account: User) -> bool:
    """May make a link to set its password: administrators, and whoever invited it.

    A lead only until the person has a password: later it would open their account. And
    only who created it: others could link an invited account to a person of theirs.
    """
    if may_manage(user, account):
        return True
    is_new = account.is_active and not (
        account.is_staff or account.has_usable_password() or account.last_login
    )
    own = account.memberships.filter(team__in=teams_led_by(user).values("pk"))
    invited = Change.objects.of(account).filter(action="invited", by=user.pk)
    return is_new and invited.exists() and own.exists()
