"""What is put right, left out and switched off in the rows of an import."""

import re
from dataclasses import replace

from django.core.exceptions import ValidationError

from objectives.forms.base import LONGEST_KEY, SavingForm, check_characters
from objectives.importing import running, undoing
from objectives.importing.mapping import FIELDS

CELL = "cell-"
KEEP_ALL, TAKE_ALL = "keep_all", "take_all"
STAND = re.compile("[0-9]{1,10}:[0-9a-f]{16}")
LONGEST_CELL = 20_000


class PreviewForm(SavingForm):
    """Changes the choices of an import by what the page of its preview has sent.

    `row` has the rows of that page that can be left out, `out` those that are to be;
    `conflict` those that were edited here, `take` those of which the file counts.
    `conflicts` gives all of the import, for the buttons that mean all.
    """

    creates = False

    def __init__(self, *args, import_, choices, conflicts=tuple, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_, self.choices, self.conflicts = import_, choices, conflicts

    def clean(self):
        super().clean()
        on_page, out = self.numbers("row"), self.numbers("out")
        left_out = set(self.choices.left_out) - on_page | out & on_page
        repairs = set(self.data.getlist("repairs"))
        off = set(self.choices.off) - repairs | repairs - set(
            self.data.getlist("repair")
        )
        self.new = replace(
            self.choices,
            left_out=tuple(sorted(left_out)),
            taken=self.taken(),
            off=tuple(sorted(off)),
            mended=self.mended(),
            links=self.links(),
        )
        return self.cleaned_data

    def numbers(self, name: str) -> set[int]:
        texts = self.data.getlist(name)
        return {int(one) for one in texts if is_number(one)}

    def taken(self) -> tuple[str, ...]:
        """The rows of which the file counts, with what was edited in them."""
        if self.data.get("then") == KEEP_ALL:
            return ()
        if self.data.get("then") == TAKE_ALL:
            return tuple(self.conflicts())
        on_page = set(self.data.getlist("conflict"))
        wanted = on_page & set(self.data.getlist("take"))
        rows = {row_of(one) for one in on_page}
        others = {one for one in self.choices.taken if row_of(one) not in rows}
        return tuple(sorted(one for one in others | wanted if STAND.fullmatch(one)))

    def mended(self) -> dict[str, dict[str, str]]:
        """The cells that were typed, beside those of before."""
        found = {row: dict(cells) for row, cells in self.choices.mended.items()}
        for name in self.data:
            row, field = cell_of(name)
            if row:
                found.setdefault(row, {})[field] = self.typed(name)
        return found

    def links(self) -> dict[str, str]:
        """What each row continues, of the pairs that the page has shown."""
        wanted = set(self.data.getlist("pair"))
        found: dict[str, list[str]] = {}
        for pair in self.data.getlist("pairs"):
            row, _, key = pair.partition("|")
            if is_number(row):
                found.setdefault(row, []).extend([key] if pair in wanted else [])
        return self.choices.links | {row: ",".join(keys) for row, keys in found.items()}

    def typed(self, name: str) -> str:
        typed = str(self.data[name])
        text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
        try:
            check_characters(text)
        except ValidationError as refusal:
            self.add_error(None, refusal)
        if len(text) > LONGEST_CELL:
            words = f"A cell holds at most {LONGEST_CELL:,} letters."
            self.add_error(None, ValidationError(words, code="too_long"))
        return text

    def save(self, *, by, at):
        if self.new != self.choices:
            self.import_.choose(choices=self.new.to_json())
        return self.import_


def cell_of(name: str) -> tuple[str, str]:
    """The row and the field of a cell by the name of its input; empty for others."""
    row, _, field = name.removeprefix(CELL).partition("-")
    is_cell = name.startswith(CELL) and is_number(row) and field in FIELDS
    return (row, field) if is_cell else ("", "")


def row_of(stand: str) -> str:
    return stand.partition(":")[0]


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < LONGEST_KEY


class ApplyForm(SavingForm):
    """Writes an import: at once, or in the background where that takes long."""

    def __init__(self, *args, import_, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_, self.task = import_, task

    def save(self, *, by, at):
        if running.is_long(self.import_):
            running.start(self.import_, task=self.task, by=by, at=at)
        else:
            running.run(self.import_, by=by, at=at)
        return self.import_


class UndoImportForm(SavingForm):
    """Takes a whole import back; `saved` says what stays and why, a line each."""

    def __init__(self, *args, import_, **kwargs):
        super().__init__(*args, **kwargs)
        self.import_ = import_

    def save(self, *, by, at):
        return "\n".join(undoing.undo(self.import_, by=by, at=at))
