import datetime

import pytest
from django.core.exceptions import ValidationError

from objectives.models import Deletion
from reviews.models import AgendaItem, Review, Section, SpeakerNote, TextSlide
from reviews.models.agenda_item import STANDARD
from tests.forms_on_pages import forms_on
from tests.makers import (
    AT,
    make_lead,
    make_organization,
    make_plan,
    make_quarter,
    make_review,
    make_section,
    make_team,
    make_user,
)
from tests.together import TIMES, at_once

pytestmark = pytest.mark.django_db
LATER_DAY = datetime.date(2015, 2, 1)
PREPARE = "/teams/whole/2014-15-q2/review/prepare/"
NEXT = "/teams/whole/2014-15-q3/review/prepare/"
HELD = datetime.datetime(2015, 1, 14, 17, 30, tzinfo=datetime.UTC)


@pytest.fixture
def team(client):
    make_organization()
    team = make_team("Whole")
    client.force_login(make_lead(team, "grace"))
    make_plan(team, make_quarter())
    make_plan(team, make_quarter(LATER_DAY))
    return team


def prepared(client, **fields):
    fields = {"agenda": "organization", "slot_seconds": "30"} | fields
    answer = client.post(PREPARE, fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return Review.objects.get(quarter__slug="2014-15-q2")


def agenda_data(client, url=PREPARE):
    """The agenda's form as its page has it."""
    forms = forms_on(client.get(url), url)
    (form,) = [one for one in forms if any("seconds" in f.name for f in one.fields)]
    return {name: values[0] for name, values in form.data().items()}


# Making it


def test_a_review_is_created_in_one_step_with_the_default_agenda(client, team):
    review = prepared(client, held_at="2015-01-14T17:30", presenters="Ada")

    assert (review.slot_seconds, review.presenters) == (1800, "Ada")
    assert review.held_at == HELD
    seconds = list(review.sections.values_list("seconds", flat=True))
    assert seconds == [30, 300, 300, 300, 180, 300, 180]
    page = client.get(PREPARE).text
    assert "26:30 planned of 30:00, 3:30 slack" in page


def test_the_plan_leads_to_it(client, team):
    page = client.get("/teams/whole/2014-15-q2/").text
    assert "Prepare the review" in page

    prepared(client)

    page = client.get("/teams/whole/2014-15-q2/").text
    assert "Prepare the review" in page
    assert "Open the review" in page


def test_it_begins_with_the_organisations_own_agenda(client, team):
    AgendaItem.objects.create(kind="did", title="Deeds", seconds=90)

    review = prepared(client)

    assert list(review.sections.values_list("kind", "title", "seconds")) == [
        ("did", "Deeds", 90)
    ]


def test_it_begins_with_the_last_agenda_or_its_measured_times(client, team):
    last = make_review(team, sections=(), slot_seconds=900, presenters="Ada")
    make_section(last, "One", seconds=60, measured_seconds=95)
    make_section(last, "Two", seconds=120, position=1, measured_seconds=0)
    make_section(last, "Hidden", position=2, is_hidden=True)

    form = client.get(NEXT).context["form"]
    labels = [label for _, label in form.fields["agenda"].choices]
    client.post(NEXT, {"agenda": "measured"})

    assert labels == [
        "The agenda of Q2 2014-15, 3:00: One, Two",
        "The organisation's agenda, 26:30: " + labels[1].partition(": ")[2],
        "The agenda of Q2 2014-15 with its measured times, 3:40: One, Two",
    ]
    assert form.fields["slot_seconds"].initial == 900
    assert form.fields["presenters"].initial == "Ada"
    later = Review.objects.get(quarter__slug="2014-15-q3")
    assert list(later.sections.values_list("seconds", flat=True)) == [100, 120]


def test_unreadable_input_has_an_error_at_its_field(client, team):
    typed = {"agenda": "organization", "slot_seconds": "soon", "held_at": "tomorrow"}

    answer = client.post(PREPARE, typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"slot_seconds", "held_at"}
    assert 'value="soon"' in answer.text
    assert 'value="tomorrow"' in answer.text
    assert not Review.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one_review():
    team, quarter = make_team(), make_quarter()

    def prepare(_):
        agenda = (("did", "Deeds", 60),)
        Review.objects.prepare(team, quarter, agenda=agenda, by=None, at=AT)

    outcomes = at_once(prepare)

    assert outcomes.count("done") == 1
    assert len(outcomes) == TIMES
    assert Review.objects.count() == Section.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_save_the_default_agenda_once():
    make_organization()

    outcomes = at_once(lambda _: AgendaItem.objects.begin(by=None, at=AT))

    assert outcomes == ["done"] * TIMES
    assert AgendaItem.objects.count() == len(STANDARD)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_be_there_ten_times():
    def begin_unlocked(between):
        items = AgendaItem.objects.or_standard()
        between.wait()
        for item in items:
            item.save(by=None, at=AT)

    at_once(begin_unlocked)

    assert AgendaItem.objects.count() == len(STANDARD) * TIMES


def test_a_second_review_is_refused_in_words(team):
    make_review(team)

    with pytest.raises(ValidationError) as refusal:
        Review.objects.prepare(team, make_quarter(), agenda=(), by=None, at=AT)

    assert refusal.value.code == "prepared"


# Its agenda


def test_sections_are_renamed_reordered_hidden_and_added(client, team):
    review = prepared(client)
    team_intro, said = review.sections.all()[:2]
    data = agenda_data(client)
    data[f"row-{team_intro.pk}-title"] = "Who we are"
    data[f"row-{team_intro.pk}-position"] = 2
    data[f"row-{said.pk}-position"] = 1
    data[f"row-{said.pk}-seconds"] = "1 min 30 s"
    data[f"row-{said.pk}-is_hidden"] = "on"
    data |= {"new-title": "Demo", "new-seconds": "2:30", "new-kind": "text"}

    answer = client.post(PREPARE, data)

    assert answer.status_code == 302
    rows = review.sections.values_list("slug", "title", "seconds", "is_hidden")
    assert list(rows)[:2] == [
        ("what-we-said-we-would-do", "What we said we would do", 90, True),
        ("team-intro", "Who we are", 30, False),
    ]
    assert list(rows)[-1] == ("demo", "Demo", 150, False)
    deck = client.get("/teams/whole/2014-15-q2/review/").text
    assert 'id="what-we-said-we-would-do"' not in deck
    assert 'id="team-intro--people"' in deck
    assert 'id="demo"' in deck
    assert "24:00 planned of 30:00, 6:00 slack" in client.get(PREPARE).text


def test_one_refused_row_saves_none_and_loses_nothing(client, team):
    review = prepared(client)
    first, second = review.sections.all()[:2]
    data = agenda_data(client)
    data[f"row-{first.pk}-title"] = "Who we are"
    data[f"row-{second.pk}-seconds"] = "soon"

    answer = client.post(PREPARE, data)

    assert answer.status_code == 422
    assert "Who we are" in answer.text
    assert 'value="soon"' in answer.text
    assert review.sections.first().title == "Team intro"


def test_a_change_by_someone_else_is_not_overwritten(client, team):
    review = prepared(client)
    section = review.sections.first()
    data = agenda_data(client)
    Section.objects.filter(pk=section.pk).update(title="Theirs")
    data[f"row-{section.pk}-title"] = "Mine"

    answer = client.post(PREPARE, data)

    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert Section.objects.get(pk=section.pk).title == "Theirs"


def test_a_deleted_section_comes_back_with_its_texts(client, team):
    review = prepared(client)
    section = review.sections.first()
    TextSlide.objects.create(section=section, text="Why")

    answer = client.post(f"/sections/{section.pk}/delete/")

    assert not TextSlide.objects.exists()
    assert "Undo" in client.get(answer["Location"]).text
    client.post(f"/deleted/{Deletion.objects.get().pk}/restore/")
    assert TextSlide.objects.get().section == section


def test_a_section_of_objectives_can_leave_some_out_of_its_slides(client, team):
    review = prepared(client)
    did = review.sections.get(kind="did")
    data = agenda_data(client)

    client.post(PREPARE, data | {f"row-{did.pk}-shows": "top", f"row-{did.pk}-most": 3})

    did.refresh_from_db()
    assert (did.shows, did.most) == ("top", 3)
    data = agenda_data(client)
    assert (data[f"row-{did.pk}-shows"], data[f"row-{did.pk}-most"]) == ("top", "3")
    asked = {name.rpartition("-")[0] for name in data if name.endswith("-shows")}
    kinds = review.sections.filter(kind__in=["said", "did", "next"])
    assert asked - {f"initial-row-{one.pk}" for one in kinds} == {
        f"row-{one.pk}" for one in kinds
    }


def test_how_many_objectives_are_shown_is_a_number_that_can_be(client, team):
    review = prepared(client)
    did = review.sections.get(kind="did")

    answer = client.post(PREPARE, agenda_data(client) | {f"row-{did.pk}-most": "0"})

    assert answer.status_code == 422
    form = next(one for one in answer.context["form"].forms if one.instance == did)
    assert list(form.errors) == ["most"]


def test_an_agenda_over_its_slot_says_so(client, team):
    prepared(client, slot_seconds="20")

    assert "26:30 planned of 20:00, over by 6:30" in client.get(PREPARE).text


def test_the_page_costs_the_same_however_long_the_agenda(
    client, team, django_assert_max_num_queries
):
    review = prepared(client)
    for position in range(30):
        section = make_section(review, position=10 + position)
        TextSlide.objects.create(section=section)
    client.get(PREPARE)

    with django_assert_max_num_queries(15):
        client.get(PREPARE)


# Its settings and notes


def test_its_date_slot_and_presenters_are_changed(client, team):
    prepared(client)
    url = "/teams/whole/2014-15-q2/review/settings/"
    data = {"held_at": "2015-01-14T17:30", "slot_seconds": "45:00", "presenters": "Ada"}
    seen = {"initial-slot_seconds": "30:00", "initial-held_at": ""}

    answer = client.post(url, data | seen | {"initial-presenters": ""})

    assert answer.status_code == 302
    review = Review.objects.get()
    assert (review.slot_seconds, review.held_at) == (2700, HELD)


def test_notes_belong_to_a_slide_and_outlive_it(client, team):
    review = prepared(client)
    url = "/teams/whole/2014-15-q2/review/notes/"
    page = client.get(url)
    assert page.text.count("<iframe") == len(page.context["rows"])

    client.post(
        url, {"note-agenda-text": "Be quick", "note-team-intro--people-text": "Smile"}
    )

    assert dict(review.speaker_notes.values_list("slide", "text")) == {
        "agenda": "Be quick",
        "team-intro--people": "Smile",
    }
    review.sections.filter(slug="team-intro").update(is_hidden=True)
    page = client.get(url)
    gone = page.context["form"].gone
    assert [form.instance.slide for form in gone] == ["team-intro--people"]
    assert "Be quick" not in client.get("/teams/whole/2014-15-q2/review/").text
    assert SpeakerNote.objects.count() == 2


# The organisation's agenda


def test_the_default_agenda_is_saved_once_and_edited(client, team):
    client.force_login(make_user(is_staff=True))

    client.post("/agenda/", {"begin": "1"})
    client.post("/agenda/", {"begin": "1"})
    data = agenda_data(client, "/agenda/")
    item = AgendaItem.objects.first()
    client.post("/agenda/", data | {f"row-{item.pk}-title": "Faces"})

    assert AgendaItem.objects.count() == 7
    assert AgendaItem.objects.first().title == "Faces"
    client.post(f"/agenda/{item.pk}/delete/")
    assert AgendaItem.objects.count() == 6
