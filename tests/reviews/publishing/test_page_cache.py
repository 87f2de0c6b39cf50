import datetime
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.utils.autoreload import file_changed

from objectives.models import (
    CarryOver,
    Comment,
    Commitment,
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Team,
)
from objectives.models.organization import Readers
from reviews.deck import deck
from reviews.models import (
    Ask,
    Fetch,
    Incident,
    Metric,
    Reading,
    Review,
    Section,
    TableVersion,
    TextSlide,
    triggers,
)
from reviews.publishing import page_cache
from reviews.snapshot import cache
from tests.makers import AT, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/teams/techops/2014-15-q2/review/"
Q2_DAY = datetime.datetime(2014, 11, 1, tzinfo=datetime.UTC)

# Rows of the sample that the deck shows, and their fields that are shown as words.
WORDS = [
    ("objectives.organization", 1, "name"),
    ("objectives.organization", 1, "licence_notice"),
    ("objectives.organization", 1, "licence_url"),
    ("objectives.team", 1, "name"),
    ("objectives.team", 2, "name"),
    ("objectives.member", 1, "name"),
    ("objectives.member", 1, "role"),
    ("objectives.plan", 5, "draft_reason"),
    *(
        ("objectives.objective", pk, field)
        for pk in (7, 18)  # of the reviewed quarter, and of the next
        for field in ("title", "measure", "dependency", "eta", "status")
    ),
    ("objectives.objective", 12, "deferred_to"),
    ("objectives.objective", 12, "dropped_reason"),
    *(
        ("objectives.commitment", 2, field)
        for field in ("title", "measure", "dependency", "eta", "status")
    ),
    ("objectives.project", 42, "text"),
    ("reviews.review", 1, "presenters"),
    ("reviews.section", 3, "title"),
    ("reviews.textslide", 1, "title"),
    ("reviews.textslide", 1, "text"),
    ("reviews.ask", 1, "text"),
    ("reviews.ask", 1, "owner"),
    ("reviews.ask", 1, "answer"),
    *(
        ("reviews.metric", 3, field)
        for field in ("name", "heading", "source", "monitor", "period", "note")
    ),
    ("reviews.metric", 5, "unit"),
    ("reviews.reading", 1, "comment"),
]
# Other fields, each with three values and what the deck says of them.
VALUES = [
    (
        *("objectives.team", 1, "headcount"),
        [(4321, ": 4321<"), (8765, ": 8765<"), (5432, ": 5432<")],
    ),
    (
        *("objectives.quarter", 2, "last_day"),
        [
            (datetime.date(2015, 1, 31), "October 2014–January 2015"),
            (datetime.date(2015, 2, 28), "October 2014–February 2015"),
            (datetime.date(2015, 5, 31), "October 2014–May 2015"),
        ],
    ),
    (
        *("objectives.plan", 5, "draft_until"),
        [(datetime.date(2015, 2, day), f"Feb {day}") for day in (27, 24, 25)],
    ),
    (
        *("reviews.review", 1, "slot_seconds"),
        [(5999, "1:39:59"), (5998, "1:39:58"), (5997, "1:39:57")],
    ),
    (
        *("reviews.section", 3, "seconds"),
        [(s, f"59 min {s - 3540} s") for s in (3597, 3598, 3599)],
    ),
    (
        *("reviews.reading", 1, "value"),
        [(4321.5, "4,321.5"), (8765.5, "8,765.5"), (5432.5, "5,432.5")],
    ),
]
NOT_ON_SLIDES = {"objectives.statusupdate"}


@pytest.fixture(autouse=True)
def sample(sample):
    Ask.objects.create(pk=1, review_id=1, text="A chart", owner="Ada", answer="Soon")


def read(client, **headers):
    answer = client.get(ADDRESS, **headers)
    assert answer.status_code == 200
    return answer.text


# Ways to write


def saved(model, pk, field, value):
    row = model.objects.get(pk=pk)
    setattr(row, field, value)
    row.save()


def updated(model, pk, field, value):
    model._base_manager.filter(pk=pk).update(**{field: value})


def by_sql(model, pk, field, value):
    column = model._meta.get_field(field)
    table, name = model._meta.db_table, column.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {name} = %s WHERE id = %s",
            [column.get_db_prep_save(value, connection), pk],
        )


