"""Export the sample's PDF in this process, once for every line that comes in.

Prints the seconds of each; the first one is what the process has rendered before.
"""

import io
import sys
import time

import django
from django.core.management import call_command


def main(output):
    django.setup()
    words = ("techops", "2014-15-q2", f"--output={output}")
    for _ in sys.stdin:
        started = time.perf_counter()
        call_command("export_review", *words, stdout=io.StringIO())
        print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
