"""One review, copied out of the database into plain frozen values.

`reader` is the last module that queries. Slides, deck and PDF read only the `values` it
returns, so a live deck and a published one differ only in where their snapshot came
from: read now, or stored at publication. `cache` holds parts of it while their tables
are unchanged; `json_file` and `xmp` put it into files, and `schema` documents the
format.
"""
