"""A key in each form, so that a request that is sent twice is done once.

A double click, or a retry after a lost response, sends the same fields with the same
key to the same address. The same key with other fields is a new request: somebody has
gone back to the form and typed something else.
"""

import hashlib
import json
import re
import secrets

FIELD = "once"
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
# A retry may come with a newer token.
OTHER_FIELDS = {FIELD, "csrfmiddlewaretoken"}


def fresh_key():
    return secrets.token_urlsafe(16)


def digest_of(request):
    """A digest that identifies this request; empty if it has no key.

    Scripts need no key: what they send is done each time.
    """
    key = request.POST.get(FIELD, "")
    if not KEY.fullmatch(key):
        return ""
    fields = [one for one in request.POST.lists() if one[0] not in OTHER_FIELDS]
    files = [
        (name, file.name, file_digest(file))
        for name, several in request.FILES.lists()
        for file in several
    ]
    said = json.dumps([request.path, key, sorted(fields), sorted(files)])
    return hashlib.sha256(said.encode()).hexdigest()


def file_digest(file):
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
