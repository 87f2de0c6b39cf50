"""Comments on objectives and on updates of their status."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from objectives.forms.comment import CommentForm, CommentRemoval, CommentReview
from objectives.models import Comment, Member, Objective
from objectives.permissions import (
    may_comment,
    may_delete_comment,
    may_edit_comment,
    may_lead,
    require,
)
from objectives.text.characters import storable
from objectives.views.addresses import accept_post, posted_data
from objectives.views.objective_pages import objective_page
from objectives.views.plans import may_post

MOST_SUGGESTED = 8


def commented_objective(request: HttpRequest, pk: int) -> Objective:
    """The objective; 404 or 403 if this user may not comment on it."""
    rows = Objective.objects.visible_to(request.user)
    rows = rows.select_related("plan__quarter", "plan__team__parent")
    objective = get_object_or_404(rows, pk=pk)
    require(may_comment(request.user))
    return objective


def comment_at(request: HttpRequest, pk: int) -> Comment:
    """The comment, with its objective; 404 if this user may not read it."""
    rows = Comment.objects.visible_to(request.user)
    place = "objective__plan__quarter", "objective__plan__team__parent"
    return get_object_or_404(rows.select_related(*place), pk=pk)


@require_POST
def comment_add(request: HttpRequest, pk: int) -> HttpResponse:
    objective = commented_objective(request, pk)
    form = CommentForm(request.POST, objective=objective)
    if accept_post(request, form):
        return redirect(form.saved)
    return objective_page(request, pk, form)


@may_post
def comment_change(request: HttpRequest, pk: int) -> HttpResponse:
    comment = comment_at(request, pk)
    require(may_edit_comment(request.user, comment))
    objective = comment.objective
    data = posted_data(request)
    form = CommentForm(data, instance=comment, objective=objective)
    if accept_post(request, form):
        return redirect(form.saved)
    context = {
        "comment": comment,
        "form": form,
        "objective": objective,
        "team": objective.plan.team,
        "quarter": objective.plan.quarter,
    }
    template = "objectives/comment_change.html"
    return render(request, template, context, status=form.status)


@require_POST
def comment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    comment = comment_at(request, pk)
    require(may_delete_comment(request.user, comment))
    form = CommentRemoval(request.POST, comment=comment)
    if accept_post(request, form):
        messages.success(request, "Deleted the comment.")
    return redirect(comment)


@require_POST
def comment_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into the review, or take it out."""
    comment = comment_at(request, pk)
    require(may_lead(request.user, comment.objective.plan.team))
    form = CommentReview(request.POST, comment=comment)
    if not accept_post(request, form):
        messages.error(request, " ".join(form.all_errors))
    return redirect(comment)


@require_safe
def comment_people(request: HttpRequest, pk: int) -> HttpResponse:
    """The names that begin with `q`, of those who may read the objective."""
    team = commented_objective(request, pk).plan.team
    typed = storable(request.GET.get("q", ""))[:80]
    found = Member.objects.who_read(team, timezone.localdate()).named([typed])
    names = found.order_by("name").values_list("name", flat=True).distinct()
    return JsonResponse({"names": list(names[:MOST_SUGGESTED])})
