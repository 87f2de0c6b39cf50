"""Addresses of rooms as apprise writes them: which there may be, and how one is shown.

Only services that are reached by HTTP, so that the hosts of all of them can be checked:
apprise knows others too, that write to this machine or send mail.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

# Names that apprise has for a service, and the service's own.
SERVICES = {
    "discord": "Discord",
    "gchat": "Google Chat",
    "json": "JSON over HTTP",
    "jsons": "JSON over HTTPS",
    "matrix": "Matrix",
    "matrixs": "Matrix",
    "mmost": "Mattermost",
    "mmosts": "Mattermost",
    "msteams": "Microsoft Teams",
    "rocket": "Rocket.Chat",
    "rockets": "Rocket.Chat",
    "slack": "Slack",
    "workflow": "Microsoft Teams",
    "workflows": "Microsoft Teams",
    "wxteams": "Webex",
    "zulip": "Zulip",
}
SHOWN = 4


def service_of(address: str) -> str:
    """What an address leads to, in a word; empty where nothing known does."""
    scheme, mark, _ = address.partition("://")
    return SERVICES.get(scheme.lower(), "") if mark else ""


def check_address(address: str) -> None:
    """Raise ValidationError unless it leads to a service that there may be."""
    if not service_of(address):
        known = sorted({f"{scheme}://" for scheme in SERVICES})
        raise ValidationError(
            "Enter an address that begins with one of these: %(known)s.",
            code="service",
            params={"known": ", ".join(known)},
        )
    try:
        urlsplit(address)
    except ValueError:
        raise ValidationError("This address is not valid.", code="address") from None


def masked(address: str) -> str:
    """The service and the end of the address, by which its owner knows it again."""
    end = address.rstrip("/")[-SHOWN:] if len(address) > 5 * SHOWN else ""
    return f"{service_of(address)} …{end}"
