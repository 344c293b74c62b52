"""The home page's sections."""
