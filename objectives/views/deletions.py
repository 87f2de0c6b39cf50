from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from objectives.forms.base import is_key
from objectives.forms.deletion import RestoreForm
from objectives.models import Deletion, Team
from objectives.models.deletion import UNDO_DAYS, DeletionQuerySet
from objectives.permissions import Account, may_lead, may_restore_all, require
from objectives.views.addresses import accept_post

PER_PAGE = 50
MOST_TOGETHER = 1000


def deletion_from(request: HttpRequest) -> Deletion | None:
    """The deletion in the address if this user may undo it, else None.

    `others` of it were made together with it.
    """
    keys = keys_in(request.GET.getlist("deleted"))
    rows = undoable_by(request.user).filter(pk__in=keys).without_content()
    found = sorted(rows, key=lambda row: keys.index(row.pk))
    if not found or not may_restore_all(request.user, found):
        return None
    first, *first.others = found
    return first


def keys_in(numbers: list[str]) -> list[int]:
    """The keys among what was sent."""
    return [int(number) for number in numbers[:MOST_TOGETHER] if is_key(number)]


def undoable_by(user: Account) -> DeletionQuerySet:
    """The deletions that this user can see and that can still be undone."""
    deletions = Deletion.objects.visible_to(user).undoable(timezone.now())
    return deletions.select_related("team")


@require_safe
def deletion_list(request: HttpRequest, team: str) -> HttpResponse:
    teams = Team.objects.visible_to(request.user).select_related("parent")
    team = get_object_or_404(teams, slug=team)
    require(may_lead(request.user, team))
    deletions = undoable_by(request.user).covered_by(team)
    page = Paginator(deletions, PER_PAGE).get_page(request.GET.get("page"))
    context = {"team": team, "days": UNDO_DAYS, "page": page}
    return render(request, "objectives/deletion_list.html", context)


@require_POST
def deletion_restore(request: HttpRequest, pk: int) -> HttpResponse:
    deletions = Deletion.objects.visible_to(request.user).select_related("team")
    deletion = get_object_or_404(deletions, pk=pk)
    keys = set(keys_in(request.POST.getlist("others"))) - {pk}
    others = list(deletions.filter(pk__in=keys))
    if len(others) < len(keys):
        raise Http404
    require(may_restore_all(request.user, [deletion, *others]))
    form = RestoreForm(request.POST, deletion=deletion, others=others)
    if not accept_post(request, form):
        context = {"deletion": deletion, "reasons": form.all_errors}
        template = "objectives/deletion_refused.html"
        return render(request, template, context, status=form.status)
    messages.success(request, f"Restored {restored_words(form.saved, others)}.")
    return redirect(place_of_undo(request, form.saved))


def place_of_undo(request: HttpRequest, row: Any) -> str:
    """The restored row on the page where it was undone, else on its own page."""
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, None):
        return f"{iri_to_uri(back)}#{row._meta.model_name}-{row.pk}"
    return place_of(row)


def restored_words(row: Any, others: list[Deletion]) -> str:
    """What was restored: its name, or how many of its kind."""
    if not others:
        return f"“{row}”"
    return f"{len(others) + 1} {row._meta.verbose_name_plural}"


def place_of(row: Any) -> str:
    """The address of the page that shows a row."""
    if hasattr(row, "get_absolute_url"):
        return row.get_absolute_url()
    if review := getattr(row, "review", None):
        return review.get_absolute_url()
    team = getattr(row, "team", None)
    if team and getattr(row, "quarter", None):
        return reverse("plan_detail", args=[team.slug, row.quarter.slug])
    return team.get_absolute_url() if team else reverse("home")
