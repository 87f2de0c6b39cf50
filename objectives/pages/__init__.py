"""The content of pages, from rows that were fetched; no HTTP and no HTML.

One module for each page: its sections, rows, counts and actions. Forms come in,
so that a page can show them; views hand out what is made here to templates.
"""
