"""Pages that hang the renderer or fill memory: each takes a minute or a gigabyte."""

from PIL import Image

USES_A_LEVEL, LEVELS = 10, 12
SIDE = 13_000


def use_bomb():
    """A drawing of 10 to the power of 11 squares in two kilobytes."""
    groups = ['<g id="g0"><rect width="1" height="1"/></g>']
    for level in range(1, LEVELS):
        uses = f'<use href="#g{level - 1}"/>' * USES_A_LEVEL
        groups.append(f'<g id="g{level}">{uses}</g>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        f"<title>Bomb</title><defs>{''.join(groups)}</defs>"
        f'<use href="#g{LEVELS - 1}"/></svg>'
    )


def large_picture(folder):
    """A PNG of half a megabyte, and half a gigabyte once it is read."""
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (SIDE, SIDE), "green").save(folder / "large.png")
    return '<img src="/pictures/large.png" alt="Large">'


TEXTS = {
    "a cell over a million columns": '<table><td colspan="1000000">x</table>',
    "fourteen nested flex boxes": '<div style="display: flex">' * 14 + "x",
    "an SVG bomb": use_bomb(),
}
