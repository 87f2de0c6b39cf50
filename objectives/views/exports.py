from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goals_tracker.lists.downloads import TYPES
from objectives.forms.export import ExportForm
from objectives.models import Export
from objectives.pages.lists import KINDS, MOST_AT_ONCE, Listing
from objectives.permissions import may_export, require
from objectives.tasks import make_export
from objectives.views.addresses import accept_post, posted_data
from objectives.views.kept_files import kept_file_response


def export_add(request: HttpRequest, listing: Listing) -> HttpResponse:
    """Have a list made into a file, where that takes longer than a page may."""
    at, may_ask = timezone.now(), may_export(request.user)
    form = ExportForm(posted_data(request), listing=listing, task=make_export)
    if request.method == "POST":
        require(may_ask)
        if accept_post(request, form):
            return redirect(form.saved)
    is_list = listing.form.is_valid()
    context = {
        "listing": listing,
        "form": form,
        "may_ask": may_ask,
        "count": f"{listing.rows.count():,}" if is_list else "",
        "most": f"{MOST_AT_ONCE:,}",
        "exports": Export.objects.visible_to(request.user, at=at).latest_first(),
        "now": at,
    }
    status = form.status if form.is_bound else 400
    return render(request, "objectives/export_add.html", context, status=status)


def export_at(request: HttpRequest, pk: int) -> Export:
    """The file with that key, if it is this user's own."""
    exports = Export.objects.visible_to(request.user, at=timezone.now())
    return get_object_or_404(exports, pk=pk)


@never_cache
@require_safe
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    export = export_at(request, pk)
    address = reverse(KINDS[export.listing].address)
    context = {
        "export": export,
        "list": f"{address}?{export.query}",
        "before": Export.objects.before(export).count(),
        "is_abandoned": export.is_abandoned(),
        "may_have": export.may_be_handed_to(request.user),
        "now": timezone.now(),
    }
    return render(request, "objectives/export_detail.html", context)


@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    export = export_at(request, pk)
    if not (export.is_made and export.may_be_handed_to(request.user)):
        raise Http404
    kind = TYPES[export.format]
    return kept_file_response(request, export, content_type=kind, name=export.name)
