"""One small world in which every address leads to something."""

import datetime

from django.utils import timezone

from goals_tracker.pictures import images
from objectives.importing import stored
from objectives.importing.sources.base import Source, SourceRow, SourceTable
from objectives.models import (
    Change,
    ChatRoom,
    Comment,
    Export,
    Member,
    Project,
    Tag,
    WeeklyMessage,
)
from objectives.models.organization import Readers
from objectives.pages.live import live_key
from objectives.reminders import links
from objectives.tasks import make_export
from reviews.models import (
    AgendaItem,
    Ask,
    Attendance,
    Book,
    CalendarFeed,
    GuestLink,
    Incident,
    Metric,
    Minute,
    Question,
    Reading,
    TextSlide,
)
from reviews.models.calendar_feed import SIGNER as CALENDARS
from reviews.models.guest_link import SIGNER
from reviews.publishing import editions
from reviews.snapshot import reader
from reviews.tasks import make_book
from tests.makers import (
    AT,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_team,
    make_user,
)
from tests.pictures import picture, upload


def make_rows_of(review, writer):
    """What hangs on a review: texts, minutes, asks, a meeting, two old versions."""
    content, width, height = images.picture_from(upload(picture()))
    name = images.save(content, images.PICTURES)
    section = review.sections.get(kind="did")
    text = TextSlide.objects.create(
        section=section,
        title="Why",
        picture=name,
        picture_width=width,
        picture_height=height,
        picture_alt="A chart",
        picture_licence="CC0",
    )
    minute = Minute.objects.create(review=review, text="Why?", by=writer, at=AT)
    ask = Ask.objects.create(review=review, text="A chart")
    item = AgendaItem.objects.create(title="Team", seconds=60)
    for _ in range(2):
        taken = reader.read_snapshot(review).to_dict()
        files = [(editions.PDF, "application/pdf", b"%PDF")]
        review.publish(taken, files, by=None, at=AT)
        review.withdraw("Wrong", by=None, at=AT)
    ended = review.open_meeting(by=None, at=AT)
    ended.end(by=None, at=AT)
    at = timezone.now()
    meeting = review.open_meeting(by=None, at=at)
    Attendance.objects.create(review=review, meeting=meeting, names="Ada")
    question = Question.objects.create(
        review=review, meeting=meeting, text="Why now?", once="a", at=at
    )
    link = GuestLink.objects.create(
        review=review, name="The board", ends_on=timezone.localdate()
    )
    feed = CalendarFeed.objects.add(writer, None, by=writer, at=AT)
    book = Book.objects.ask(review.quarter, "pdf", task=make_book, by=writer, at=at)
    book.pieces.create(number=0, content=b"%PDF")
    book.set(size=4)
    book.end(at=at)
    return {
        "book": book.pk,
        "section": section.pk,
        "slug": section.slug,
        "text": text.pk,
        "picture": name.rpartition("/")[2],
        "minute": minute.pk,
        "meeting": ended.pk,
        "question": question.pk,
        "guest": link.pk,
        "token": SIGNER.sign(str(link.pk)),
        "calendar": feed.pk,
        "calendar_token": CALENDARS.sign(f"{feed.pk}-{feed.number}"),
        "ask": ask.pk,
        "agenda": item.pk,
    }


def make_figures(team, other):
    """A metric with a reading, and an incident; another team's metric."""
    metric = Metric.objects.create(
        team=team, name="Load time", url="https://graphite.example.org/render"
    )
    incident = Incident.objects.create(team=team, title="Power", started_at=AT)
    return {
        "metric": metric.pk,
        "reading": Reading.objects.create(metric=metric, at=AT, value=2.14).pk,
        "incident": incident.pk,
        "foreign_metric": Metric.objects.create(team=other, name="Theirs").pk,
    }


def make_import(author, team, quarter):
    """One that has come as far as its preview, with a row that is refused."""
    rows = [
        SourceRow(("Imported", "03/04/2015", "amber"), 2),
        SourceRow(("", "Q2", "?"), 3),
    ]
    table = SourceTable("csv", "", ("Objective", "ETA", "Status"), tuple(rows))
    source = Source("csv", (table,))
    place = {"team": team, "quarter": quarter.slug}
    moment = {"by": author, "at": timezone.now()}
    return stored.begin(source, name="plans.csv", **place, **moment).pk


