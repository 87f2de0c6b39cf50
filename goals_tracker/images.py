"""Uploaded images: checked, scaled down and saved as JPEG.

A photo of a person is cropped to a square; a picture on a slide stays whole.

The uploaded file itself is never saved. Its picture is decoded and encoded again, so
that anything else in the file (a location, a second file appended to it) is lost. The
name is a digest of the content: the same photo is one file, and an address always
shows the same image.
"""

import hashlib
import io
import os
import re
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageFile, ImageOps

PHOTOS, PICTURES = "photos", "pictures"
CONTENT_TYPE = "image/jpeg"
NAME = re.compile(r"[0-9a-f]{64}\.jpg", re.ASCII)
# Pillow tries no other decoder, whatever the file is called.
FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
# Three times the size of a face on a slide, for sharp prints.
SIDE = 320
QUALITY = 85
# Twice the width of a slide's half.
LONGEST_SIDE = 1600
# What Pillow's decoders are known to raise on files that were damaged on purpose.
DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    OverflowError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
)


def photo_from(file: UploadedFile) -> bytes:
    """The photo in an uploaded file as JPEG bytes.

    Raises ValidationError with the codes `too_heavy`, `not_a_photo`, `too_large` and
    `broken`.
    """
    return encode(reencode(file, crop_square))


def picture_from(file: UploadedFile) -> tuple[bytes, int, int]:
    """The picture in an uploaded file: JPEG bytes, width and height in pixels.

    Raises ValidationError as `photo_from` does.
    """
    image = reencode(file, shrink)
    return encode(image), *image.size


def reencode(
    file: UploadedFile, change: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    """Decode the picture in an uploaded file and apply a change to it."""
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(
            "This file is larger than 10 MB. Choose a smaller picture.",
            code="too_heavy",
        )
    # WeasyPrint sets this to True for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    image = open_image(file)
    if image.width * image.height > MOST_PIXELS:
        raise too_large()
    try:
        return change(image)
    except DECODER_ERRORS as error:
        raise ValidationError(
            "This picture is damaged. Choose another one.", code="broken"
        ) from error


def open_image(file: UploadedFile) -> Image.Image:
    """Open the picture without decoding it yet."""
    try:
        return Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise too_large() from error
    except DECODER_ERRORS as error:
        raise ValidationError(
            "This file is not a picture. Choose a PNG, JPEG or WebP file.",
            code="not_a_photo",
        ) from error


def too_large() -> ValidationError:
    return ValidationError(
        "This picture has more than 25 megapixels. Choose a smaller one.",
        code="too_large",
    )


def crop_square(image: Image.Image) -> Image.Image:
    """Crop to the middle of the picture, upright, in RGB on white."""
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is decoded to less
    image = ImageOps.exif_transpose(image)
    side = min(SIDE, *image.size)
    size = (side, side)
    return on_white(ImageOps.fit(to_rgba(image), size, Image.Resampling.LANCZOS))


def shrink(image: Image.Image) -> Image.Image:
    """Scale the whole picture down, upright, in RGB on white."""
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image = to_rgba(ImageOps.exif_transpose(image))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return on_white(image)


def on_white(image: Image.Image) -> Image.Image:
    """Replace transparency with white."""
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def to_rgba(image: Image.Image) -> Image.Image:
    """Convert to eight bits a channel, with transparency."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda grey: grey / 256).convert("L")
    return image.convert("RGBA")


def encode(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.save(content, "JPEG", quality=QUALITY, optimize=True)
    return content.getvalue()


def save(content: bytes, folder: str = PHOTOS) -> str:
    """Save a JPEG atomically and return its name below MEDIA_ROOT."""
    name = f"{folder}/{hashlib.sha256(content).hexdigest()}.jpg"
    path = Path(settings.MEDIA_ROOT) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    return name


def exists(name: str) -> bool:
    """Whether there is a file of that name below MEDIA_ROOT."""
    return bool(name) and (Path(settings.MEDIA_ROOT) / name).is_file()


def read(name: str, folder: str = PHOTOS) -> bytes | None:
    """The content of the file of that name, or None."""
    try:
        return (Path(settings.MEDIA_ROOT) / folder / name).read_bytes()
    except OSError:
        return None
