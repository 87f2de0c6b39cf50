"""The forms that stand on a page, read from its HTML as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TEXT_KINDS = {"text", "search", "url", "email", "textarea"}


@dataclass
class Field:
    name: str
    kind: str
    value: str


@dataclass
class Form:
    action: str
    fields: list[Field] = field(default_factory=list)

    def data(self, **changes):
        """The fields that a browser sends, with some values changed."""
        values = {}
        for one in self.fields:
            values.setdefault(one.name, []).append(one.value)
        return values | {name: [value] for name, value in changes.items()}


class Reader(HTMLParser):
    """Collects the forms that are sent by POST, with their fields."""

    def __init__(self, address):
        super().__init__()
        self.address, self.forms = address, []
        self.form = self.area = self.select = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            is_post = given.get("method") == "post"
            self.form = Form(given.get("action") or self.address) if is_post else None
            self.forms += [self.form] if is_post else []
        elif self.form and given.get("name") and "disabled" not in given:
            self._handle_field(tag, given)
        elif tag == "option" and self.select and "selected" in given:
            self.select.value = given.get("value") or ""

    def _handle_field(self, tag, given):
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in ("radio", "checkbox") and "checked" not in given:
            return
        if kind in ("submit", "button", "file"):
            return
        unsaid = "on" if kind == "checkbox" and "value" not in given else ""
        one = Field(given["name"], kind, given.get("value") or unsaid)
        self.form.fields.append(one)
        self.area = one if tag == "textarea" else None
        self.select = one if tag == "select" else None

    def handle_data(self, data):
        if self.area:
            self.area.value += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.area.value = self.area.value.removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.form = None


def forms_on(page, address):
    """The POST forms of a page that was answered at that address."""
    reader = Reader(address)
    reader.feed(page.text)
    return reader.forms


def codes(page, form="form"):
    """The codes of the errors in a form on the page, by field."""
    errors = page.context[form].errors.as_data()
    return {name: [one.code for one in found] for name, found in errors.items()}
