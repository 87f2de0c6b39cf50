"""What is wrong with a page as it stands in the browser."""

from axe_playwright_python.sync_playwright import Axe

from tests.deep import DEEP

NARROW = 600

# It would unpack the imports of style sheets into the page, which its CSP refuses; the
# rule that wants it is none of those that are asked by default.
PRELOADS = {"preload": False}
COLOURS = "axe.run({ runOnly: ['color-contrast'], preload: false })"


def violations(page):
    """The rules of axe that the page breaks, each with the elements that do.

    Dark pages differ from light ones by their colours alone, so that in the dark only
    the rule about those is asked. A narrow page has what a wide one has: it is looked
    at by `make deep` only.
    """
    if page.viewport_size["width"] < NARROW and not DEEP:
        return []
    # A click does not wait for the page that it leads to, which may be half there.
    page.wait_for_load_state()
    found = Axe().run(page, options=PRELOADS).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(COLOURS)["violations"]
    page.emulate_media(color_scheme="light")
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def sticks_out(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def oddities(page):
    """Both: ([], 0) is a page as it should be."""
    return violations(page), sticks_out(page)
