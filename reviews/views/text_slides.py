import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from goals_tracker.serving.csp import frameable
from objectives.forms.base import is_key
from objectives.forms.deletion import DeletionForm
from objectives.permissions import may_lead, require
from objectives.views.addresses import accept_post, posted_data
from reviews.deck import deck
from reviews.forms.text_slide import TextSlideForm
from reviews.models import Review, TableVersion, TextSlide
from reviews.publishing import page_cache
from reviews.slides import text as text_slides
from reviews.snapshot.reader import brand_of, read_organization
from reviews.snapshot.values import SectionData
from reviews.views.addresses import led_review_at
from reviews.views.decks import revalidated, unchanged

may_post = require_http_methods(["GET", "HEAD", "POST"])


@may_post
def text_add(
    request: HttpRequest, team: str, quarter: str, section: str
) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    section = get_object_or_404(review.sections, slug=section)
    last = section.text_slides.order_by("position").last()
    row = TextSlide(section=section, position=last.position + 1 if last else 1)
    return editor(request, row, review)


@may_post
def text_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = text_of(request, pk)
    return editor(request, row, row.review)


def editor(request: HttpRequest, row: TextSlide, review: Review) -> HttpResponse:
    """The form of a text slide, beside a preview."""
    form = TextSlideForm(
        posted_data(request),
        request.FILES or None,
        instance=row,
        review=review,
        section_title=row.section.title,
    )
    place = prepare_page(review)
    if accept_post(request, form):
        return redirect(f"{place}#section-{row.section_id}")
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "review": review,
        "section": row.section,
        "row": row,
        "form": form,
    }
    status = form.status
    return render(request, "reviews/text_slide_form.html", context, status=status)


@require_POST
def text_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = text_of(request, pk)
    place = prepare_page(row.review)
    form = DeletionForm(request.POST, row=row)
    if accept_post(request, form):
        return redirect(f"{place}?deleted={form.saved.pk}")
    return redirect(place)


def text_of(request: HttpRequest, pk: int) -> TextSlide:
    """The text slide with that key, if this user may change it."""
    shown = TextSlide.objects.visible_to(request.user).with_place()
    row = get_object_or_404(shown, pk=pk)
    require(may_lead(request.user, row.review.team))
    return row


def prepare_page(review: Review) -> str:
    return reverse("review_prepare", args=[review.team.slug, review.quarter.slug])


@require_POST
@frameable
def text_preview(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    texts = TextSlide.objects.filter(section__review=review)
    number = request.POST.get("row", "")
    row = texts.filter(pk=number).first() if is_key(number) else None
    row = row or TextSlide()
    title = request.POST.get("section", "")[:60]
    form = TextSlideForm(
        request.POST,
        request.FILES or None,
        instance=row,
        review=review,
        section_title=title,
    )
    form.is_valid()
    _, licence, brand = read_organization(None)
    section = SectionData("text", title, "preview", 0, (form.as_text,))
    slides = text_slides.slides(
        section, TextSlide.Placement.AFTER, licence.title, settings.SLIDES_A_TEXT
    )
    context = {
        "slides": deck.alone(slides, licence.notice),
        "refusals": form.errors.get("text"),
        "sheet": brand_of(review.team, brand).sheet,
    }
    return render(request, "reviews/slide_frame.html", context)


@require_safe
@frameable
def review_slide(
    request: HttpRequest, team: str, quarter: str, slide: str
) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    live = page_cache.deck_of(review, TableVersion.objects.current(), is_draft=True)
    shown = [placed for placed in live.placed if placed.slide.id == slide]
    if not shown:
        # Not Http404: the frame must be allowed to show it.
        return render(request, "reviews/slide_frame.html", {"slides": ()}, status=404)
    context = {"slides": shown, "sheet": live.snapshot.brand.sheet}
    page = render(request, "reviews/slide_frame.html", context)
    digest = hashlib.sha256(page.content).hexdigest()
    return revalidated(unchanged(request, digest) or page, digest)
