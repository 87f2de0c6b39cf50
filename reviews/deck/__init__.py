"""A snapshot as slides in agenda order, or as a document to read; pure.

`deck` and `handout` make the two pages, `comparison` lists what changed between decks.
"""
