"""Four optimizers race down a surface."""
