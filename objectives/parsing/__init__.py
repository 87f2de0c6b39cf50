"""Reads what people type: an ETA, a status, rows pasted from a sheet.

Text in, values out; what cannot be read is said, never guessed. `feedback` puts into a
sentence how a text was read, for its writer. Pure.
"""
