"""What a server answers at an address, within limits. Knows no database.

An address comes from people who lead a team, not from the administrator of this
machine's network. So it leads only where the administrator said, and whatever the
server does costs a bounded time and memory:

- Only hosts that are allowed, with their ports: those named, or 80 and 443. Redirects
  stay on the same host, and never go from https back to http.
- The address that a name resolves to must be public, unless that host may be private;
  and the connection goes to the very address that was looked at, whatever the name
  resolves to a moment later. Host header and certificate are still the name's.
- A time limit for the connection, for each silence, and for all of it together; a limit
  of size while it is read. Nothing is unpacked: what comes compressed is refused.

The standard library's http.client rather than a client of more comfort: pooling,
retries and proxies are what must not happen here, and the connection is one method to
override. `requests` resolves the name by itself and follows redirects first.
"""

import ipaddress
import json
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import client
from typing import Any, cast
from urllib.parse import SplitResult, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
PIECE = 64 * 1024
LONGEST_REASON = 200
# Ways to write an IPv4 address inside an IPv6 one, which nobody needs here.
TRANSLATED = [*map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48"))]
HEADERS = {
    "Accept": "application/json, text/csv, text/plain;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "goals-tracker",
}


class Unreachable(Exception):
    """Why there is no answer to be used, in a sentence."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Where an answer may come from, and what it may cost.

    `hosts` are names, or names with a port; `private` are those among them that may
    have addresses of a private network.
    """

    hosts: Collection[str] = ()
    private: Collection[str] = ()
    connect_seconds: float = 5
    silent_seconds: float = 15
    total_seconds: float = 40
    most_bytes: int = 20_000_000
    most_redirects: int = 3


def read(url: str, rules: Rules) -> bytes:
    """The body of the answer to a GET of that address, whole."""
    deadline = time.monotonic() + rules.total_seconds
    place = checked(url, rules)
    for _ in range(rules.most_redirects + 1):
        answer = ask(place, rules, deadline)
        if isinstance(answer, bytes):
            return answer
        place = redirected(place, answer, rules)
    raise Unreachable(f"The server redirects more than {rules.most_redirects} times.")


# Where to


def checked(url: str, rules: Rules) -> SplitResult:
    """The parts of an address that may be asked."""
    try:
        place = urlsplit(url)
        port = place.port
    except ValueError as error:
        raise Unreachable("The address is not well-formed.") from error
    if place.scheme not in PORTS or not place.hostname:
        raise Unreachable("The address begins with neither http:// nor https://.")
    if place.username is not None or place.password is not None:
        raise Unreachable("The address has a name or a password in it.")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise Unreachable("The address has characters that stand in no address.")
    if allowed_as(place, rules) is None:
        shown = place.hostname + (f":{port}" if port else "")
        raise Unreachable(f"The administrator has not allowed the host {shown}.")
    return place


def port_of(place: SplitResult) -> int:
    return place.port or PORTS[place.scheme]


def allowed_as(place: SplitResult, rules: Rules) -> str | None:
    """The entry among the hosts that allows an address."""
    port = port_of(place)
    for entry in rules.hosts:
        allowed = urlsplit(f"//{entry}")
        ports = [allowed.port] if allowed.port else PORTS.values()
        if allowed.hostname == place.hostname and port in ports:
            return entry
    return None


def redirected(place: SplitResult, location: str, rules: Rules) -> SplitResult:
    """Where a redirect leads, if it stays on the same host."""
    try:
        target = checked(urljoin(place.geturl(), location), rules)
    except ValueError as error:
        raise Unreachable("The server redirects to a malformed address.") from error
    except Unreachable as error:
        raise Unreachable(f"The server redirects elsewhere. {error}") from error
    if target.hostname != place.hostname:
        raise Unreachable(f"The server redirects to another host: {target.hostname}.")
    if (place.scheme, target.scheme) == ("https", "http"):
        raise Unreachable("The server redirects from https to http.")
    return target


def addresses_of(place: SplitResult, rules: Rules, deadline: float) -> list[Any]:
    """What the host's name resolves to now, if all of it may be connected to."""
    host = place.hostname or ""
    seconds = min(rules.connect_seconds, left(deadline))
    found = within(seconds, lambda: resolve(host, port_of(place)))
    if found is None:
        raise Unreachable(f"The name {host} was not resolved in time.")
    if isinstance(found, Exception):
        raise Unreachable(f"The name {host} is not known.") from found
    if allowed_as(place, rules) not in rules.private:
        for _, sockaddr in found:
            if not is_public(sockaddr[0]):
                raise Unreachable(
                    f"{host} has a private address, and the administrator has not "
                    "allowed that."
                )
    return found


def resolve(host: str, port: int) -> list[Any]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, sockaddr) for family, _, _, _, sockaddr in found]


