"""Pictures that people upload: kept under their digest, once they are encoded again.

`images` takes a file and has a child do so (`reencoding`); `svg` rebuilds drawings.
"""
