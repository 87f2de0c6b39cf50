"""Accounts: who signs in, is invited, disabled and promoted, each in the audit trail.

`administration` is what administrators do. `adapters` has what django-allauth asks of
an install, and `password_checks` when a password is checked at all. `askers` tells
apart who asks for something costly.
"""