def make_export_of(author):
    """A file that is there to be fetched."""
    asked = {"task": make_export, "by": author, "at": timezone.now()}
    export = Export.objects.ask("objectives", "sort=title", "csv", **asked)
    export.pieces.create(number=0, content=b"Objective")
    export.set(size=9)
    export.end(at=timezone.now())
    return export.pk


def make_weekly_message(user, objective):
    """The tokens of the links in this week's message."""
    now = timezone.now()
    message = WeeklyMessage.objects.create(
        user=user,
        week=timezone.localdate(now),
        starts_at=now,
        ends_at=now + datetime.timedelta(days=7),
        changes_since=now,
        objectives=[objective.pk],
    )
    stop = links.STOPPING.sign(str(user.pk))
    return {"weekly_answer": links.token_of(message), "weekly_stop": stop}


def make_scene():
    """A team with a group, another team, and what each address leads to."""
    organization = make_organization(Readers.ANYONE)
    whole, other = make_team("Whole"), make_team("Other")
    logo = images.save(images.logo_from(upload(picture())), images.LOGOS)
    part = make_team("Part", whole, logo=logo)
    quarter, later = make_quarter(), make_quarter(datetime.date(2015, 2, 1))
    for name, team in (("member", part), ("lead", part), ("parent", whole)):
        make_user(name, team=team)
    make_user("other", team=other)
    make_user("disabled", team=part, is_active=False)
    Member.objects.exclude(name="member").update(is_lead=True)
    make_user("teamless")
    administrator = make_user("administrator", is_staff=True)
    member = Member.objects.get(name="member")
    member.photo = images.save(images.photo_from(upload(picture())))
    member.save(at=AT)
    plan = make_plan(part, quarter)
    objective = make_objective(plan, owner=member, tags="One, Two")
    comment = Comment.objects.write(objective, "Why?", by=member.user, at=AT)
    plan.commit(by=None, at=AT)
    room = ChatRoom.objects.create(team=part, name="Ops")
    room.keep_address("json://chat.example.org/x", by=None, at=AT)
    later_plan = make_plan(part, later)
    review = make_review(part, quarter)
    of_review = make_rows_of(review, member.user) | make_figures(part, other)
    project = Project.objects.create(team=part, quarter=quarter, text="Extra")
    gone = Project.objects.create(team=part, quarter=quarter, text="Gone")
    foreign_plan = make_plan(other, quarter)
    stranger = other.members.get()
    of_review |= make_weekly_message(member.user, objective)
    return of_review | {
        "own": {
            "owner": member.pk,
            "plan": plan.pk,
            "before": make_objective(plan).pk,
            "successor": make_objective(later_plan).pk,
            "teams": part.pk,
        },
        "foreign": {
            "owner": stranger.pk,
            "plan": foreign_plan.pk,
            "displaced": make_objective(foreign_plan).pk,
            "before": make_objective(foreign_plan).pk,
            "successor": make_objective(make_plan(other, later)).pk,
            "teams": other.pk,
            "second": of_review["foreign_metric"],
        },
        "organization": organization,
        "administrators_import": make_import(administrator, part, quarter),
        "import": make_import(Member.objects.get(name="lead").user, part, quarter),
        "export": make_export_of(member.user),
        "team": part.slug,
        "whole": whole.slug,
        "quarter": quarter.slug,
        "later": later.slug,
        "free": later.following().slug,
        "objective": objective.pk,
        "key": live_key([plan]),
        "mfa": 1,  # nobody's: who removes a passkey is asked for a password first
        "change": Change.objects.of(objective).last().pk,
        "comment": comment.pk,
        "chat": room.pk,
        "project": project.pk,
        "member": member.pk,
        "tag": Tag.objects.get(name="One").pk,
        "logo": logo.rpartition("/")[2],
        "photo": member.photo.name.rpartition("/")[2],
        "account": member.user_id,
        "deletion": gone.delete(by=None, at=timezone.now()).pk,
    }
