"""The links that let people without an account read a review."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from objectives.views.addresses import accept_post, posted_data
from reviews.forms.guest_link import GuestLinkForm, TakeBackForm
from reviews.views.addresses import led_review_at


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_link_list(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    form = GuestLinkForm(posted_data(request), review=review)
    if accept_post(request, form):
        messages.success(request, f"Made a link for {form.saved}.")
        return redirect("guest_link_list", team, quarter)
    links = list(review.guest_links.select_related("by"))
    context = {
        "review": review,
        "team": review.team,
        "quarter": review.quarter,
        "form": form,
        "links": [
            (link, request.build_absolute_uri(link.get_absolute_url()))
            for link in links
        ],
    }
    return render(request, "reviews/guest_link_list.html", context, status=form.status)


@require_POST
def guest_link_take_back(
    request: HttpRequest, team: str, quarter: str, pk: int
) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    link = get_object_or_404(review.guest_links, pk=pk)
    form = TakeBackForm(request.POST, link=link)
    if accept_post(request, form):
        messages.success(request, f"Took back the link for {link}.")
    else:
        messages.error(request, " ".join(form.all_errors))
    return redirect("guest_link_list", team, quarter)
