import datetime
import math
from functools import partial

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from objectives.models import (
    AccountSettings,
    CarryOver,
    ChatRoom,
    ChatSecret,
    Comment,
    Commitment,
    Export,
    Follow,
    FormerSlug,
    ImportMapping,
    MailMessage,
    Member,
    MessageSettings,
    Project,
    Quarter,
    StatusReading,
    Submission,
    Tag,
    Team,
    WeeklyMessage,
)
from reviews.models import (
    AgendaItem,
    Ask,
    Attendance,
    Book,
    CalendarFeed,
    Fetch,
    FetchRequest,
    Incident,
    Metric,
    Minute,
    PrintRequest,
    Publication,
    Question,
    Reading,
    TableVersion,
    TextSlide,
)
from tests.makers import (
    AT,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_section,
    make_team,
    make_user,
    numbers,
)

pytestmark = pytest.mark.django_db


def make_carry_over():
    objective = make_objective(make_plan(state="committed"))
    objective.carry_over(objective.plan.quarter.following(), by=None, at=AT)
    return objective.carried_to


def make_member(**fields):
    return Member.objects.create(team=make_team(), name="Ada", **fields)


def make_follow(user=None, **target):
    target = target or {"team": make_team()}
    return Follow.objects.create(user=user or make_user(), at=AT, **target)


def two_follows(noun, make):
    return lambda: [make_follow(user, **{noun: make()}) for user in [make_user()] * 2]


def make_message_settings():
    return MessageSettings.objects.create(user=make_user())


def two_weekly_messages():
    user, day = make_user(), datetime.timedelta(days=7)
    times = dict.fromkeys(("starts_at", "ends_at", "changes_since"), AT)
    rows = [WeeklyMessage(user=user, week=AT.date() + n * day, **times) for n in (0, 1)]
    return WeeklyMessage.objects.bulk_create(rows)


def make_project():
    return Project.objects.create(
        team=make_team(), quarter=make_quarter(), text="Moved out of Tampa"
    )


def make_tag(name="One"):
    return Tag.objects.create(name=name)


def two_taggings():
    objective = make_objective(tags="One, Two")
    return objective.taggings.order_by("pk")


def two_carry_overs():
    """Of one objective, the second to one that continues another one already."""
    plan = make_plan(state="committed")
    one, two = make_objective(plan), make_objective(plan)
    quarter = plan.quarter.following()
    one.carry_over(quarter, by=None, at=AT)
    there = two.carry_over(quarter, by=None, at=AT)
    one.carry_over(quarter, by=None, at=AT, successor=there, also=True)
    return list(one.links_on.order_by("pk"))


def make_comment():
    return Comment.objects.create(objective=make_objective(), text="Why?", at=AT)


def two_mentions():
    comment = make_comment()
    return [
        comment.mentions.create(user=make_user(name), name=name)
        for name in ("ada", "grace")
    ]


def make_room():
    return ChatRoom.objects.create(team=make_team(), name="Ops")


def two_lines():
    add = make_room().lines.create
    return [
        add(kind="test", key=key, text="A line", path="/", until=AT) for key in "ab"
    ]


def two_secrets():
    return [
        ChatSecret.objects.create(room=make_room(), address="json://x/y")
        for _ in range(2)
    ]


def two_feeds(team=None):
    add = CalendarFeed.objects.create
    return [add(user=make_user(name), team=team) for name in ("ada", "grace")]


def make_status_update():
    return make_objective().update_status("Started", by=None, at=AT)


def make_metric(name="Uptime", team=None):
    return Metric.objects.create(team=team or make_team(), name=name)


def make_reading(at=AT, metric=None):
    return Reading.objects.create(metric=metric or make_metric(), at=at, value=1.5)


def make_incident():
    return Incident.objects.create(team=make_team(), title="Down", started_at=AT)


def make_text_slide():
    return TextSlide.objects.create(section=make_section(make_review()))


