"""What a backup says of itself: who made it, when, of what, and what is in it."""

import json
import subprocess
import tomllib
from dataclasses import asdict, dataclass, fields

from django.conf import settings
from django.db.migrations.loader import MigrationLoader


class BackupError(Exception):
    """A sentence for whoever asked for the backup or the restore."""


@dataclass(frozen=True)
class Manifest:
    version: str
    commit: str
    at: str
    kind: str
    database: str
    migrations: list[str]
    rows: dict[str, int]
    digests: dict[str, str]

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        found = json.loads(text)
        kinds = {one.name: type(getattr(SHAPE, one.name)) for one in fields(cls)}
        if not isinstance(found, dict) or found.keys() != kinds.keys():
            raise BackupError("The manifest has other fields.")
        if not all(isinstance(found[name], kinds[name]) for name in kinds):
            raise BackupError("The manifest's fields have other types.")
        values = [*found["migrations"], *found["digests"].values()]
        is_typed = all(isinstance(value, str) for value in values)
        if not is_typed or not all(type(n) is int for n in found["rows"].values()):
            raise BackupError("The manifest's values have other types.")
        return cls(**found)

    def check_version(self) -> None:
        """Refuse what another version made: only that one knows what it means."""
        ours = {f"{app}.{name}" for app, name in known_migrations()}
        unknown = sorted(set(self.migrations) - ours)
        if self.version == product_version() and not unknown:
            return
        maker = f"{self.version} ({self.commit})" if self.commit else self.version
        raise BackupError(
            f"This backup was made by version {maker}, and this is version "
            f"{product_version()}"
            + (f", which does not know the migration {unknown[0]}" if unknown else "")
            + ". Install the version that made it, restore there, then upgrade."
        )


SHAPE = Manifest("", "", "", "", "", [], {}, {})


def known_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


def product_version() -> str:
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["version"]


def product_commit() -> str:
    """The commit that is installed; empty where it was not installed by Git."""
    if not (settings.BASE_DIR / ".git").exists():
        return ""
    command = ["git", "-C", str(settings.BASE_DIR), "rev-parse", "--short=12", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""
