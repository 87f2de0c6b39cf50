from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from objectives.forms.account import InviteForm
from objectives.forms.base import SavingForm
from objectives.forms.deletion import DeletionForm
from objectives.forms.member import MemberForm
from objectives.models import Member
from objectives.permissions import may_administer, may_lead, may_manage, require
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
        "may_invite": bool(member and not account and may_administer(request.user)),
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
    member = member_at(request, pk)
    require(may_administer(request.user))
    form = InviteForm(posted_data(request), member=member)
    if accept_post(request, form):
        return invited(request, form.saved, team=member.team)
    context = {"form": form, "member": member, "team": member.team}
    template = "objectives/account_form.html"
    return render(request, template, context, status=form.status)
