"""Which words a verdict rests on, and whether that can be believed."""
