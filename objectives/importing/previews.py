"""The preview of a stored import: what it has come to, and the rows of a page.

What a long one has come to is kept in a file: its pages then work out only the rows
that they show. It counts as long as nothing has changed that it was worked out from.
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from objectives.importing import stored
from objectives.importing.overview import Line, Overview, line_of
from objectives.importing.preview import (
    Preview,
    PreviewRow,
    gone_rows,
    preview,
    some_rows,
)
from objectives.models import Change, Import, StatusReading

# Shorter ones are worked out sooner than one notices.
KEPT_FROM = 2000
DAY = timedelta(days=1)


def preview_of(import_: Import) -> Preview:
    return preview(
        stored.table_of(import_),
        stored.mapping_of(import_),
        stored.choices_of(import_),
        by=import_.author,
        at=timezone.now(),
    )


def overview_of(
    import_: Import,
) -> tuple[Overview, Callable[[list[Line]], list[PreviewRow]]]:
    """What the preview has come to, and what gives its rows; a long one is kept."""
    at = timezone.now()
    if is_kept(import_):
        if found := kept(import_, at=at):
            return found, lambda lines: rows_again(import_, lines)
        key = key_of(import_, at=at)
    all_rows = preview_of(import_)
    found = Overview.of(all_rows, stored.choices_of(import_))
    if is_kept(import_):
        keep(import_, found, key)
    by_line = dict(zip(found.lines, all_rows.rows, strict=True))
    return found, lambda lines: [by_line[line] for line in lines]


def rows_again(import_: Import, lines: list[Line]) -> list[PreviewRow]:
    """The rows of these lines, worked out without the others."""
    places = {one.place: place for place, one in enumerate(lines)}
    matches = {one.number: one.objective for one in lines if one.number is not None}
    keys = {one.objective for one in lines if one.number is None and one.objective}
    rows = some_rows(
        stored.table_of(import_),
        stored.mapping_of(import_),
        stored.choices_of(import_),
        matches,
        by=import_.author,
        at=timezone.now(),
    )
    every = [*rows, *gone_rows(keys)]
    return sorted(every, key=lambda row: places[line_of(row).place])


def is_kept(import_: Import) -> bool:
    return import_.total > KEPT_FROM


def kept(import_: Import, *, at: datetime) -> Overview | None:
    """The overview of the import as it is now, if somebody has seen it so."""
    try:
        found = json.loads(gzip.decompress(file_of(import_).read_bytes()))
    except (OSError, ValueError, EOFError, zlib.error):
        return None
    is_same = found.get("key") == key_of(import_, at=at)
    return Overview.from_json(found) if is_same else None


def keep(import_: Import, overview: Overview, key: str) -> None:
    """Keep what was worked out of an import that had this key before."""
    file = file_of(import_)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    content = json.dumps(overview.to_json() | {"key": key}).encode()
    part.write_bytes(gzip.compress(content, compresslevel=1))
    part.replace(file)


def remove_old(*, at: datetime) -> None:
    """Remove what nobody has looked at for a day."""
    since = (at - DAY).timestamp()
    for file in folder().glob("*"):
        if file.stat().st_mtime < since:
            file.unlink(missing_ok=True)


def folder() -> Path:
    return Path(settings.VAR_DIR, "run", "previews")


def file_of(import_: Import) -> Path:
    return folder() / f"{import_.pk}.json.gz"


def key_of(import_: Import, *, at: datetime) -> str:
    """What changes whenever the preview could: the trail has all that is edited."""
    author = import_.author
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first()
    states = StatusReading.objects.aggregate(at=Max("at"))["at"]
    parts = [
        *(zlib.crc32(import_.content), import_.table, import_.mapping),
        *(import_.choices, last, str(states), str(timezone.localdate(at))),
        *(author.pk, author.is_active, author.is_staff),
    ]
    return hashlib.blake2s(json.dumps(parts).encode(), digest_size=16).hexdigest()
