"""What a publication keeps for good, and how it is shown and brought in again.

`editions` makes what is kept, byte for byte; `published_files` serves the PDFs from
disk; `page_cache` keeps pages in this process while nothing they show is written;
`importing` makes a review again from its file.
"""
