from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives.mail import outbox as mails
from objectives.permissions import may_administer, require


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The demo's mails, since no server takes them."""
    if not mails.is_open():
        raise Http404
    require(may_administer(request.user))
    return render(request, "objectives/outbox.html", {"mails": mails.newest()})
