"""A snapshot as slides in agenda order, or as a document to be read; pure.

`deck` and `handout` make the two pages, `comparison` says what is between two decks.
"""
