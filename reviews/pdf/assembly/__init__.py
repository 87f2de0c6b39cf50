"""Many PDFs put together as one, appended to a file one after another.

A library that holds all of them at once takes 3 MB for every 30 slides. Here a part's
objects are written out under new numbers while it is read, and forgotten: what stays
in memory is where each object is. pikepdf reads and cleans the parts. `copying` gives
their objects new numbers, `writer` writes them, and `assembler` gathers what spans all
parts: pages, names, bookmarks, and the tags that screen readers follow. `book` puts
whole files one after the other; `deck` joins slides, with their `fonts` and pictures.
"""
