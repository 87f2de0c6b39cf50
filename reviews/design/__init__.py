"""Sizes, widths and line breaks, known before an engine does the layout. Pure."""
