"""Rooms of a chat that are told what happens in a team, or in all of them."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from objectives.chat.addresses import masked
from objectives.chat.sending import is_installed
from objectives.forms.chat_room import ChatRoomForm, ChatTestForm, ChatVerbForm
from objectives.models import ChatRoom, Team
from objectives.permissions import may_administer, may_lead, require
from objectives.views.addresses import accept_post, posted_data
from objectives.views.plans import may_post


@may_post
def chat_room_list(request: HttpRequest) -> HttpResponse:
    """The rooms that are told of all teams."""
    require(may_administer(request.user))
    return rooms_page(request, None)


@may_post
def team_chat_room_list(request: HttpRequest, team: str) -> HttpResponse:
    teams = Team.objects.visible_to(request.user).select_related("parent")
    found = get_object_or_404(teams, slug=team)
    require(may_lead(request.user, found))
    return rooms_page(request, found)


def rooms_page(request: HttpRequest, team: Team | None) -> HttpResponse:
    form = ChatRoomForm(posted_data(request), instance=ChatRoom(team=team))
    if accept_post(request, form):
        messages.success(request, f"Added the room {form.saved}. Send a test line.")
        return redirect(form.saved.page)
    rooms = list(ChatRoom.objects.of(team))
    context = {
        "team": team,
        "form": form,
        "rooms": [
            (room, masked(room.address) if hasattr(room, "secret") else "")
            for room in rooms
        ],
        "is_installed": is_installed(),
        "has_site": bool(settings.SITE_URL),
    }
    template = "objectives/chat_room_list.html"
    return render(request, template, context, status=form.status)


def led_room(request: HttpRequest, pk: int) -> ChatRoom:
    """The room; 404 or 403 if this user may not change it."""
    room = get_object_or_404(ChatRoom.objects.select_related("team", "secret"), pk=pk)
    if room.team is None:
        require(may_administer(request.user))
    else:
        seen = Team.objects.visible_to(request.user)
        get_object_or_404(seen, pk=room.team_id)
        require(may_lead(request.user, room.team))
    return room


@may_post
def chat_room_change(request: HttpRequest, pk: int) -> HttpResponse:
    room = led_room(request, pk)
    form = ChatRoomForm(posted_data(request), instance=room)
    if accept_post(request, form):
        return redirect(room.page)
    context = {"room": room, "team": room.team, "form": form}
    template = "objectives/chat_room_change.html"
    return render(request, template, context, status=form.status)


@require_POST
def chat_room_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn it on or off, or delete it."""
    room = led_room(request, pk)
    form = ChatVerbForm(request.POST, room=room)
    if not accept_post(request, form):
        messages.error(request, " ".join(form.all_errors))
    return redirect(room.page)


@require_POST
def chat_room_test(request: HttpRequest, pk: int) -> HttpResponse:
    room = led_room(request, pk)
    form = ChatTestForm(request.POST, room=room)
    if accept_post(request, form):
        messages.success(request, "The test line is on its way.")
    return redirect(room.page)
