"""Layers on a few numbers that the visitor changes."""