def deleted(row):
    row.delete()


def deleted_in_bulk(row):
    type(row)._base_manager.filter(pk=row.pk).delete()


def deleted_by_sql(row):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


# Editing


@pytest.mark.parametrize(("noun", "pk", "field"), WORDS)
def test_an_edited_word_shows_and_the_old_one_is_gone(client, noun, pk, field):
    model = apps.get_model(noun)
    by_sql(model, pk, field, "Quokka")
    old = "Quokka"
    assert old in read(client)

    ways = {"Wombat": updated, "Numbat": by_sql}
    if model is not Commitment:  # which is never edited by its own verbs
        ways["Dingo"] = saved
    for new, write in ways.items():
        write(model, pk, field, new)

        text = read(client)

        assert (new in text, old in text) == (True, False), write
        old = new


@pytest.mark.parametrize(("noun", "pk", "field", "values"), VALUES)
def test_an_edited_value_shows_and_the_old_one_is_gone(client, noun, pk, field, values):
    model = apps.get_model(noun)
    model, gone = apps.get_model(noun), []
    assert not any(words in read(client) for _, words in values)

    for write, (value, words) in zip((saved, updated, by_sql), values, strict=True):
        write(model, pk, field, value)

        text = read(client)

        assert words in text, write
        assert not any(old in text for old in gone)
        gone.append(words)


@pytest.mark.parametrize("write", [saved, updated, by_sql])
def test_who_is_new_shows(client, write):
    assert "New this quarter" not in read(client)

    write(Member, 1, "joined_on", datetime.date(2014, 11, 3))

    assert "New this quarter" in read(client)


@pytest.mark.parametrize("write", [saved, updated, by_sql])
def test_a_text_that_moved_before_its_section_shows_there(client, write):
    words = "Far less staff time was free"
    text = read(client)
    assert text.index(words) > text.index('data-kind="did"')

    write(TextSlide, 1, "placement", "before")

    text = read(client)
    assert text.index(words) < text.index('data-kind="did"')


def test_a_chosen_state_shows(client):
    before = read(client)

    saved(Objective, 24, "chosen_state", "stalled")
    after = read(client)
    updated(Objective, 24, "state", "at_risk")

    assert after.count("s-stalled") == before.count("s-stalled") + 1
    assert read(client).count("s-stalled") == before.count("s-stalled")


def test_a_plan_that_is_no_draft_any_more_is_shown_as_none(client):
    band = 'class="band"'
    assert read(client).count(band) == 3

    Plan.objects.get(pk=5).commit(by=None, at=AT)

    assert read(client).count(band) == 1


def test_a_new_order_shows(client):
    first, last = Project.objects.get(pk=1).text, Project.objects.get(pk=2).text
    text = read(client)
    assert text.index(first) < text.index(last)

    Project.objects.filter(pk=1).update(position=99)

    text = read(client)
    assert text.index(first) > text.index(last)


# Adding and deleting; each makes a row with the word Wombat in it


def group_with_plan():
    team = Team.objects.create(name="Wombat", slug="wombat", parent_id=1)
    plan = Plan.objects.create(team=team, quarter_id=2)
    Objective.objects.create(plan=plan, title="Dig")
    return team, plan


def empty_group():
    group_with_plan()[1].objectives.all().delete()
    return Plan.objects.get(team__name="Wombat")


ADDED = {
    "objectives.comment": lambda: Comment(
        objective_id=7, text="Wombat", at=AT, is_in_review=True
    ),
    "objectives.member": lambda: Member(team_id=1, name="Wombat"),
    "objectives.objective": lambda: Objective(plan_id=3, title="Wombat"),
    "objectives.project": lambda: Project(team_id=1, quarter_id=2, text="Wombat"),
    "reviews.section": lambda: Section(
        review_id=1, title="Wombat", slug="wombat", seconds=1
    ),
    "reviews.textslide": lambda: TextSlide(section_id=7, title="Wombat"),
    "reviews.metric": lambda: Metric(team_id=1, name="Wombat"),
    "reviews.reading": lambda: Reading(
        metric_id=6, at=Q2_DAY, value=1, comment="Wombat"
    ),
    "reviews.incident": lambda: Incident(team_id=1, title="Wombat", started_at=Q2_DAY),
    "objectives.plan": lambda: Plan(team_id=1, quarter_id=3, draft_reason="Wombat"),
}


