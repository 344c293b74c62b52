"""Makes the models that read sentiment."""
