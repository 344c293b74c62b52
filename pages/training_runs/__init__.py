"""The training runs page's sections."""
