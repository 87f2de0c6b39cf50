"""Read what people type: an ETA, a status, rows pasted from a spreadsheet. Pure.

A text goes in, values come out. What cannot be read is marked as unread and never
guessed. `feedback` says in a sentence how a text was read.
"""
