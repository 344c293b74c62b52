"""The sections of the digits page: each view has a module with one public ``show(sampler)``.

It draws the view and returns the functions whose source the page shows at its end.
"""
