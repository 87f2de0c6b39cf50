import pytest
from django.core.exceptions import ValidationError

from objectives.chat.addresses import check_address, masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "Slack …i7FQ"),
        (
            "mmosts://chat.example.org/3ccdd113474722377935511fc85d3dd4",
            "Mattermost …3dd4",
        ),
        ("json://host/x", "JSON over HTTP …"),
    ],
)
def test_an_address_is_shown_by_its_service_and_its_end(address, shown):
    check_address(address)

    assert masked(address) == shown


@pytest.mark.parametrize(
    "address",
    ["syslog://", "mailto://x", "dbus://", "https://x", "slack", "", "json://[x"],
)
def test_only_services_that_are_asked_by_http_are_taken(address):
    with pytest.raises(ValidationError):
        check_address(address)