def make_publication(**fields):
    fields = {"number": 1, "by": make_user(), "at": AT} | fields
    review = fields.pop("review", None) or make_review()
    return Publication.objects.create(review=review, snapshot={"format": 1}, **fields)


def make_withdrawn(**fields):
    return make_publication(withdrawn_at=AT, withdrawn_because="Wrong", **fields)


def first_and_second_group():
    parent = make_team()
    first = make_team("Labs", parent)
    return first, make_team("Other", parent)


def two_members():
    first = make_member(user=make_user())
    second = Member.objects.create(team=first.team, name="Grace", user=make_user())
    return first, second


def two_plans():
    team = make_team()
    later = make_quarter(datetime.date(2015, 1, 1))
    return make_plan(team), make_plan(team, later)


def two_reviews():
    team = make_team()
    later = make_quarter(datetime.date(2015, 1, 1))
    return make_review(team), make_review(team, later)


def two_sections():
    review = make_review(sections=())
    return make_section(review, "One"), make_section(review, "Two")


def two_metrics():
    team = make_team()
    return make_metric("One", team=team), make_metric("Two", team=team)


def two_readings():
    first = make_reading()
    return first, make_reading(AT + datetime.timedelta(days=1), first.metric)


def two_fetches():
    return [Fetch.objects.create(metric=metric, at=AT) for metric in two_metrics()]


def two_versions():
    first = make_withdrawn()
    return first, make_withdrawn(review=first.review, number=2)


def one_in_force():
    first = make_publication()
    return first, make_withdrawn(review=first.review, number=2)


def make_agenda_item():
    return AgendaItem.objects.create(title="Team", seconds=60)


def make_ask():
    return Ask.objects.create(review=make_review(), text="A chart")


def two_attendances():
    """One for a meeting, after one that was written before there was a meeting."""
    review = make_review()
    first = Attendance.objects.create(review=review, names="Ada")
    meeting = review.open_meeting(by=None, at=AT)
    return first, Attendance.objects.create(review=review, meeting=meeting)


def attendances_of_meetings():
    return [
        Attendance.objects.create(
            review=review, meeting=review.open_meeting(by=None, at=AT)
        )
        for review in (make_review(), make_review())
    ]


def two_questions():
    review = make_review()
    said = {"meeting": review.open_meeting(by=None, at=AT), "text": "Why?", "at": AT}
    return [review.questions.create(**said, once=once) for once in ("a", "b")]


def make_question():
    return two_questions()[0]


def make_minute():
    return Minute.objects.create(review=make_review(), text="Why?", at=AT)


def two_submissions():
    sent = Submission.objects
    by = make_user()
    return [sent.create(by=by, digest=digest, at=AT) for digest in ("one", "two")]


def two_slots():
    counts = TableVersion.objects
    return [counts.create(source="team", slot=slot) for slot in (1, 2)]


def two_notes():
    review = make_review()
    notes = review.speaker_notes
    return notes.create(slide="cover"), notes.create(slide="agenda")


def two_files():
    files = make_publication().files
    return (
        files.create(name="one", content_type="text/css", content=b"1"),
        files.create(name="two", content_type="text/css", content=b"2"),
    )


def make_book():
    return Book.objects.create(
        quarter=make_quarter(), by=make_user(), kind="pdf", asked_at=AT
    )


def make_export():
    fields = {"listing": "objectives", "format": "csv"}
    return Export.objects.create(author=make_user(), asked_at=AT, **fields)


def two_pieces(make):
    pieces = make().pieces
    return (
        pieces.create(number=0, content=b"1"),
        pieces.create(number=1, content=b"2"),
    )


def two_fetch_requests():
    ask = FetchRequest.objects.create
    return [
        ask(metric=metric, host=f"{metric.pk}.example.org", asked_at=AT)
        for metric in two_metrics()
    ]


