import functools
import posixpath
import re
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join

register = template.Library()

IMPORT = re.compile(r'^import\b[^;]*?"(\.{1,2}/[^"]+)";', re.MULTILINE)
PRELOAD = '<link rel="modulepreload" href="{}">'
SCRIPT = '<script type="module" src="{}"></script>'


@register.simple_tag
def script(name):
    """The page's module, and hints to fetch all that it imports at the same time."""
    first, *imported = with_imports(f"js/{name}.js")
    hints = format_html_join("", PRELOAD, ((static(one),) for one in imported))
    return format_html("{}" + SCRIPT, hints, static(first))


@functools.cache
def with_imports(name):
    """A module and all that it imports, also by way of others, each once."""
    found = {name: None}
    for imported in IMPORT.findall(source(name)):
        found |= with_imports(
            posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))
        )
    return found


def source(name):
    return Path(settings.BASE_DIR, "static", name).read_text(encoding="utf-8")
