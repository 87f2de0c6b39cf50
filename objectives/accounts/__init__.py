"""Accounts: who is invited, disabled and promoted, each act in the audit trail."""
