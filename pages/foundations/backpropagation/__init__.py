"""A small network worked out one edge at a time."""
