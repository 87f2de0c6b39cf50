from datetime import UTC, date, datetime, timedelta

import pytest

from objectives.models import Cadence, Comment, Follow, Organization, Tag, Team
from objectives.models.organization import Readers
from objectives.reminders import digest
from objectives.reminders.digest import ANSWERED, CHANGED, SLIPPED, Happening
from objectives.reminders.people import people_of
from tests.makers import (
    make_objective,
    make_organization,
    make_plan,
    make_quarter,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2014, 11, 17, 9, tzinfo=UTC)
BEFORE, WEEK = NOW - timedelta(days=3), timedelta(days=7)


@pytest.fixture
def ops(db):
    make_organization(Readers.SIGNED_IN)
    team = make_team("Ops", cadence=Cadence.OFF)
    make_plan(team, state="committed")
    return team


@pytest.fixture
def reader(ops):
    """Somebody of another team, who may read all."""
    return make_user("reader", team=make_team("Other"))


@pytest.fixture
def writer(ops):
    return make_user("writer", team=ops)


def make_row(team, **fields):
    return make_objective(team.plans.get(), **{"title": "Move out"} | fields)


def told(*users, since=NOW - WEEK):
    """Kind and words of what changed, by the person's name."""
    people = people_of(users, at=NOW)
    found = digest.digests_of(
        people, dict.fromkeys((u.pk for u in users), (since, NOW))
    )
    return {
        user.username: [(one.kind, one.words) for one in found.get(user.pk, [])]
        for user in users
    }


def follow(user, row, **more):
    Follow.objects.choose(row, by=user, at=NOW, **more)


def change(row, by, at=BEFORE, **values):
    row.change(values, was=None, by=by, at=at)


def test_what_changed_is_said_in_words(ops, reader, writer):
    row = make_row(ops, eta="Dec", status="Started")
    follow(reader, ops)
    change(row, writer, status="Waiting", measure="A\nlong one")
    change(row, writer, status="Waits for parts")

    assert told(reader)["reader"] == [
        (
            CHANGED,
            "Measure of success: blank → A long one; Status: Started → Waits for parts",
        )
    ]


@pytest.mark.parametrize(
    ("before", "values"),
    [
        ({"eta": "2014-12-01"}, {"eta": "2014-12-24"}),
        ({"status": "On track"}, {"status": "At risk"}),
        ({"status": "On track"}, {"deferred_to": "2016"}),
    ],
)
def test_what_slipped_is_told_apart(ops, reader, writer, before, values):
    row = make_row(ops, **before)
    follow(reader, row)
    change(row, writer, **values)

    assert [kind for kind, _ in told(reader)["reader"]] == [SLIPPED]


def test_an_earlier_day_has_not_slipped(ops, reader, writer):
    row = make_row(ops, eta="2014-12-24")
    follow(reader, row)
    change(row, writer, eta="2014-12-01")

    assert told(reader)["reader"] == [(CHANGED, "ETA: 2014-12-24 → 2014-12-01")]


def test_a_team_a_tag_an_objective_and_its_lineage_are_followed(ops, writer):
    row = make_row(ops, tags="Red", status="Half")
    names = {"team": ops, "tag": Tag.objects.get(), "objective": row}
    readers = {noun: make_user(noun) for noun in names}
    for noun, user in readers.items():
        follow(user, names[noun])
    nobody = make_user("nobody")
    successor = row.carry_over(make_quarter(date(2015, 2, 1)), by=writer, at=BEFORE)
    change(successor, writer, measure="New")

    found = told(*readers.values(), nobody)

    carried = (SLIPPED, "Carried over to Ops Q3 2014-15")
    assert found["nobody"] == []
    for noun in names:
        assert carried in found[noun]
        assert (CHANGED, "Added") in found[noun]


def test_owners_follow_what_is_theirs_unless_they_say_no(ops, writer):
    owner = make_user("owner", team=ops)
    row = make_row(ops, owner=owner.memberships.get())
    change(row, writer, measure="New")
    assert told(owner)["owner"] == [(CHANGED, "Measure of success: blank → New")]

    follow(owner, ops)
    follow(owner, row, is_stopped=True)

    assert told(owner)["owner"] == []


