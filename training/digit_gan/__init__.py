"""Makes the GANs that draw digits, and their judge."""
