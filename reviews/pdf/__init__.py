"""Pages as PDF: rendered by WeasyPrint, in child processes, slide by slide.

`rendering` turns one page into a file (`engine` loads WeasyPrint, `tagging` puts in
what it leaves out). `printing` is what others call: it cuts a deck into parts
(`deck_parts`), has children print them within limits (`pool`), joins them (`assembly`)
and keeps what was printed. `missing_glyphs` finds the characters that no font here has.
"""
