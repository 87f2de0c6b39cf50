"""Do for every line that comes in what it says, in this process, and print the seconds.

`export` writes the sample's PDF as the command does, `download` answers a request for
it as the application does, its body read to the end.
"""

import io
import sys
import time
from wsgiref.util import setup_testing_defaults

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

DOWNLOAD = "/teams/techops/2014-15-q2/review.pdf"


def main(output):
    application = get_wsgi_application()
    verbs = {
        "export": lambda: export(output),
        "download": lambda: download(application),
    }
    for line in sys.stdin:
        started = time.perf_counter()
        verbs[line.strip()]()
        print(time.perf_counter() - started, flush=True)


def export(output):
    words = ("techops", "2014-15-q2", f"--output={output}")
    call_command("export_review", *words, stdout=io.StringIO())


def download(application):
    environ = {"PATH_INFO": DOWNLOAD, "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    response = application(environ, check_status)
    body = b"".join(response)
    response.close()
    if not body.startswith(b"%PDF-"):
        raise RuntimeError("This is no PDF.")


def check_status(status, headers, exc_info=None):
    if status != "200 OK":
        raise RuntimeError(f"Not a download: {status}")


if __name__ == "__main__":
    main(sys.argv[1])