@pytest.mark.parametrize("noun", ADDED)
def test_an_added_row_shows_and_a_deleted_one_is_gone(client, noun):
    is_plan = noun == "objectives.plan"
    for delete in (deleted, deleted_in_bulk, deleted_by_sql):
        assert "Wombat" not in read(client)

        row = ADDED[noun]()
        if delete is deleted:
            row.save()
        else:
            row = type(row)._base_manager.bulk_create([row])[0]
        if is_plan:  # shown with what stands in it only
            late = Objective.objects.create(plan=row, title="Dig")
        assert "Wombat" in read(client), delete

        if is_plan:
            late.delete()
        delete(row)
    assert "Wombat" not in read(client)


def test_an_added_group_shows_and_a_deleted_one_is_gone(client):
    assert "Wombat" not in read(client)

    team, plan = group_with_plan()
    assert "Wombat" in read(client)

    plan.objectives.get().delete()
    plan.delete()
    team.delete()
    assert "Wombat" not in read(client)


def test_an_added_commitment_shows_and_a_deleted_one_is_gone(client):
    objective = Objective.objects.create(plan_id=3, title="Dig")
    assert "Wombat" not in read(client)

    commitment = Commitment.of(objective, at=AT)
    commitment.status = "Wombat"
    commitment.save()
    assert "Wombat" in read(client)

    deleted_by_sql(commitment)
    assert "Wombat" not in read(client)


@pytest.mark.parametrize("delete", [deleted, deleted_in_bulk, deleted_by_sql])
def test_an_added_carry_over_shows_and_a_deleted_one_is_gone(client, delete):
    words = "carried over to Q3 2014-15"
    count = read(client).count(words)
    # Three rows, and the slides that sum them up.
    assert count >= 3

    objective = Objective.objects.get(pk=17)
    objective.carry_over(Plan.objects.get(pk=6).quarter, by=None, at=AT)
    assert read(client).count(words) == count + 1

    delete(objective.carried_to)
    assert read(client).count(words) == count


def test_an_edited_carry_over_shows(client):
    before = read(client)

    by_sql(CarryOver, 6, "first_of", None)
    by_sql(CarryOver, 6, "predecessor", 17)
    by_sql(CarryOver, 6, "first_of", 17)

    after = read(client)
    assert after != before
    assert after.count("carried over to") == before.count("carried over to")


def test_a_changed_lineage_shows(client):
    before = read(client)

    updated(Objective, 7, "lineage", uuid.uuid4())

    assert read(client) != before


def test_a_failed_fetch_shows_until_one_succeeds(client):
    fetch = Fetch(metric_id=5, at=AT, good_at=AT, failure="No answer.")
    fetch.save()
    assert "Fetching fails since" in read(client)

    Fetch.objects.update(failure="")
    assert "Fetching fails since" not in read(client)


def test_every_kind_of_row_that_a_slide_shows_is_tried_here():
    tried = {case[0] for case in WORDS + VALUES} | ADDED.keys()
    tried |= {"objectives.carryover", "reviews.publication", "reviews.fetch"}

    assert (
        tried
        == {model._meta.label_lower for model in triggers.watched_models()}
        - NOT_ON_SLIDES
    )


# Publications


def publish():
    review = Review.objects.with_publication().get()
    snapshot = page_cache.snapshot_of(review).to_dict()
    return review, review.publish(snapshot, by=None, at=AT)


DRAFT = '<p class="draft">Draft</p>'


def slides_in(page):
    """All but what says which version this is: the cover, and each foot of a draft."""
    return page.partition('id="glance"')[2].replace(DRAFT, "")


def test_a_published_deck_stays_though_rows_change(client):
    live = slides_in(read(client))
    publish()
    Objective.objects.filter(pk=7).update(title="Wombat")
    Organization.objects.update(licence_notice="Wombat")

    assert slides_in(read(client)) == live


def test_a_withdrawn_deck_is_live_again(client):
    live = read(client)
    review, _ = publish()
    Objective.objects.filter(pk=7).update(title="Wombat")
    assert slides_in(read(client)) == slides_in(live)

    review.withdraw("A number was wrong", by=None, at=AT)
    assert "Wombat" in read(client)


