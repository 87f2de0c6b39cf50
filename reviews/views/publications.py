from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from objectives.accounts.askers import asker_of
from objectives.permissions import may_lead
from objectives.views.addresses import accept_post, posted_data
from reviews.deck import comparison, deck
from reviews.forms.publication import PublishForm, WithdrawForm
from reviews.models import Publication, PublishedFile, Review, TableVersion
from reviews.pdf import missing_glyphs, printing
from reviews.publishing import editions, page_cache, published_files
from reviews.snapshot import json_file, reader
from reviews.snapshot.values import Snapshot
from reviews.views.addresses import led_review_at, review_at
from reviews.views.decks import page_response, revalidated, unchanged
from reviews.views.prints import pdf_response

may_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def review_draft(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    return page_response(
        request,
        page_cache.page_of(review, TableVersion.objects.current(), is_draft=True),
    )


@may_post
def review_publish(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    snapshot = reader.read_snapshot(review)
    form = PublishForm(
        posted_data(request),
        review=review,
        snapshot=snapshot,
        asker=asker_of(request),
    )
    if accept_post(request, form):
        messages.success(
            request, f"{form.saved.status_words}. Later edits do not change it."
        )
        return redirect("version_list", team, quarter)
    slides = deck.build(snapshot, settings.SLIDES_A_DECK)
    context = {
        "review": review,
        "team": review.team,
        "quarter": review.quarter,
        "form": form,
        "deck": slides,
        "boxes": missing_glyphs.missing(slides, printing.AT_ONCE),
        "unlicensed": review.texts().without_licence(),
        "last": review.publications.first(),
        "meeting": review.meeting_at(timezone.now()),
    }
    return render(request, "reviews/publish.html", context, status=form.status)


@may_post
def review_withdraw(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    form = WithdrawForm(posted_data(request), review=review)
    if accept_post(request, form):
        messages.success(request, f"Withdrew {form.saved}. You can still read it here.")
        return redirect("version_list", team, quarter)
    context = {
        "review": review,
        "team": review.team,
        "quarter": review.quarter,
        "publication": review.published,
        "form": form,
    }
    return render(request, "reviews/withdraw.html", context, status=form.status)


@require_safe
def version_list(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = review_at(request, team, quarter)
    versions = review.publications.select_related("by").defer("snapshot")
    context = {
        "review": review,
        "team": review.team,
        "quarter": review.quarter,
        "versions": versions,
        "with_record": set(
            PublishedFile.objects.filter(
                publication__review=review, name=json_file.NAME
            ).values_list("publication", flat=True)
        ),
        "may_lead": may_lead(request.user, review.team),
    }
    return render(request, "reviews/version_list.html", context)


def version_at(
    request: HttpRequest, team: str, quarter: str, number: int
) -> tuple[Review, Publication]:
    review = review_at(request, team, quarter)
    return review, get_object_or_404(review.publications, number=number)


@require_safe
def version_deck(
    request: HttpRequest, team: str, quarter: str, number: int
) -> HttpResponse:
    _, version = version_at(request, team, quarter, number)
    page = page_cache.page_of_version(version.pk)
    return page_response(request, page)


@require_safe
def version_file(
    request: HttpRequest, team: str, quarter: str, number: int, name: str
) -> HttpResponseBase:
    review, version = version_at(request, team, quarter, number)
    return file_of_version(request, review, version, name)


def file_of_version(
    request: HttpRequest, review: Review, version: Publication, name: str
) -> HttpResponseBase:
    if name == editions.PDF and (path := published_files.pdf_of(version.pk)):
        title = f"{review.team.slug}-{review.quarter.slug}-review-v{version.number}.pdf"
        return pdf_response(request, path, title)
    file = version.files.filter(name=name).first()
    # The slides are a fragment of a page, so not served by themselves.
    if file is None or name == editions.SLIDES:
        raise Http404
    response = unchanged(request, file.digest) or HttpResponse(
        bytes(file.content), content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return revalidated(response, file.digest)


@require_safe
def version_changes(
    request: HttpRequest, team: str, quarter: str, number: int
) -> HttpResponse:
    review, version = version_at(request, team, quarter, number)
    before = review.publications.filter(number=number - 1).first()
    if before is None:
        raise Http404
    # As drafts: that each says which version it is, is no change.
    decks = [
        deck.build(Snapshot.from_dict(row.snapshot).as_draft)
        for row in (before, version)
    ]
    context = {
        "review": review,
        "team": review.team,
        "quarter": review.quarter,
        "before": before,
        "version": version,
        "changes": list(comparison.changes(*decks)),
    }
    return render(request, "reviews/version_changes.html", context)
