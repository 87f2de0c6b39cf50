"""What rows and migrations share: the mark of methods that write, and one-way steps."""