def within(seconds: float, act: Callable[[], Any]) -> Any:
    """What an act that cannot be interrupted returns or raises; None if it hangs."""
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(act())
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return None


def is_public(text: str) -> bool:
    """Whether an address is one of the whole internet, however it is written."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if address.sixtofour or address.teredo:
            return False
        if any(address in network for network in TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


# The connection


def left(deadline: float) -> float:
    """The seconds until then; raises TimeoutError where there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class Hasty:
    """A socket that waits for each piece and for all of them together so long only.

    Set on the socket itself: what http.client reads of headers, a byte at a time if the
    server likes, is bounded like the body.
    """

    deadline = float("inf")
    silent_seconds = 0.0

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        seconds = min(self.silent_seconds, left(self.deadline))
        self.settimeout(seconds)  # type: ignore[attr-defined]
        return super().recv_into(*args, **kwargs)  # type: ignore[misc]


class Plain(Hasty, socket.socket):
    pass


class Secure(Hasty, ssl.SSLSocket):
    pass


class Connection(client.HTTPConnection):
    """A connection to an address that was looked at before, in the name of its host."""

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
    """A socket connected to the first of these addresses that answers."""
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


# The answer


def ask(place: SplitResult, rules: Rules, deadline: float) -> bytes | str:
    """The body of the answer; or as text where it redirects to."""
    try:
        found = addresses_of(place, rules, deadline)
        connection = Connection(place, found, rules, deadline)
        try:
            query = f"?{place.query}" if place.query else ""
            connection.request("GET", (place.path or "/") + query, headers=HEADERS)
            return used(connection.getresponse(), rules)
        finally:
            connection.close()
    except (OSError, client.HTTPException, ValueError) as error:
        raise Unreachable(in_words(error, place, rules)) from error


def used(response: client.HTTPResponse, rules: Rules) -> bytes | str:
    location = response.headers.get("Location")
    if response.status in (301, 302, 303, 307, 308) and location:
        return location
    if response.status != 200:
        raise Unreachable(refused(response))
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise Unreachable("The answer is compressed, though that was not asked for.")
    return body_of(response, rules.most_bytes)


def body_of(response: client.HTTPResponse, most: int) -> bytes:
    """The whole body, or Unreachable where it is too large or breaks off."""
    too_large = f"The answer is larger than {most / 1_000_000:g} MB."
    if response.length is not None and response.length > most:
        raise Unreachable(too_large)
    is_open = response.length is None and not response.chunked
    pieces, size = [], 0
    while piece := response.read(min(PIECE, most + 1 - size)):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise Unreachable(too_large)
    body = b"".join(pieces)
    # Without a length, only an end that looks like one tells it from half an answer.
    is_whole = not is_open or body.endswith(b"\n") or body.rstrip()[-1:] in b"]}"
    if response.length or not is_whole:
        raise Unreachable("The answer breaks off.")
    return body


def refused(response: client.HTTPResponse) -> str:
    """Another status than 200, with the reason that Prometheus gives for it."""
    said = f"The server answers {response.status}"
    try:
        data = json.loads(response.read(PIECE))
        reason = data["error"] if isinstance(data, dict) else ""
    except (OSError, client.HTTPException, ValueError, KeyError, RecursionError):
        reason = ""
    reason = reason or response.reason
    reason = reason[:LONGEST_REASON] if isinstance(reason, str) else ""
    reason = "".join(one for one in reason if one.isprintable())
    return f"{said}: {reason}" if reason else f"{said}."


def in_words(error: Exception, place: SplitResult, rules: Rules) -> str:
    host = place.hostname
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not valid: {error.verify_message}."
    if isinstance(error, TimeoutError):
        return (
            f"{host} did not answer in time: {rules.silent_seconds:g} s of silence "
            f"or {rules.total_seconds:g} s in all are too long."
        )
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refuses the connection."
    if isinstance(error, client.IncompleteRead | ConnectionError):
        return "The answer breaks off."
    if isinstance(error, OSError):
        return f"{host} cannot be reached: {error.strerror or 'the network fails'}."
    return f"{host} does not answer as a web server does."
