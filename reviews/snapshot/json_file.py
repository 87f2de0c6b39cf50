"""A review as a file from which its deck and PDF can be made again.

JSON with the snapshot, its digest and the pictures that it shows. Every PDF has it as
an attachment, and it has its own address. On import every value is checked: an
incomplete or foreign file is refused with the reason. Its structure follows from the
snapshot's dataclasses and is published as a JSON Schema (`schema`).
"""

import base64
import binascii
import contextlib
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image

from goals_tracker.pictures import reencoding, svg
from reviews.snapshot import schema
from reviews.snapshot.values import FORMAT, Snapshot

NAME = "review.json"
CONTENT_TYPE = "application/json"
DESCRIPTION = "The snapshot that this document shows, with its pictures"
PICTURE = re.compile(
    r"(?:(?:photos|pictures)/[0-9a-f]{64}\.jpg|logos/[0-9a-f]{64}\.(?:png|svg))",
    re.ASCII,
)
# As forms refuse them: control characters and halves of characters.
NOT_STORED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
MOST_PIXELS = 4096 * 4096
# A hundred metrics of 500 points each are some 200,000 values, on nine levels.
MOST_VALUES = 1_000_000
MOST_LEVELS = 20


class ReviewFileError(ValueError):
    """The file is not a valid review; the message says why."""


@dataclass(frozen=True)
class ReviewFile:
    """A snapshot with its pictures by their names below MEDIA_ROOT."""

    snapshot: Snapshot
    pictures: tuple[tuple[str, bytes], ...] = ()


def review_file(snapshot: Snapshot) -> ReviewFile:
    """The file of a snapshot, with those of its pictures that exist."""
    names = existing_pictures(snapshot)
    return ReviewFile(
        snapshot, tuple((name, picture_path(name).read_bytes()) for name in names)
    )


def existing_pictures(snapshot: Snapshot) -> list[str]:
    """The snapshot's pictures that exist on disk; a foreign one may name any file."""
    names = filter(PICTURE.fullmatch, picture_names(snapshot))
    return [name for name in names if picture_path(name).is_file()]


def picture_path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT, name)


def picture_names(snapshot: Snapshot) -> list[str]:
    """The pictures that the slides show, each once."""
    names = [person.photo for person in snapshot.people]
    for section in snapshot.sections:
        names += [text.picture.name for text in section.texts if text.picture]
    names.append(snapshot.brand.logo)
    return list(dict.fromkeys(filter(None, names)))


def dump(record: ReviewFile) -> bytes:
    """The file's bytes: the same review gives the same bytes."""
    content = {
        "kind": schema.KIND,
        "digest": record.snapshot.digest,
        "snapshot": record.snapshot.to_dict(),
        "pictures": {
            name: base64.b64encode(content).decode()
            for name, content in sorted(record.pictures)
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def load(content: bytes) -> ReviewFile:
    """Parse and check a file. Raises ReviewFileError with the reason."""
    data = parse_json(content)
    check_shape(data)
    found = snapshot_digest(data["snapshot"])
    if data["digest"] != found:
        raise ReviewFileError(
            "It was changed after it was written: the digest of its snapshot is "
            f"{found[:12]}…, not {data['digest'][:12]}…."
        )
    snapshot = Snapshot.from_dict(data["snapshot"])
    wanted = set(picture_names(snapshot))
    pictures = tuple(
        (name, decode_picture(name, text, wanted))
        for name, text in data["pictures"].items()
    )
    return ReviewFile(snapshot, pictures)


def parse_json(content: bytes) -> Any:
    """The JSON of a file that claims to be a review."""
    try:
        data = json.loads(content, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ReviewFileError("It is not JSON.") from error
    check_size(data)
    if not isinstance(data, dict) or data.get("kind") != schema.KIND:
        raise ReviewFileError("It is not a review of Goals Tracker.")
    return data


def check_size(data: Any) -> None:
    """Refuse data so large or deep that checking it would take long."""
    level, count = [data], 0
    for _ in range(MOST_LEVELS):
        level = [inner for value in level for inner in members(value)]
        count += len(level)
        if not level:
            return
        if count > MOST_VALUES:
            break
    raise ReviewFileError("It is larger or deeper than any review.")


def members(value: Any) -> Iterable[Any]:
    """What an array or an object holds."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def refuse_constant(word: str) -> float:
    """Refuse NaN and Infinity, which are not JSON, though Python reads them."""
    raise ValueError(word)


def check_shape(data: dict[str, Any]) -> None:
    """Refuse data that is newer, does not match the schema, or cannot be stored."""
    snapshot = data.get("snapshot")
    number = snapshot.get("format") if isinstance(snapshot, dict) else None
    if not isinstance(number, int):
        raise ReviewFileError("It does not name its format.")
    if number > FORMAT:
        raise ReviewFileError(
            f"It has format {number}, and this version reads up to {FORMAT}. "
            "Install a newer version."
        )
    from reviews.snapshot import validation  # noqa: PLC0415 - see its docstring

    if odd := next(validation.oddities(data, schema.schema_of_format(number)), None):
        raise ReviewFileError(f"It does not match the review schema: {odd}.")
    if any(NOT_STORED.search(text) for text in texts(data)):
        raise ReviewFileError("It has a character that cannot be stored.")


def texts(value: Any) -> Iterator[str]:
    """Every string in a JSON value, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for member in value.values():
            yield from texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member)


def stated_digest(content: bytes) -> str:
    """The digest that the file states, of the format it was written in."""
    return str(parse_json(content)["digest"])


def snapshot_digest(snapshot: dict[str, Any]) -> str:
    """As `Snapshot.digest`, of a snapshot in the format it was written in."""
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def decode_picture(name: str, text: str, wanted: set[str]) -> bytes:
    """A picture's bytes, if they match the digest in its name."""
    if PICTURE.fullmatch(name) is None or name not in wanted:
        raise ReviewFileError(
            f"It holds a file that its deck does not show: {name[:80]}."
        )
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ReviewFileError(f"Its picture {name} is damaged.") from error
    if hashlib.sha256(content).hexdigest() != Path(name).stem:
        raise ReviewFileError(f"Its picture {name} was changed.")
    check_picture(name, content)
    return content


def check_picture(name: str, content: bytes) -> None:
    """Refuse what is not of the kind that it is named by, or larger than we make."""
    if name.endswith(".svg"):
        check_drawing(name, content)
        return
    kind = "PNG" if name.endswith(".png") else "JPEG"
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            is_large = image.width * image.height > MOST_PIXELS
            if not is_large:
                image.load()
    except reencoding.DECODER_ERRORS as error:
        raise ReviewFileError(f"Its file {name} is not a picture.") from error
    if is_large:
        raise ReviewFileError(f"Its picture {name} is too large.")


def check_drawing(name: str, content: bytes) -> None:
    """Refuse a drawing that this site has not written."""
    with contextlib.suppress(svg.UnsafeError):
        if svg.rewritten(content)[0] == content:
            return
    raise ReviewFileError(f"Its file {name} is not a plain drawing.")
