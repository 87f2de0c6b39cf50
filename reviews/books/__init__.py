"""A quarter's book: all its reviews as one PDF, or as a ZIP.

`builder` goes through the reviews, `formats` are the two things that a book can be,
`front_matter` is its cover and contents.
"""