def two_print_requests():
    ask = PrintRequest.objects.create
    return [
        ask(key=f"{place}", asker="a", place=place, variant="pdf/ua-1", asked_at=AT)
        for place in (0, 1)
    ]


def two_meetings():
    review = make_review()
    first = review.open_meeting(by=None, at=AT)
    second = review.meetings.create(started_at=AT, ended_at=AT)
    return first, second


# Constraints on one row: how it is made, and what of it must not be.
CHECKS = {
    "team_cadence": (make_team, {"cadence": "hourly"}),
    "follow_one_thing": (make_follow, {"team": None}),
    "message_settings_weekday": (make_message_settings, {"weekday": 7}),
    "message_settings_hour": (make_message_settings, {"hour": 24}),
    "comment_text": (make_comment, {"text": ""}),
    "import_mapping_name": (
        lambda: ImportMapping.objects.keep("Jira", {}, by=None, at=AT),
        {"name": ""},
    ),
    "status_reading_state": (
        lambda: StatusReading.objects.create(text="x", folded="x", at=AT),
        {"state": "finished"},
    ),
    "organization_only_one": (make_organization, {"id": 2}),
    "organization_month": (make_organization, {"fiscal_year_start": 13}),
    "organization_readers": (make_organization, {"readers": "nobody"}),
    "organization_year_names": (make_organization, {"year_names": "none"}),
    "organization_date_order": (make_organization, {"date_order": "year"}),
    "organization_seconds_a_slide": (make_organization, {"seconds_a_slide": 4}),
    "organization_accent": (make_organization, {"accent": "red"}),
    "team_accent": (make_team, {"accent": "red"}),
    "team_not_its_own_group": (make_team, lambda row: {"parent_id": row.pk}),
    "team_name": (make_team, {"name": ""}),
    "member_name": (make_member, {"name": ""}),
    "member_left_after_joining": (
        make_member,
        {"joined_on": datetime.date(2015, 1, 2), "left_on": datetime.date(2015, 1, 1)},
    ),
    "quarter_number": (make_quarter, {"number": 5}),
    "quarter_days": (make_quarter, lambda row: {"last_day": row.first_day}),
    "plan_state": (make_plan, {"state": "open"}),
    "plan_third_column": (make_plan, {"third_column": "budget"}),
    "plan_closed_at": (make_plan, {"closed_at": AT}),
    "objective_title": (make_objective, {"title": ""}),
    "objective_percent": (make_objective, {"percent": 1000}),
    "objective_one_disposition": (
        make_objective,
        {"deferred_to": "next FY", "dropped_reason": "No budget"},
    ),
    "objective_state": (make_objective, {"chosen_state": "nearly"}),
    "objective_reason_kind": (make_objective, {"reason_kind": "weather"}),
    "objective_reference_url": (make_objective, {"reference_url": "javascript:1"}),
    "tag_name": (make_tag, {"name": ""}),
    "carry_over_two_rows": (
        make_carry_over,
        lambda row: {"successor_id": row.predecessor_id, "first_into_id": None},
    ),
    "carry_over_first_of": (
        make_carry_over,
        lambda row: {"first_of_id": row.successor_id},
    ),
    "carry_over_first_into": (
        make_carry_over,
        lambda row: {"first_into_id": row.predecessor_id},
    ),
    "carry_over_reason_kind": (make_carry_over, {"reason_kind": "weather"}),
    "status_update_percent": (make_status_update, {"percent": 1000}),
    "status_update_state": (make_status_update, {"state": "nearly"}),
    "project_text": (make_project, {"text": ""}),
    "review_slot": (make_review, {"slot_seconds": 86_401}),
    "section_title": (lambda: make_section(make_review()), {"title": ""}),
    "section_kind": (lambda: make_section(make_review()), {"kind": "dance"}),
    "section_shows": (lambda: make_section(make_review()), {"shows": "some"}),
    "section_most": (lambda: make_section(make_review()), {"most": 0}),
    "section_seconds": (lambda: make_section(make_review()), {"seconds": 86_401}),
    "text_slide_placement": (make_text_slide, {"placement": "beside"}),
    "text_slide_columns": (make_text_slide, {"columns": 3}),
    "agenda_item_title": (make_agenda_item, {"title": ""}),
    "agenda_item_kind": (make_agenda_item, {"kind": "dance"}),
    "agenda_item_seconds": (make_agenda_item, {"seconds": 86_401}),
    "ask_text": (make_ask, {"text": ""}),
    "ask_kind": (make_ask, {"kind": "order"}),
    "minute_kind": (make_minute, {"kind": "order"}),
    "question_text": (make_question, {"text": ""}),
    "question_state": (make_question, {"state": "lost"}),
    "minute_text": (make_minute, {"text": ""}),
    "metric_name": (make_metric, {"name": ""}),
    "metric_display": (make_metric, {"display": "pie"}),
    "metric_statistic": (make_metric, {"statistic": "mode"}),
    "metric_direction": (make_metric, {"direction": "left"}),
    "metric_computed": (make_metric, {"computed": "luck"}),
    "metric_counted": (make_metric, {"counted": "some"}),
    "metric_format": (make_metric, {"format": "xml"}),
    "metric_target": (make_metric, {"target": math.inf}),
    "reading_finite": (make_reading, {"value": math.inf}),
    "incident_title": (make_incident, {"title": ""}),
    "incident_duration": (make_incident, {"duration": datetime.timedelta(days=-1)}),
    "export_format": (make_export, {"format": "tar"}),
    "book_kind": (make_book, {"kind": "tar"}),
    "publication_withdrawn_because": (make_publication, {"withdrawn_at": AT}),
}
# Constraints between two rows: how both are made, and the fields they must not share.
UNIQUE = {
    "follow_team_once": (two_follows("team", make_team), ("team",)),
    "follow_objective_once": (
        two_follows("objective", make_objective),
        ("objective",),
    ),
    "follow_tag_once": (
        two_follows("tag", lambda: make_tag(f"Tag {next(numbers)}")),
        ("tag",),
    ),
    "weekly_message_once": (two_weekly_messages, ("week",)),
    "calendar_feed_of_own_once": (two_feeds, ["user_id"]),
    "calendar_feed_of_team_once": (lambda: two_feeds(make_team()), ["user_id"]),
    "chat_line_once": (two_lines, ["key"]),
    "mention_once": (two_mentions, ["user_id"]),
    "carry_over_once": (two_carry_overs, ["successor_id"]),
    "team_name_once": (first_and_second_group, ["name"]),
    "member_once": (two_members, ["user_id"]),
    "plan_once": (two_plans, ["quarter_id"]),
    "tag_once": (lambda: (make_tag("One"), make_tag("Two")), ["name", "folded"]),
    "tagging_once": (two_taggings, ["tag_id"]),
    "review_once": (two_reviews, ["quarter_id"]),
    "section_slug_once": (two_sections, ["slug"]),
    "metric_once": (two_metrics, ["name"]),
    "reading_once": (two_readings, ["at"]),
    "speaker_note_once": (two_notes, ["slide"]),
    "table_version_slot": (two_slots, ["slot"]),
    "submission_once": (two_submissions, ["digest"]),
    "published_file_once": (two_files, ["name"]),
    "book_piece_once": (partial(two_pieces, make_book), ["number"]),
    "export_piece_once": (partial(two_pieces, make_export), ["number"]),
    "fetch_request_host_once": (two_fetch_requests, ["host"]),
    "print_request_place_once": (two_print_requests, ["place"]),
    "attendance_once": (two_attendances, ["meeting_id"]),
    "meeting_one_in_progress": (two_meetings, ["ended_at"]),
    "publication_number_once": (two_versions, ["number"]),
    "publication_one_in_force": (
        one_in_force,
        ["withdrawn_at", "withdrawn_because"],
    ),
}
OWN = [
    model
    for label in ("goals_tracker", "objectives", "reviews")
    for model in apps.get_app_config(label).get_models()
]
CONSTRAINTS = {
    constraint.name: constraint
    for model in OWN
    for constraint in model._meta.constraints
}


