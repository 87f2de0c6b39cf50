"""What somebody typed into a form that could not be processed, so that none is lost."""

from urllib.parse import urlsplit

from django import template
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from goals_tracker.serving.once import FIELD

register = template.Library()

# Requests whose fields cannot even be parsed.
UNREADABLE = (
    BadRequest,
    MultiPartParserError,
    SuspiciousOperation,
    UnreadablePostError,
)

# What the page itself sends, and what must never be shown.
TOKEN, SECRET = "csrfmiddlewaretoken", "password"
OWN = ("initial-", "keep-")


@register.simple_tag
def sent_fields(request):
    """The name and value of each field that was sent, without secrets."""
    if request is None or request.method != "POST":
        return []
    try:
        lists = list(request.POST.lists())
    except UNREADABLE:
        return []
    return [
        (name, value)
        for name, values in lists
        for value in values
        if SECRET not in name and name != TOKEN
    ]


@register.filter
def typed_values(fields):
    """The fields that a person may have typed, with readable names."""
    return [
        (name.rsplit("-", 1)[-1].replace("_", " "), value)
        for name, value in fields
        if value.strip() and name != FIELD and not any(mark in name for mark in OWN)
    ]


@register.filter
def is_own(request):
    """Whether the form came from a page of this site."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(source)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
