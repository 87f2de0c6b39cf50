from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from objectives.forms.objective import ObjectiveForm
from objectives.forms.plan import (
    CommitForm,
    DeletePlansForm,
    PlanForm,
    ReopenForm,
    StartForm,
)
from objectives.forms.selection import SelectionForm
from objectives.insights.judged import carries_of, history
from objectives.models import (
    Change,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    Team,
)
from objectives.models.plan_queryset import PlanQuerySet
from objectives.pages.forecast import expectations
from objectives.pages.live import live_key
from objectives.pages.plan_actions import ActionContext, plan_actions
from objectives.pages.plan_history import last_reopenings
from objectives.pages.plan_page import (
    PlanPage,
    by_plan,
    likely_etas,
    plan_page,
    plan_summary,
)
from objectives.pages.quarter_switcher import QuarterSwitcher, quarter_switcher
from objectives.permissions import Account, may_own, require, teams_led_by
from objectives.views.addresses import accept_post, posted_data, team_and_quarter
from objectives.views.deletions import deletion_from
from objectives.views.projects import quick_entry

may_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def plan_detail(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter = team_and_any_quarter(request, team, quarter)
    led = keys_led_by(request.user, team)
    if quarter.pk is None and not led:
        raise Http404
    return detail_page(request, team, quarter, led)


def detail_page(
    request: HttpRequest,
    team: Team,
    quarter: Quarter,
    led: frozenset[int],
    selection: SelectionForm | None = None,
) -> HttpResponse:
    """The plan's page; `selection` is the form of a selection that was refused."""
    plans = list(Plan.objects.covered_by(team, quarter))
    objectives = Objective.objects.in_plans(plans).for_plan_page().with_version()
    refused = selection.refused if selection else {}
    show = request.GET.get("show", "")
    page = plan_page(team, plans, objectives, led, show, **refused)
    projects = projects_of(team, quarter)
    reopened = Change.objects.of(*plans).reopenings()
    entry = quick_entry(request.user, team, quarter, plans, objectives, projects)
    context = {
        "team": team,
        "quarter": quarter,
        "plans": plans,
        "page": page,
        "may_start": bool(led) and not plans and not team.is_archived,
        "live": live_key(plans) if any(not plan.is_closed for plan in plans) else "",
        "deletion": deletion_from(request),
        "reopenings": last_reopenings(reopened, plans),
        "projects": projects,
        "work_form": entry,
        **page_context(request, team, quarter, page, led),
        **editing(team, page, plans, selection),
    }
    status = selection.status if selection else 200
    return render(request, "objectives/plan_detail.html", context, status=status)


def team_and_any_quarter(
    request: HttpRequest, team: str, quarter: str
) -> tuple[Team, Quarter]:
    """The team and the quarter in an address; the quarter may not be stored yet."""
    teams = Team.objects.visible_to(request.user).select_related("parent")
    team = get_object_or_404(teams, slug=team)
    stored = Quarter.objects.filter(slug=quarter).first()
    if stored:
        return team, stored
    found = Quarter.objects.at_address(quarter, Organization.objects.first())
    if found is None:
        raise Http404
    return team, found


def projects_of(team, quarter):
    """The unplanned work of a quarter; none if the quarter is not stored yet."""
    return Project.objects.covered_by(team, quarter) if quarter.pk else []


def keys_led_by(user: Account, team: Team) -> frozenset[int]:
    """The keys of the team and the groups in it that this user leads."""
    led = teams_led_by(user).covered_by(team)
    return frozenset(led.values_list("pk", flat=True))


def page_context(
    request: HttpRequest,
    team: Team,
    quarter: Quarter,
    page: PlanPage,
    led: frozenset[int],
) -> dict[str, Any]:
    """The buttons of the page, and the links to other quarters."""
    is_stored = quarter.pk is not None
    reviewed = (
        Team.objects.with_review_for(team, quarter).first() if is_stored else None
    )
    quarters = list(Quarter.objects.planned_in(Plan.objects.of_team(team)))
    following = quarter.following()
    action_context = ActionContext(
        team,
        quarter,
        [section.plan for section in page.sections],
        led,
        reports=bool(led) or may_own(request.user, team),
        on=timezone.localdate(),
        reviewed=reviewed,
        next_quarter=None
        if team.is_archived or following_in(quarters, following)
        else following,
        has_empty=any(
            one.is_empty and one.plan.team_id in led for one in page.sections
        ),
    )
    return {
        "actions": plan_actions(action_context),
        "switcher": quarters_of(team, quarter, quarters, is_led=bool(led)),
    }


def following_in(quarters: Iterable[Quarter], following: Quarter) -> bool:
    return any(row.first_day == following.first_day for row in quarters)


def quarters_of(
    team: Team, quarter: Quarter, quarters: list[Quarter], *, is_led: bool
) -> QuarterSwitcher:
    """Links to the same page of the team's other quarters, for leads to start too."""

    def address_of(other):
        return reverse("plan_detail", args=[team.slug, other.slug])

    return quarter_switcher(quarters, quarter, address_of, later=is_led)


def editing(
    team: Team, page: PlanPage, plans: list[Plan], selection: SelectionForm | None
) -> dict[str, Any]:
    """The forms that edit a plan in place, if the reader may edit it."""
    edited = [section.plan for section in page.sections if section.is_edited]
    if not edited:
        return {}
    objective = Objective(plan=plans[0])
    return {
        "edit_form": ObjectiveForm(instance=objective, auto_id=False),
        "selection": selection or SelectionForm(team=team, plans=edited),
        "likely_etas": likely_etas(plans[0].quarter),
    }


@may_post
def plan_start(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter = team_and_any_quarter(request, team, quarter)
    led = teams_led_by(request.user).covered_by(team)
    require(led.exists())
    planned = Plan.objects.covered_by(team, quarter).values("team")
    teams = led.active().exclude(pk__in=planned)
    form = StartForm(posted_data(request), teams=teams, quarter=quarter)
    if accept_post(request, form):
        return redirect("plan_detail", team.slug, form.saved[0].quarter.slug)
    context = {"team": team, "quarter": quarter, "form": form}
    return render(request, "objectives/plan_start.html", context, status=form.status)


def led_plans(
    request: HttpRequest, team: str, quarter: str
) -> tuple[Team, Quarter, PlanQuerySet]:
    """The plans of this address that this user may change; 403 if there are none."""
    team, quarter = team_and_quarter(request, team, quarter)
    led = keys_led_by(request.user, team)
    require(led)
    return team, quarter, Plan.objects.covered_by(team, quarter).in_teams(led)


@may_post
def plan_change(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter, plans = led_plans(request, team, quarter)
    forms = [
        PlanForm(posted_data(request), instance=plan, prefix=f"plan-{plan.pk}")
        for plan in plans.open()
    ]
    if request.method == "POST" and forms:
        by, at = request.user, timezone.now()
        # All of them, so that the page shows every refusal.
        saved = [form.accept(by=by, at=at) for form in forms]
        if all(saved):
            return redirect("plan_detail", team.slug, quarter.slug)
    context = {"team": team, "quarter": quarter, "forms": forms}
    status = max([form.status for form in forms], default=200)
    return render(request, "objectives/plan_change.html", context, status=status)


@may_post
def plan_commit(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter, plans = led_plans(request, team, quarter)
    form = CommitForm(posted_data(request), plans=plans.ready())
    if accept_post(request, form):
        return redirect("plan_detail", team.slug, quarter.slug)
    drafts = [plan for plan in plans if plan.is_draft]
    rows = Objective.objects.in_plans(drafts).for_summary()
    rows_of = by_plan(drafts, rows)
    past = history(Team.objects.keys_visible_to(request.user))
    expected = expectations(past, carries_of(drafts))
    context = {
        "team": team,
        "quarter": quarter,
        "form": form,
        "counts": [
            (plan, len(rows_of[plan.pk]), expected.get(plan.pk)) for plan in drafts
        ],
        "summary": plan_summary(drafts, rows_of),
        "is_ready": any(rows_of.values()),
    }
    return render(request, "objectives/plan_commit.html", context, status=form.status)


@may_post
def plan_reopen(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter, plans = led_plans(request, team, quarter)
    form = ReopenForm(
        posted_data(request), plans=[one for one in plans if not one.is_draft]
    )
    if accept_post(request, form):
        return redirect("plan_detail", team.slug, quarter.slug)
    context = {"team": team, "quarter": quarter, "form": form}
    return render(request, "objectives/plan_reopen.html", context, status=form.status)


@may_post
def plan_delete(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter, plans = led_plans(request, team, quarter)
    form = DeletePlansForm(posted_data(request), plans=plans.empty())
    if accept_post(request, form):
        query = QueryDict(mutable=True)
        query.setlist("deleted", [str(row.pk) for row in form.saved])
        return redirect(
            reverse("plan_detail", args=[team.slug, quarter.slug], query=query)
        )
    context = {"team": team, "quarter": quarter, "form": form}
    return render(request, "objectives/plan_delete.html", context, status=form.status)
