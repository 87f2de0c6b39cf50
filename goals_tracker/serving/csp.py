"""Views that other pages of this site may show in a frame."""

import functools

from django.conf import settings
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override


def frameable(view):
    """Let pages of this site, and no others, frame the response."""

    @functools.wraps(view)
    def frameable_view(request, *args, **kwargs):
        policy = settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]}
        return xframe_options_sameorigin(csp_override(policy)(view))(
            request, *args, **kwargs
        )

    return frameable_view
