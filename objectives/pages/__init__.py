"""What a page says, from rows that were fetched; no HTTP and no HTML.

A module a page: its sections, rows, counts and what may be done there. Forms come in,
so that a page can show them; views hand out what is made here to templates.
"""
