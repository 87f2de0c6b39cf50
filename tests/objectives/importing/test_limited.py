import io
import subprocess

import openpyxl
import pytest

from goals_tracker.machine.limits import Limits
from objectives.importing import child, limited
from objectives.importing.sources.base import SourceError
from objectives.importing.sources.reading import is_light, read


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def book_of(rows):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_child_finds_what_one_finds_at_once():
    data = book_of([["Objective", "Owner"], ["Mail 🚀", "Ann"]])

    assert limited.read(data, filename="plan.xlsx") == read(data)


def test_a_long_text_goes_to_a_child_with_its_characters():
    line = f'Größe "é" {"x" * 90},علي\n'
    text = "Objective,Owner\n" + line * 3_000
    source = limited.read(text, filename="plan.CSV")

    assert not is_light(text)
    assert len(source.tables[0].rows) == 3_000
    assert source.tables[0].rows[-1].cells == (f'Größe "é" {"x" * 90}', "علي")


def test_a_childs_refusal_has_its_place():
    text = "<table>" * 30

    with pytest.raises(SourceError) as refusal:
        limited.read(text)
    assert (refusal.value.code, refusal.value.line) == ("too_deep", 1)
    assert refusal.value.column == 141


def test_a_child_that_is_stopped_is_a_refusal(monkeypatch, caplog):
    def killed(data, filename):
        return subprocess.CompletedProcess([], -9, b"", b"Killed")

    monkeypatch.setattr(limited, "run_child", killed)

    with pytest.raises(SourceError) as refusal:
        limited.read("x" * 300_000)
    assert refusal.value.code == "too_complex"
    assert "Killed" in caplog.text


def test_two_cells_at_the_ends_of_a_sheet_are_refused():
    book = openpyxl.Workbook()
    book.active["A1"] = "Objective"
    book.active["XFD1048576"] = "far"
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(SourceError) as refusal:
        limited.read(file.getvalue())
    assert refusal.value.code in ("too_complex", "too_many_rows")


def test_who_finds_no_slot_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(limited, "SECONDS_IN_LINE", 0)
    monkeypatch.setattr(limited.slots, "number", lambda: 0)

    with pytest.raises(SourceError) as refusal:
        limited.read("x" * 300_000)
    assert refusal.value.code == "busy"


def test_a_child_has_less_memory_than_the_web():
    assert child.LIMITS.memory < Limits().memory
