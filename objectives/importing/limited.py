"""What `sources.reading.read` finds, for files of strangers.

Sheets and HTML can be small files and large tables, and a long text takes long. They
are read by `child` within limits, a few at a time on a machine.
"""

import json
import logging
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from goals_tracker.machine import slots
from objectives.importing.child import TOO_MUCH
from objectives.importing.sources.base import Source, SourceError
from objectives.importing.sources.packing import unpacked
from objectives.importing.sources.reading import is_light
from objectives.importing.sources.reading import read as read_at_once
from objectives.importing.sources.texts import check_size
from objectives.text.characters import storable

SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
SECONDS_IN_LINE = 20
BUSY = "The server is busy with other files. Try again in a minute."
logger = logging.getLogger(__name__)


def read(data: bytes | str, *, filename: str = "") -> Source:
    """The tables of a file or text; raises SourceError where nothing can be read."""
    check_size(data)
    if is_light(data, filename):
        return read_at_once(data, filename=filename)
    try:
        with slots.held(Path(settings.VAR_DIR, "run", "imports"), SECONDS_IN_LINE):
            ended = run_child(data, filename)
    except slots.NoSlotFreeError as error:
        raise SourceError("busy", BUSY) from error
    if ended.returncode:
        raise refusal_of(ended)
    return unpacked(ended.stdout)


def run_child(data: bytes | str, filename: str) -> subprocess.CompletedProcess[bytes]:
    suffix = Path(filename).suffix.lower()
    known = suffix if SUFFIX.fullmatch(suffix) else ""
    # With a mark, since a text's encoding is known.
    content = data if isinstance(data, bytes) else storable(data).encode("utf-8-sig")
    return subprocess.run(
        [sys.executable, "-m", "objectives.importing.child", known],
        cwd=settings.BASE_DIR,
        input=content,
        capture_output=True,
        check=False,
    )


def refusal_of(ended: subprocess.CompletedProcess[bytes]) -> SourceError:
    """Why a child read nothing: it says so, or was stopped."""
    if ended.returncode == 1 and ended.stdout.startswith(b"["):
        code, message, line, column = json.loads(ended.stdout)
        return SourceError(code, message, line=line, column=column or 1)
    end = ended.stderr.decode(errors="replace")[-2000:]
    logger.error("A file was not read (status %s). %s", ended.returncode, end)
    return SourceError("too_complex", TOO_MUCH)
