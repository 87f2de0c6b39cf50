from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from objectives.forms.base import SavingForm
from objectives.forms.carry_over import (
    CarryOverForm,
    HandOverForm,
    TakeBackForm,
    teams_to_choose,
)
from objectives.models import Member, Objective, Team
from objectives.permissions import Account, may_lead, require, teams_led_by
from objectives.views.addresses import accept_post, posted_data


def led_objective(request: HttpRequest, pk: int) -> Objective:
    """The objective with this key, of a team that this user leads."""
    objectives = Objective.objects.visible_to(request.user).for_page()
    objective = get_object_or_404(objectives, pk=pk)
    require(may_lead(request.user, objective.plan.team))
    return objective


@require_http_methods(["GET", "HEAD", "POST"])
def objective_carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    objective = led_objective(request, pk)
    teams = teams_to_choose(request.user, objective)
    slug = request.GET.get("team", objective.plan.team.slug)
    team = next((one for one in teams if one.slug == slug), objective.plan.team)
    form = carry_over_form(request, objective, team)
    if accept_post(request, form):
        messages.success(request, said_of(form))
        return redirect("objective_detail", pk)
    context = {"objective": objective, "teams": teams, "form": form}
    context["links"] = objective.links_on.with_ends()
    template = "objectives/objective_carry_over.html"
    return render(request, template, context, status=form.status)


def carry_over_form(
    request: HttpRequest, objective: Objective, team: Team
) -> CarryOverForm:
    following = objective.plan.quarter.following()
    return CarryOverForm(
        posted_data(request),
        objective=objective,
        team=team,
        following=following,
        rows=Objective.objects.open_in(following, [team.pk]),
        owners=Member.objects.fit_to_own(team, since=following.first_day),
        led=keys_led(request.user),
    )


def keys_led(user: Account) -> set[int]:
    return set(teams_led_by(user).values_list("pk", flat=True))


def said_of(form: CarryOverForm) -> str:
    if form.is_asked:
        return f"Handed over. {form.team} will see it in its plan, to accept."
    return f"It goes on in {form.team}’s plan for {form.following}."


@require_POST
def objective_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    objective = led_objective(request, pk)
    form = TakeBackForm(
        request.POST,
        links=objective.links_on.with_ends(),
        led=keys_led(request.user),
    )
    return answered(request, form, objective, "Taken back.")


@require_POST
def objective_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline, on the page of the objective or of its plan."""
    objective = led_objective(request, pk)
    form = HandOverForm(request.POST, links=objective.links_back.with_ends())
    return answered(request, form, objective, "Saved.")


def answered(
    request: HttpRequest, form: SavingForm, objective: Objective, said: str
) -> HttpResponse:
    """The objective's page, or its plan's where it was deleted, with what was done."""
    if accept_post(request, form):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(map(str, form.all_errors)))
    place: Any = "objective_detail", objective.pk
    if not Objective.objects.filter(pk=objective.pk).exists():
        plan = objective.plan
        place = "plan_detail", plan.team.slug, plan.quarter.slug
    return redirect(*place)
