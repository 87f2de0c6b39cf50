"""Every act that creates something, clicked several times at the same moment.

Each is sent as its page has it, always the same, and has one effect and one answer.
SENT_TWICE_ROUNDS=50 does all of that fifty times over.
"""

import datetime
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from objectives.models import (
    CarryOver,
    Change,
    ChatLine,
    ChatRoom,
    Comment,
    Import,
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    StatusUpdate,
    Team,
)
from reviews.models import (
    AgendaItem,
    Ask,
    Book,
    CalendarFeed,
    FetchRequest,
    GuestLink,
    Incident,
    Meeting,
    Metric,
    Minute,
    Publication,
    Question,
    Reading,
    Review,
    Section,
    SpeakerNote,
    TextSlide,
)
from reviews.publishing import editions
from reviews.snapshot import reader
from tests.deep import times
from tests.forms_on_pages import forms_on
from tests.makers import make_objective, make_quarter
from tests.pictures import picture, upload
from tests.scene import make_import, make_scene
from tests.together import TIMES, at_once

CLICKS = times(TIMES, 4)

ROUNDS = int(os.environ.get("SENT_TWICE_ROUNDS", 1))
IN_PLACE = {"X-Requested-With": "fetch"}
JSON = {"Accept": "application/json"}
ROW = re.compile(r'id="objective-(\d+)"')


@dataclass
class Act:
    """A form, by its page and the end of its address, and how many rows it makes.

    `typed` and `ready` are given the scene and the number of the round.
    """

    page: str
    action: str
    makes: dict
    typed: Callable = lambda scene, number: {}
    ready: Callable = lambda scene, number: None
    headers: dict | None = None


def entries(action):
    return Change.objects.filter(action=action)


def year(number):
    """A day in a quarter that is not stored yet."""
    return datetime.date(2020 + number, 11, 1)


def unstarted(scene, number):
    scene["unstarted"] = Quarter.of(year(number), year_start_month=7).slug


def unreviewed(scene, number):
    scene["unreviewed"] = make_quarter(year(number)).slug


def new_objective(scene, number):
    plan = Plan.objects.get(team__slug=scene["team"], quarter__slug=scene["quarter"])
    scene["unfinished"] = make_objective(plan).pk


def new_import(scene, number):
    team = Team.objects.get(slug=scene["team"])
    quarter = make_quarter(year(number))
    author = get_user_model().objects.get(username="administrator")
    scene["imported"] = make_import(author, team, quarter)


def new_draft(scene, number):
    later = Plan.objects.filter(
        team__slug=scene["team"], quarter__slug=scene["later"], state="committed"
    )
    for plan in later:
        plan.reopen("Why", by=None, at=timezone.now())


def new_commitment(scene, number):
    later = Plan.objects.filter(
        team__slug=scene["team"], quarter__slug=scene["later"], state="draft"
    )
    for plan in later:
        plan.commit(by=None, at=timezone.now())


def new_person(scene, number):
    team = Team.objects.get(slug=scene["team"])
    scene["guest"] = Member.objects.create(team=team, name="Guest").pk


def new_deletion(scene, number):
    team = Team.objects.get(slug=scene["team"])
    quarter = Quarter.objects.get(slug=scene["quarter"])
    gone = Project.objects.create(team=team, quarter=quarter, text="Gone")
    deletion = gone.delete(by=None, at=timezone.now())
    scene["gone"] = deletion.pk


def no_rows_of(*models):
    def remove(scene, number):
        for model in models:
            model.objects.all().delete()

    return remove


def no_meeting(scene, number):
    Meeting.objects.filter(ended_at=None).update(ended_at=timezone.now())


def printed(scene, number):
    """Its PDF is cached, since only two can be printed at a time."""
    review = Review.objects.at_address(scene["team"], scene["quarter"]).get()
    version = review.next_version, timezone.localdate()
    editions.edition(editions.as_version(reader.read_snapshot(review), *version))


