"""Who may do what with reviews, beside those who lead their teams."""


def may_ask_for_books(user):
    """Have a quarter's book made: it takes minutes of work, so only with an account."""
    return user.is_authenticated and user.is_active
