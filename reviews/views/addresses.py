from objectives.permissions import may_lead, require
from reviews.publishing import page_cache


def review_at(request, team, quarter):
    """The review at an address, where this user may see its team."""
    return page_cache.find(request.user, team, quarter)


def led_review_at(request, team, quarter):
    """The same, where this user may change it too."""
    review = review_at(request, team, quarter)
    require(may_lead(request.user, review.team))
    return review


def wants_json(request):
    """Whether a script asks, and not a page's form."""
    return request.accepts("application/json") and not request.accepts("text/html")
