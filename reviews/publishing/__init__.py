"""What a publication stores for good, and how it is shown and imported.

`editions` makes the stored files; `published_files` serves the PDFs from disk;
`page_cache` caches pages in this process until something they show is written;
`importing` makes a review from its file. `prints` gives whoever asks for a PDF the
file, or has a task print it.
"""
