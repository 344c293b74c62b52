"""The text generation page's sections: its state in the address, the views, and what stands below a written text."""
