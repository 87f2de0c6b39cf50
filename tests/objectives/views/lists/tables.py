"""What the tests of lists share: their addresses, and what a page or file has."""

import csv
import datetime
import io

from objectives.models import CarryOver
from tests.makers import AT

LISTS = ["/objectives/", "/plans/", "/carry-overs/", "/unplanned/"]
Q1, Q2, Q3 = (datetime.date(2014, 8, 1), datetime.date(2014, 11, 1), AT.date())


def titles(page):
    return [row.objective.title for row in page.context["table"].data]


def codes(page):
    errors = page.context["listing"].form.errors.as_data()
    # Django refuses NUL as well; one word for it is enough.
    return {
        name: sorted({one.code for one in found} - {"null_characters_not_allowed"})
        for name, found in errors.items()
    }


def table_of(response):
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def link(before, after, **fields):
    return CarryOver.objects.create(predecessor=before, successor=after, **fields)


def walk(client, address, way):
    """The titles of each page, and the address of the last one."""
    found = []
    while address:
        page = client.get(address)
        found.append(titles(page))
        words = getattr(page.context["listing"], way)
        last, address = address, words and f"/objectives/{words}"
    return found, last
