import pytest

from objectives.models import Member, Team
from reviews.models import TableVersion
from reviews.snapshot.cache import forget, while_unchanged
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
