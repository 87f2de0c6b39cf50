from functools import partial

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
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

from objectives.accounts import administration
from objectives.accounts.adapters import locked
from objectives.accounts.password_checks import checked_link
from objectives.forms.account import AccountForm, InviteForm
from objectives.forms.sign_in import PasswordChangeForm, SignInForm
from objectives.mail import outbox
from objectives.models import Team
from objectives.models.failed_sign_ins import LockedError
from objectives.permissions import may_administer, may_manage, require
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
    form = InviteForm(posted_data(request))
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
    }
    template = "objectives/account_change.html"
    return render(request, template, context, status=form.status)


@never_cache
def invited(
    request: HttpRequest, account: User, team: Team | None = None
) -> HttpResponse:
    """The only page that shows the link."""
    link = request.build_absolute_uri(administration.link_for(account))
    context = {"account": account, "link": link, "team": team}
    return render(request, "objectives/account_invited.html", context)


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "registration/sign_in.html"


class SetPassword(auth.PasswordResetConfirmView):
    """The page behind an invitation's link."""

    template_name = "registration/set_password.html"
    token_generator = administration.invite_tokens
    success_url = reverse_lazy("sign_in")

    def dispatch(self, request, *args, **kwargs):
        # Once a link has been opened, the form's own address has no token in it.
        if kwargs["token"] != self.reset_url_token:
            at, address = timezone.now(), get_adapter().get_client_ip(request)
            try:
                checked_link(partial(self.is_right, **kwargs), address, at=at)
            except LockedError as refusal:
                return locked(request, refusal, at=at, of_link=True)
        return super().dispatch(request, *args, **kwargs)

    def is_right(self, uidb64, token):
        account = self.get_user(uidb64)
        return account and self.token_generator.check_token(account, token)

    def form_valid(self, form):
        response = super().form_valid(form)
        note_password(self.user, by=self.user)
        messages.success(self.request, "Your password is set. Sign in with it.")
        return response


class PasswordChange(auth.PasswordChangeView):
    form_class = PasswordChangeForm
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        response = super().form_valid(form)
        note_password(self.request.user, by=self.request.user)
        messages.success(self.request, "Your password is changed.")
        return response


def note_password(account, *, by):
    administration.log_account_change(
        account, "password set", {}, by=by, at=timezone.now()
    )
