"""The view "Your own author": a text in, a network trained on it, watched and forgotten."""
