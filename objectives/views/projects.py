from collections.abc import Sized

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from objectives.forms.base import SavingForm, model_choice_field
from objectives.forms.deletion import DeletionForm
from objectives.forms.project import ProjectForm, ProjectsForm
from objectives.models import Plan, Project, Quarter, Team
from objectives.models.project import ProjectQuerySet
from objectives.permissions import may_add_work, require
from objectives.views.addresses import accept_post, posted_data, team_and_quarter
from objectives.views.deletions import deletion_from

FROM_PLAN = "plan"


@require_http_methods(["GET", "HEAD", "POST"])
def project_add(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter = team_and_quarter(request, team, quarter)
    require(may_add_work(request.user, team))
    projects = Project.objects.covered_by(team, quarter)
    form = ProjectsForm(
        posted_data(request), team=team, quarter=quarter, projects=projects
    )
    if accept_post(request, form):
        messages.success(request, added_message(form.saved))
        return redirect(place_of(team, quarter, request.POST.get("from")))
    return project_page(request, team, quarter, form, projects)


def added_message(projects: Sized | None) -> str:
    """What was added, in words; there is nothing to add in a form posted twice."""
    if not projects:
        return "This has already been added."
    return f"Added {len(projects)} item{'s' * (len(projects) > 1)}."


def project_page(
    request: HttpRequest,
    team: Team,
    quarter: Quarter,
    form: SavingForm,
    projects: ProjectQuerySet,
    refused: SavingForm | None = None,
) -> HttpResponse:
    """The team's unplanned work, and the form that adds to it."""
    plans = list(Plan.objects.covered_by(team, quarter))
    context = {
        "team": team,
        "quarter": quarter,
        "form": form,
        "refused": refused,
        "projects": projects,
        "is_closed": bool(plans) and all(plan.is_closed for plan in plans),
        "came_from": request.POST.get("from", ""),
        "deletion": deletion_from(request),
    }
    status = (refused or form).status
    return render(request, "objectives/project_add.html", context, status=status)


def quick_entry(user, team, quarter, plans, objectives, projects):
    """The form on a plan page, or None if this user may not add to it."""
    if all(plan.is_closed for plan in plans) or not may_add_work(user, team):
        return None
    form = ProjectsForm(team=team, quarter=quarter, projects=projects)
    field = model_choice_field(form, "displaced")
    rows = [(row.pk, row.title) for row in objectives]
    field.choices = [("", field.empty_label), *rows]
    return form


def place_of(team: Team, quarter: Quarter, came_from: str | None = "") -> str:
    """Where to go after saving: back to the plan, or to the list."""
    page = "plan_detail" if came_from == FROM_PLAN else "project_add"
    return reverse(page, args=[team.slug, quarter.slug], fragment="unplanned")


@require_http_methods(["GET", "HEAD", "POST"])
def project_change(request: HttpRequest, pk: int) -> HttpResponse:
    project = project_of(request, pk)
    form = ProjectForm(posted_data(request), instance=project)
    if accept_post(request, form):
        return redirect(place_of(project.team, project.quarter))
    context = {"project": project, "form": form}
    status = form.status
    return render(request, "objectives/project_change.html", context, status=status)


@require_POST
def project_delete(request: HttpRequest, pk: int) -> HttpResponse:
    project = project_of(request, pk)
    team, quarter = project.team, project.quarter
    form = DeletionForm(request.POST, row=project)
    if accept_post(request, form):
        query = {"deleted": form.saved.pk}
        page = reverse("project_add", args=[team.slug, quarter.slug], query=query)
        return redirect(page)
    projects = Project.objects.covered_by(team, quarter)
    empty = ProjectsForm(team=team, quarter=quarter, projects=projects)
    return project_page(request, team, quarter, empty, projects, refused=form)


def project_of(request: HttpRequest, pk: int) -> Project:
    """The unplanned work with this key, if this user may change it."""
    projects = Project.objects.visible_to(request.user).with_place()
    project = get_object_or_404(projects, pk=pk)
    require(may_add_work(request.user, project.team))
    return project
