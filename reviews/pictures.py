"""Pictures on text slides: whole, bounded, and encoded anew as people's photos are."""

from PIL import Image, ImageOps

from objectives import photos

FOLDER = "pictures"
# Twice the width of a slide's half, so that it prints sharply.
LONGEST_SIDE = 1600


def picture_from(file):
    """The picture in an uploaded file: JPEG bytes, width and height in pixels.

    Raises ValidationError as `photos.photo_from` does.
    """
    image = photos.remade(file, bounded)
    return photos.encoded(image), *image.size


def bounded(image):
    """The whole picture, upright, in plain colours on white, not larger than needed."""
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image = photos.colourful(ImageOps.exif_transpose(image))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return photos.on_white(image)


def keep(content):
    """Write a picture at once or not at all; returns its name below MEDIA_ROOT."""
    return photos.keep(content, FOLDER)
