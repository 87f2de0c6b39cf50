"""What the pages of metrics and incidents say, from rows that were fetched.

No HTTP and no HTML, as in `objectives.pages`.
"""
