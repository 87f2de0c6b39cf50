import datetime
import functools

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from objectives.models import (
    Change,
    ChatRoom,
    Comment,
    Member,
    Objective,
    Project,
    Tag,
    Team,
)
from objectives.models.history import AuditedModel
from reviews.models import (
    AgendaItem,
    Ask,
    Attendance,
    CalendarFeed,
    GuestLink,
    Incident,
    Metric,
    Minute,
    Question,
    SpeakerNote,
    TextSlide,
)
from tests.makers import (
    AT,
    LATER,
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_section,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


def make_carry_over():
    objective = make_objective(make_plan(state="committed"))
    objective.carry_over(objective.plan.quarter.following(), by=None, at=AT)
    return objective.carried_to


def make_metric():
    return Metric.objects.create(team=make_team(), name="Uptime")


def make_publication():
    return make_review().publish({"format": 1}, by=None, at=AT)


def make_question():
    review = make_review()
    meeting = review.open_meeting(by=None, at=AT)
    return Question.objects.create(
        review=review, meeting=meeting, text="Why?", once="a", at=AT
    )


# A row of every kind that people write, and a field of it with another value.
MAKERS = {
    "objectives.organization": (make_organization, "name", "Changed"),
    "objectives.team": (make_team, "name", "Changed"),
    "objectives.member": (
        lambda: Member.objects.create(team=make_team(), name="Ada"),
        "joined_on",
        datetime.date(2015, 1, 5),
    ),
    "objectives.plan": (make_plan, "draft_until", datetime.date(2015, 1, 20)),
    "objectives.objective": (make_objective, "measure", "Changed"),
    "objectives.chatroom": (
        lambda: ChatRoom.objects.create(team=make_team(), name="Ops"),
        "name",
        "Changed",
    ),
    "objectives.comment": (
        lambda: Comment.objects.create(objective=make_objective(), text="Why?", at=AT),
        "text",
        "Changed",
    ),
    "objectives.carryover": (make_carry_over, "note", "Changed"),
    "objectives.tag": (
        lambda: Tag.objects.create(name="Reliability"),
        "name",
        "RELIABILITY",
    ),
    "objectives.project": (
        lambda: Project.objects.create(
            team=make_team(), quarter=make_quarter(), text="Moved out of Tampa"
        ),
        "requested_by",
        "Changed",
    ),
    "reviews.review": (make_review, "slot_seconds", 1800),
    "reviews.section": (lambda: make_section(make_review()), "seconds", 300),
    "reviews.textslide": (
        lambda: TextSlide.objects.create(section=make_section(make_review())),
        "text",
        "Changed",
    ),
    "reviews.metric": (make_metric, "unit", "Changed"),
    "reviews.incident": (
        lambda: Incident.objects.create(team=make_team(), title="Down", started_at=AT),
        "duration",
        datetime.timedelta(minutes=7),
    ),
    "reviews.agendaitem": (
        lambda: AgendaItem.objects.create(title="Team", seconds=60),
        "seconds",
        300,
    ),
    "reviews.ask": (
        lambda: Ask.objects.create(review=make_review(), text="A chart"),
        "answer",
        "Changed",
    ),
    "reviews.attendance": (
        lambda: Attendance.objects.create(review=make_review(), names="Ada"),
        "names",
        "Changed",
    ),
    "reviews.question": (make_question, "answer", "Changed"),
    "reviews.minute": (
        lambda: Minute.objects.create(review=make_review(), text="Why?", at=AT),
        "text",
        "Changed",
    ),
    "reviews.speakernote": (
        lambda: SpeakerNote.objects.create(review=make_review(), slide="cover"),
        "text",
        "Changed",
    ),
    "reviews.calendarfeed": (
        lambda: CalendarFeed.objects.create(user=make_user()),
        "number",
        2,
    ),
    "reviews.guestlink": (
        lambda: GuestLink.objects.create(
            review=make_review(), name="The board", ends_on=AT.date()
        ),
        "name",
        "Changed",
    ),
    "reviews.publication": (make_publication, "withdrawn_because", "Changed"),
}
NEVER_DELETED = {"reviews.publication"}


def subclasses(model):
    models = apps.get_models()
    return {row._meta.label_lower for row in models if issubclass(row, model)}


def test_every_audited_model_is_tested_here():
    assert MAKERS.keys() == subclasses(AuditedModel)


@pytest.mark.parametrize("noun", MAKERS)
def test_adding_a_record_is_in_the_trail(noun):
    row = MAKERS[noun][0]()

    entry = Change.objects.of(row).earliest("pk")

    assert entry.action in ("added", "published")
    assert entry.object_name == str(row)[:200]
    assert set(entry.fields) == {field.name for field in row._meta.local_fields}
    assert {old for old, _ in entry.fields.values()} == {""}


@pytest.mark.parametrize("noun", MAKERS)
def test_changing_a_record_is_in_the_trail_with_author_time_old_and_new(noun):
    make, field, value = MAKERS[noun]
    ada = make_user("ada")
    row = type(make())._base_manager.latest("pk")
    stored = row._meta.get_field(field)
    is_empty = stored.value_from_object(row) is None
    old = "" if is_empty else stored.value_to_string(row)
    setattr(row, field, value)

    row.save(by=ada, at=LATER, reason="It was wrong")

    entry = Change.objects.of(row).latest("pk")
    new = stored.value_to_string(row)
    assert (entry.action, entry.by, entry.by_name) == ("changed", ada, "ada")
    assert (entry.at, entry.reason) == (LATER, "It was wrong")
    assert entry.fields == {field: [old, new]}


@pytest.mark.parametrize("noun", sorted(MAKERS.keys() - NEVER_DELETED))
def test_deleting_a_record_is_in_the_trail_with_its_values(noun):
    row = type(MAKERS[noun][0]())._base_manager.latest("pk")
    pk, name = row.pk, str(row)

    row.delete(by=make_user("ada"), at=LATER, reason="A duplicate")

    entry = Change.objects.filter(noun=noun, object_pk=pk).latest("pk")
    assert (entry.action, entry.by_name, entry.at) == ("deleted", "ada", LATER)
    assert (entry.object_name, entry.reason) == (name[:200], "A duplicate")
    assert {new for _, new in entry.fields.values()} == {""}


def test_cascading_deletions_are_in_the_trail_too():
    section = make_section(make_review(sections=()), "Asks")
    TextSlide.objects.create(section=section, text="A manager, please")

    section.delete(by=make_user("ada"), at=LATER)

    gone = Change.objects.filter(action="deleted")
    assert {(entry.noun, entry.by_name) for entry in gone} == {
        ("reviews.section", "ada"),
        ("reviews.textslide", "ada"),
    }
    words = gone.get(noun="reviews.textslide").fields["text"]
    assert words == ["A manager, please", ""]


def test_a_link_set_to_null_is_in_the_trail_of_its_row():
    objective = make_objective(title="Encrypt")
    project = Project.objects.create(
        team=objective.plan.team,
        quarter=objective.plan.quarter,
        text="Moved out",
        displaced=objective,
    )

    objective.delete(by=make_user("ada"), at=LATER, reason="A duplicate")

    entry = Change.objects.of(project).get(action="changed")
    assert entry.fields == {"displaced": ["Encrypt", ""]}
    assert (entry.by_name, entry.at, entry.reason) == ("ada", LATER, "A duplicate")


def test_every_metric_that_loses_its_second_line_has_an_entry():
    errors = make_metric()
    add = functools.partial(Metric.objects.create, team=errors.team)
    with_errors = [add(name=name, second=errors) for name in ("Load", "Latency")]
    other = add(name="Requests")

    errors.delete(by=None, at=LATER)

    entries = Change.objects.filter(action="changed")
    assert {entry.object_pk for entry in entries} == {row.pk for row in with_errors}
    assert [entry.fields for entry in entries] == [{"second": [str(errors), ""]}] * 2
    assert not Change.objects.of(other).filter(action="changed").exists()


def test_an_empty_number_or_day_is_logged_as_empty():
    fields = Change.objects.of(make_objective()).get().fields

    assert fields["percent"] == fields["eta_day"] == fields["owner"] == ["", ""]


def test_saving_without_changes_leaves_no_entry():
    objective = make_objective()

    Objective.objects.get(pk=objective.pk).save()

    assert Change.objects.of(objective).count() == 1


def test_a_derived_value_is_in_the_trail_beside_its_text():
    objective = make_objective()

    objective.status = "Done"
    objective.save(at=LATER)

    assert Change.objects.of(objective).latest("pk").fields == {
        "status": ["", "Done"],
        "state": ["", "done"],
    }


def test_without_a_time_the_entry_has_the_current_one():
    before = timezone.now() - datetime.timedelta(minutes=1)

    objective = make_objective()

    assert before < Change.objects.of(objective).get().at


def test_an_entry_is_readable_when_row_and_person_are_gone():
    ada = make_user("ada")
    objective = make_objective(title="Encrypt the links")
    owner = Member.objects.create(team=objective.plan.team, name="Grace Hopper")
    objective.owner = owner
    objective.save(by=ada, at=AT)
    pk = objective.pk
    objective.delete(at=LATER)
    owner.delete()
    ada.delete()

    entry = Change.objects.get(object_pk=pk, noun="objectives.objective", at=AT)

    assert (entry.by, entry.by_name) == (None, "ada")
    assert str(entry) == "Encrypt the links changed"
    assert entry.fields == {"owner": ["", "Grace Hopper"]}


def test_a_refused_write_leaves_no_entry():
    team = make_team("Whole")
    trail = Change.objects.count()

    with pytest.raises(ValidationError):
        make_objective(make_plan(team, state="closed"))

    assert Change.objects.filter(noun="objectives.objective").count() == 0
    assert Change.objects.count() == trail + 1  # the plan


def test_a_write_that_fails_leaves_no_entry(monkeypatch):
    team = make_team("Whole")

    def refuse(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(Team, "log_change", refuse)
    team.name = "Changed"
    with pytest.raises(RuntimeError):
        team.save()

    assert Team.objects.get().name == "Whole"


@pytest.mark.parametrize(
    "act",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: Change.objects.filter(pk=entry.pk).update(by_name="eve"),
        lambda entry: Change.objects.filter(pk=entry.pk).delete(),
    ],
)
def test_the_trail_is_append_only(act):
    make_team()
    entry = Change.objects.get()

    with pytest.raises(ValidationError) as refusal:
        act(entry)

    assert refusal.value.code == "append_only"
    assert Change.objects.get().by_name == ""


def test_the_newest_entry_comes_first():
    objective = make_objective()
    objective.update_status("Started", by=None, at=LATER)

    actions = [entry.action for entry in Change.objects.of(objective)]

    assert sorted(actions) == ["added", "updated"]
    assert Change.objects.of(objective).filter(action="updated").get().at == LATER
