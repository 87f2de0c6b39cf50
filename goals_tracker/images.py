"""Uploaded images: checked, made small, and saved as JPEG files of our own making.

A photo of a person is cut to a square; a picture on a slide stays whole.

What was uploaded is never kept. The picture is decoded and encoded anew, so that what
else its file held (a place, a second file behind the first) is gone. A file is named
by the digest of its content, so that the same photo is one file and an address never
shows another one.
"""

import hashlib
import io
import os
import re
import struct
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, ImageOps

PHOTOS, PICTURES = "photos", "pictures"
CONTENT_TYPE = "image/jpeg"
NAME = re.compile(r"[0-9a-f]{64}\.jpg", re.ASCII)
# Decided by the content; by name, no other decoder is even tried.
FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
# Three times the size of a face on a slide, so that it prints sharply.
SIDE = 320
QUALITY = 85
# Twice the width of a slide's half.
LONGEST_SIDE = 1600
# All that Pillow's decoders are known to raise on files that are broken on purpose.
BROKEN = (
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


def photo_from(file):
    """The photo in an uploaded file as JPEG bytes; a ValidationError where it is none.

    Codes: `too_heavy`, `not_a_photo`, `too_large`, `broken`.
    """
    return encoded(remade(file, square))


def picture_from(file):
    """The picture in an uploaded file: JPEG bytes, width and height in pixels.

    Raises ValidationError as `photo_from` does.
    """
    image = remade(file, bounded)
    return encoded(image), *image.size


def remade(file, change):
    """The picture in an uploaded file, decoded and changed; refused as a photo is."""
    if file.size > MOST_BYTES:
        raise ValidationError(
            "This file has more than 10 MB. Save the picture smaller.", code="too_heavy"
        )
    # The PDF renderer tells Pillow, for the whole process, to fill up what was cut off.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    image = opened(file)
    if image.width * image.height > MOST_PIXELS:
        raise too_large()
    try:
        return change(image)
    except BROKEN as error:
        raise ValidationError(
            "This picture is damaged: it cannot be read to its end.", code="broken"
        ) from error


def opened(file):
    """The picture, known by its head and not decoded yet."""
    try:
        return Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise too_large() from error
    except BROKEN as error:
        raise ValidationError(
            "This is no picture. Choose a PNG, JPEG or WebP file.", code="not_a_photo"
        ) from error


def too_large():
    return ValidationError(
        "This picture has more than 25 megapixels. Save it smaller.", code="too_large"
    )


def square(image):
    """The middle of the picture, upright, in plain colours on white."""
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is decoded to less
    image = ImageOps.exif_transpose(image)
    side = min(SIDE, *image.size)
    size = (side, side)
    return on_white(ImageOps.fit(colourful(image), size, Image.Resampling.LANCZOS))


def bounded(image):
    """The whole picture, upright, in plain colours on white, not larger than needed."""
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image = colourful(ImageOps.exif_transpose(image))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return on_white(image)


def on_white(image):
    """The picture without its transparency."""
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def colourful(image):
    """The picture with eight bits a colour and its transparency."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda grey: grey / 256).convert("L")
    return image.convert("RGBA")


def encoded(image):
    content = io.BytesIO()
    image.save(content, "JPEG", quality=QUALITY, optimize=True)
    return content.getvalue()


def keep(content, folder=PHOTOS):
    """Write a photo at once or not at all; returns its name below MEDIA_ROOT."""
    name = f"{folder}/{hashlib.sha256(content).hexdigest()}.jpg"
    path = Path(settings.MEDIA_ROOT) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    return name


def is_kept(name):
    """Whether the file of that name below MEDIA_ROOT is there."""
    return bool(name) and (Path(settings.MEDIA_ROOT) / name).is_file()


def kept(name, folder=PHOTOS):
    """The content of the photo of that file name, or None where there is none."""
    try:
        return (Path(settings.MEDIA_ROOT) / folder / name).read_bytes()
    except OSError:
        return None
