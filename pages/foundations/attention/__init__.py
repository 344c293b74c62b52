"""Who listens to whom, head by head."""
