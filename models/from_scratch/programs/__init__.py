"""The articles' small programs, each whole in one file: ``python -m models.from_scratch.programs.NAME``.

Every one is a class with ``parameters``, a ``forward``, a ``backward`` written out by hand, and ``train(...)``, a
generator that yields ``(step, figures)`` after each step or epoch: whoever draws the next pair decides how long it
trains, and may stop between any two.
"""
