"""Follow the README as a newcomer would: python3 -m tests.fresh

It runs in a clean root (.ci/fresh) where nothing is installed yet, so it imports only
the standard library. The pages of a PDF are counted in the environment that the demo
makes, which is that of production: it has no package that extracts text from PDFs.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib import request
from urllib.error import HTTPError
from urllib.parse import urlencode

SECONDS = 120
QUARTER = "2014-15-q2"
REVIEWS = [f"/teams/{team}/{QUARTER}/" for team in ("techops", "harbour")]
COVER_AND_CONTENTS = 2
SIGN_IN = re.compile(r"  (\w+) +(\S+)\n")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
EXPORT = re.compile(r"`(DEMO=1 [^`]+ export_review [^`]+)`")
READ = """
import sys, pikepdf
print(len(pikepdf.open(sys.argv[1]).pages))
"""


class Site:
    """The demo, as a browser without JavaScript sees it."""

    def __init__(self, address):
        self.address = address
        # No proxy, whatever the environment says: the demo is on this machine.
        self.opener = request.build_opener(
            request.ProxyHandler({}), request.HTTPCookieProcessor(CookieJar())
        )

    def open(self, path, data=None):
        try:
            return self.opener.open(f"{self.address}{path}", data, timeout=SECONDS)
        except HTTPError as error:
            sys.exit(f"{path}: {error}\n{plain(error.read().decode())}")

    def page(self, path):
        return self.open(path).read().decode()

    def file(self, path):
        return self.open(path).read()

    def send(self, path, **fields):
        """Fill in a page's form and send it; return the path that it redirects to."""
        fields["csrfmiddlewaretoken"] = TOKEN.search(self.page(path))[1]
        answer = self.open(path, urlencode(fields).encode())
        return answer.url.removeprefix(self.address)


def main():
    port = free_port()
    with demo(port) as sign_ins:
        site = Site(f"http://127.0.0.1:{port}")
        slides = [check_deck(site, review) for review in REVIEWS]
        check_handout(site, REVIEWS[0])
        check_export(slides[0])
        check_book(site, sign_ins["lead"], COVER_AND_CONTENTS + sum(slides))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


# The demo


@contextmanager
def demo(port):
    """Start the demo as the README says, and stop it as Ctrl-C does."""
    with subprocess.Popen(
        ["make", "demo"],
        env=os.environ | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output = "".join(lines_until_served(process))
            wait_until_it_answers(port)
            yield dict(SIGN_IN.findall(output))
        finally:
            os.killpg(process.pid, signal.SIGINT)


def lines_until_served(process):
    for line in process.stdout:
        print(line, end="", flush=True)
        yield line
        if line == "Press Ctrl-C to stop.\n":
            return
    sys.exit("The demo did not start.")


def wait_until_it_answers(port):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
    sys.exit("The demo does not answer.")


# Its PDFs


def check_deck(site, review):
    """Check that the PDF has a page for each slide; return their number."""
    slides = site.page(f"{review}review/").count('<section class="slide"')
    path = f"{review}review.pdf"
    check(path, site.file(path), slides)
    return slides


def check_handout(site, review):
    path = f"{review}review/handout.pdf"
    check(path, site.file(path))


def check_export(slides):
    (command,) = EXPORT.findall(Path("README.md").read_text(encoding="utf-8"))
    subprocess.run(command, shell=True, check=True, timeout=SECONDS)
    check(command, Path("review.pdf").read_bytes(), slides)


def check_book(site, password, pages):
    site.send("/sign-in/", username="lead", password=password)
    book = site.send(f"/quarters/{QUARTER}/book/", kind="pdf")
    deadline = time.monotonic() + SECONDS
    while f'href="{book}file/"' not in site.page(book):
        if time.monotonic() > deadline:
            sys.exit(f"{book} was not made:\n{plain(site.page(book))}")
        time.sleep(0.5)
    check(book, site.file(f"{book}file/"), pages)


def check(name, content, pages=None):
    """Exit unless this is a PDF with that many pages."""
    found = number_of_pages(content)
    if found < 2 or (pages or found) != found:
        sys.exit(f"{name} has {found} pages, not {pages}.")
    print(f"{name}: {found} pages", flush=True)


def number_of_pages(content):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        command = [".venv/bin/python", "-c", READ, file.name]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout)


def plain(page):
    """The text of a page, to show why something failed."""
    (main,) = re.findall(r"(?s)<main.*</main>", page) or [page]
    return " ".join(re.sub(r"(?s)<[^>]*>", " ", main).split())


if __name__ == "__main__":
    main()
