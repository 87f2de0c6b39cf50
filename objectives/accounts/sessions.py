from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def end_all(account):
    """Delete the account's sessions.

    Whose a session is stands inside it, so that all of them are read. There is no
    table beside them, since each page would have to ask it.
    """
    its_key = str(account.pk)
    found = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == its_key
    ]
    Session.objects.filter(pk__in=found).delete()
