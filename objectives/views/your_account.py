"""What people see and change of their own account."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from objectives.accounts import profile, sessions
from objectives.accounts.adapters import locked
from objectives.accounts.addresses import address_in
from objectives.accounts.password_checks import CONFIRMING, count_asking
from objectives.forms.your_account import (
    ConfirmAddressForm,
    NewAddressForm,
    YourAccountForm,
)
from objectives.mail.sending import is_configured
from objectives.models.failed_sign_ins import LockedError
from objectives.permissions import present_as, require
from objectives.views.addresses import accept_post, posted_data, posted_files


def own(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def your_account(request: HttpRequest) -> HttpResponse:
    account = own(request)
    people = list(present_as(account).select_related("team"))
    form = YourAccountForm(
        *posted_files(request), account=account, has_photo=bool(people)
    )
    if accept_post(request, form):
        messages.success(request, "Saved.")
        return redirect("your_account")
    context = {
        "form": form,
        "account": account,
        "people": people,
        "sessions": sessions.all_of(account, this=request.session.session_key),
        "has_mail": is_configured(),
    }
    template = "objectives/your_account.html"
    return render(request, template, context, status=form.status)


@login_required
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    this = request.session.session_key
    profile.end_others(own(request), this=this, at=timezone.now())
    messages.success(request, "You are signed out everywhere else.")
    return redirect("your_account")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address_change(request: HttpRequest) -> HttpResponse:
    account = own(request)
    require(is_configured())
    form = NewAddressForm(posted_data(request), account=account)
    if form.is_bound:
        email = str(form.data.get("email", ""))[:254]
        address = get_adapter().get_client_ip(request)
        try:
            count_asking(CONFIRMING, email, address, at=timezone.now())
        except LockedError as refusal:
            return locked(request, refusal, at=timezone.now(), of="mail")
    is_sent = accept_post(request, form)
    context = {"form": form, "account": account, "is_sent": is_sent}
    template = "objectives/your_address.html"
    return render(request, template, context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address_confirm(request: HttpRequest, token: str) -> HttpResponse:
    form = ConfirmAddressForm(posted_data(request), token=token)
    if accept_post(request, form):
        messages.success(request, "Your address is changed.")
        return redirect("your_account")
    context = {"form": form, "address": address_in(token, own(request))}
    template = "objectives/your_address_confirm.html"
    response = render(request, template, context, status=form.status)
    response["Referrer-Policy"] = "strict-origin"
    return response
