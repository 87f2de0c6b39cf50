"""What a row says otherwise than its objective, and whether it may.

Compared with what the last import wrote, of which the trail tells: what somebody has
edited since is a conflict, and stays unless one takes what the file says.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any

from objectives.importing.rows import Draft, label_of
from objectives.models import Change, Objective
from objectives.models.history import as_text, is_equal
from objectives.parsing.pasted_rows import folded_name
from objectives.parsing.status import read_status
from objectives.parsing.tags import folded_tag, tags_in
from objectives.text.diff import changed_runs

IMPORTED = "Imported from "
NOUN = Objective._meta.label_lower
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is not as it is here; a conflict stays, unless it is taken."""

    field: str
    before: str
    after: str
    is_conflict: bool = False
    is_taken: bool = False

    @property
    def is_written(self) -> bool:
        return self.is_taken or not self.is_conflict

    @property
    def label(self) -> str:
        return label_of(self.field)

    @property
    def runs(self) -> tuple[tuple[str, bool], ...]:
        """The new text in runs, each with whether its words are new."""
        return changed_runs(self.before, self.after)


def differences_of(draft: Draft, objective: Objective) -> Iterator[Difference]:
    """The cells that say something else than the objective."""
    for name, after in wanted(draft, objective).items():
        before = as_text(objective, Objective._meta.get_field(name))
        text = after.isoformat() if hasattr(after, "isoformat") else str(after)
        if not is_same(name, before, text):
            yield Difference(name, before, text)


def is_same(name: str, one: str, other: str) -> bool:
    """Whether two texts of a field say the same; tags in any spelling."""
    if name == "tags":
        return [*map(folded_tag, tags_in(one))] == [*map(folded_tag, tags_in(other))]
    return is_equal(one, other)


def wanted(draft: Draft, objective: Objective) -> dict[str, Any]:
    """What the row wants the objective to say."""
    # What became of it has been answered here, or is to be.
    draft.forget_answer()
    values = dict(draft.values)
    name = draft.owner_name or ("" if draft.row.people else draft.row.get("owner"))
    if not objective.owner or folded_name(objective.owner.name) != folded_name(name):
        values["owner"] = name
    if draft.state and draft.state != objective.state:
        read = read_status(values.get("status", objective.status)).state
        values["chosen_state"] = "" if read == draft.state else str(draft.state)
    return values


def judged(one: Difference, base: str | None) -> Difference | None:
    """The difference as a change, as a conflict, or none; see the module."""
    if base is None:
        # A blank cell may only mean that the table does not know.
        return one if one.after else None
    if is_same(one.field, one.before, base):
        return one
    if is_same(one.field, one.after, base):
        return None
    return Difference(one.field, one.before, one.after, is_conflict=True)


def stand_of(number: int, differences: Iterable[Difference]) -> str:
    """A row with what its conflicts say here: whoever takes the file has seen this."""
    texts = [f"{one.field}={one.before}" for one in differences if one.is_conflict]
    digest = hashlib.blake2s("\0".join(texts).encode(), digest_size=8).hexdigest()
    return f"{number}:{digest}"


def last_imported(keys: Iterable[int]) -> dict[int, dict[str, str]]:
    """What imports have written last in each field of these objectives."""
    found: dict[int, dict[str, str]] = {}
    for some in batched(sorted(keys), AT_ONCE):
        entries = Change.objects.filter(
            noun=NOUN, object_pk__in=some, reason__startswith=IMPORTED
        )
        for pk, fields in entries.order_by("pk").values_list("object_pk", "fields"):
            written = {name: after for name, (_, after) in fields.items()}
            found.setdefault(pk, {}).update(written)
    return found
