"""What layout must know before an engine lays out: sizes, widths, line breaks. Pure."""
