from functools import partial

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth import views as auth
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from objectives.accounts import invitations, notices, sessions, trail
from objectives.accounts.adapters import locked
from objectives.accounts.invitations import link_for
from objectives.accounts.password_checks import FORGOTTEN, checked_link, count_asking
from objectives.forms.account import (
    AccountDeleteForm,
    AccountForm,
    InviteForm,
    RenameForm,
)
from objectives.forms.sign_in import ForgottenForm, PasswordChangeForm, SignInForm
from objectives.mail import outbox
from objectives.mail.sending import is_configured
from objectives.models import Team
from objectives.models.failed_sign_ins import LockedError
from objectives.permissions import (
    may_administer,
    may_invite_again,
    may_manage,
    require,
)
from objectives.views.addresses import accept_post, posted_data

PER_PAGE = 100


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    require(may_administer(request.user))
    rows = get_user_model().objects.prefetch_related("memberships__team")
    page = Paginator(rows.order_by("username"), PER_PAGE)
    leaderless = Team.objects.without_leads(timezone.localdate()).in_order()
    context = {
        "page": page.get_page(request.GET.get("page")),
        "leaderless": leaderless,
        "has_outbox": outbox.is_open(),
    }
    return render(request, "objectives/account_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def account_add(request: HttpRequest) -> HttpResponse:
    require(may_administer(request.user))
    form = InviteForm(posted_data(request), has_mail=is_configured())
    if accept_post(request, form):
        return invited(request, form.saved)
    template = "objectives/account_form.html"
    return render(request, template, {"form": form}, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def account_change(request: HttpRequest, pk: int) -> HttpResponse:
    require(may_administer(request.user))
    account = get_object_or_404(get_user_model(), pk=pk)
    if request.method == "POST":
        require(may_manage(request.user, account))
    form = AccountForm(posted_data(request), account=account)
    if accept_post(request, form):
        if form.cleaned_data["act"] == "link":
            return invited(request, form.saved)
        messages.success(request, "Saved.")
        return redirect("account_change", pk)
    context = {
        "form": form,
        "account": account,
        "members": account.memberships.select_related("team"),
        "may_manage": may_manage(request.user, account),
        "is_taken_back": invitations.is_taken_back(account),
        "has_mail": is_configured() and account.email,
    }
    template = "objectives/account_change.html"
    return render(request, template, context, status=form.status)


def managed(request: HttpRequest, pk: int) -> User:
    """The account; 403 for who may not change it."""
    require(may_administer(request.user))
    account = get_object_or_404(get_user_model(), pk=pk)
    require(may_manage(request.user, account))
    return account


@require_http_methods(["GET", "HEAD", "POST"])
def account_rename(request: HttpRequest, pk: int) -> HttpResponse:
    account = managed(request, pk)
    form = RenameForm(posted_data(request), account=account)
    if accept_post(request, form):
        messages.success(request, "Saved.")
        return redirect("account_change", pk)
    context = {"form": form, "account": account}
    template = "objectives/account_rename.html"
    return render(request, template, context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def account_delete(request: HttpRequest, pk: int) -> HttpResponse:
    account = managed(request, pk)
    form = AccountDeleteForm(posted_data(request), account=account)
    if accept_post(request, form):
        messages.success(request, f"Deleted the account {account}.")
        return redirect("account_list")
    context = {"form": form, "account": account}
    template = "objectives/account_delete.html"
    return render(request, template, context, status=form.status)


@never_cache
def invited(
    request: HttpRequest, account: User, team: Team | None = None
) -> HttpResponse:
    """Says that the link was mailed; the only page that shows it where it was not.

    A form that is sent again, much later, gets no link to an account that is in use.
    """
    require(may_invite_again(request.user, account))
    is_mailed = bool(is_configured() and account.email)
    link = "" if is_mailed else request.build_absolute_uri(link_for(account))
    end = invitations.end_of_links(at=timezone.now())
    context = {"account": account, "link": link, "team": team, "end": end}
    context["may_administer"] = may_administer(request.user)
    response = render(request, "objectives/account_invited.html", context)
    response["Referrer-Policy"] = "strict-origin"
    return response


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "registration/sign_in.html"

    def get_context_data(self, **kwargs):
        more = {"has_mail": is_configured(), "whom_to_ask": settings.SIGN_IN_HELP}
        more["providers"] = settings.OIDC_PROVIDERS
        return super().get_context_data(**kwargs) | more


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for a link by mail; the answer is the same whoever has that address."""
    form = ForgottenForm(posted_data(request), label_suffix="")
    if form.is_valid():
        email, at = form.cleaned_data["email"], timezone.now()
        address = get_adapter().get_client_ip(request)
        try:
            count_asking(FORGOTTEN, email, address, at=at)
        except LockedError as refusal:
            return locked(request, refusal, at=at, of="mail")
        notices.forgotten(email, at=at)
    context = {"form": form, "has_mail": is_configured()}
    context |= {"whom_to_ask": settings.SIGN_IN_HELP}
    status = 422 if form.errors else 200
    template = "registration/password_forgotten.html"
    return render(request, template, context, status=status)


class SetPassword(auth.PasswordResetConfirmView):
    """The page behind an invitation's link."""

    template_name = "registration/set_password.html"
    token_generator = invitations.invite_tokens
    extra_context = {"has_mail": is_configured}

    def dispatch(self, request, *args, **kwargs):
        response = self.answer(request, *args, **kwargs)
        # Whatever is shown at the link's own address, nobody is told of that. Without
        # any referrer, browsers would send forms as from nowhere, which are refused.
        response["Referrer-Policy"] = "strict-origin"
        return response

    def answer(self, request, *args, **kwargs):
        # Once a link has been opened, the form's own address has no token in it.
        if kwargs["token"] != self.reset_url_token:
            at, address = timezone.now(), get_adapter().get_client_ip(request)
            try:
                checked_link(partial(self.is_right, **kwargs), address, at=at)
            except LockedError as refusal:
                return locked(request, refusal, at=at, of="link")
        return super().dispatch(request, *args, **kwargs)

    def is_right(self, uidb64, token):
        account = self.get_user(uidb64)
        return account and self.token_generator.check_token(account, token)

    def form_valid(self, form):
        """Sign them in, with a second factor where the account has one."""
        account = form.save()
        note_password(account, by=account)
        sessions.end_all(account)
        self.request.session.flush()
        messages.success(self.request, "Your password is set.")
        if not account.is_active:
            return redirect("sign_in")
        account.backend = settings.AUTHENTICATION_BACKENDS[0]
        return perform_login(self.request, account)


class PasswordChange(auth.PasswordChangeView):
    form_class = PasswordChangeForm
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        response = super().form_valid(form)
        note_password(form.user, by=form.user)
        sessions.end_all(form.user, but=self.request.session.session_key)
        messages.success(
            self.request, "Your password is changed. You are signed out elsewhere."
        )
        return response


def note_password(account, *, by):
    at = timezone.now()
    trail.log_account_change(account, "password set", {}, by=by, at=at)
    notices.password_changed(account, at=at)
