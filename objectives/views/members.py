from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from objectives.accounts.invitations import is_taken_back
from objectives.forms.account import AccountForm, InviteForm
from objectives.forms.base import SavingForm
from objectives.forms.deletion import DeletionForm
from objectives.forms.member import MemberForm
from objectives.mail.sending import is_configured
from objectives.models import Member
from objectives.permissions import (
    may_invite,
    may_invite_again,
    may_lead,
    may_manage,
    require,
)
from objectives.views.accounts import invited
from objectives.views.addresses import accept_post, posted_data, posted_files
from objectives.views.teams import team_at


def member_at(request: HttpRequest, pk: int) -> Member:
    """The member; 403 if this user does not lead the team."""
    members = Member.objects.visible_to(request.user).select_related("team__parent")
    member = get_object_or_404(members.select_related("user"), pk=pk)
    require(may_lead(request.user, member.team))
    return member


@require_http_methods(["GET", "HEAD", "POST"])
def member_add(request: HttpRequest, team: str) -> HttpResponse:
    team = team_at(request, team)
    require(may_lead(request.user, team))
    member = Member(team=team, position=team.members.count() + 1)
    form = member_form(request, member)
    if accept_post(request, form):
        messages.success(request, f"Added {form.saved} to the team.")
        if "another" in request.POST:
            return redirect("member_add", team.slug)
        return redirect(team)
    return member_page(request, form, team=team)


@require_http_methods(["GET", "HEAD", "POST"])
def member_change(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_at(request, pk)
    form = member_form(request, member)
    if accept_post(request, form):
        messages.success(request, "Saved.")
        return redirect(member.team)
    return member_page(request, form, team=member.team, member=member_at(request, pk))


def member_form(request: HttpRequest, member: Member) -> MemberForm:
    return MemberForm(*posted_files(request), instance=member, by=request.user)


def member_page(request: HttpRequest, form: SavingForm, **context: Any) -> HttpResponse:
    member = context.get("member")
    account = member and member.user
    context |= {
        "form": form,
        "may_invite": bool(member and may_invite(request.user, member)),
        "may_invite_again": bool(account and may_invite_again(request.user, account)),
        "may_delete": bool(member and not member.objectives.exists()),
        "may_manage": bool(account and may_manage(request.user, account)),
    }
    template = "objectives/member_form.html"
    return render(request, template, context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def member_delete(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_at(request, pk)
    form = DeletionForm(request.POST if request.method == "POST" else None, row=member)
    if accept_post(request, form):
        query = {"deleted": form.saved.pk}
        return redirect(reverse("team_detail", args=[member.team.slug], query=query))
    context = {"form": form, "member": member}
    template = "objectives/member_delete.html"
    return render(request, template, context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def member_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Creates an account for a person, or sends its invitation again."""
    member = member_at(request, pk)
    if member.user:
        return member_invited(request, member, member.user)
    form = InviteForm(posted_data(request), member=member, has_mail=is_configured())
    if accept_post(request, form):
        return invited(request, form.saved, team=member.team)
    context = {"form": form, "member": member, "team": member.team}
    template = "objectives/account_form.html"
    return render(request, template, context, status=form.status)


def member_invited(request: HttpRequest, member: Member, account: User) -> HttpResponse:
    is_open = may_invite_again(request.user, account)
    is_repeat = request.method == "POST" and "act" not in request.POST
    acts = ["link", "take_back"] if is_open else []
    form: Any = AccountForm(posted_data(request), account=account, acts=acts)
    if is_repeat:
        form = InviteForm(posted_data(request), member=member)
    elif request.method == "POST":
        require(is_open)
    if accept_post(request, form):
        if is_repeat or form.cleaned_data["act"] == "link":
            return invited(request, form.saved, team=member.team)
        messages.success(request, "The link no longer works.")
        return redirect("member_invite", member.pk)
    context = {
        "form": form,
        "member": member,
        "team": member.team,
        "account": account,
        "is_open": is_open,
        "is_taken_back": is_taken_back(account),
    }
    template = "objectives/member_invited.html"
    return render(request, template, context, status=form.status)
