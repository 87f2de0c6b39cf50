"""A snapshot with something of everything, read without a database."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from reviews.snapshot.values import SectionData, Snapshot

FILE = Path(__file__).parents[1] / "snapshot" / "formats" / "format-4.json"


@cache
def kept() -> Snapshot:
    data = json.loads(FILE.read_text())
    return Snapshot.from_dict(data.get("snapshot", data))


def with_sections(*seconds: int, slot: int | None = None, title: str = "Part"):
    """The same with text sections of these seconds."""
    sections = tuple(
        SectionData("text", f"{title} {number}", f"part-{number}", one, ())
        for number, one in enumerate(seconds, start=1)
    )
    return replace(kept(), sections=sections, slot_seconds=slot)
