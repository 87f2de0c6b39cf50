"""Permissions for reviews, besides those of team leads."""


def may_ask_for_books(user):
    """Anyone with an account: a book takes minutes of work."""
    return user.is_authenticated and user.is_active