def always(**typed):
    return lambda scene, number: typed


def numbered(name, text):
    return lambda scene, number: {name: f"{text} {number}"}


def with_picture(scene, number):
    return {
        "title": f"Chart {number}",
        "picture": upload(picture()),
        "picture_alt": "A chart",
        "picture_licence": "CC0",
    }


PLAN = "/teams/{team}/{later}/"
COMMITTED = "/teams/{team}/{quarter}/"
REVIEW = f"{COMMITTED}review/"
ADDED = "/objectives/add/"

ACTS = {
    "an objective": Act(PLAN, ADDED, {Objective: 1}, numbered("rows", "Typed")),
    "objectives, pasted": Act(
        PLAN, ADDED, {Objective: 2}, always(rows="One\tall of it\nTwo\thalf of it")
    ),
    "an objective, in place": Act(
        PLAN, ADDED, {Objective: 1}, numbered("rows", "Typed"), headers=IN_PLACE
    ),
    "a copy of an objective": Act(
        "/objectives/{own[successor]}/change/", "/duplicate/", {Objective: 1}
    ),
    "copies of selected objectives": Act(
        PLAN,
        "/objectives/selected/",
        {Objective: 1},
        lambda scene, number: {
            "objectives": scene["own"]["successor"],
            "verb": "duplicate",
        },
    ),
    "plans, in a new quarter": Act(
        "/teams/{team}/{unstarted}/start/",
        "",
        {Plan: 1, Quarter: 1},
        always(third_column="measure"),
        ready=unstarted,
    ),
    "a commitment": Act(
        f"{PLAN}commit/",
        "",
        {entries("committed"): 1},
        ready=new_draft,
    ),
    "a reopened plan": Act(
        f"{PLAN}reopen/",
        "",
        {entries("reopened"): 1},
        always(reason="Too early"),
        ready=new_commitment,
    ),
    "a comment": Act(
        "/objectives/{objective}/", "/comments/", {Comment: 1}, numbered("text", "Why?")
    ),
    "a calendar": Act(
        "/calendars/", "/calendars/", {CalendarFeed: 1}, ready=no_rows_of(CalendarFeed)
    ),
    "a room": Act(
        "/teams/{team}/chat/",
        "/chat/",
        {ChatRoom: 1},
        always(name="Ops", address="json://chat.example.org/x"),
    ),
    "a test line": Act(
        "/teams/{team}/chat/",
        "/{chat}/test/",
        {ChatLine: 1},
        ready=no_rows_of(ChatLine),
    ),
    "a status": Act(
        f"{COMMITTED}check-in/",
        "",
        {StatusUpdate: 1},
        lambda scene, number: {f"row-{scene['objective']}-status": f"Half {number}"},
    ),
    "a carry-over": Act(
        f"{COMMITTED}close/",
        "",
        {CarryOver: 1, Objective: 1},
        lambda scene, number: {f"row-{scene['unfinished']}-answer": "carry_over"},
        ready=new_objective,
    ),
    "a text to import": Act(
        "/imports/",
        "",
        {Import: 1},
        lambda scene, number: {"text": f"Objective\tETA\nOne {number}\t2015"},
    ),
    "an import": Act(
        "/imports/{imported}/preview/",
        "/preview/",
        {Objective: 1},
        always(then="import"),
        ready=new_import,
    ),
    "one more carry-over": Act(
        "/objectives/{unfinished}/carry-over/?team=part",
        "/carry-over/",
        {CarryOver: 1, Objective: 1},
        numbered("title", "Go on"),
        ready=new_objective,
    ),
    "unplanned work": Act(
        f"{COMMITTED}unplanned/",
        "/unplanned/",
        {Project: 2},
        lambda scene, number: {"lines": f"Moved {number}\nPacked {number}"},
    ),
    "what was deleted": Act(
        "/teams/{team}/deleted/", "/{gone}/restore/", {Project: 1}, ready=new_deletion
    ),
    "the organisation": Act(
        "/organization/",
        "",
        {Organization: 1},
        always(name="Example", fiscal_year_start="7", readers="anyone"),
        ready=no_rows_of(Organization),
    ),
    "a team": Act("/new-team/", "", {Team: 1}, numbered("name", "New")),
    "a group": Act("/teams/{whole}/groups/add/", "", {Team: 1}, numbered("name", "G")),
    "a person": Act("/teams/{team}/people/add/", "", {Member: 1}, always(name="Ada")),
    "a person with a photo": Act(
        "/teams/{team}/people/add/",
        "",
        {Member: 1},
        lambda scene, number: {"name": "Ada", "photo": upload(picture())},
    ),
    "an account": Act(
        "/accounts/add/",
        "",
        {get_user_model(): 1},
        lambda scene, number: {"username": f"ada-{number}"},
    ),
    "a person's account": Act(
        "/people/{guest}/invite/",
        "",
        {get_user_model(): 1},
        lambda scene, number: {"username": f"guest-{number}"},
        ready=new_person,
    ),
    "a link to sign in": Act(
        "/accounts/{account}/", "", {entries("given a link"): 1}, always(act="link")
    ),
    "a review": Act(
        "/teams/{team}/{unreviewed}/review/prepare/",
        "",
        {Review: 1, Section: 3},
        ready=unreviewed,
    ),
    "a section": Act(
        f"{REVIEW}prepare/",
        "",
        {Section: 1},
        lambda scene, number: {"new-title": f"More {number}", "new-seconds": "60"},
    ),
    "an item of the agenda": Act(
        "/agenda/",
        "",
        {AgendaItem: 1},
        lambda scene, number: {"new-title": "More", "new-seconds": "60"},
    ),
    "the standard agenda": Act(
        "/agenda/",
        "",
        {AgendaItem: 7},
        always(begin="1"),
        ready=no_rows_of(AgendaItem),
    ),
    "a text slide": Act(
        f"{REVIEW}sections/{{slug}}/texts/add/", "", {TextSlide: 1}, always(text="Why")
    ),
    "a picture": Act(
        f"{REVIEW}sections/{{slug}}/texts/add/", "", {TextSlide: 1}, with_picture
    ),
    "speaker notes": Act(
        f"{REVIEW}notes/",
        "",
        {SpeakerNote: 2},
        always(**{"note-cover-text": "Hello", "note-agenda-text": "Quickly"}),
        ready=no_rows_of(SpeakerNote),
    ),
    "a link for guests": Act(
        f"{REVIEW}guests/",
        "",
        {GuestLink: 1},
        always(name="The board", ends_on=f"{timezone.localdate():%Y-%m-%d}"),
    ),
    "a metric": Act(
        "/teams/{team}/metrics/add/", "", {Metric: 1}, numbered("name", "Errors")
    ),
    "a reading": Act(
        "/metrics/{metric}/readings/add/",
        "",
        {Reading: 1},
        lambda scene, number: {"at": f"2016-01-01T12:{number:02}", "value": "1"},
    ),
    "figures": Act(
        "/metrics/{metric}/import/",
        "/import/",
        {Reading: 2},
        lambda scene, number: {
            "text": f"2017-01-01 10:{number:02}, 1\n2017-01-01 11:{number:02}, 2"
        },
    ),
    "a fetch": Act(
        "/metrics/{metric}/import/",
        "/fetch/",
        {FetchRequest: 1},
        ready=no_rows_of(FetchRequest),
    ),
    "an incident": Act(
        "/teams/{team}/incidents/add/",
        "",
        {Incident: 1},
        always(title="Power", started_at="2015-01-14T17:00"),
    ),
    "a meeting": Act(
        f"{REVIEW}present/", "/meeting/start/", {Meeting: 1}, ready=no_meeting
    ),
    "a minute": Act(
        f"{REVIEW}minutes/", "/minutes/#add", {Minute: 1}, numbered("text", "Why")
    ),
    "a minute, in place": Act(
        f"{REVIEW}present/",
        "/minutes/",
        {Minute: 1},
        numbered("text", "How"),
        headers=JSON,
    ),
    "an ask": Act(
        f"{REVIEW}asks/", "/asks/#add", {Ask: 1}, numbered("text", "A chart")
    ),
    "an ask, in place": Act(
        f"{REVIEW}present/",
        "/asks/",
        {Ask: 1},
        lambda scene, number: {"kind": "ask", "text": f"A table {number}"},
        headers=JSON,
    ),
    "a question": Act(
        f"{REVIEW}questions/",
        "/questions/#ask",
        {Question: 1},
        numbered("text", "Why"),
        ready=no_rows_of(Question),
    ),
    "a question, in place": Act(
        f"{REVIEW}questions/",
        "/questions/#ask",
        {Question: 1},
        numbered("text", "How"),
        ready=no_rows_of(Question),
        headers=JSON,
    ),
    "a book": Act("/quarters/{quarter}/book/", "", {Book: 1}, ready=no_rows_of(Book)),
}
PUBLICATION = {
    "a version": Act(f"{REVIEW}publish/", "", {Publication: 1}, ready=printed),
    "a withdrawal": Act(
        f"{REVIEW}withdraw/", "", {entries("withdrawn"): 1}, always(reason="Wrong")
    ),
}
# They have nothing else by which the second of two could be known.
NOTHING_ELSE = [
    "an objective",
    "objectives, pasted",
    "an objective, in place",
    "a comment",
    "a room",
    "a copy of an objective",
    "a person",
    "a text slide",
    "an incident",
]


