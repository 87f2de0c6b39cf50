"""One review, copied out of the database into plain frozen values.

`reader` is the last module that queries. Slides, deck and PDF read nothing but the
`values` it returns, so a live deck and a published one differ only in where their
snapshot came from: read now, or stored at publication. `cache` keeps parts of it while
their tables stay as they are; `json_file` and `xmp` are what a file carries of it,
`schema` tells others how to read that.
"""
