"""WeasyPrint, imported on first use: it needs Pango, and the site works without.

What it asks of other libraries at a cost that no page should bear is answered here.
"""

import contextlib
import ctypes.util
import functools
import os
import sys
from collections.abc import Iterator
from typing import Any

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# WeasyPrint asks for each library by names that the linker does not know, and every
# such question starts several processes: a fifth of a cold export. On Linux, these are
# the names that it ends up with, and there are no others of what may be missing.
SONAMES = {
    "libgobject-2.0-0": "libgobject-2.0.so.0",
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libharfbuzz-0": "libharfbuzz.so.0",
    "libharfbuzz-subset-0": "libharfbuzz-subset.so.0",
    "libharfbuzz-vector-0": "libharfbuzz-vector.so.0",
    "libfontconfig-1": "libfontconfig.so.1",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
}
OPTIONAL = "harfbuzz-vector"


class RendererMissingError(Exception):
    """The libraries that WeasyPrint needs are not installed."""


@functools.cache
def weasyprint() -> Any:
    """WeasyPrint, or RendererMissingError with what to install."""
    try:
        with known_libraries():
            import weasyprint  # noqa: PLC0415 - see the module's docstring
    except OSError as error:
        raise RendererMissingError(
            f"PDFs need Pango. On Debian and Ubuntu: apt-get install {PACKAGES}"
        ) from error
    # Or the clock's time gets into fonts that fontTools has to write anew, emoji.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "946684800")
    return weasyprint


@contextlib.contextmanager
def known_libraries() -> Iterator[None]:
    """Let ctypes answer for the libraries above without starting a process."""
    asked = ctypes.util.find_library

    def found(name: str) -> str | None:
        return SONAMES.get(name) or (None if OPTIONAL in name else asked(name))

    if sys.platform == "linux":
        ctypes.util.find_library = found
    try:
        yield
    finally:
        ctypes.util.find_library = asked
