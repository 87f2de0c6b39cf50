"""Many PDFs bound into one, appended to a file one after another.

A library that holds all of them at once takes 3 MB for every 30 slides. Here a part's
objects are written out under new numbers while it is read, and forgotten: what stays in
memory is where each object stands. pikepdf reads and cleans the parts; what is written
here are their objects under new numbers (`copying`), in a file of its own (`writer`),
and the few that span all parts (`trees`): the tree of pages, names, bookmarks, and the
structure that readers of a screen hear. `book` binds whole files one after the
other; `deck` joins slides in the same way, with their `fonts`.
"""
