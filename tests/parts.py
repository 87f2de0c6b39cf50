"""The parts of the machine that some tests need and pip cannot install."""

import os
import shutil
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

BROWSERS = ["chromium", "chromium-browser", "google-chrome"]


def missing(part):
    """The name of what is missing, or an empty string."""
    return None if FINDERS[part]() else MISSING[part]


# What tests use where it is, and no machine has to have, not even in CI.
OPTIONAL = {"libreoffice", "slapd"}


def must_be_there(lack):
    """Whether a test fails for this: in CI, but for the part that it says it lacks."""
    known = OPTIONAL | {os.environ.get("CI_LACKS")}
    is_known = lack in map(MISSING.get, known)
    return bool(os.environ.get("CI")) and not is_known


def chromium():
    """The path of the browser, from Debian or elsewhere."""
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSERS)), None
    )


def initdb():
    """The newest server's initdb, which Debian keeps off the PATH."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: int(path.parts[-3]), default=None)
    return newest or shutil.which("initdb")


def postgresql():
    return os.environ.get("TEST_DATABASE_URL") or initdb()


def pango():
    return find_library("pango-1.0") and find_library("pangoft2-1.0")


def libreoffice():
    return shutil.which("soffice")


def slapd():
    """OpenLDAP's server and tools, and the extra that asks one."""
    tools = all(shutil.which(name) for name in ("ldapadd", "ldapmodify"))
    server = shutil.which("slapd") or Path("/usr/sbin/slapd").exists()
    return tools and server and find_spec("django_auth_ldap")


def poppler():
    return shutil.which("pdftotext")


FINDERS = {
    "chromium": chromium,
    "libreoffice": libreoffice,
    "pango": pango,
    "poppler": poppler,
    "postgresql": postgresql,
    "slapd": slapd,
}
MISSING = {
    "chromium": "Chromium is missing: install chromium.",
    "libreoffice": "LibreOffice is missing: install libreoffice-impress.",
    "pango": "Pango is missing: install libpango-1.0-0 and libpangoft2-1.0-0.",
    "poppler": "pdftotext is missing: install poppler-utils.",
    "postgresql": "PostgreSQL is missing: install postgresql or set TEST_DATABASE_URL.",
    "slapd": "A directory is missing: install slapd, ldap-utils and the extra ldap.",
}
