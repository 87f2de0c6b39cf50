from django.http import Http404

from objectives.permissions import may_lead, require
from reviews.models import Review


def review_at(request, team, quarter):
    """The review at an address, where this user may see its team."""
    reviews = Review.objects.visible_to(request.user).at_address(team, quarter)
    review = reviews.with_publication().first()
    if review is None:
        raise Http404
    return review


def led_review_at(request, team, quarter):
    """The same, where this user may change it too."""
    review = review_at(request, team, quarter)
    require(may_lead(request.user, review.team))
    return review


def wants_json(request):
    """Whether a script asks, and not a page's form."""
    return request.accepts("application/json") and not request.accepts("text/html")
