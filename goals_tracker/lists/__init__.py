"""What all lists share: their `tables`, a page of them, and the same as a file."""
