import logging

import pytest

from goals_tracker.backups import archive, schedule
from goals_tracker.tasks import engine
from tests import tasks
from tests.makers import make_team

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(settings, other_processes, tmp_path):
    """Where scheduled backups of the test's database go."""
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_KEEP = 2
    return settings.BACKUP_DIR


def test_the_newest_backups_are_kept(folder):
    make_team("Whole")
    folder.mkdir()
    old = ["goals-20010101T031000Z.zip", "goals-20020101T031000Z.zip"]
    for name in [*old, "mine.zip"]:
        (folder / name).touch()

    key = engine.enqueue(schedule.back_up)
    tasks.work()

    assert engine.state(key) == engine.State.DONE
    kept = sorted(path.name for path in folder.iterdir())
    assert len(kept) == 3
    assert kept[0] == old[1]
    assert kept[2] == "mine.zip"
    with archive.opened(folder / kept[1]) as made:
        assert made.manifest.rows["objectives_team"] == 1


def test_a_backup_is_left_to_the_next_worker_when_all_processes_are_told_to_end(
    folder, monkeypatch
):
    def told_to_end(process, context):
        engine.working.get().request_stop()
        process.terminate()
        return process.communicate()[1]

    monkeypatch.setattr(schedule, "wait", told_to_end)
    engine.enqueue(schedule.back_up)

    engine.Worker().run_once()

    task = engine.MODELS[0].objects.get()
    assert (task.status, task.attempts, task.errors) == (task.Status.READY, 0, [])


def test_a_backup_that_fails_is_an_error_in_the_log(folder, caplog):
    folder.write_text("not a folder")

    key = engine.enqueue(schedule.back_up)
    with caplog.at_level(logging.ERROR):
        tasks.work()

    (line, *_) = [one.getMessage() for one in caplog.records]
    assert line.startswith("The scheduled backup failed: CommandError: No backup was")
    assert engine.state(key) != engine.State.DONE
