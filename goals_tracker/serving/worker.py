"""A process that serves the site: gunicorn looks after it, waitress reads requests.

A thread gets a request when all of it is there, and gives its whole answer away, so
that nobody holds one by sending or reading slowly.
"""

import os
import resource
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from gunicorn.workers import base
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from goals_tracker.serving.turns import Turns

MB = 1024 * 1024
LIMITS = {
    "connection_limit": 1000,
    "channel_timeout": 30,  # seconds in which not one byte comes or goes
    "cleanup_interval": 5,
    "max_request_header_size": 32 * 1024,
    "max_request_body_size": 32 * MB,
    # What is more of a request, or of an answer, waits in a file.
    "inbuf_overflow": 64 * 1024,
    "outbuf_overflow": MB,
    # A thread waits with what is more: larger than books are.
    "outbuf_high_watermark": 256 * MB,
    "recv_bytes": 64 * 1024,
}
# What is sent on of a body that is refused, and for how many seconds.
MOST_DRAINED, DRAINS_FOR = 256 * MB, 60


class Worker(base.Worker):
    sign_of_life_at = 0.0

    def run(self):
        allow_many_files()
        # A fifth of the default: small answers wait less for threads that compute.
        sys.setswitchinterval(0.001)
        self.channels: dict[int, Any] = {}
        create_server(
            without_bodies_for_head(self.wsgi),
            map=self.channels,
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            asyncore_use_poll=True,  # select takes no file after the 1,024th
            ident=None,
            # Whether a proxy is believed is for Django's settings.
            clear_untrusted_proxy_headers=False,
            **LIMITS,
        )
        turns = self.turns()
        for one in self.listeners():
            one.channel_class = Channel
            one.add_task = turns.add
        while self.alive and self.ppid == os.getppid():
            self.turn()
        self.finish()

    def turns(self):
        """Leaves half of the threads to others, whatever one address asks for."""
        dispatcher = self.listeners()[0].task_dispatcher  # it is that of all
        most = max(self.cfg.threads // 2, 1)
        behind_proxy = settings.TRUST_PROXY
        return Turns(dispatcher.add_task, most, is_behind_proxy=behind_proxy)

    def turn(self):
        # At each turn it would double what a small answer costs.
        if time.monotonic() >= self.sign_of_life_at:
            self.notify()
            self.sign_of_life_at = time.monotonic() + 1
        wasyncore.loop(1, use_poll=True, map=self.channels, count=1)

    def finish(self):
        """Take no more connections, and answer what is there already."""
        ends = time.monotonic() + self.cfg.graceful_timeout
        for one in self.listeners():
            one.accepting = False
        while self.is_busy() and time.monotonic() < ends:
            self.turn()

    def listeners(self):
        channels = self.channels.values()
        return [one for one in channels if isinstance(one, BaseWSGIServer)]

    def is_busy(self):
        held = (one for one in self.channels.values() if isinstance(one, Channel))
        return any(one.requests or one.total_outbufs_len for one in held)


class Parser(HTTPRequestParser):
    """Refuses a body of two lengths: a proxy in front may believe the other one.

    What one of them takes for its end would be another person's request to the other.
    """

    def parse_header(self, header_plus):
        super().parse_header(header_plus)
        # It is taken out of those that are understood.
        is_left = "TRANSFER_ENCODING" in self.headers
        if is_left or (self.chunked and "CONTENT_LENGTH" in self.headers):
            raise ParsingError("Two lengths of one body")


class Refusal(ErrorTask):
    """Says in our own words that a body is too large; the rest is for programs."""

    def execute(self):
        if self.request.error.code != 413:
            super().execute()
            return
        body = Path(settings.BASE_DIR, "templates", "413.html").read_bytes()
        self.status = "413 Content Too Large"
        self.response_headers += [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", "default-src 'none'"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.channel.is_sent_too_much = True
        self.write(body)


class Channel(HTTPChannel):
    """Reads on for a while after it has refused a body, and keeps nothing of it.

    Browsers send all of a form before they show an answer. Where the connection ends
    meanwhile, all that they show is that it ended.
    """

    parser_class = Parser
    error_task_class = Refusal
    is_sent_too_much = False
    drains_until = 0.0
    drained = 0

    def readable(self):
        return bool(self.drains_until) or super().readable()

    def received(self, data):
        if not self.drains_until:
            return super().received(data)
        self.drained += len(data)
        if self.drained > MOST_DRAINED or time.monotonic() > self.drains_until:
            self.will_close = True
        return False

    def handle_close(self):
        if self.is_sent_too_much and self.will_close and not self.drains_until:
            self.will_close = False
            self.drains_until = time.monotonic() + DRAINS_FOR
            self.socket.shutdown(socket.SHUT_WR)
        else:
            super().handle_close()


def allow_many_files():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def without_bodies_for_head(application):
    """Waitress sends whatever it is given, and Django leaves that to the server."""

    def answer(environ, start_response):
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if hasattr(body, "close"):
            body.close()
        return []

    return answer
