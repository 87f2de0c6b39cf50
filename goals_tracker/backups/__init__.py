"""All that an install knows in one file, and back.

`backup` writes the database and the pictures, and reads them back before it says that
it is done; `restore` puts them in their places again. `archive` is the file, `manifest`
what it says of itself, `sqlite` and `postgresql` copy their databases, `in_use` finds
out who works with them, and `schedule` makes a backup each night.
"""
