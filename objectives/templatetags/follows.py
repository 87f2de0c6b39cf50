from typing import Any

from django import template

from objectives.models import Follow
from objectives.models.follow import choice_address

register = template.Library()


@register.inclusion_tag("components/follow.html", takes_context=True)
def follow_button(context: Any, row: Any) -> dict[str, Any]:
    """The button that follows this team, objective or tag, for who is signed in."""
    request = context.get("request")
    if not row or request is None or not request.user.is_authenticated:
        return {}
    return {
        "row": row,
        "address": choice_address(row),
        "is_followed": Follow.objects.is_followed(row, request.user),
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
