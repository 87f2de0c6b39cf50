"""What a reader's browser does with the deck: what it loads, and a step's script.

A step is the slowest of all that a walk from the first slide to the last takes: from
the key to the end of what the page's own script does about it.
"""

import os
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import sync_playwright

from tests import parts
from tests.bench import ROUNDS
from tests.bench.deck import DECK
from tests.bench.pdf import QUIET
from tests.bench.server import served

NOT_COUNTED = ("font", "image")
WALK = """() => slides.slice(1).map(() => {
  const event = new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true });
  const began = performance.now();
  document.body.dispatchEvent(event);
  return performance.now() - began;
})"""


def figures(environment):
    """Each figure's name and value."""
    with served(environment) as port, opened() as browser:
        address = f"http://127.0.0.1:{port}{DECK}"
        rounds = [round_of(browser, address) for _ in range(ROUNDS)]
    fonts, others, steps = zip(*rounds, strict=True)
    yield "deck.first_load_kb", median(others)
    yield "deck.first_load_fonts_kb", median(fonts)
    yield "deck.next_slide_ms", median(steps)


@contextmanager
def opened():
    """A browser that knows nobody but the loopback."""
    args = QUIET + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=parts.chromium(), args=args
        )
        yield browser
        browser.close()


def round_of(browser, address):
    """The kB of fonts and of all else but pictures, and the slowest step's ms."""
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        page, loaded = context.new_page(), []
        page.on("requestfinished", lambda request: loaded.append(request))
        page.goto(address, wait_until="networkidle")
        fonts = kb_of(one for one in loaded if one.resource_type == "font")
        others = kb_of(one for one in loaded if one.resource_type not in NOT_COUNTED)
        return fonts, others, max(page.evaluate(WALK))


def kb_of(requests):
    """What has come for them, as it was packed on its way."""
    return sum(one.sizes()["responseBodySize"] for one in requests) / 1000
