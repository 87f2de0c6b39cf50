"""Whole installs, with processes, a database and a folder of their own.

For what a test cannot do to its own database: to kill it, to restore it, to leave it.
"""
