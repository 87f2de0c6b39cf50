"""Allowed hosts, their IP addresses, and redirects.

The package's docstring has the rules.
"""

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
# Ways to write an IPv4 address inside an IPv6 one, not needed here.
TRANSLATED = [*map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48"))]


class RemoteError(Exception):
    """Why there is no usable response, in a sentence."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The allowed hosts, and the limits of a request.

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


def left(deadline: float) -> float:
    """The seconds until then; raises TimeoutError if there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def checked(url: str, rules: Rules) -> SplitResult:
    """The parts of an address, if it is allowed."""
    try:
        place = urlsplit(url)
        port = place.port
    except ValueError as error:
        raise RemoteError("The address is not valid.") from error
    if place.scheme not in PORTS or not place.hostname:
        raise RemoteError("The address must start with http:// or https://.")
    if place.username is not None or place.password is not None:
        raise RemoteError("Remove the user name and password from the address.")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise RemoteError("The address has characters that are not allowed.")
    if allowed_as(place, rules) is None:
        shown = place.hostname + (f":{port}" if port else "")
        raise RemoteError(f"The administrator has not allowed the host {shown}.")
    return place


def port_of(place: SplitResult) -> int:
    return place.port or PORTS[place.scheme]


def allowed_as(place: SplitResult, rules: Rules) -> str | None:
    """The entry in the list of hosts that allows an address."""
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
        raise RemoteError("The server redirects to a malformed address.") from error
    except RemoteError as error:
        raise RemoteError(f"The server redirects elsewhere. {error}") from error
    if target.hostname != place.hostname:
        raise RemoteError(f"The server redirects to another host: {target.hostname}.")
    if (place.scheme, target.scheme) == ("https", "http"):
        raise RemoteError("The server redirects from https to http.")
    return target


def addresses_of(place: SplitResult, rules: Rules, deadline: float) -> list[Any]:
    """The addresses that the host's name resolves to, if all are allowed."""
    host = place.hostname or ""
    seconds = min(rules.connect_seconds, left(deadline))
    found = within(seconds, lambda: resolve(host, port_of(place)))
    if found is None:
        raise RemoteError(f"Could not look up {host} in time.")
    if isinstance(found, Exception):
        raise RemoteError(f"Could not find {host}.") from found
    if allowed_as(place, rules) not in rules.private:
        for _, sockaddr in found:
            if not is_public(sockaddr[0]):
                raise RemoteError(
                    f"{host} has a private address, and the administrator has not "
                    "allowed that."
                )
    return found


def resolve(host: str, port: int) -> list[Any]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, sockaddr) for family, _, _, _, sockaddr in found]


def within(seconds: float, act: Callable[[], Any]) -> Any:
    """The result or exception of an uninterruptible call; None if it hangs."""
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
    """Whether an address is on the public internet, however it is written."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if address.sixtofour or address.teredo:
            return False
        if any(address in network for network in TRANSLATED):
            return False
    return address.is_global and not address.is_multicast
