"""Uploaded images: checked, scaled down and saved as JPEG.

A photo of a person is cropped to a square; a picture on a slide stays whole. A logo
stays see-through, as PNG, or as an SVG that `svg` has written again.

The uploaded file itself is never saved. Its picture is decoded and encoded again, so
that anything else in the file (a location, a second file appended to it) is lost. The
name is a digest of the content: the same photo is one file, and an address always
shows the same image.

A picture of 25 megapixels takes hundreds of megabytes to decode, so that is done by
`reencoding` in a child with limits, one at a time on a machine.
"""

import hashlib
import logging
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from goals_tracker.machine import slots

PHOTOS, PICTURES, LOGOS = "photos", "pictures", "logos"
CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml"}
NAME = re.compile(r"[0-9a-f]{64}\.(?:jpg|png|svg)", re.ASCII)
MOST_BYTES = 10 * 1024 * 1024
# What the child may take beyond what it starts with. A WebP file takes most of it.
MEMORY = 700 * 1024 * 1024
SECONDS_IN_LINE = 10
SENTENCES = {
    "too_heavy": "This file is larger than 10 MB. Choose a smaller picture.",
    "too_large": "This picture has more than 25 megapixels. Choose a smaller one.",
    "too_complex": "This picture takes too much to read. Choose a smaller one.",
    "not_a_photo": "This file is not a picture. Choose a PNG, JPEG or WebP file.",
    "broken": "This picture is damaged. Choose another one.",
    "not_plain": "This SVG has more than plain shapes and colours, such as text, style "
    "sheets, masks or links. Save it as plain shapes, or choose a PNG.",
    "busy": "The server is busy with other pictures. Try again in a minute.",
}
logger = logging.getLogger(__name__)


def photo_from(file: UploadedFile) -> bytes:
    """The photo in an uploaded file as JPEG bytes.

    Raises ValidationError with a code of `SENTENCES`.
    """
    return reencoded(file, "photo")[0]


def picture_from(file: UploadedFile) -> tuple[bytes, int, int]:
    """The picture in an uploaded file: JPEG bytes, width and height in pixels.

    Raises ValidationError as `photo_from` does.
    """
    return reencoded(file, "picture")


def logo_from(file: UploadedFile) -> bytes:
    """The logo in an uploaded file, as PNG or SVG.

    Raises ValidationError as `photo_from` does.
    """
    return reencoded(file, "logo")[0]


def reencoded(file: UploadedFile, kind: str) -> tuple[bytes, int, int]:
    """What a child makes of the picture in an uploaded file."""
    if (file.size or 0) > MOST_BYTES:
        raise refusal("too_heavy")
    folder = Path(settings.VAR_DIR, "run", "pictures")
    try:
        with slots.held(folder, SECONDS_IN_LINE, of=1):
            ended = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "goals_tracker.pictures.reencoding",
                    kind,
                    str(MEMORY),
                ],
                cwd=settings.BASE_DIR,
                input=file.read(),
                capture_output=True,
                check=False,
            )
    except slots.NoSlotFreeError as error:
        raise refusal("busy") from error
    if ended.returncode:
        raise refusal_of(ended)
    size, content = ended.stdout.split(b"\n", 1)
    width, height = map(int, size.split())
    return content, width, height


def refusal_of(ended: subprocess.CompletedProcess[bytes]) -> ValidationError:
    """Why a child made nothing of a file: it says so, or was stopped."""
    code = ended.stdout.decode()
    if code in SENTENCES:
        return refusal(code)
    end = ended.stderr.decode(errors="replace")[-2000:]
    logger.error("A picture was not read (status %s). %s", ended.returncode, end)
    return refusal("too_complex")


def refusal(code: str) -> ValidationError:
    return ValidationError(SENTENCES[code], code=code)


def save(content: bytes, folder: str = PHOTOS) -> str:
    """Save an image atomically and return its name below MEDIA_ROOT."""
    name = f"{folder}/{hashlib.sha256(content).hexdigest()}.{suffix_of(content)}"
    path = Path(settings.MEDIA_ROOT) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    return name


def suffix_of(content: bytes) -> str:
    """The end of an image's name, by how its content begins."""
    if content.startswith(b"\x89PNG"):
        return "png"
    return "svg" if content.startswith(b"<svg") else "jpg"


def content_type_of(name: str) -> str:
    return CONTENT_TYPES[name.rpartition(".")[2]]


def exists(name: str) -> bool:
    """Whether there is a file of that name below MEDIA_ROOT."""
    return bool(name) and (Path(settings.MEDIA_ROOT) / name).is_file()


def read(name: str, folder: str = PHOTOS) -> bytes | None:
    """The content of the file of that name, or None."""
    try:
        return (Path(settings.MEDIA_ROOT) / folder / name).read_bytes()
    except OSError:
        return None
