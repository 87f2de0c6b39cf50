import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest

from objectives.models import Member, Team
from reviews.models import TableVersion
from reviews.snapshot.cache import by_size, forget, kept, while_unchanged
from tests.makers import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def names():
    """A reader of teams, and how often it asked."""
    asked = []

    @while_unchanged(Team)
    def read(prefix):
        asked.append(prefix)
        return [prefix + name for name in Team.objects.values_list("name", flat=True)]

    return read, asked


def test_nothing_is_asked_twice_while_its_tables_stay(names):
    read, asked = names
    team = make_team("Labs")

    read(TableVersion.objects.current(), "")
    Member.objects.create(team=team, name="Ada")
    found = read(TableVersion.objects.current(), "")

    assert found == ["Labs"]
    assert asked == [""]


def test_a_write_to_its_table_is_seen(names):
    read, _ = names
    make_team("Labs")
    read(TableVersion.objects.current(), "")

    Team.objects.update(name="Lab")

    assert read(TableVersion.objects.current(), "") == ["Lab"]


def test_other_arguments_are_other_questions(names):
    read, asked = names
    versions = TableVersion.objects.current()

    read(versions, "a")
    read(versions, "b")

    assert asked == ["a", "b"]


def test_without_versions_the_database_is_read(names):
    read, asked = names

    read(None, "")
    read(None, "")

    assert asked == ["", ""]


def test_the_cache_can_be_cleared(names):
    read, asked = names
    versions = TableVersion.objects.current()
    read(versions, "")

    forget()
    read(versions, "")

    assert asked == ["", ""]


# Memory


@pytest.fixture
def large_text(settings):
    """A cached builder of texts of 100 KB, of which there is room for two."""
    settings.PAGE_CACHE_MB = 1
    forget()

    @by_size
    def build(number):
        built.append(number)
        return str(number) + "x" * 100_000

    built = build.built = []
    return build


def test_many_large_texts_take_no_more_memory_than_allowed(large_text):
    tracemalloc.start()
    try:
        for number in range(100):
            large_text(number)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    # A hundred of them would be ten.
    assert taken < 1_000_000


def test_what_was_asked_for_last_stays(large_text):
    for number in (1, 2, 1, 3, 1):
        large_text(number)

    assert large_text.built == [1, 2, 3]


def test_what_is_larger_than_all_the_room_is_built_each_time(settings):
    settings.PAGE_CACHE_MB = 1
    forget()
    built = []

    @by_size
    def build():
        built.append(1)
        return "x" * 10_000_000

    assert build() == build() == "x" * 10_000_000
    assert len(built) == 2


def test_many_threads_build_and_drop_texts_at_once(large_text):
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(large_text, [number % 7 for number in range(500)]))

    assert [text.rstrip("x") for text in found] == [
        str(number % 7) for number in range(500)
    ]
    assert kept().currsize <= kept().maxsize
