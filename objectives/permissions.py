"""Who may do what. Views ask here, and templates are told the same answer.

An administrator is an active account with staff status. A lead leads a team, and with
it the team's groups. Members report on what they own and on unplanned work. What one
may not see at all is no question here: `visible_to` leaves it out.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from objectives.models import Member, Team


def require(is_allowed):
    """Answer 403 unless that is so."""
    if not is_allowed:
        raise PermissionDenied


def may_administer(user):
    """Change the organisation, and every team."""
    return user.is_active and user.is_staff


def teams_led_by(user):
    """The teams whose plans and people this user changes, groups included."""
    return Team.objects.all() if may_administer(user) else teams_led_in_person(user)


def teams_led_in_person(user):
    """The teams one leads as one of their people, groups included."""
    if not user.is_active or user.is_anonymous:
        return Team.objects.none()
    led = Member.objects.filter(user=user, is_lead=True).values("team")
    return Team.objects.filter(Q(pk__in=led) | Q(parent__in=led))


def may_lead(user, team):
    """Change a team's plans, its objectives and its people."""
    return teams_led_by(user).filter(pk=team.pk).exists()


def may_report(user, objective):
    """Say how an objective stands: its owner and those who lead its team."""
    owner = objective.owner
    is_own = user.is_active and owner is not None and owner.user_id == user.pk
    return is_own or may_lead(user, objective.plan.team)


def may_check_in(user, team):
    """Say how one's own objectives stand: everybody who may own one of the team's."""
    return may_lead(user, team) or may_own(user, team)


def may_own(user, team):
    """Be named as who does one of the team's objectives."""
    fit = Member.objects.filter(user=user.pk).fit_to_own(team)
    return user.is_active and fit.exists()


def may_add_work(user, team):
    """Say what was done unplanned: everybody on the team or on what it is part of."""
    if may_lead(user, team):
        return True
    teams = [pk for pk in (team.pk, team.parent_id) if pk]
    own = Member.objects.filter(user=user.pk, team__in=teams)
    return user.is_active and own.exists()


def may_restore(user, deletion):
    """Undo a deletion: whoever may add such a thing to its team."""
    if deletion.team is None:
        return may_administer(user)
    is_work = deletion.noun == "objectives.project"
    return (may_add_work if is_work else may_lead)(user, deletion.team)


def may_delete_team(user, team):
    """Delete a group: whoever leads what it is part of. A team: administrators."""
    return may_lead(user, team.parent) if team.parent else may_administer(user)


def may_manage(user, account):
    """Invite, shut or promote an account: administrators, not their own."""
    is_above = user.is_superuser or not account.is_superuser
    return may_administer(user) and is_above and user.pk != account.pk
