"""The sections of the sentiment page: each module draws one, with one public ``show``."""
