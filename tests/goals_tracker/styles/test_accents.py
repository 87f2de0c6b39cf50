import pytest

from goals_tracker.styles import accents
from goals_tracker.styles.tokens import FILE, tokens

PAPER = "#fbfaf6"
USABLE = ["#0b5563", "#7a2c62", "#0057b8", "#b1005d", "#1d3557", "#00695c", "#3f6212"]


def test_contrast_is_that_of_wcag():
    assert accents.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert accents.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("accent", USABLE)
def test_a_legible_accent_of_another_hue_is_taken(accent):
    assert accents.refusal(accent) == ""


@pytest.mark.parametrize("accent", ["", "red", "#fff", "#12345g", "#7A2C62", "7a2c62"])
def test_what_is_no_colour_is_refused(accent):
    assert "six digits" in accents.refusal(accent)


def test_a_colour_that_is_not_legible_on_paper_is_refused_with_its_contrast():
    assert "too light. Its contrast with paper is 2.8" in accents.refusal("#ff6600")


@pytest.mark.parametrize(
    ("accent", "state"),
    [
        ("#00703c", "done"),
        ("#006699", "on track"),
        ("#8b5e00", "at risk"),
        ("#c8102e", "missed"),
        ("#5b2d8e", "deferred"),
        ("#666666", "not started"),
    ],
)
def test_a_colour_of_a_state_is_refused_by_its_name(accent, state):
    assert f"“{state}”" in accents.refusal(accent)


@pytest.mark.parametrize("state", [name for name in tokens() if "--state-" in name])
def test_no_state_has_a_colour_that_could_be_the_accent(state):
    assert accents.clashing(tokens()[state])


@pytest.mark.parametrize("accent", USABLE)
def test_what_follows_from_an_accent_is_legible_in_light_and_dark(accent):
    bright, dim = accents.light(accent), accents.dark(accent)

    assert accents.contrast(bright.accent, bright.soft) >= 4.5
    assert accents.contrast(bright.accent, bright.ink) >= 4.5
    for ground in (accents.DARK_PAPER, dim.soft, dim.ink):
        assert accents.contrast(dim.accent, ground) >= 4.5
    assert accents.contrast(dim.focus, accents.DARK_PAPER) >= 4.5


def test_the_tint_for_dark_keeps_the_hue():
    for accent in USABLE:
        hue = accents.lch(accent)[2]
        assert accents.lch(accents.dark(accent).accent)[2] == pytest.approx(hue, abs=4)


def test_dark_paper_is_that_of_the_tokens():
    sheet = FILE.read_text()

    assert f"--paper: {accents.DARK_PAPER};" in sheet
    assert tokens()["--paper"] == PAPER


def test_the_sheet_sets_the_tokens_in_light_and_in_dark():
    sheet = accents.sheet("#7a2c62")

    assert sheet.startswith(":root {\n  --accent: #7a2c62;\n  --accent-ink: #ffffff;")
    assert sheet.count("--accent-soft:") == 2
    assert "@media (prefers-color-scheme: dark)" in sheet


def test_an_address_says_its_accent_and_nothing_else_is_one():
    assert accents.of_address(accents.address("#7a2c62")) == "#7a2c62"
    assert accents.address("") == accents.address("red") == ""
    assert accents.of_address("/accent/../x.css") == ""
