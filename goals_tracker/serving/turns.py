"""Whose requests are worked on next: no address has all threads of a process.

Somebody who asks for a dozen costly pages at once waits for them; others do not.
"""

import ipaddress
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from typing import Any


class Turns:
    """`begin` is given requests to work on, no more than `most` of an address at once.

    They come as waitress's channels, whose first request waits to be served.
    """

    def __init__(self, begin: Callable, most: int, *, is_behind_proxy: bool) -> None:
        self.begin, self.most = begin, most
        self.is_behind_proxy = is_behind_proxy
        self.lock = threading.Lock()
        self.begun: Counter[str] = Counter()
        self.waiting: dict[str, deque[Turn]] = defaultdict(deque)

    def add(self, channel: Any) -> None:
        turn = Turn(self, channel, self.address_of(channel))
        with self.lock:
            if self.begun[turn.address] >= self.most:
                self.waiting[turn.address].append(turn)
                return
            self.begun[turn.address] += 1
        self.begin(turn)

    def end(self, address: str) -> None:
        with self.lock:
            if waiting := self.waiting.get(address):
                following = waiting.popleft()
            else:
                self.waiting.pop(address, None)
                self.begun[address] -= 1
                self.begun += Counter()  # without those at nought
                return
        self.begin(following)

    def address_of(self, channel: Any) -> str:
        """The address that asks; an IPv6 address stands for its network."""
        named = channel.requests[0].headers.get("X_FORWARDED_FOR", "")
        last = named.rpartition(",")[2].strip() if self.is_behind_proxy else ""
        address = last or str(channel.addr[0])
        try:
            ipaddress.IPv6Address(address)
        except ValueError:
            return address
        return str(ipaddress.IPv6Network((address, 64), strict=False))


class Turn:
    """What waitress takes for a task."""

    def __init__(self, turns: Turns, channel: Any, address: str) -> None:
        self.turns, self.channel, self.address = turns, channel, address

    def service(self) -> None:
        try:
            self.channel.service()
        finally:
            self.turns.end(self.address)

    def cancel(self) -> None:
        self.channel.cancel()
