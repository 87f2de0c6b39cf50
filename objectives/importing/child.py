"""Reads a file of strangers: python -m objectives.importing.child SUFFIX

From standard input, within limits that the kernel holds it to. Writes what it found as
`packing` does; or ends with status 1 and why not, as JSON. It does without Django, to
start quickly.
"""

import json
import sys

from goals_tracker.machine.limits import Limits
from objectives.importing.sources.base import SourceError
from objectives.importing.sources.packing import packed
from objectives.importing.sources.reading import read

LIMITS = Limits(cpu_seconds=30, seconds=90, memory=400 * 1024 * 1024)
TOO_MUCH = "This takes too much to read. Bring it in as smaller files."


def main(suffix: str) -> None:
    LIMITS.apply()
    try:
        found = packed(read(sys.stdin.buffer.read(), filename=f"file{suffix}"))
    except SourceError as error:
        refuse(error)
    except MemoryError:
        refuse(SourceError("too_complex", TOO_MUCH))
    else:
        sys.stdout.buffer.write(found.encode())


def refuse(error: SourceError) -> None:
    json.dump([error.code, error.message, error.line, error.column], sys.stdout)
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
