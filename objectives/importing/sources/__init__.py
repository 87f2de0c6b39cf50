"""Tables and lists out of files and pasted texts of any kind. Pure.

Bytes or a text go in, a `Source` comes out: tables of tidied texts that know which line
they came from and what was repaired on the way. What cannot be read is refused with its
line and column. What a column means is nobody's business here.
"""
