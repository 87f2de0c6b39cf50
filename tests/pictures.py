"""Pictures for tests, as the bytes of a file."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(kind="PNG", size=(60, 40), mode="RGB", colour="red", **options):
    content = io.BytesIO()
    Image.new(mode, size, colour).save(content, kind, **options)
    return content.getvalue()


def upload(content, name="face.png"):
    return SimpleUploadedFile(name, content)
