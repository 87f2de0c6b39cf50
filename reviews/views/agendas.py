from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from objectives.forms.deletion import DeletionForm
from objectives.permissions import may_administer, require
from objectives.views.addresses import accept_post, posted_data
from objectives.views.deletions import deletion_from
from reviews.forms.agenda import AgendaForm, AgendaItemForm
from reviews.meeting import agenda
from reviews.models import AgendaItem


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_change(request: HttpRequest) -> HttpResponse:
    require(may_administer(request.user))
    if request.method == "POST" and "begin" in request.POST:
        AgendaItem.objects.begin(by=request.user, at=timezone.now())
        return redirect("agenda_change")
    rows = list(AgendaItem.objects.all())
    form = AgendaForm(
        posted_data(request),
        form_class=AgendaItemForm,
        rows=rows,
        blank=AgendaItem(seconds=None),  # type: ignore[misc]  # not said yet
    )
    if accept_post(request, form):
        messages.success(request, "Saved the agenda.")
        return redirect("agenda_change")
    context = {
        "form": form,
        "standard": AgendaItem.objects.or_standard(),
        "is_own": bool(rows),
        "total": agenda.total_of(rows),
        "deletion": deletion_from(request),
    }
    return render(request, "reviews/agenda_change.html", context, status=form.status)


@require_POST
def agenda_item_delete(request: HttpRequest, pk: int) -> HttpResponse:
    require(may_administer(request.user))
    item = get_object_or_404(AgendaItem, pk=pk)
    form = DeletionForm(request.POST, row=item)
    if accept_post(request, form):
        query = {"deleted": form.saved.pk}
        return redirect(reverse("agenda_change", query=query))
    return redirect("agenda_change")
