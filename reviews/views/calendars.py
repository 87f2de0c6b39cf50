"""Calendars that people subscribe to, and the page where they are turned on."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from objectives.views.addresses import accept_post, posted_data
from reviews.feeds import events, ics
from reviews.forms.calendar_feed import CalendarFeedForm, FeedVerbForm
from reviews.models import CalendarFeed

DONE = {
    "renew": "The calendar has a new address. The former one has ended.",
    "delete": "Turned the calendar off. Its address has ended.",
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_list(request: HttpRequest) -> HttpResponse:
    user = request.user
    initial = {"team": request.GET.get("team", "")}
    form = CalendarFeedForm(posted_data(request), user=user, initial=initial)
    if accept_post(request, form):
        messages.success(request, "Turned the calendar on. Subscribe to its address.")
        return redirect("calendar_list")
    feeds = [
        (feed, request.build_absolute_uri(feed.get_absolute_url()))
        for feed in CalendarFeed.objects.of(user)
    ]
    context = {"form": form, "feeds": feeds}
    return render(request, "reviews/calendar_list.html", context, status=form.status)


@login_required
@require_POST
def calendar_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address for one's own feed, or none."""
    feed = get_object_or_404(CalendarFeed.objects.of(request.user), pk=pk)
    form = FeedVerbForm(request.POST, feed=feed)
    if accept_post(request, form):
        messages.success(request, DONE[form.cleaned_data["verb"]])
    else:
        messages.error(request, " ".join(form.all_errors))
    return redirect("calendar_list")


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The feed, for a program that has its address and no account."""
    feed = get_object_or_404(CalendarFeed.objects.at(token))
    on = timezone.localdate()
    content = ics.ics(
        f"Goals: {feed}" if feed.team else "Goals",
        events.events_of(feed, on=on),
        site=request.build_absolute_uri("/").rstrip("/"),
        install=salted_hmac("calendars", "", algorithm="sha256").hexdigest()[:16],
    )
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    whole = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response = get_conditional_response(request, etag=tag, response=whole) or whole
    response["ETag"] = tag
    response["Content-Disposition"] = 'inline; filename="goals.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
