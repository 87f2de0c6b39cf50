from django import template

from objectives.models import Organization
from objectives.text.phrases import initials

register = template.Library()


@register.simple_tag
def organization_for(user):
    """The organisation, if this user may know its name, else None."""
    if not user:  # an error page, made without a request
        return None
    return Organization.objects.known_to(user).first()


@register.filter
def initial(name):
    """The letter on an organisation's mark; the product's if it has no name."""
    return (name or "Goals")[:1].upper()


register.filter(initials)
