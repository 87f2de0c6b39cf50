import time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from objectives.models import Objective, Plan
from objectives.models.status_update import STATES
from objectives.permissions import teams_led_by
from objectives.views.addresses import accept_post
from reviews.deck.deck import Deck
from reviews.forms.meeting import MeetingForm, MeetingStartForm
from reviews.meeting import live, minutes, outcome
from reviews.meeting.clicker import clicker_of
from reviews.meeting.clock import clock_of
from reviews.models import Question, Review, TableVersion
from reviews.publishing import page_cache
from reviews.snapshot.values import GroupPlan
from reviews.views.addresses import led_review_at, wants_json

STATUS = ("pk", "status", "chosen_state")
# Time is given in half minutes and minutes.
GRANTS = [
    (30, "½ min"),
    *((60 * minutes, f"{minutes} min") for minutes in (1, 2, 3, 5, 10)),
]


@require_safe
def review_present(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    return presenter_page(request, led_review_at(request, team, quarter))


def presenter_page(request, review, refusals=(), status=200):
    versions = TableVersion.objects.current()
    deck = page_cache.deck_of(review, versions)
    at = timezone.now()
    meeting, unended = review.meeting_at(at), review.unended_meeting
    number = number_of(deck, meeting, request.GET.get("slide", ""))
    sections = [(one.slug, one.title) for one in deck.snapshot.sections]
    context = {
        "review": review,
        "team": review.team,
        "quarter": review.quarter,
        "deck": deck,
        "meeting": meeting,
        "lapsed": None if meeting else unended,
        "last": review.meetings.filter(ended_at__isnull=False).first(),
        "now": deck.placed[number],
        "before": deck.placed[max(0, number - 1)].slide.id,
        "after": deck.placed[min(deck.total - 1, number + 1)].slide.id,
        "sections": sections,
        "section_title": dict(sections).get(meeting.section) if meeting else "",
        "states": STATES,
        "grants": GRANTS,
        "clicker": meeting and clicker_of(meeting, request.user, at),
        "clock": clock_at(review, meeting, sections, at),
        "data": {
            "slides": [
                {
                    "id": one.slide.id,
                    "title": one.slide.heading,
                    "section": section_of(one, sections),
                }
                for one in deck.placed
            ],
            "sections": sections,
            "planned": dict(review.sections.values_list("slug", "seconds")),
            "slot": review.slot_seconds,
            "meeting": meeting and state_of(meeting, request.user, at),
            "notes": dict(review.speaker_notes.values_list("slide", "text")),
            "minutes": minutes_of(review),
            "rehearsed": minutes.REHEARSED,
            **statuses(request.user, review, deck),
            "version": live.version_of(versions),
        },
        "asked": Question.objects.for_presenter(review),
        "refusals": refusals,
    }
    return render(request, "reviews/present.html", context, status=status)


def state_of(meeting, user, at):
    """What the presenter's page is told of a meeting."""
    return meeting.state(at) | {"clicker": clicker_of(meeting, user, at)}


def number_of(deck, meeting, asked):
    """The index of the slide to show: the meeting's, or the one asked for."""
    wanted = meeting.slide if meeting else asked
    ids = [one.slide.id for one in deck.placed]
    return ids.index(wanted) if wanted in ids else 0


def section_of(placed, sections):
    """The slug of a slide's section, or empty."""
    number = placed.section_number
    return sections[number - 1][0] if number else ""


def clock_at(review, meeting, sections, at):
    """The clock of a meeting in progress, or None."""
    if meeting is None:
        return None
    return clock_of(
        order=[slug for slug, _ in sections],
        section=meeting.section,
        boxes=meeting.boxes,
        spent=meeting.spent_by(at),
        elapsed=(at - meeting.started_at).total_seconds(),
        slot=review.slot_seconds,
    )


def minutes_of(review: Review) -> dict[str, list[str]]:
    """The texts of the minutes by slide, the earliest first."""
    found: dict[str, list[str]] = {}
    for minute in review.minutes.with_rehearsal():
        found.setdefault(minute.slide, []).append(minutes.minute_words(minute))
    return found


def statuses(user, review, deck):
    """The status of each row on the slides that this user may change, typed and chosen.

    Empty if the slides are published: they would not show what is saved.
    """
    shown = [row.pk for plan in plans_of(deck) for row in plan.rows]
    led = Objective.objects.in_teams(teams_led_by(user)).filter(pk__in=shown)
    rows = () if review.publication_pk else led.values_list(*STATUS)
    found = list(rows)
    return {
        "statuses": {pk: text for pk, text, _ in found},
        "chosen": {pk: state for pk, _, state in found},
    }


def plans_of(deck: Deck) -> tuple[GroupPlan, ...]:
    return (*deck.snapshot.plans, *deck.snapshot.next_plans)


@require_POST
def meeting_start(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    first = page_cache.deck_of(review, TableVersion.objects.current()).placed[0]
    form = MeetingStartForm(request.POST, review=review, first=first)
    if not accept_post(request, form):
        messages.error(request, " ".join(form.all_errors))
    return redirect("review_present", team, quarter)


@require_POST
def meeting_act(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    review = led_review_at(request, team, quarter)
    meeting = review.meetings.first()
    if meeting is None:
        raise Http404
    deck = page_cache.deck_of(review, TableVersion.objects.current())
    sections = [(one.slug, one.title) for one in deck.snapshot.sections]
    of_slide = {one.slide.id: section_of(one, sections) for one in deck.placed}
    form = MeetingForm(request.POST, meeting=meeting, sections=of_slide)
    at = timezone.now()
    is_done = form.accept(by=request.user, at=at)
    if wants_json(request):
        if not is_done:
            return JsonResponse({"errors": form.errors}, status=form.status)
        return JsonResponse(state_of(meeting, request.user, at))
    if not is_done:
        return refused(request, review, meeting, form)
    if meeting.ended_at:
        return redirect("meeting_detail", team, quarter, meeting.pk)
    return redirect("review_present", team, quarter)


def refused(request, review, meeting, form):
    """The page that the action was sent from, with what was wrong."""
    if meeting.ended_at:
        return ended_page(request, review, meeting, form.all_errors, form.status)
    return presenter_page(request, review, form.all_errors, form.status)


@require_safe
def meeting_detail(
    request: HttpRequest, team: str, quarter: str, pk: int
) -> HttpResponse:
    """What a meeting that is over came to, and what to do next."""
    review = led_review_at(request, team, quarter)
    meeting = get_object_or_404(review.meetings, pk=pk)
    if meeting.ended_at is None:
        return redirect("review_present", team, quarter)
    return ended_page(request, review, meeting)


def ended_page(request, review, meeting, refusals=(), status=200):
    placed = page_cache.deck_of(review, TableVersion.objects.current()).placed
    context = {
        "review": review,
        "team": review.team,
        "quarter": review.quarter,
        "meeting": meeting,
        "how_long": outcome.how_long(meeting),
        "times": outcome.times_of(meeting),
        "results": outcome.results_of(meeting, placed),
        "minutes": outcome.minutes_place(meeting),
        "last_minutes": outcome.last_minutes(meeting),
        "goes_on": meeting.may_go_on(timezone.now()),
        "undecided": undecided_in(review),
        "published": review.published,
        "refusals": refusals,
    }
    return render(request, "reviews/meeting_detail.html", context, status=status)


def undecided_in(review: Review) -> int | None:
    """How many objectives are to be answered to close the quarter; None if it is."""
    plans = Plan.objects.covered_by(review.team, review.quarter).committed()
    if not plans:
        return None
    rows = Objective.objects.in_plans(plans)
    return rows.unfinished().without_disposition().count()


@require_safe
def review_live(request: HttpRequest, team: str, quarter: str) -> HttpResponse:
    """Followers poll this every second or so: it asks the database one question."""
    versions = TableVersion.objects.current()
    session = request.session.session_key or ""
    readers = [live.EVERYBODY, live.Reader(session, request.user)]
    ticks = time.monotonic()
    place = (team, quarter)
    seen = int(ticks / live.SECONDS_SEEN)
    if not any(live.may_see(one, *place, seen, versions) for one in readers):
        raise Http404
    at = timezone.now().replace(second=0, microsecond=0)
    answer = live.answer(*place, int(ticks / live.SECONDS), at, versions)
    response = HttpResponse(answer, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response
