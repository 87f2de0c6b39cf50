from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from objectives.models.kept_file import KeptFile


def kept_file_response(
    request: HttpRequest, kept: KeptFile, *, content_type: str, name: str
) -> HttpResponseBase:
    """A file that was made in the background, or a 304."""
    tag = f'"{kept.digest}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = sent(request, kept)
        response["Content-Length"] = str(kept.size)
        response["Content-Type"] = content_type
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def sent(request: HttpRequest, kept: KeptFile) -> HttpResponseBase:
    """The file, sent while it is read."""
    if request.method == "HEAD":
        return HttpResponse()
    return StreamingHttpResponse(kept.read())