def broken(name):
    """A stored row of that constraint's model, and the values that break it."""
    if name in UNIQUE:
        make, shared = UNIQUE[name]
        first, row = make()
        return row, {field: getattr(first, field) for field in shared}
    make, bad = CHECKS[name]
    row = make()
    return row, bad(row) if callable(bad) else bad


def test_every_constraint_is_tried_here():
    assert CHECKS.keys() | UNIQUE.keys() == CONSTRAINTS.keys()


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_database_refuses_what_breaks_a_constraint(name):
    row, bad = broken(name)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**bad)

    # SQLite names a unique constraint by its columns.
    assert name in str(refusal.value) or "UNIQUE" in str(refusal.value)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_is_refused_with_a_sentence(name):
    row, bad = broken(name)
    for field, value in bad.items():
        setattr(row, field, value)

    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()

    # Nobody types the number of a version, so it needs no sentence.
    if name != "publication_number_once":
        assert refusal.value.messages == [CONSTRAINTS[name].violation_error_message]
        assert refusal.value.messages[0].endswith(".")
        assert name not in refusal.value.messages[0]


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_form_refuses_what_breaks_a_constraint(name):
    row, bad = broken(name)
    row.full_clean()
    for field, value in bad.items():
        setattr(row, field, value)

    with pytest.raises(ValidationError):
        row.full_clean()


