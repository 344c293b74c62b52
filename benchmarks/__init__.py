"""Ours beside what people do today, measured in one run on one machine."""
