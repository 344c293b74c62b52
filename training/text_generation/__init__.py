"""Makes the networks that write."""
