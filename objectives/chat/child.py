"""Sends a line with apprise: python -m objectives.chat.child

In a process of its own, in which names resolve to addresses that are allowed, and
sockets connect to nothing else: apprise asks for hosts by itself. What to send comes on
standard input, since a command line can be seen by others. Writes why it failed, or
nothing.
"""

import contextlib
import io
import json
import socket
import sys
from typing import Any
from urllib.parse import urlsplit

from goals_tracker.machine.limits import Limits
from goals_tracker.remote.addresses import Rules, allowed_as, is_public

LIMITS = Limits(cpu_seconds=20, seconds=60, memory=500 * 1024 * 1024)
NOT_INSTALLED = "apprise is not installed."
NOT_VALID = "The address is not one that apprise understands."
REFUSED = "The room did not take the line."
find = socket.getaddrinfo


class Guard:
    """What may be connected to; `refusal` is why something could not be."""

    def __init__(self, rules: Rules):
        self.rules, self.refusal = rules, ""
        self.allowed: set[tuple[Any, Any]] = set()

    def getaddrinfo(self, host: Any, port: Any, *more: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        shown = f"[{name}]" if ":" in name else name
        place = urlsplit(f"{'http' if port == 80 else 'https'}://{shown}:{port}")
        entry = allowed_as(place, self.rules)
        if entry is None:
            self.refuse(f"The administrator has not allowed the host {name}.")
        found = find(host, port, *more, **options)
        for *_, address in found:
            if entry not in self.rules.private and not is_public(str(address[0])):
                self.refuse(f"{name} has a private address.")
        self.allowed |= {(address[0], address[1]) for *_, address in found}
        return found

    def refuse(self, why: str) -> None:
        self.refusal = why
        raise OSError(why)


def guarded(guard: Guard) -> type[socket.socket]:
    class Socket(socket.socket):
        def connect(self, address: Any) -> None:
            if tuple(address[:2]) not in guard.allowed:
                guard.refuse("That address was not looked up.")
            super().connect(address)

        def connect_ex(self, address: Any) -> int:
            self.connect(address)
            return 0

    return Socket


def send(asked: dict[str, Any]) -> str:
    """Why it was not sent, or an empty text."""
    guard = Guard(Rules(asked["hosts"], asked["private"]))
    socket.getaddrinfo = guard.getaddrinfo
    socket.socket = guarded(guard)  # type: ignore[misc]
    try:
        import apprise  # noqa: PLC0415 -- an extra, and only after the guard
    except ImportError:
        return NOT_INSTALLED
    room = apprise.Apprise.instantiate(asked["address"], suppress_exceptions=True)
    if room is None:
        return NOT_VALID
    # Here a line is sent whole or not at all, and is never markup.
    if room.notify(body=asked["text"], body_format=apprise.NotifyFormat.TEXT):
        return ""
    return guard.refusal or REFUSED


def main() -> None:
    LIMITS.apply()
    asked = json.load(sys.stdin)
    with contextlib.redirect_stdout(io.StringIO()):
        failure = send(asked)
    print(failure)


if __name__ == "__main__":
    main()
