"""The last step of importing a deck, and its undo; the others are of any import."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from objectives.forms.import_deck import is_deck
from objectives.forms.import_preview import PreviewForm
from objectives.importing import stored
from objectives.pages.imports import may_change
from objectives.views.addresses import accept_post
from objectives.views.import_previews import again_or_done, say_undone, undo_response
from objectives.views.imports import import_at
from reviews.forms.deck_import import DeckImportForm, DeckUndoForm
from reviews.models import Review
from reviews.tasks import write_deck


@require_POST
def deck_import(request: HttpRequest, pk: int) -> HttpResponse:
    import_ = import_at(request, pk)
    if not is_deck(import_) or not may_change(import_):
        return redirect("import_preview", pk)
    choices = stored.choices_of(import_)
    edits = PreviewForm(request.POST, import_=import_, choices=choices)
    if not accept_post(request, edits):
        return again_or_done(request, import_, edits)
    form = DeckImportForm(request.POST, import_=import_, task=write_deck)
    if accept_post(request, form):
        return redirect("import_done", pk)
    return again_or_done(request, import_, form)


@require_POST
def deck_undo(request: HttpRequest, pk: int) -> HttpResponse:
    import_ = import_at(request, pk)
    if "review" not in import_.outcome:
        return redirect("import_done", pk)
    form = DeckUndoForm(request.POST, import_=import_)
    if accept_post(request, form):
        return say_undone(request, import_, form)
    return undo_response(request, import_, form)


@require_safe
def deck_imported(request: HttpRequest, pk: int) -> HttpResponse:
    """To the review that came with a deck."""
    import_ = import_at(request, pk)
    reviews = Review.objects.visible_to(request.user)
    return redirect(get_object_or_404(reviews, pk=import_.outcome.get("review")))