def test_nobody_is_told_what_they_did_themselves(ops, reader, writer):
    row = make_row(ops)
    for user in (reader, writer):
        follow(user, ops)
    change(row, writer, measure="New")

    assert told(reader, writer)["writer"] == []


def test_only_the_time_since_the_last_message_counts(ops, reader, writer):
    row = make_row(ops)
    follow(reader, ops)
    change(row, writer, at=NOW - WEEK - timedelta(minutes=1), measure="Old")
    change(row, writer, at=NOW + timedelta(minutes=1), measure="Later")

    assert told(reader)["reader"] == []
    assert told(reader, since=NOW - 2 * WEEK)["reader"] != []


def test_what_may_no_longer_be_read_is_not_told(ops, reader, writer):
    row = make_row(ops)
    follow(reader, ops)
    change(row, writer, measure="Secret")
    assert told(reader)["reader"]

    Organization.objects.update(readers=Readers.TEAM)

    assert told(reader)["reader"] == []


def test_an_archived_team_and_a_quarter_that_is_over_are_silent(ops, reader, writer):
    row = make_row(ops)
    follow(reader, ops)
    change(row, writer, measure="New")
    ops.plans.update(state="closed", closed_at=NOW - 2 * WEEK)
    assert told(reader)["reader"] == []
    ops.plans.update(state="closed", closed_at=NOW - timedelta(days=1))
    assert told(reader)["reader"]

    Team.objects.update(archived_at=NOW)

    assert told(reader)["reader"] == []


def test_what_was_answered_is_told(ops, reader, writer):
    row = make_row(ops, status="Half")
    other = make_team("Labs")
    after = make_quarter(date(2015, 2, 1))
    make_plan(other, after)
    successor = row.carry_over(
        after, by=writer, at=NOW - 2 * WEEK, team=other, is_accepted=False
    )
    follow(reader, row)
    successor.carried_from.accept(by=writer, at=BEFORE)

    assert (ANSWERED, "Labs accepted it") in told(reader)["reader"]


def test_comments_are_told_while_they_are_there(ops, reader, writer):
    row = make_row(ops)
    follow(reader, ops)
    comment = Comment.objects.write(row, "Why\nnot?", by=writer, at=BEFORE)
    assert told(reader, writer) == {
        "reader": [(CHANGED, "writer commented: Why not?")],
        "writer": [],
    }

    comment.remove(by=writer, at=BEFORE)

    assert told(reader)["reader"] == []


def test_other_rooms_can_say_what_they_know(ops, reader, writer, monkeypatch):
    row = make_row(ops)
    follow(reader, ops)

    def comments(keys, window):
        assert row.pk in keys
        yield Happening(row.pk, BEFORE, "Ada commented: Why?", by=writer.pk)

    monkeypatch.setattr(digest, "sources", [comments])

    assert told(reader)["reader"] == [(CHANGED, "Ada commented: Why?")]


@pytest.mark.parametrize("count", [2, 9])
def test_the_queries_do_not_grow(ops, writer, django_assert_num_queries, count):
    row = make_row(ops)
    users = [make_user(f"u{number}") for number in range(count)]
    for user in users:
        follow(user, ops)
        change(make_row(ops, tags="Red"), writer, measure="New")
    change(row, writer, measure="New")
    people = people_of(users, at=NOW)
    windows = dict.fromkeys((user.pk for user in users), (NOW - WEEK, NOW))

    with django_assert_num_queries(9):
        found = digest.digests_of(people, windows)

    assert len(found) == count


def test_who_follows_a_team_hears_of_its_plans(ops, reader, writer):
    follow(reader, ops)
    group = make_team("Group", ops)
    make_objective(make_plan(group))
    group.plans.get().commit(by=writer, at=BEFORE)

    assert told(reader)["reader"] == [(CHANGED, "Q2 2014-15 was committed")]