def unique_fields():
    return [
        (model, field.name)
        for model in OWN
        for field in model._meta.local_fields
        if field.unique and not field.primary_key
    ]


# Both ends of a carry-over and the commitment of an objective among them.
@pytest.mark.parametrize(
    ("model", "name"),
    unique_fields(),
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
def test_the_database_enforces_uniqueness(model, name):
    first, second = TWO[model]()
    attribute = model._meta.get_field(name).attname

    with pytest.raises(IntegrityError), transaction.atomic():
        model._base_manager.filter(pk=second.pk).update(
            **{attribute: getattr(first, attribute)}
        )


def two_commitments():
    plan = make_plan()
    rows = [make_objective(plan) for _ in range(2)]
    plan.commit(by=None, at=AT)
    return [row.commitment for row in rows]


TWO = {
    AccountSettings: lambda: [
        AccountSettings.objects.create(account=make_user()) for _ in range(2)
    ],
    MailMessage: lambda: [
        MailMessage.objects.create(key=key, template="x", asked_at=AT)
        for key in ("one", "two")
    ],
    ChatSecret: two_secrets,
    Team: lambda: (make_team(), make_team()),
    ImportMapping: lambda: [
        ImportMapping.objects.keep(name, {}, by=None, at=AT) for name in ("one", "two")
    ],
    StatusReading: lambda: [
        StatusReading.objects.create(text=text, folded=text, at=AT)
        for text in ("one", "two")
    ],
    FormerSlug: lambda: [
        make_team().former_slugs.create(slug=slug) for slug in ("one", "two")
    ],
    Quarter: lambda: (make_quarter(), make_quarter(datetime.date(2015, 1, 1))),
    CarryOver: lambda: (make_carry_over(), make_carry_over()),
    Commitment: two_commitments,
    Fetch: two_fetches,
    Book: lambda: (make_book(), make_book()),
    PrintRequest: two_print_requests,
    FetchRequest: two_fetch_requests,
    Attendance: attendances_of_meetings,
    Question: two_questions,
}


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: make_team(headcount=3), "headcount"),
        (make_review, "slot_seconds"),
        (lambda: make_section(make_review()), "seconds"),
    ],
)
def test_numbers_of_people_and_seconds_cannot_be_negative(make, field):
    row = make()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**{field: -1})
