"""What the audience asks during a meeting. No caches keep these pages.

Whoever may read the review may ask. Who has an account sees their questions on every
device; who is signed out has their keys in a signed cookie for this address alone.
"""

from django.conf import settings
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goals_tracker.serving.once import digest_of
from objectives.accounts.askers import asker_of
from objectives.permissions import may_lead, require
from objectives.views.addresses import accept_post, posted_data
from reviews.forms.question import QuestionForm, SettleForm
from reviews.models import Question
from reviews.views.addresses import review_at, wants_json

COOKIE = "questions"
SALT = "reviews.questions"
SECONDS_KEPT = 7 * 86_400
MOST_KEPT = 50

may_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@may_post
def question_list(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = review_at(request, team, quarter)
    keys, by, at = keys_of(request), account_of(request), timezone.now()
    form = QuestionForm(
        posted_data(request),
        review=review,
        asker=asker_of(request),
        once=digest_of(request),
        is_known=by is not None,
    )
    if request.method == "POST" and form.accept(by=by, at=at):
        return with_keys(answer_to(request, team, quarter), request, form.saved, keys)
    if request.method == "POST" and wants_json(request):
        return JsonResponse({"errors": form.errors}, status=status_of(form))
    leads = may_lead(request.user, review.team)
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "form": form,
        "is_running": review.audience_meeting_at(at) is not None,
        "own": review.questions.of(request.user, keys).order_by("-pk"),
        "asked": Question.objects.for_presenter(review) if leads else None,
    }
    return render(
        request, "reviews/question_list.html", context, status=status_of(form)
    )


def account_of(request):
    return request.user if request.user.is_authenticated else None


def answer_to(request, team, quarter):
    if wants_json(request):
        return JsonResponse({"ok": True}, status=201)
    return redirect("question_list", team, quarter)


def status_of(form):
    """429 for who asks too much; else as of every form."""
    is_too_much = form.is_bound and form.has_error(NON_FIELD_ERRORS, "too_many")
    return 429 if is_too_much else form.status


def keys_of(request: HttpRequest) -> list[int]:
    """The keys of what this browser has asked here."""
    try:
        return signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS_KEPT
        )
    except signing.BadSignature:
        return []


def with_keys(response, request, question, keys):
    """Let the browser remember it, if nobody is signed in who could."""
    if account_of(request) is None:
        kept = [*(key for key in keys if key != question.pk), question.pk]
        response.set_cookie(
            COOKIE,
            signing.dumps(kept[-MOST_KEPT:], salt=SALT),
            max_age=SECONDS_KEPT,
            path=request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@never_cache
@may_post
def question_settle(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Question.objects.visible_to(request.user)
    rows = rows.select_related("review__team", "review__quarter", "by")
    question = get_object_or_404(rows, pk=pk)
    review = question.review
    require(may_lead(request.user, review.team))
    form = SettleForm(posted_data(request), question=question)
    is_done = accept_post(request, form)
    if request.method == "POST" and wants_json(request):
        said = {"ok": True} if is_done else {"errors": form.errors}
        return JsonResponse(said, status=form.status)
    if is_done:
        back = request.POST.get("back") == "present"
        page = "review_present" if back else "question_list"
        return redirect(reverse(page, args=[review.team.slug, review.quarter.slug]))
    context = {
        "team": review.team,
        "quarter": review.quarter,
        "question": question,
        "form": form,
    }
    return render(request, "reviews/question_settle.html", context, status=form.status)
