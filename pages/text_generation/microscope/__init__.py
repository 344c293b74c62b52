"""The view "Microscope": what goes on inside a network while it reads."""
