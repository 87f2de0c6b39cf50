from django.http import HttpRequest

from objectives.permissions import may_lead, require
from reviews.models import Review
from reviews.publishing import page_cache


def review_at(request: HttpRequest, team: str, quarter: str) -> Review:
    """The review at an address, or 404 if this user may not see its team."""
    return page_cache.find(request.user, team, quarter)


def led_review_at(request: HttpRequest, team: str, quarter: str) -> Review:
    """The same, or 403 if this user may not change it."""
    review = review_at(request, team, quarter)
    require(may_lead(request.user, review.team))
    return review


def review_with_notes(
    request: HttpRequest, team: str, quarter: str
) -> tuple[Review, dict[str, str]]:
    """The review, and its speaker notes by slide where `notes=1` asks for them.

    Notes are for those who lead it; others are told so.
    """
    if request.GET.get("notes") != "1":
        return review_at(request, team, quarter), {}
    review = led_review_at(request, team, quarter)
    return review, dict(review.speaker_notes.values_list("slide", "text"))


def wants_json(request: HttpRequest) -> bool:
    """Whether the request is a script's, not a form's."""
    return request.accepts("application/json") and not request.accepts("text/html")
