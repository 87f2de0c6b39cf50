"""What an import has written, by which it is undone, and how it went. As JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model


@dataclass
class Journal:
    """What an import has written, as JSON."""

    created: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    # The taggings of objectives whose tags it has changed: key, objective, tag.
    taggings: list[tuple[int, int, int]] = field(default_factory=list)
    last_change: int = 0

    def add(self, rows: Iterable[Model]) -> None:
        for row in rows:
            self.created.setdefault(row._meta.label_lower, []).append(row.pk)

    def set(self, row: Model, before: dict[str, Any]) -> None:
        """Remember what stood in these fields; the first time counts."""
        rows = self.changed.setdefault(row._meta.label_lower, {})
        rows[str(row.pk)] = before | rows.get(str(row.pk), {})

    def to_json(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "changed": self.changed,
            "taggings": self.taggings,
            "last_change": self.last_change,
        }


@dataclass
class Outcome:
    """How an import went: rows by kind, and what could not be done, in words."""

    counts: dict[str, int]
    notes: list[str] = field(default_factory=list)
    plans: list[int] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"counts": self.counts, "notes": self.notes, "plans": self.plans}
