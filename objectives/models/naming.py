from django.contrib.auth.models import AnonymousUser, User


def name_of(account: User | AnonymousUser | None) -> str:
    """What somebody is called on pages, in the history and in mails."""
    if not isinstance(account, User):
        return ""
    return (account.get_full_name() or account.get_username())[:200]
