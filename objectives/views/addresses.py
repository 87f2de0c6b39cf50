import unicodedata
from typing import Any

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import register_converter
from django.utils import timezone

from goals_tracker.serving.once import digest_of
from objectives.models import Quarter, Team
from objectives.text.slugs import is_slug


class TeamSlug:
    """The slug of a team in an address, in any script; `team` in patterns."""

    regex = "[^/]{1,80}"

    def to_python(self, value: str) -> str:
        slug = unicodedata.normalize("NFC", value)
        if not is_slug(slug):
            raise ValueError
        return slug

    def to_url(self, value: str) -> str:
        return value


register_converter(TeamSlug, "team")


def team_and_quarter(
    request: HttpRequest, team: str, quarter: str
) -> tuple[Team, Quarter]:
    """The team and the quarter in an address; 404 if the user may not see the team."""
    teams = Team.objects.visible_to(request.user).select_related("parent")
    return get_object_or_404(teams, slug=team), get_object_or_404(Quarter, slug=quarter)


def posted_data(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, even if it is empty; None for a GET."""
    return request.POST if request.method == "POST" else None


def posted_files(request: HttpRequest) -> tuple[Any, ...]:
    """The data and the files of a POST; nothing for a GET."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def accept_post(request: HttpRequest, form: Any) -> bool:
    """Save a posted form and return whether it was saved.

    A post that comes twice is saved once.
    """
    if request.method != "POST":
        return False
    once = digest_of(request)
    return form.accept(by=request.user, at=timezone.now(), once=once)
