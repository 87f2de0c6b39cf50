from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from objectives.models import Quarter, Team
from objectives.permissions import Account, require
from objectives.views.addresses import accept_post, posted_data
from objectives.views.kept_files import kept_file_response
from reviews.forms.book import BookForm
from reviews.models import Book
from reviews.models.book import BookQuerySet
from reviews.permissions import may_ask_for_books

TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


@require_http_methods(["GET", "HEAD", "POST"])
def book_add(request: HttpRequest, quarter: str) -> HttpResponse:
    quarter = get_object_or_404(Quarter, slug=quarter)
    teams = Team.objects.visible_to(request.user).reviewed_in(quarter)
    count = teams.count()
    if not count:
        raise Http404
    at, may_ask = timezone.now(), may_ask_for_books(request.user)
    form = BookForm(posted_data(request), quarter=quarter)
    if request.method == "POST":
        require(may_ask)
        if accept_post(request, form):
            return redirect(form.saved)
    context = {
        "quarter": quarter,
        "count": count,
        "form": form,
        "may_ask": may_ask,
        "books": recent(request.user, at=at),
        "now": at,
    }
    return render(request, "reviews/book_add.html", context, status=form.status)


def recent(user: Account, *, at: datetime) -> BookQuerySet:
    """This user's recent books."""
    return Book.objects.visible_to(user, at=at).latest_first()[:20]


def book_at(request: HttpRequest, pk: int) -> Book:
    """The book with that key, if this user may see it."""
    books = Book.objects.visible_to(request.user, at=timezone.now())
    return get_object_or_404(books, pk=pk)


@never_cache
@require_safe
def book_detail(request: HttpRequest, pk: int) -> HttpResponse:
    book, at = book_at(request, pk), timezone.now()
    context = {
        "book": book,
        "quarter": book.quarter,
        "before": Book.objects.before(book).count(),
        "is_abandoned": book.is_abandoned(),
        "may_have": book.may_be_handed_to(request.user),
        "now": at,
    }
    return render(request, "reviews/book_detail.html", context)


@require_POST
def book_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    book = book_at(request, pk)
    book.cancel(at=timezone.now())
    return redirect(book)


@require_safe
def book_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    book = book_at(request, pk)
    if not (book.is_made and book.may_be_handed_to(request.user)):
        raise Http404
    kind = TYPES[book.kind]
    return kept_file_response(request, book, content_type=kind, name=book.name)
