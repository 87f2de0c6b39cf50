import re
from pathlib import Path

from goals_tracker.styles import joining

CSS = Path("static/css")


def test_imported_sheets_are_in_their_places_without_comments(tmp_path):
    (tmp_path / "of").mkdir()
    (tmp_path / "of" / "one.css").write_text("/* One. */\n\none {}\n")
    (tmp_path / "of" / "two.css").write_text("two {}\n")
    sheet = tmp_path / "sheet.css"
    sheet.write_text('@import url("of/one.css");\n@import url("of/two.css");\nend {}\n')

    assert joining.joined(sheet) == "one {}\ntwo {}\nend {}\n"


def test_the_sheet_of_slides_is_made_of_all_in_its_folder():
    named = joining.IMPORT.findall(Path(CSS, "deck.css").read_text())

    assert sorted(named) == sorted(f"deck/{path.name}" for path in CSS.glob("deck/*"))
    assert "@import" not in joining.joined(CSS / "deck.css")


def test_what_the_screen_alone_needs_comes_last():
    """The renderer of PDFs reads no further than there."""
    paper, _, screen = joining.joined(CSS / "deck.css").partition("@media screen {")

    assert "@media" not in paper
    assert re.findall(r"^[.:\w].*", screen, re.MULTILINE) == []
