"""Old addresses of teams lead to the new ones, for those who may see the team."""

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.urls import ResolverMatch, reverse

from objectives.models import Team


class FormerAddresses:
    """Redirect what was not found to where the team of the address is now.

    Only what is read: what was posted to an old address is a 404, like any other.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        found = request.resolver_match
        is_read = request.method in ("GET", "HEAD")
        if found is None or not is_read or not isinstance(exception, Http404):
            return None
        if "team" not in found.kwargs:
            return None
        teams = Team.objects.visible_to(request.user)
        team = teams.filter(former_slugs__slug=found.kwargs["team"]).first()
        return moved_to(team, found, request) if team else None


def moved_to(team: Team, found: ResolverMatch, request: HttpRequest) -> HttpResponse:
    """Not kept by browsers: the team may get its old address back."""
    address = reverse(found.view_name, kwargs=found.kwargs | {"team": team.slug})
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    response["Cache-Control"] = "private, no-cache"
    return response
