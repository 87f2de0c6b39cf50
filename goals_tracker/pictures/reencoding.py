"""A picture, decoded and encoded again, by a process of its own.

    python -m goals_tracker.pictures.reencoding KIND MEMORY

Reads a file of strangers from standard input, within limits that the kernel holds it
to. Writes the size of what it made on a line and then the JPEG, of a logo the PNG or
SVG; or ends with status 1 and a code that `images.SENTENCES` knows. It does without
Django, to start quickly.
"""

import io
import struct
import sys
import warnings

from PIL import Image, ImageOps

from goals_tracker.machine.limits import Limits
from goals_tracker.pictures import svg

# Pillow tries no other decoder, whatever the file is called.
FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 25_000_000
# Three times the size of a face on a slide, for sharp prints.
SIDE = 320
QUALITY = 85
# Twice the width of a slide's half.
LONGEST_SIDE = 1600
# Eight times a mark on a slide.
LONGEST_SIDE_OF_LOGO = 512
CPU_SECONDS, SECONDS = 10, 60
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


class RefusedError(Exception):
    """Nothing can be made of the file; says the code of why."""


def main(kind: str, memory: str) -> None:
    limits = Limits(cpu_seconds=CPU_SECONDS, seconds=SECONDS, memory=int(memory))
    limits.apply()
    warnings.simplefilter("ignore")  # for some files Pillow has one that says nothing
    try:
        content, width, height = reencoded(sys.stdin.buffer.read(), kind)
    except RefusedError as refusal:
        refuse(str(refusal))
    except MemoryError:
        refuse("too_complex")
    else:
        sys.stdout.buffer.write(b"%d %d\n" % (width, height) + content)


def refuse(code: str) -> None:
    sys.stdout.write(code)
    sys.exit(1)


def reencoded(content: bytes, kind: str) -> tuple[bytes, int, int]:
    """What this site keeps of a file, its width and height."""
    if kind == "logo" and svg.is_svg(content):
        try:
            return svg.rewritten(content)
        except svg.UnsafeError as error:
            raise RefusedError("not_plain") from error
    image = reencode(content, kind)
    return encode(image, kind), *image.size


def reencode(content: bytes, kind: str) -> Image.Image:
    """The picture in a file as this site keeps it."""
    image = open_image(content)
    if image.width * image.height > MOST_PIXELS:
        raise RefusedError("too_large")
    try:
        return KINDS[kind](image)
    except DECODER_ERRORS as error:
        raise RefusedError("broken") from error


def open_image(content: bytes) -> Image.Image:
    """Open the picture without decoding it yet."""
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise RefusedError("too_large") from error
    except DECODER_ERRORS as error:
        raise RefusedError("not_a_photo") from error


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


def shrink_logo(image: Image.Image) -> Image.Image:
    """Scale it down, with its transparency."""
    image = to_rgba(ImageOps.exif_transpose(image))
    size = (LONGEST_SIDE_OF_LOGO, LONGEST_SIDE_OF_LOGO)
    image.thumbnail(size, Image.Resampling.LANCZOS)
    return image


KINDS = {"photo": crop_square, "picture": shrink, "logo": shrink_logo}


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


def encode(image: Image.Image, kind: str) -> bytes:
    content = io.BytesIO()
    if kind == "logo":
        image.save(content, "PNG", optimize=True)
        return content.getvalue()
    image.save(content, "JPEG", quality=QUALITY, optimize=True)
    return content.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
