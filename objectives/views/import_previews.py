from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from goals_tracker.lists.downloads import csv_response
from objectives.forms.base import SavingForm, is_key
from objectives.forms.import_deck import is_deck
from objectives.forms.import_preview import ApplyForm, PreviewForm, UndoImportForm
from objectives.importing import previews, running, stored, undoing
from objectives.importing.preview import (
    Kind,
)
from objectives.models import Import, Plan
from objectives.pages import imports as pages
from objectives.pages.import_done import done_page
from objectives.pages.import_preview import (
    REPAIRED,
    WHY,
    lines_shown,
    place,
    preview_page,
    refused_rows,
)
from objectives.tasks import write_import
from objectives.views.addresses import accept_post, posted_data
from objectives.views.imports import context_of, earlier_step, import_at, may_post

MOST_PLANS, MOST_KEPT = 200, 50


@may_post
def import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    import_ = import_at(request, pk)
    if gone := earlier_step(import_):
        return gone
    choices = stored.choices_of(import_)
    form: SavingForm = PreviewForm(
        posted_data(request),
        import_=import_,
        choices=choices,
        conflicts=lambda: [row.stand for row in previews.preview_of(import_).conflicts],
    )
    if accept_post(request, form):
        if request.POST.get("then") != "import":
            return redirect(place_of(request, import_))
        form = ApplyForm(request.POST, import_=import_, task=write_import)
        if accept_post(request, form):
            return redirect("import_done", pk)
    return again_or_done(request, import_, form)


def again_or_done(
    request: HttpRequest, import_: Import, form: SavingForm
) -> HttpResponse:
    """The page again; how it went, where another request was sooner."""
    import_.refresh_from_db(fields=["task", "finished_at", "error", "undone_at"])
    if not pages.may_change(import_):
        return redirect("import_done", import_.pk)
    return preview_response(request, import_, form)


def preview_response(
    request: HttpRequest, import_: Import, form: SavingForm
) -> HttpResponse:
    """The page of the rows, with what was refused of them."""
    kind, choices = kind_asked_for(request), stored.choices_of(import_)
    found, rows_at = previews.overview_of(import_)
    lines, number, last = lines_shown(found, kind, page_number(request))
    page = preview_page(
        import_,
        found,
        choices,
        rows_at(lines),
        kind=kind,
        number=number,
        last=last,
        typed=form.data if form.errors else {},
    )
    context = context_of(import_, page, form)
    context["is_deck"] = is_deck(import_)
    template = "objectives/import_preview.html"
    return render(request, template, context, status=form.status)


def kind_asked_for(request: HttpRequest) -> str:
    kind = request.GET.get("show", "")
    return kind if kind in {*Kind, REPAIRED} else ""


def page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if is_key(text) else 1


def place_of(request: HttpRequest, import_: Import) -> str:
    return place(import_, kind_asked_for(request), page_number(request))


@require_safe
def import_refused(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that are refused, as a CSV file with a column that says why."""
    import_ = import_at(request, pk)
    if import_.table is None:
        return redirect("import_read", pk)
    table = stored.table_of(import_)
    rows = refused_rows(previews.preview_of(import_), table)
    return csv_response("refused-rows", [*table.columns, WHY], rows)


@never_cache
@require_safe
def import_done(request: HttpRequest, pk: int) -> HttpResponse:
    import_ = import_at(request, pk)
    if pages.may_change(import_) and not import_.error:
        return redirect(f"import_{pages.reached(import_)}", pk)
    context = context_of(import_, done_page(import_, plans_of(import_)))
    context["is_abandoned"] = import_.is_abandoned()
    context["kept"] = kept_of(request, import_)
    return render(request, "objectives/import_done.html", context)


def kept_of(request: HttpRequest, import_: Import) -> list[str]:
    """What would stay if it were undone, and why; of long ones, only after it is."""
    is_open = import_.is_applied and not import_.is_undone
    if not is_open or running.is_long(import_):
        return []
    return undoing.kept_rows(import_, by=import_.author)[:MOST_KEPT]


def plans_of(import_: Import) -> list[Plan]:
    """The plans that have rows of it, as far as they are still there."""
    keys = import_.outcome.get("plans", [])
    plans = Plan.objects.filter(pk__in=keys).select_related("team", "quarter")
    return list(plans[:MOST_PLANS])


@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    import_ = import_at(request, pk)
    form = UndoImportForm(request.POST, import_=import_)
    if accept_post(request, form):
        return say_undone(request, import_, form)
    return undo_response(request, import_, form)


def say_undone(request: HttpRequest, import_: Import, form: SavingForm) -> HttpResponse:
    """Go on to how it is now, with what stays and why."""
    messages.success(request, "The import is undone.")
    for line in (form.saved or "").splitlines()[:MOST_KEPT]:
        messages.warning(request, line)
    return redirect("import_done", import_.pk)


def undo_response(
    request: HttpRequest, import_: Import, form: SavingForm
) -> HttpResponse:
    page = done_page(import_, plans_of(import_))
    context = context_of(import_, page, form)
    template = "objectives/import_done.html"
    return render(request, template, context, status=form.status)
