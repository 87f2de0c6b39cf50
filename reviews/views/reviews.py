from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from objectives.forms.deletion import DeletionForm
from objectives.models import Organization, Quarter, Team
from objectives.permissions import may_lead, require
from objectives.views.addresses import accept_post, posted_data, team_and_quarter
from objectives.views.deletions import deletion_from
from objectives.views.objectives import refusal
from reviews.forms.agenda import AgendaForm, SectionForm
from reviews.forms.review import PrepareForm, ReviewForm
from reviews.forms.speaker_note import NotesForm
from reviews.meeting import agenda, pace
from reviews.models import Review, Section, TableVersion
from reviews.publishing import page_cache
from reviews.views.addresses import led_review_at, wants_json

may_post = require_http_methods(["GET", "HEAD", "POST"])


@may_post
def review_prepare(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    team, quarter = team_and_quarter(request, team, quarter)
    require(may_lead(request.user, team))
    reviews = Review.objects.filter(team=team, quarter=quarter)
    review = reviews.with_publication().first()
    # A repeated form to create the review is handled as such.
    if review is None or "agenda" in request.POST:
        return review_add(request, team, quarter)
    review.team, review.quarter = team, quarter
    return review_agenda(request, review)


def review_add(request: HttpRequest, team: Team, quarter: Quarter) -> HttpResponse:
    """The form that makes the review."""
    last = Review.objects.before(team, quarter)
    agendas = agenda.to_begin_with(last)
    form = PrepareForm(
        posted_data(request), team=team, quarter=quarter, agendas=agendas, last=last
    )
    if accept_post(request, form):
        return redirect("review_prepare", team.slug, quarter.slug)
    context = {"team": team, "quarter": quarter, "form": form}
    return render(request, "reviews/review_add.html", context, status=form.status)


def review_agenda(request: HttpRequest, review: Review) -> HttpResponse:
    """The agenda with its texts, and links to everything else in the review."""
    sections = list(review.sections.prefetch_related("text_slides"))
    form = AgendaForm(
        posted_data(request),
        form_class=SectionForm,
        rows=sections,
        blank=Section(review=review, seconds=None),  # type: ignore[misc]  # not said yet
    )
    team, quarter = review.team, review.quarter
    if accept_post(request, form):
        messages.success(request, "Saved the agenda.")
        return redirect("review_prepare", team.slug, quarter.slug)
    deck = page_cache.deck_of(review, TableVersion.objects.current(), is_draft=True)
    context = {
        "team": team,
        "quarter": quarter,
        "review": review,
        "form": form,
        "deck": deck,
        "rows": [
            (row, *found)
            for row, found in zip(form.forms, counted(sections, deck), strict=True)
        ],
        "total": agenda.total(sections, review.slot_seconds),
        "deletion": deletion_from(request),
        "published": review.published,
        "meeting": review.meeting_at(timezone.now()),
    }
    return render(request, "reviews/review_prepare.html", context, status=form.status)


def counted(sections, deck):
    """For each section its number of slides, 0 if hidden, and its pace or None."""
    shown = [one for one in sections if not one.is_hidden]
    placed = [one.section_number for one in deck.placed]
    paces = pace.paces(deck, Organization.objects.seconds_a_slide())
    found = {
        one.pk: (placed.count(number), paced)
        for number, (one, paced) in enumerate(zip(shown, paces, strict=False), start=1)
    }
    return [found.get(one.pk, (0, None)) for one in sections]


@may_post
def review_change(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    form = ReviewForm(posted_data(request), instance=review)
    if accept_post(request, form):
        return redirect("review_prepare", team, quarter)
    context = {"team": review.team, "quarter": review.quarter, "form": form}
    return render(request, "reviews/review_change.html", context, status=form.status)


@require_POST
def section_delete(request: HttpRequest, pk: int) -> HttpResponse:
    sections = Section.objects.select_related("review__team", "review__quarter")
    seen = Review.objects.visible_to(request.user).values("pk")
    section = get_object_or_404(sections.filter(review__in=seen), pk=pk)
    review = section.review
    require(may_lead(request.user, review.team))
    form = DeletionForm(request.POST, row=section)
    place = reverse("review_prepare", args=[review.team.slug, review.quarter.slug])
    if accept_post(request, form):
        return redirect(f"{place}?deleted={form.saved.pk}")
    messages.error(request, "It has already been deleted.")
    return redirect(place)


@may_post
def review_notes(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    deck = page_cache.deck_of(review, TableVersion.objects.current(), is_draft=True)
    slides = [placed.slide.id for placed in deck.placed]
    form = NotesForm(posted_data(request), review=review, slides=slides)
    is_saved = accept_post(request, form)
    if request.method == "POST" and wants_json(request):
        return notes_as_json(review, form, is_saved)
    if is_saved:
        messages.success(request, "Saved the notes.")
        return redirect("review_notes", team, quarter)
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "form": form,
        "rows": list(zip(deck.placed, form.forms, strict=True)),
    }
    return render(request, "reviews/review_notes.html", context, status=form.status)


def notes_as_json(review: Review, form: NotesForm, is_saved: bool) -> HttpResponse:
    """All notes by slide, for whoever edits one while presenting; or what was wrong."""
    if not is_saved:
        return refusal(next(one for one in form.all_forms if one.errors))
    notes = dict(review.speaker_notes.values_list("slide", "text"))
    return JsonResponse({"notes": notes})
