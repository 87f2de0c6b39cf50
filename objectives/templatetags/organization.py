from django import template

from objectives.models import Organization

register = template.Library()


@register.simple_tag
def organization_read_by(user):
    """The organisation, where this user may know of it; else None."""
    organization = Organization.objects.first()
    if organization is None or (user and user.is_authenticated):
        return organization
    return organization if organization.is_open_to_anyone else None
