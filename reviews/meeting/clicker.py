"""Who presents, and what may be done about it, in words for one of those who may."""

from objectives.models.naming import name_of

HANDING = ["hand_over", "keep"]


def clicker_of(meeting, user, at):
    """The clicker of a meeting as this person sees it; `verbs` are what they may do."""
    is_mine = meeting.is_presented_by(user)
    words, verbs = mine(meeting) if is_mine else theirs(meeting, user, at)
    has_asked = meeting.asked_by_id == user.pk
    return {"isMine": is_mine, "hasAsked": has_asked, "words": words, "verbs": verbs}


def mine(meeting):
    if meeting.asked_by:
        return f"{name_of(meeting.asked_by)} asks for the clicker.", HANDING
    return "You present.", []


def theirs(meeting, user, at):
    name = name_of(meeting.presenter)
    if meeting.is_silent(at):
        return f"{name} presents, but has not been heard from for a while.", ["take"]
    if meeting.asked_by_id == user.pk:
        return f"You have asked {name} for the clicker.", []
    return f"{name} presents.", ["ask"]
