"""Who asks for something costly: an account, or else the network they are in."""

from django.utils.crypto import salted_hmac

from objectives.accounts.adapters import AccountAdapter
from objectives.models.failed_sign_ins import network_of


def asker_of(request):
    """A digest: it tells askers apart, and says of nobody where they were."""
    if request.user.is_authenticated:
        name = f"account {request.user.pk}"
    else:
        name = f"network {network_of(AccountAdapter(request).get_client_ip(request))}"
    return salted_hmac("askers", name, algorithm="sha256").hexdigest()
