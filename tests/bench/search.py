"""What a search of 480,000 objectives takes, from the typed words to a page of rows.

`python -m tests.bench.search` prints the figures of the database that the environment
names. A rare word is in a few titles, a common one in most, and a short one is found by
the beginnings of words.
"""

import sys
from contextlib import closing
from statistics import median

import django
import psycopg2

from tests.bench import ROUNDS
from tests.bench.lists import listing_of, run, seconds

SIZES = ("--teams=2000", "--quarters=20", "--objectives=12")
SECONDS = 1800
RARE, EVERY = "zebrafish", 50_000
WORDS = {"rare_word": RARE, "common_word": "the", "short_word": "z"}


def figures(database, environment):
    own = environment | {
        "DATABASE_URL": url_of_its_own(database, environment),
        "DJANGO_SETTINGS_MODULE": "goals_tracker.settings",
    }
    run(own, "manage.py", "migrate", "--no-input")
    run(own, "manage.py", "make_sample_data", *SIZES, seconds=SECONDS)
    for line in run(own, "-m", "tests.bench.search", seconds=SECONDS).splitlines():
        name, value = line.split()
        yield f"search.{name}_ms.{database}", float(value)


def url_of_its_own(database, environment):
    if database == "sqlite":
        return f"sqlite:///{environment['VAR_DIR']}/search.sqlite3"
    url = environment["DATABASE_URL"]
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE search")
    return url.replace("/postgres?", "/search?")


def main():
    django.setup()
    make_rare()
    for name, word in WORDS.items():
        search(word)
        times = [seconds(lambda word=word: search(word)) for _ in range(ROUNDS)]
        print(name, 1000 * median(times))


def make_rare():
    """Write the rare word into one title of so many."""
    from objectives.models import Objective, SearchedText  # noqa: PLC0415 -- after setup

    rows = Objective.objects.filter(pk__in=range(EVERY // 2, 480_000, EVERY))
    for row in rows:
        rows.filter(pk=row.pk).update(title=f"{row.title} {RARE}")
    SearchedText.objects.refresh([row.pk for row in rows])
    found = Objective.objects.searched(RARE).count()
    if found != len(rows):
        sys.exit(f"{found} of {len(rows)} rows with the rare word were found.")


def search(word):
    assert list(listing_of(f"text={word}").table.data)


if __name__ == "__main__":
    main()
