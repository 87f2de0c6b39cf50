from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from objectives.forms.comment import CommentForm
from objectives.forms.objective import ObjectiveForm
from objectives.models import Change, Commitment, Objective, StatusUpdate
from objectives.pages.comments import CommentReader, entries_of
from objectives.pages.history import history_groups, latest_of_fields
from objectives.pages.lineage import lineage_steps, quarters_in_words
from objectives.pages.plan_row import PlanRow, RowContext
from objectives.permissions import may_comment, may_lead, may_report

CHANGES_PER_PAGE = 50


@require_safe
def objective_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return objective_page(request, pk)


def objective_page(
    request: HttpRequest, pk: int, comment_form: CommentForm | None = None
) -> HttpResponse:
    """The page, also with a comment that was refused."""
    objectives = Objective.objects.visible_to(request.user).for_page()
    objective = get_object_or_404(objectives, pk=pk)
    team = objective.plan.team
    links = objective.links
    changes = Change.objects.of(objective, *links)
    changes = Paginator(changes, CHANGES_PER_PAGE)
    page = changes.get_page(request.GET.get("page"))
    rows = Objective.objects.visible_to(request.user).of_lineage(objective.lineage)
    steps = lineage_steps(rows)
    is_lead = may_lead(request.user, team)
    is_edited = is_lead and not objective.plan.is_closed
    history = history_groups(page)
    updates = list(objective.status_updates.all())
    comments = list(objective.comments.for_page())
    reader = CommentReader(request.user, is_lead, Change.objects.texts_of(comments))
    form = comment_form or new_comment_form(request, objective)
    context = {
        "objective": objective,
        "team": team,
        "quarter": objective.plan.quarter,
        "row": row_of(objective),
        "links_back": [link for link in links if link.successor_id == pk],
        "links_on": [link for link in links if link.predecessor_id == pk],
        "lineage": steps,
        "quarters": quarters_in_words(steps),
        "entries": entries_of(updates, comments, reader),
        "comment_form": form,
        "about": update_of(form, updates),
        "works": objective.displaced_by.with_place(),
        "page": page,
        "history": history,
        "undoable": latest_of_fields(history) if is_edited and page.number == 1 else (),
        "may_lead": is_lead,
        "edit_form": ObjectiveForm(instance=objective) if is_edited else None,
        "may_report": may_report(request.user, objective),
        "now": timezone.now(),
    }
    status = form.status if form else 200
    template = "objectives/objective_detail.html"
    return render(request, template, context, status=status)


def new_comment_form(request: HttpRequest, objective: Objective) -> CommentForm | None:
    """For those who may comment; `on` is the key of the update that it is about."""
    if not may_comment(request.user):
        return None
    initial = {"update": request.GET.get("on", "")}
    return CommentForm(objective=objective, initial=initial)


def update_of(
    form: CommentForm | None, updates: list[StatusUpdate]
) -> StatusUpdate | None:
    """The update that the form's comment is about, if it is about one."""
    pk = form and str(form["update"].value() or "")
    return next((one for one in updates if str(one.pk) == pk), None)


def row_of(objective: Objective) -> PlanRow:
    """The objective's row as on its own team's plan page."""
    committed = Commitment.objects.filter(objective__plan=objective.plan)
    plan = objective.plan
    was_committed = not plan.is_draft or plan.committed_at is not None
    has_commitments = was_committed and committed.exists()
    return PlanRow(objective, RowContext(plan.team, has_commitments))
