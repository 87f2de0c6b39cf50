"""A small server on the loopback that answers as Graphite and Prometheus do, and worse.

`answers` of the server has bodies by path; the other paths misbehave, each in its way.
"""

import gzip
import json
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

CERTIFICATE = Path(__file__).parent / "reviews" / "graphite.test.pem"
PIECE = b" " * 65_536
BOMB = gzip.compress(b"0" * 10_000_000)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Host")))
        place = urlsplit(self.path)
        name = place.path.strip("/").replace("-", "_")
        if place.path in self.server.answers:
            self.say(self.server.answers[place.path])
        else:
            getattr(self, f"do_{name}")(parse_qs(place.query))

    def say(self, body, status=200, **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content_Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def begin(self, **headers):
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def until_done(self, send, seconds=0.02):
        """Keep sending until the test is over or the client is gone."""
        while not self.server.done.wait(seconds):
            send()

    # Answers

    def do_status(self, query):
        self.say(b"Sorry", status=int(query["code"][0]))

    def do_parse_error(self, query):
        self.say({"status": "error", "error": "parse error at char 5"}, status=400)

    def do_redirect(self, query):
        self.say(b"", status=302, Location=query["to"][0])

    def do_loop(self, query):
        self.say(b"", status=307, Location="/loop")

    def do_chunked(self, query):
        self.begin(Transfer_Encoding="chunked")
        for piece in (b"[[141212", b"1600, 3]]", b""):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    def do_open_ended(self, query):
        self.begin()
        self.wfile.write(query["body"][0].encode())

    # What misbehaves

    def do_hang(self, query):
        self.server.done.wait(60)

    def do_hang_in_body(self, query):
        self.begin(Content_Length=100)
        self.wfile.write(b"[[14")
        self.server.done.wait(60)

    def do_drip(self, query):
        self.begin()
        self.until_done(lambda: self.wfile.write(b" "))

    def do_drip_headers(self, query):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.until_done(lambda: self.wfile.write(b"x"))

    def do_continue_for_ever(self, query):
        self.until_done(lambda: self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n"))

    def do_breaks_off(self, query):
        self.begin(Content_Length=1000)
        self.wfile.write(b"[[1412121600, 3]]")

    def do_says_too_little(self, query):
        self.begin(Content_Length=10)
        self.wfile.write(b"[[1412121600, 3]]")

    def do_bad_chunks(self, query):
        self.begin(Transfer_Encoding="chunked")
        self.wfile.write(b"zz\r\n[[1412121600, 3]]\r\n0\r\n\r\n")

    def do_says_too_much(self, query):
        self.begin(Content_Length=10**12)

    def do_endless(self, query):
        self.begin()
        self.until_done(lambda: self.wfile.write(PIECE), seconds=0)

    def do_endless_chunks(self, query):
        self.begin(Transfer_Encoding="chunked")
        chunk = b"10000\r\n" + PIECE + b"\r\n"
        self.until_done(lambda: self.wfile.write(chunk), seconds=0)

    def do_endless_headers(self, query):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self.until_done(lambda: self.wfile.write(b"X-More: x\r\n" * 100), seconds=0)

    def do_gzip_bomb(self, query):
        self.say(BOMB, Content_Encoding="gzip")

    def do_gzip_in_secret(self, query):
        self.say(gzip.compress(b"[[1412121600, 3]]"))

    def do_garbage(self, query):
        self.wfile.write(b"\x00\xff\x13 not http at all\r\n\r\n")

    def do_nothing(self, query):
        pass

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *, is_secure=False):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked = {}, []
        self.done = threading.Event()
        self.named, self.is_secure = [], is_secure
        if is_secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            context.sni_callback = lambda sock, name, _: self.named.append(name)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request, client_address):
        pass  # who is asked for too much hangs up

    @property
    def port(self):
        return self.server_address[1]

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def url(self, path):
        return f"http://{self.host}{path}"


@contextmanager
def serving(**options):
    with Server(**options) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.done.set()
            server.shutdown()
            thread.join()
