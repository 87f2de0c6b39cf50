"""The connection to a server, in which every wait is limited."""

import socket
import ssl
from http import client
from typing import Any, cast
from urllib.parse import SplitResult

from goals_tracker.remote.addresses import PORTS, Rules, left, port_of


class DeadlineSocket:
    """A socket with a time limit for each piece and for all of them together.

    On the socket itself, so that reading headers, which a server may send byte by byte,
    is limited like reading the body.
    """

    deadline = float("inf")
    silent_seconds = 0.0

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        seconds = min(self.silent_seconds, left(self.deadline))
        self.settimeout(seconds)  # type: ignore[attr-defined]
        return super().recv_into(*args, **kwargs)  # type: ignore[misc]


class Plain(DeadlineSocket, socket.socket):
    pass


class Secure(DeadlineSocket, ssl.SSLSocket):
    pass


class Connection(client.HTTPConnection):
    """A connection to an address that was checked, under its host's name."""

    def __init__(self, place: SplitResult, found: list[Any], rules: Rules, end: float):
        super().__init__(place.hostname or "", port_of(place))
        self.default_port = PORTS[place.scheme]  # which the Host header leaves out
        self.is_secure = place.scheme == "https"
        self.found, self.rules, self.end = found, rules, end

    def connect(self) -> None:
        plain = connected(self.found, self.rules, self.end)
        sock = self._secured(plain) if self.is_secure else plain
        sock.deadline = self.end
        sock.silent_seconds = self.rules.silent_seconds
        self.sock = sock

    def _secured(self, plain: Plain) -> Secure:
        context = ssl.create_default_context()
        context.sslsocket_class = Secure
        plain.settimeout(min(self.rules.connect_seconds, left(self.end)))
        try:
            secure = context.wrap_socket(plain, server_hostname=self.host)
            return cast(Secure, secure)
        except BaseException:
            plain.close()
            raise


def connected(found: list[Any], rules: Rules, deadline: float) -> Plain:
    """A socket connected to the first of these addresses that responds."""
    refusal: OSError = TimeoutError()
    for family, sockaddr in found:
        sock = Plain(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(min(rules.connect_seconds, left(deadline)))
            sock.connect(sockaddr)
        except OSError as error:
            sock.close()
            refusal = error
        else:
            return sock
    raise refusal
