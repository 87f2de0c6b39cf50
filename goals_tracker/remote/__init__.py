"""Requests to servers, within limits. Uses no database.

Addresses come from team leads, not from the administrator of this network. So they lead
only where the administrator allows, and whatever the server does takes bounded time and
memory:

- Only hosts that are allowed, with their ports: those named, or 80 and 443. Redirects
  stay on the same host, and never go from https back to http.
- The address that a name resolves to must be public, unless that host may be private;
  the connection goes to the address that was checked, whatever the name resolves to a
  moment later. Host header and certificate are still the name's.
- A time limit for the connection, for each silence, and in total; a size limit while
  reading. Nothing is unpacked: compressed responses are refused.

The standard library's http.client rather than a richer client: pooling, retries and
proxies must not happen here, and the connection is one method to override. `requests`
resolves names itself and follows redirects first.
"""

import json
import ssl
import time
from http import client
from urllib.parse import SplitResult

from goals_tracker.remote.addresses import (
    RemoteError,
    Rules,
    addresses_of,
    checked,
    redirected,
)
from goals_tracker.remote.connection import Connection

PIECE = 64 * 1024
LONGEST_REASON = 200
HEADERS = {
    "Accept": "application/json, text/csv, text/plain;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "goals-tracker",
}


def get_body(url: str, rules: Rules) -> bytes:
    """The whole body of the response to a GET."""
    deadline = time.monotonic() + rules.total_seconds
    place = checked(url, rules)
    for _ in range(rules.most_redirects + 1):
        answer = ask(place, rules, deadline)
        if isinstance(answer, bytes):
            return answer
        place = redirected(place, answer, rules)
    raise RemoteError(f"The server redirects more than {rules.most_redirects} times.")


def ask(place: SplitResult, rules: Rules, deadline: float) -> bytes | str:
    """The body of the response, or, as text, the address that it redirects to."""
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
        raise RemoteError(in_words(error, place, rules)) from error


def used(response: client.HTTPResponse, rules: Rules) -> bytes | str:
    location = response.headers.get("Location")
    if response.status in (301, 302, 303, 307, 308) and location:
        return location
    if response.status != 200:
        raise RemoteError(refused(response))
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise RemoteError("The response is compressed, but should not be.")
    return body_of(response, rules.most_bytes)


def body_of(response: client.HTTPResponse, most: int) -> bytes:
    """The whole body; RemoteError if it is too large or incomplete."""
    too_large = f"The response is larger than {most / 1_000_000:g} MB."
    if response.length is not None and response.length > most:
        raise RemoteError(too_large)
    is_open = response.length is None and not response.chunked
    pieces, size = [], 0
    while piece := response.read(min(PIECE, most + 1 - size)):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise RemoteError(too_large)
    body = b"".join(pieces)
    # Without a length, only its ending tells a whole response from half of one.
    is_whole = not is_open or body.endswith(b"\n") or body.rstrip()[-1:] in b"]}"
    if response.length or not is_whole:
        raise RemoteError("The response is incomplete.")
    return body


def refused(response: client.HTTPResponse) -> str:
    """A status other than 200, with the reason that Prometheus gives."""
    said = f"The server responded with {response.status}"
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
            f"{host} did not respond in time: the limit is {rules.silent_seconds:g} s "
            f"of silence or {rules.total_seconds:g} s in all."
        )
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refused the connection."
    if isinstance(error, client.IncompleteRead | ConnectionError):
        return "The response is incomplete."
    if isinstance(error, OSError):
        return f"{host} cannot be reached: {error.strerror or 'the network failed'}."
    return f"{host} does not respond like a web server."
