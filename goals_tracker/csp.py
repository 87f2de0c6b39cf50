"""Views that other pages of this site show in a frame."""

import functools

from django.conf import settings
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override


def framed(view):
    """Let pages of this site, and no others, frame what the view answers."""

    @functools.wraps(view)
    def shown(request, *args, **kwargs):
        policy = settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]}
        return xframe_options_sameorigin(csp_override(policy)(view))(
            request, *args, **kwargs
        )

    return shown
