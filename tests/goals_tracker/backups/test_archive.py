"""What is in a backup may have been put there by somebody else."""

import io
import json
import stat
import zipfile
from dataclasses import asdict

import pytest

from goals_tracker.backups import archive
from goals_tracker.backups.manifest import BackupError, Manifest

MANIFEST = Manifest("1", "", "now", "sqlite", "3", ["a.0001"], {"team": 1}, {})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "goals.zip"


def write(path, **files):
    """A backup with these pictures."""
    with path.open("wb") as file:
        writer = archive.Writer(file)
        writer.add("database", io.BytesIO(b"rows"))
        for name, content in files.items():
            writer.add(f"media/photos/{name}.jpg", io.BytesIO(content))
        writer.finish(Manifest(**asdict(MANIFEST) | {"digests": writer.digests}))


def refusal_of(path):
    with pytest.raises(BackupError) as refusal, archive.opened(path):
        pass
    return str(refusal.value)


def planted(path, name, content=b"x", **fields):
    """A good backup with one more file, about which nobody can complain but for it."""
    write(path)
    with zipfile.ZipFile(path, "a") as file:
        member = zipfile.ZipInfo(name)
        for field, value in fields.items():
            setattr(member, field, value)
        file.writestr(member, content)


def test_what_was_written_is_read(path):
    write(path, one=b"first", two=b"second")

    with archive.opened(path) as found:
        target = io.BytesIO()
        found.copy("media/photos/two.jpg", target)

    assert found.media == ["media/photos/one.jpg", "media/photos/two.jpg"]
    assert target.getvalue() == b"second"
    assert found.manifest.rows == {"team": 1}


@pytest.mark.parametrize(
    "name",
    [
        *("../x.jpg", "/etc/passwd", "media/../../x.jpg", "media/", "media/photos/"),
        *("media//x.jpg", "media/./x.jpg", "media/..", "other/x.jpg", "x.jpg"),
        *("media/a\\..\\x.jpg", "media/\n.jpg", "media/photos/..", "database/x"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(path, name):
    planted(path, name)

    assert "is no name of a picture" in refusal_of(path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_refused(path, kind):
    planted(path, "media/x.jpg", b"/etc", external_attr=(kind | 0o777) << 16)

    assert "is not a plain file" in refusal_of(path)


def test_what_grows_when_it_is_unpacked_is_refused(path):
    planted(
        path,
        "media/x.jpg",
        bytes(10_000_000),
        compress_type=zipfile.ZIP_DEFLATED,
    )

    assert "is compressed" in refusal_of(path)


def test_files_that_overlap_are_refused():
    members = [zipfile.ZipInfo(f"media/{number}.jpg") for number in range(3)]
    for member in members:
        member.file_size = 40

    with pytest.raises(BackupError, match="overlap"):
        archive.check_members(members, 100)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_appears_twice_is_refused(path):
    planted(path, "database")

    assert "twice" in refusal_of(path)


def test_a_file_that_the_manifest_does_not_name_is_refused(path):
    planted(path, "media/x.jpg")

    assert "names other files" in refusal_of(path)


def test_a_file_that_was_changed_is_named(path):
    write(path, one=b"first")
    with zipfile.ZipFile(path) as file:
        found = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in found.items():
            file.writestr(name, content.replace(b"first", b"other"))

    assert refusal_of(path) == "media/photos/one.jpg is damaged."


@pytest.mark.parametrize(
    "manifest",
    [
        *(b"", b"[]", b"{}", b"[" * 100_000, b"\xff", b"1e999"),
        json.dumps(asdict(MANIFEST) | {"rows": {"team": "1"}}).encode(),
        json.dumps(asdict(MANIFEST) | {"migrations": [["a"]]}).encode(),
        json.dumps(asdict(MANIFEST) | {"digests": {"database": None}}).encode(),
        json.dumps(asdict(MANIFEST) | {"more": 1}).encode(),
    ],
)
def test_a_manifest_of_another_shape_is_refused(path, manifest):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("database", b"rows")
        file.writestr("manifest.json", manifest)

    refusal_of(path)


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.9, 0.99])
def test_half_a_file_is_refused(path, kept):
    write(path, one=b"first" * 1000)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept if kept > 1 else kept * len(content))])

    assert "not a backup, or damaged" in refusal_of(path)