def test_a_second_version_shows_the_deck_of_its_time(client):
    review, _ = publish()
    review.withdraw("A word was wrong", by=None, at=AT)
    Objective.objects.filter(pk=7).update(title="Wombat")
    publish()
    Objective.objects.filter(pk=7).update(title="Numbat")

    text = read(client)

    assert ("Wombat" in text, "Numbat" in text) == (True, False)


def test_a_publication_edited_by_hand_shows(client):
    _, publication = publish()
    assert "Wombat" not in read(client)

    updated(
        type(publication),
        publication.pk,
        "snapshot",
        publication.snapshot | {"presenters": "Wombat"},
    )

    assert "Wombat" in read(client)


# Who may read moves with the rows too


@pytest.mark.parametrize("write", [saved, updated, by_sql])
def test_a_deck_that_was_open_is_closed_at_once(client, write):
    read(client)

    write(Organization, 1, "readers", Readers.TEAM)

    assert client.get(ADDRESS).status_code == 404


def test_a_deck_that_was_closed_is_open_at_once(client):
    updated(Organization, 1, "readers", Readers.TEAM)
    assert client.get(ADDRESS).status_code == 404

    updated(Organization, 1, "readers", Readers.ANYONE)

    read(client)


def test_who_leaves_a_team_does_not_read_its_deck_any_more(client):
    updated(Organization, 1, "readers", Readers.TEAM)
    client.force_login(make_user("ada", team=Team.objects.get(pk=1)))
    read(client)

    Member.objects.filter(user__username="ada").delete()

    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize("delete", [deleted, deleted_in_bulk])
def test_a_deleted_review_is_gone_at_once(client, delete):
    Ask.objects.get().delete()  # which keeps its review
    read(client)

    delete(Review.objects.get())

    assert client.get(ADDRESS).status_code == 404


def test_a_moved_team_is_found_at_its_new_address_only(client):
    read(client)

    updated(Team, 1, "slug", "operations")

    assert client.get(ADDRESS).status_code == 404
    assert client.get("/teams/operations/2014-15-q2/review/").status_code == 200


# Building once


@pytest.fixture
def builds(monkeypatch):
    """The snapshots that decks were built from."""
    built, build = [], deck.build

    def counting(snapshot, *limits):
        built.append(snapshot)
        return build(snapshot, *limits)

    monkeypatch.setattr(deck, "build", counting)
    return built


def test_an_unchanged_deck_is_built_once(client, builds):
    texts = {read(client) for _ in range(3)}
    client.head(ADDRESS)
    client.force_login(make_user())
    texts |= {read(client) for _ in range(3)}

    assert (len(texts), len(builds)) == (1, 1)


def test_a_changed_deck_is_built_once_more(client, builds):
    read(client)
    updated(Objective, 7, "title", "Wombat")

    read(client)
    read(client)

    assert len(builds) == 2


def test_the_anonymous_cost_one_query_where_nothing_changed(
    client, django_assert_num_queries
):
    read(client)

    with django_assert_num_queries(1):
        read(client)


def test_the_signed_in_cost_four_queries_where_nothing_changed(
    client, django_assert_num_queries
):
    client.force_login(make_user())
    read(client)

    with django_assert_num_queries(4):  # session, account, version, review
        read(client)


def test_a_404_is_not_cached(client):
    address = "/teams/wombat/2014-15-q2/review/"
    assert client.get(address).status_code == 404
    updated(Team, 1, "slug", "wombat")

    assert client.get(address).status_code == 200


def test_writes_elsewhere_keep_the_deck(client, builds):
    read(client)
    make_user()
    number = TableVersion.objects.current()

    read(client)

    assert TableVersion.objects.current() == number
    assert len(builds) == 1


def test_a_file_that_the_development_server_saw_changed_drops_all_pages(client, builds):
    client.get(ADDRESS)

    file_changed.send(sender=None, file_path=Path("templates/reviews/slide.html"))
    client.get(ADDRESS)

    assert len(builds) == 2


def test_pages_decks_and_what_they_are_made_of_share_their_memory(client):
    read(client)
    review = Review.objects.with_publication().select_related("team", "quarter").get()

    page_cache.deck_of(review, TableVersion.objects.current())

    names = {key[0].__name__ for key in cache.kept()}
    assert {"page_of", "deck_of", "cached"} <= names