def clicked(act, scene, number, *, once=True):
    """The number of rows that the clicks made, and their responses."""
    act.ready(scene, number)
    client = Client()
    client.force_login(get_user_model().objects.get(username="administrator"))
    address = act.page.format(**scene)
    action = act.action.format(**scene)
    page = client.get(address)
    assert page.status_code == 200, address
    forms = forms_on(page, address)
    form = next(one for one in forms if is_meant(one, action or address))
    fields = form.data()
    if not once:
        fields.pop("once")
    cookies = SimpleCookie(client.cookies)
    answers = []

    def click(_):
        own = Client(headers=act.headers)
        own.cookies = SimpleCookie(cookies)
        said = fields | act.typed(scene, number)
        answers.append(essence_of(own.post(form.action, said)))

    before = counts(act)
    assert at_once(click, CLICKS) == ["done"] * CLICKS
    click("once more, after a lost answer")
    made = [after - old for after, old in zip(counts(act), before, strict=True)]
    return made, set(answers)


def is_meant(form, action):
    return form.action.partition("?")[0].endswith(action)


def counts(act):
    return [getattr(rows, "objects", rows).count() for rows in act.makes]


def essence_of(answer):
    """The part of a response that must not differ: its redirect or its new rows."""
    status = answer.status_code
    if answer["Content-Type"] == "application/json":
        return status, answer.json().get("pk")
    return status, answer.get("Location", ""), *ROW.findall(answer.text)


def found(acts, scene):
    """The outcome of each act that did not have one effect and one good response."""
    return {
        (name, number): (made, answers)
        for number in range(ROUNDS)
        for name, act in acts.items()
        for made, answers in [clicked(act, scene, number)]
        if made != list(act.makes.values())
        or len(answers) != 1
        or next(iter(answers))[0] not in (200, 201, 302)
    }


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_have_one_effect_and_one_answer():
    assert found(ACTS, make_scene()) == {}


@pytest.mark.needs("pango")
@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_publish_once():
    assert found(PUBLICATION, make_scene()) == {}


@pytest.mark.django_db(transaction=True)
def test_without_its_key_each_click_counts():
    scene = make_scene()

    for name in NOTHING_ELSE:
        act = ACTS[name]
        made, _ = clicked(act, scene, 0, once=False)
        assert made[0] > next(iter(act.makes.values())), name
