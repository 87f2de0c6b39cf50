from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from objectives.forms.base import SavingForm
from objectives.forms.objective import (
    AddForm,
    DeleteForm,
    DuplicateForm,
    MoveForm,
    ObjectiveForm,
    cell_form,
    is_for_import,
)
from objectives.models import Change, Deletion, Objective, Plan, Quarter, Team
from objectives.models.plan_queryset import PlanQuerySet
from objectives.pages.plan_page import (
    by_plan,
    edited_plans,
    plan_summary,
    row_context,
)
from objectives.pages.tables import PlanTable
from objectives.parsing import feedback
from objectives.permissions import may_lead, require, teams_led_by
from objectives.views.addresses import accept_post, posted_data
from objectives.views.plans import may_post


def led_objective(request: HttpRequest, pk: int) -> Objective:
    """The objective; 404 or 403 if this user may not change it."""
    rows = Objective.objects.visible_to(request.user)
    rows = rows.select_related("plan__quarter", "plan__team__parent")
    objective = get_object_or_404(rows, pk=pk)
    require(may_lead(request.user, objective.plan.team))
    return objective


def page_team(request: HttpRequest, team: Team) -> Team:
    """The team whose page the user came from: the objective's own or its parent."""
    if team.parent and request.GET.get("page") == team.parent.slug:
        return team.parent
    return team


def place_of(
    request: HttpRequest, plan: Plan, objective: Objective | None = None
) -> str:
    """The address of the plan page that the user came from, at the objective's row."""
    team = page_team(request, plan.team)
    page = reverse("plan_detail", args=[team.slug, plan.quarter.slug])
    return f"{page}#objective-{objective.pk}" if objective else page


def is_in_place(request: HttpRequest) -> bool:
    """Whether a script on the plan page asks, which needs only what changed."""
    return request.headers.get("X-Requested-With") == "fetch"


@may_post
def objective_change(request: HttpRequest, pk: int) -> HttpResponse:
    objective = led_objective(request, pk)
    form = ObjectiveForm(posted_data(request), instance=objective)
    if accept_post(request, form):
        return redirect(place_of(request, objective.plan, objective))
    return change_page(request, objective, form)


def change_page(
    request: HttpRequest,
    objective: Objective,
    form: SavingForm | None = None,
    refused: SavingForm | None = None,
) -> HttpResponse:
    """The form with all fields, and the other actions for an objective."""
    fresh = Objective.objects.select_related("plan__quarter", "plan__team__parent")
    stored = fresh.filter(pk=objective.pk).first() or objective
    form = form or ObjectiveForm(instance=stored)
    feedback.add_feedback(form, stored)
    if isinstance(form, ObjectiveForm):
        form.name_tags()
    plan = stored.plan
    context = {
        "team": page_team(request, plan.team),
        "objective": stored,
        "plan": plan,
        "form": form,
        "refused": refused,
        "groups": plans_for(request, plan).exclude(pk=plan.pk),
        "place": place_of(request, plan, stored),
        "page": request.GET.get("page", ""),
    }
    status = refused.status if refused else form.status
    return render(request, "objectives/objective_change.html", context, status=status)


def plans_for(request: HttpRequest, plan: Plan) -> PlanQuerySet:
    """The open plans of the same quarter to which this user may move an objective."""
    root = plan.team.parent or plan.team
    led = teams_led_by(request.user).values("pk")
    plans = Plan.objects.covered_by(root, plan.quarter).open()
    return plans.in_teams(led)


@require_POST
def objective_cell(request: HttpRequest, pk: int) -> HttpResponse:
    objective = led_objective(request, pk)
    plan = objective.plan
    form = cell_form(request.POST, objective)
    if form is None:
        return JsonResponse({"errors": {"": ["There is no such cell."]}}, status=400)
    if not accept_post(request, form):
        return refusal(form)
    return changed_rows(request, plan, [objective])


def refusal(form):
    """The errors of a form and the values stored by now, for editing in place."""
    theirs = {}
    for name in getattr(form, "conflicts", ()):
        value = form.data[form.add_initial_prefix(name)]
        text, who = str(form[name].theirs), form.writers[name]
        theirs[name] = {"value": str(value), "text": text, "who": who}
    answer = {"errors": form.errors, "theirs": theirs}
    if is_for_import(form):
        answer["import"] = True
    return JsonResponse(answer, status=form.status)


def changed_rows(
    request: HttpRequest, plan: Plan, objectives: Iterable[Objective]
) -> HttpResponse:
    """The rows of these objectives and the page's summary, as HTML."""
    team = page_team(request, plan.team)
    return rows_on_page(request, team, plan.quarter, objectives)


