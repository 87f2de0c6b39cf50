from types import SimpleNamespace

import pytest

from goals_tracker.serving.turns import Turns


class Channel:
    def __init__(self, address, named=""):
        self.addr = (address, 1)
        headers = {"X_FORWARDED_FOR": named} if named else {}
        self.requests = [SimpleNamespace(headers=headers)]
        self.is_served = False

    def service(self):
        self.is_served = True


@pytest.fixture
def begun():
    return []


def turns_for(begun, *, is_behind_proxy=False):
    return Turns(begun.append, 2, is_behind_proxy=is_behind_proxy)


def addresses(begun):
    return [turn.address for turn in begun]


def test_an_address_has_so_many_at_once_and_others_do_not_wait(begun):
    turns = turns_for(begun)

    for address in ["a", "a", "a", "b", "a", "b", "b"]:
        turns.add(Channel(address))

    assert addresses(begun) == ["a", "a", "b", "b"]


def test_the_next_one_begins_when_one_ends(begun):
    turns = turns_for(begun)
    channels = [Channel("a") for _ in range(4)]
    for channel in channels:
        turns.add(channel)

    for number in range(4):
        begun[number].service()

    assert [turn.channel for turn in begun] == channels
    assert all(channel.is_served for channel in channels)
    assert not turns.begun
    assert not turns.waiting


def test_what_fails_gives_its_turn_away(begun):
    turns = turns_for(begun)
    for _ in range(3):
        turns.add(Channel("a"))
    begun[0].channel.service = lambda: 1 / 0

    with pytest.raises(ZeroDivisionError):
        begun[0].service()

    assert addresses(begun) == ["a", "a", "a"]


def test_a_second_request_on_a_connection_takes_its_turn(begun):
    turns = turns_for(begun)
    channel = Channel("a")
    channel.service = lambda: turns.add(channel)
    turns.add(channel)
    turns.add(Channel("a"))

    begun[0].service()

    assert [turn.channel for turn in begun][2:] == [channel]


@pytest.mark.parametrize(
    ("address", "named", "is_behind_proxy", "found"),
    [
        ("192.0.2.1", "198.51.100.1", False, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9, 198.51.100.1", True, "198.51.100.1"),
        ("192.0.2.1", "", True, "192.0.2.1"),
        ("2001:db8::1", "", False, "2001:db8::/64"),
        ("2001:db8::2", "", False, "2001:db8::/64"),
        ("localhost", "", False, "localhost"),
        ("192.0.2.1", "no address", True, "no address"),
    ],
)
def test_an_address_is_who_connects_or_whom_the_proxy_names(
    begun, address, named, is_behind_proxy, found
):
    turns_for(begun, is_behind_proxy=is_behind_proxy).add(Channel(address, named))

    assert addresses(begun) == [found]
