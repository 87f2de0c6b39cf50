"""Backups that are taken while people write; BACKUPS=30 takes that many."""

import os

import pytest

from tests.deep import times
from tests.installs.crowd import Crowd, halves, lost_photos, missing, told
from tests.installs.install import wait_for

BACKUPS = int(os.environ.get("BACKUPS", times(2, 1)))


@pytest.fixture
def world(install, machines):
    return install.do("crowd") | {"session": machines.session}


def test_a_backup_has_all_that_was_saved_before_it_began(
    install, new_install, world, tmp_path
):
    taken = []
    with install.web() as web, Crowd(web.port, world, size=2) as crowd:
        for number in range(BACKUPS):
            before = crowd.count()
            wait_for(lambda: crowd.count() >= before + 5, 120)  # noqa: B023 -- called here
            said, path = crowd.said(), tmp_path / f"{number}.zip"
            install.good("backup", path)
            taken.append((path, said, crowd.count()))

    meanwhile = [after - len(said) for _, said, after in taken]
    print(BACKUPS, "backups, with writes meanwhile:", meanwhile, told(crowd))
    assert any(meanwhile)
    assert crowd.carried
    assert crowd.joined
    assert missing(install, crowd.said()) == set()
    pages = [plan["later"] for plan in world["plans"]]
    for path, said, _ in taken:
        other = new_install()
        other.good("restore", path)
        assert missing(other, said) == set()
        assert halves(other) == (0, 0)
        assert lost_photos(other) == []
        assert len(other.do("read", *pages)) == len(pages)
        path.unlink()