def rows_on_page(
    request: HttpRequest,
    team: Team,
    quarter: Quarter,
    objectives: Iterable[Objective],
    led: frozenset[int] | None = None,
) -> HttpResponse:
    """The same on a page; `led` are the teams whose plans the reader may change."""
    plans = list(Plan.objects.covered_by(team, quarter))
    lean = Objective.objects.in_plans(plans).for_summary()
    rows_of = by_plan(plans, lean)
    keys = [objective.pk for objective in objectives]
    changed = Objective.objects.in_plans(plans).filter(pk__in=keys)
    changed = by_plan(plans, changed.for_plan_page().with_version())
    edited = edited_plans(plans, led)
    context = {
        "tables": [
            PlanTable(
                changed[plan.pk],
                plan,
                "",
                row_context(
                    team,
                    plan,
                    rows_of[plan.pk],
                    is_edited=plan.pk in edited,
                    has_boxes=bool(edited),
                ),
            )
            for plan in plans
            if changed[plan.pk]
        ],
        "summary": plan_summary(plans, rows_of, request.GET.get("show", "")),
    }
    return render(request, "objectives/plan_parts.html", context)


@require_POST
def objective_add(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    teams = Team.objects.visible_to(request.user).select_related("parent")
    team = get_object_or_404(teams, slug=team)
    plans = Plan.objects.select_related("quarter")
    plan = get_object_or_404(plans, team=team, quarter__slug=quarter)
    plan.team = team
    require(may_lead(request.user, team))
    form = AddForm(request.POST, plan=plan)
    if accept_post(request, form):
        if is_in_place(request):
            return changed_rows(request, plan, form.saved)
        return redirect(place_of(request, plan, form.saved[0]))
    if is_in_place(request):
        return refusal(form)
    context = {"team": page_team(request, team), "plan": plan, "form": form}
    context["is_for_import"] = is_for_import(form)
    return render(request, "objectives/objective_add.html", context, status=form.status)


@require_POST
def objective_move(request: HttpRequest, pk: int) -> HttpResponse:
    objective = led_objective(request, pk)
    plans = plans_for(request, objective.plan)
    form = MoveForm(request.POST, objective=objective, plans=plans)
    if not accept_post(request, form):
        return refused_page(request, objective, form)
    if is_in_place(request):
        return changed_rows(request, objective.plan, [objective])
    return redirect(place_of(request, objective.plan, objective))


def refused_page(
    request: HttpRequest, objective: Objective, form: SavingForm
) -> HttpResponse:
    """The refusal of a verb on a row, in the way in which it was asked for."""
    if is_in_place(request):
        return refusal(form)
    return change_page(request, objective, refused=form)


@require_POST
def objective_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    objective = led_objective(request, pk)
    form = DuplicateForm(request.POST, objective=objective)
    if not accept_post(request, form):
        return refused_page(request, objective, form)
    place = place_of(request, objective.plan, form.saved)
    if is_in_place(request):
        return place_in_json(place, form.saved)
    return redirect(place)


@require_POST
def objective_delete(request: HttpRequest, pk: int) -> HttpResponse:
    objective = led_objective(request, pk)
    place = place_of(request, objective.plan)
    form = DeleteForm(request.POST, objective=objective)
    if not accept_post(request, form):
        return refused_page(request, objective, form)
    place = f"{place}?deleted={form.saved.pk}"
    if is_in_place(request):
        return place_in_json(place, form.saved)
    return redirect(place)


def place_in_json(place: str, saved: Objective | Deletion) -> HttpResponse:
    """Where to go on, and by which change that can be taken back."""
    key = saved.object_pk if isinstance(saved, Deletion) else saved.pk
    changes = Change.objects.filter(noun=Objective._meta.label_lower, object_pk=key)
    return JsonResponse({"place": place, "change": str(changes.latest("pk").pk)})


@require_safe
def reading(request: HttpRequest) -> HttpResponse:
    """How an ETA or a status would be read, before it is saved."""
    if "status" in request.GET:
        words = feedback.status_feedback(request.GET["status"])
    else:
        quarter = get_object_or_404(Quarter, slug=tidy_slug(request))
        words = feedback.eta_feedback(request.GET.get("eta", ""), quarter)
    # As plain text: it may quote what was typed.
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def tidy_slug(request: HttpRequest) -> str:
    """The quarter in the address; empty if no quarter could have that slug."""
    slug = request.GET.get("quarter", "")
    return slug if slug.replace("-", "").isalnum() and slug.isascii() else ""
