"""A mail's subject, text and HTML, from one text template.

Its first line is the subject. The HTML says the same, in the product's look: a line
above dashes is a heading, a line with an address of ours below it is a link, and lines
that begin with a dash are a list.
"""

import re
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string

from goals_tracker.styles.tokens import tokens
from objectives.mail.letters import letters
from objectives.models import MailMessage, Organization

COLOURS = ("accent", "accent-ink", "ink", "ink-soft", "line", "paper", "surface")
kind_of = attrgetter("template")
BLANK_LINES = re.compile(r"\n\s*\n")


class Block(NamedTuple):
    """A paragraph, heading, link or list of a mail."""

    kind: str
    text: str = ""
    url: str = ""
    items: tuple["Block", ...] = ()


def absolute(path: str) -> str:
    """An address of ours as others open it."""
    return urljoin(settings.SITE_URL, path)


def compose_all(rows: list[MailMessage]) -> dict[int, EmailMultiAlternatives]:
    """The mails by the keys of their rows, without those that are wanted no more."""
    organization = Organization.objects.first()
    of_kinds = groupby(sorted(rows, key=kind_of), key=kind_of)
    filled = [
        pair
        for kind, group in of_kinds
        for some in [list(group)]
        for pair in zip(some, letters[kind](some), strict=True)
    ]
    return {
        row.pk: compose(row, facts, organization)
        for row, facts in filled
        if facts is not None
    }


def compose(
    row: MailMessage, facts: dict[str, Any], organization: Organization | None
) -> EmailMultiAlternatives:
    """The mail with what it was filled in with."""
    context = {"organization": organization, "account": row.account} | facts
    subject, text = texts_of(row.template, context)
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[row.to],
        headers=headers_of(facts.get("unsubscribe", "")),
    )
    message.attach_alternative(html_of(subject, text, context), "text/html")
    return message


def texts_of(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The subject and the text."""
    found: Any = get_template(f"{template}.txt")
    facts = context | {"site": settings.SITE_URL}
    said = found.template.render(Context(facts, autoescape=False)).strip()
    subject, _, text = said.partition("\n")
    if unsubscribe := context.get("unsubscribe"):
        text += f"\n\n- Do not send me these mails\n  {absolute(unsubscribe)}"
    # A subject is one line, whatever somebody's name is.
    tidy = BLANK_LINES.sub("\n\n", text).strip()
    return " ".join(subject.split())[:200], f"{tidy}\n"


def headers_of(unsubscribe: str) -> dict[str, str]:
    """What mail programs know a mail by that nobody typed."""
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{absolute(unsubscribe)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def html_of(subject: str, text: str, context: dict[str, Any]) -> str:
    colours = {name.replace("-", "_"): tokens()[f"--{name}"] for name in COLOURS}
    return render_to_string(
        "objectives/mail/base.html",
        {
            "subject": subject,
            "blocks": [block_of(part) for part in BLANK_LINES.split(text.strip())],
            "organization": context["organization"],
            "site": settings.SITE_URL,
            "colours": colours,
        },
    )


def block_of(part: str) -> Block:
    lines = part.split("\n")
    if lines[0].startswith("- "):
        items = re.split(r"^- ", part, flags=re.MULTILINE)[1:]
        return Block("list", items=tuple(map(linked, items)))
    if len(lines) == 2 and set(lines[1]) == {"-"}:
        return Block("heading", lines[0])
    found = linked(part)
    return Block("button", found.text.rstrip(":"), found.url) if found.url else found


def linked(part: str) -> Block:
    """The text, and the address of ours that is its last line."""
    text, _, last = part.strip().rpartition("\n")
    url = last.strip()
    if text and url.startswith(f"{settings.SITE_URL}/") and " " not in url:
        return Block("text", text, url)
    return Block("text", part.strip())
