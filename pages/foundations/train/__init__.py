"""The articles' small programs, trained on the page."""
