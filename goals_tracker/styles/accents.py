"""An accent colour: whether one may be used, and the colours that follow from it.

An accent has to be legible as text and under white text, and must not be taken for a
state. Hues are compared in OKLCH, where equal steps look equal. The product's own
accent is in `tokens.css`; others come as a sheet that overrides it. Pure.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from goals_tracker.styles.tokens import tokens

ACCENT = re.compile(r"#[0-9a-f]{6}", re.ASCII)
ADDRESS = re.compile(r"/accent/([0-9a-f]{6})\.css", re.ASCII)
LEAST_CONTRAST = 4.5
WHITE, DARK_PAPER = "#ffffff", "#14181b"
# Degrees of hue that are told apart at a glance, and the chroma of a grey.
NEAR_HUE = 15
GREY_CHROMA = 0.03
NEAR_LIGHTNESS = 0.15
STATE = "--state-"


@dataclass(frozen=True, slots=True)
class Shades:
    """The tokens that an accent sets, in light or in dark."""

    accent: str
    ink: str
    soft: str
    focus: str


def refusal(accent: str) -> str:
    """Why a colour cannot be the accent, in words, or nothing."""
    if not ACCENT.fullmatch(accent):
        return "Enter a colour as # and six digits, such as #7a2c62."
    found = min(contrast(accent, tokens()["--paper"]), contrast(accent, WHITE))
    if found < LEAST_CONTRAST:
        return (
            f"This colour is too light. Its contrast with paper is {found:.1f}, and "
            f"text needs {LEAST_CONTRAST}. Choose a darker one."
        )
    if state := clashing(accent):
        return f"This colour is too close to that of “{state}”. Choose another hue."
    return ""


def clashing(accent: str) -> str:
    """The state whose colour it would be taken for, or nothing."""
    near = sorted((distance, name) for name, distance in distances(accent))
    return near[0][1] if near else ""


def distances(accent: str) -> Iterator[tuple[str, float]]:
    """The states that it clashes with, and how far they are."""
    lightness, chroma, hue = lch(accent)
    for token, colour in tokens().items():
        if not token.startswith(STATE):
            continue
        other = lch(colour)
        between = abs((hue - other[2] + 180) % 360 - 180)
        is_grey = other[1] < GREY_CHROMA
        if is_grey != (chroma < GREY_CHROMA):
            continue
        near = abs(lightness - other[0]) < NEAR_LIGHTNESS if is_grey else True
        if near and (is_grey or between < NEAR_HUE):
            yield token.removeprefix(STATE).replace("-", " "), between


def address(accent: str) -> str:
    """The address of an accent's style sheet; none for the product's own."""
    is_one = ACCENT.fullmatch(accent)
    return f"/accent/{accent[1:]}.css" if is_one else ""


def of_address(address: str) -> str:
    """The accent whose style sheet is there, or nothing."""
    found = ADDRESS.fullmatch(address)
    return f"#{found[1]}" if found else ""


def light(accent: str) -> Shades:
    """On paper; what is selected has the strongest tint that its text can be on."""
    tints = [mixed(accent, WHITE, share / 100) for share in range(12, 2, -1)]
    legible = (soft for soft in tints if contrast(accent, soft) >= LEAST_CONTRAST)
    return Shades(accent, WHITE, next(legible, tints[-1]), accent)


def dark(accent: str) -> Shades:
    """Tints of the same hue, light enough on dark."""
    _, chroma, hue = lch(accent)
    return Shades(
        in_gamut(0.78, min(chroma, 0.11), hue),
        in_gamut(0.2, min(chroma, 0.02), hue),
        in_gamut(0.3, min(chroma, 0.035), hue),
        in_gamut(0.85, min(chroma, 0.09), hue),
    )


def sheet(accent: str) -> str:
    """A style sheet that sets the tokens of an accent, after `tokens.css`."""
    bright, dim = light(accent), dark(accent)
    return (
        f":root {{\n{declared(bright)}  --stage-accent: {dim.accent};\n}}\n\n"
        "@media screen {\n@media (prefers-color-scheme: dark) {\n"
        f":root {{\n{declared(dim)}}}\n}}\n}}\n"
    )


def declared(shades: Shades) -> str:
    found = named(shades)
    return "".join(f"  {name}: {colour};\n" for name, colour in found.items())


def named(shades: Shades) -> dict[str, str]:
    """The tokens of these shades by name."""
    return {
        "--accent": shades.accent,
        "--accent-ink": shades.ink,
        "--accent-soft": shades.soft,
        "--focus": shades.focus,
    }


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(one: str, other: str, share: float) -> str:
    """So much of one colour in the other."""
    pairs = zip(channels(one), channels(other), strict=True)
    return written(share * a + (1 - share) * b for a, b in pairs)


def channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def written(values: Iterable[float]) -> str:
    return "#" + "".join(f"{round(255 * min(1, max(0, one))):02x}" for one in values)


def linear(colour: str) -> tuple[float, ...]:
    return tuple(
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in channels(colour)
    )


def lch(colour: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue in degrees (OKLCH)."""
    red, green, blue = linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """The colour, with less chroma where screens cannot show it."""
    while chroma > 0 and not is_shown(found := rgb(lightness, chroma, hue)):
        chroma -= 0.005
    return written(found if chroma > 0 else rgb(lightness, 0, hue))


def is_shown(values: tuple[float, ...]) -> bool:
    return all(0 <= one <= 1 for one in values)


def rgb(lightness: float, chroma: float, hue: float) -> tuple[float, ...]:
    """The channels of an OKLCH colour, which may lie outside of 0 to 1."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return tuple(
        12.92 * one if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055
        for one in (
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        )
    )
