"""Responses with a file from disk: all of it, a range, or a 304.

The file's name is the digest of its bytes or of their source, so the ETag is strong.
The server sends the file itself from the open handle.
"""

import os
import re
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header

STRETCH = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Stretch:
    """An open file, from its position up to an end."""

    def __init__(self, file, end):
        self.file, self.end = file, end
        # The server reads again what a connection did not take.
        self.tell, self.seek, self.fileno = file.tell, file.seek, file.fileno

    def read(self, size=-1):
        left = max(self.end - self.file.tell(), 0)
        return self.file.read(left if size < 0 else min(size, left))

    def close(self):
        self.file.close()


def file_response(
    request: HttpRequest, path: Path, *, content_type: str, name: str
) -> HttpResponseBase:
    """Respond with the file at the path, whose stem is its ETag."""
    tag = f'"{path.stem}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = content_response(request, path, tag)
        response["Content-Type"] = content_type
        shown = content_disposition_header(as_attachment=False, filename=name)
        response["Content-Disposition"] = shown or "inline"
        response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def content_response(request: HttpRequest, path: Path, tag: str) -> HttpResponseBase:
    file = path.open("rb")
    size = os.fstat(file.fileno()).st_size
    asked = asked_stretch(request, tag, size)
    if request.method == "HEAD" or (asked and asked[0] >= asked[1]):
        file.close()
        return without_body(request, size, is_whole=asked is None)
    first, end = asked or (0, size)
    file.seek(first)
    response = FileResponse(Stretch(file, end), status=206 if asked else 200)
    response["Content-Length"] = end - first
    if asked:
        response["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    return response


def without_body(request: HttpRequest, size: int, *, is_whole: bool) -> HttpResponse:
    """A HEAD response, or a 416 for a range beyond the end."""
    if is_whole:
        # The server complains about a file in a response without a body.
        return HttpResponse(headers={"Content-Length": size})
    return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})


def asked_stretch(request: HttpRequest, tag: str, size: int) -> tuple[int, int] | None:
    """The first byte and the end of the requested range, or None for all.

    A range of a file that has changed is of no use; several ranges are not supported.
    """
    asked = STRETCH.fullmatch(request.headers.get("Range", "").strip())
    is_current = request.headers.get("If-Range", tag).strip() == tag
    if request.method != "GET" or not asked or not is_current:
        return None
    first, last = asked.groups()
    if not first:
        return (max(size - int(last), 0), size) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size
