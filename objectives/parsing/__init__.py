"""Reads what people type: an ETA, a status, rows pasted from a spreadsheet.

Text in, values out; what cannot be read is marked so, never guessed. `feedback` says in
a sentence how a text was read. Pure.
"""
