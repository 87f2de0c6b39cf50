from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from objectives.forms.base import SavingForm
from objectives.forms.deletion import DeletionForm
from objectives.forms.team import ArchiveForm, MoveTeamForm, TeamForm
from objectives.models import Member, Organization, Plan, Quarter, Team
from objectives.pages import overview
from objectives.pages.tables import QuarterTable
from objectives.permissions import (
    may_administer,
    may_archive,
    may_delete_team,
    may_lead,
    require,
    teams_led_by,
)
from objectives.views.addresses import accept_post, posted_data, posted_files
from objectives.views.deletions import deletion_from

MOST_DRAFTS = 5


def team_at(request: HttpRequest, slug: str) -> Team:
    """The team with this address, or 404 if this user may not see it."""
    teams = Team.objects.visible_to(request.user).select_related("parent")
    return get_object_or_404(teams, slug=slug)


@require_safe
def team_detail(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    rows = overview.quarter_rows(team)
    is_lead = may_lead(request.user, team)
    groups = list(team.groups.all())
    today = timezone.localdate()
    people = list(Member.objects.covered_by(team))
    context = {
        "team": team,
        "groups": [group for group in groups if not group.archived_at],
        "archived_groups": [group for group in groups if group.archived_at],
        "leaderless": Team.objects.filter(pk=team.pk).without_leads(today),
        "may_archive": is_lead and may_archive(request.user, team),
        "members": [member for member in people if not member.has_left],
        "members_left": [member for member in people if member.has_left],
        "table": QuarterTable(rows, caption=f"Quarters of {team}") if rows else None,
        "deletion": deletion_from(request),
        "may_lead": is_lead,
        "may_delete": is_lead and may_delete_team(request.user, team),
        "unplanned": unplanned_quarter(team) if is_lead else None,
    }
    return render(request, "objectives/team_detail.html", context)


def unplanned_quarter(team: Team) -> Quarter | None:
    """Today's quarter if the team has not started a plan for it, else None."""
    today = timezone.localdate()
    quarter = Quarter.objects.current(Organization.objects.first(), on=today)
    if team.is_archived or quarter is None:
        return None
    is_planned = Plan.objects.covered_by(team, quarter).exists()
    return None if is_planned else quarter


@require_http_methods(["GET", "HEAD", "POST"])
def team_add(request: HttpRequest) -> HttpResponse:
    require(may_administer(request.user))
    return add_team(
        request, Team(position=Team.objects.filter(parent=None).count() + 1)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_add(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    if team.parent:
        raise Http404  # a group has no groups of its own
    require(may_lead(request.user, team))
    return add_team(request, Team(parent=team, position=team.groups.count() + 1))


def add_team(request: HttpRequest, team: Team) -> HttpResponse:
    """Show or save the form for a new team."""
    form = TeamForm(*posted_files(request), instance=team)
    if accept_post(request, form):
        messages.success(request, f"Created {form.saved}. Now add its people.")
        return redirect(form.saved)
    return team_page(request, "team_form", form, parent=team.parent)


@require_http_methods(["GET", "HEAD", "POST"])
def team_change(request: HttpRequest, team: str) -> HttpResponse:
    address, team = team, team_at(request, team)
    require(may_lead(request.user, team))
    form = TeamForm(*posted_files(request), instance=team)
    if accept_post(request, form):
        messages.success(request, "Saved.")
        return redirect(form.saved)
    may_delete = may_delete_team(request.user, team)
    may = {"may_delete": may_delete, "may_archive": may_delete}
    # The refused form has changed the first one.
    stored = team_at(request, address)
    return team_page(request, "team_form", form, team=stored, **may)


def team_page(
    request: HttpRequest, name: str, form: SavingForm, **context: Any
) -> HttpResponse:
    template = f"objectives/{name}.html"
    return render(request, template, {"form": form, **context}, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def team_archive(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    require(may_archive(request.user, team))
    form = ArchiveForm(posted_data(request), team=team)
    if accept_post(request, form):
        messages.success(request, f"Archived {team}.")
        return redirect(team)
    groups = team.groups.active()
    plans = Plan.objects.of_team(team).open().count()
    return team_page(
        request, "team_archive", form, team=team, groups=groups, open_plans=plans
    )


@require_http_methods(["GET", "HEAD", "POST"])
def team_move(request: HttpRequest, team: str) -> HttpResponse:
    group = team_at(request, team)
    if group.parent is None:
        raise Http404  # only groups move
    require(may_delete_team(request.user, group))
    form = MoveTeamForm(
        posted_data(request), group=group, teams=teams_led_by(request.user)
    )
    if accept_post(request, form):
        messages.success(request, f"Moved {group} to {group.parent}.")
        return redirect(group)
    stored = team_at(request, group.slug)
    assert stored.parent  # only a group comes as far
    drafts = stored.parent.unpublished_reviews().select_related("quarter")
    facts = {"moving": stored.moving(), "drafts": drafts[:MOST_DRAFTS]}
    return team_page(request, "team_move", form, team=stored, **facts)


@require_POST
def team_unarchive(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    require(may_archive(request.user, team))
    form = ArchiveForm(request.POST, team=team, verb="unarchive")
    if accept_post(request, form):
        messages.success(request, f"{team} is in lists again.")
    else:
        messages.error(request, " ".join(form.all_errors))
    return redirect(team)


@require_http_methods(["GET", "HEAD", "POST"])
def team_delete(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    require(may_delete_team(request.user, team))
    form = DeletionForm(request.POST if request.method == "POST" else None, row=team)
    if accept_post(request, form):
        query = {"deleted": form.saved.pk}
        if team.parent:
            where = reverse("team_detail", args=[team.parent.slug], query=query)
        else:
            where = reverse("organization_change", query=query)
        return redirect(where)
    return team_page(request, "team_delete", form, team=team, going=team.going())
