from datetime import timedelta

import pytest

from objectives.models import FailedSignIns
from objectives.models.failed_sign_ins import MOST, WINDOW, LockedError, network_of
from tests.makers import AT
from tests.together import TIMES, at_once

HOME, OFFICE = "192.0.2.1", "192.0.2.2"
MINUTE = timedelta(minutes=1)


def fail(times, username="ada", address=HOME, at=AT):
    for number in range(times):
        FailedSignIns.objects.begin(username, address, at=at + number * MINUTE)


@pytest.mark.django_db
def test_after_five_the_next_one_is_refused_until_the_first_is_old():
    fail(MOST)

    with pytest.raises(LockedError) as refusal:
        FailedSignIns.objects.begin("ada", HOME, at=AT + 5 * MINUTE)

    assert refusal.value.until == AT + WINDOW
    FailedSignIns.objects.begin("ada", HOME, at=refusal.value.until)


@pytest.mark.django_db
def test_no_quarter_of_an_hour_has_six_however_they_are_spread():
    taken = []
    for second in range(0, 3600, 30):
        at = AT + timedelta(seconds=second)
        try:
            FailedSignIns.objects.begin("ada", HOME, at=at)
        except LockedError:
            continue
        taken.append(at)

    pairs = zip(taken, taken[MOST:], strict=False)
    assert all(late - early >= WINDOW for early, late in pairs)
    assert len(taken) == 4 * MOST


@pytest.mark.django_db
def test_a_refused_one_does_not_count():
    fail(MOST)
    for _ in range(60):
        with pytest.raises(LockedError):
            FailedSignIns.objects.check_open("ada", HOME, at=AT + 6 * MINUTE)

    FailedSignIns.objects.check_open("ada", HOME, at=AT + WINDOW)


@pytest.mark.django_db
@pytest.mark.parametrize(("username", "address"), [("ada", OFFICE), ("bob", HOME)])
def test_nobody_else_is_locked_out(username, address):
    fail(MOST)

    FailedSignIns.objects.begin(username, address, at=AT + 5 * MINUTE)


@pytest.mark.django_db
def test_a_right_one_is_taken_back():
    fail(MOST - 1)
    right = FailedSignIns.objects.begin("ada", HOME, at=AT + 5 * MINUTE)

    right.take_back(at=AT + 5 * MINUTE)

    FailedSignIns.objects.begin("ada", HOME, at=AT + 6 * MINUTE)
    with pytest.raises(LockedError):
        FailedSignIns.objects.check_open("ada", HOME, at=AT + 6 * MINUTE)


@pytest.mark.django_db
def test_old_ones_are_removed_and_those_that_count_stay():
    fail(1, "ada")
    fail(1, "bob", at=AT + MINUTE)

    FailedSignIns.objects.remove_old(at=AT + WINDOW)

    assert FailedSignIns.objects.count() == 1


@pytest.mark.django_db
def test_no_row_says_what_was_typed():
    fail(1, "my-password-by-mistake")

    row = FailedSignIns.objects.values().get()
    assert "mistake" not in str(row)
    assert HOME not in str(row)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "192.0.2.1", False),
    ],
)
def test_an_address_stands_for_those_that_its_owner_has(one, other, is_same):
    assert (network_of(one) == network_of(other)) == is_same


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_are_counted_one_by_one():
    outcomes = at_once(lambda _: FailedSignIns.objects.begin("ada", HOME, at=AT))

    assert outcomes == ["done"] * MOST + ["locked"] * (TIMES - MOST)


@pytest.mark.django_db(transaction=True)
def test_who_looks_first_and_counts_then_lets_more_through():
    fail(1)

    def look_and_count(between):
        row = FailedSignIns.objects.get()
        row.check_open(at=AT)
        between.wait()
        row.set_times([*row.times, AT.timestamp()])

    assert at_once(look_and_count) == ["done"] * TIMES
    assert len(FailedSignIns.objects.get().times) == 2
