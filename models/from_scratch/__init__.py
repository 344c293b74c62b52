"""The layers, losses and optimizers of the playground in plain NumPy, each with its gradient written out.

One file a topic, the equation in the docstring and the code in the equation's own symbols. :mod:`models.side_by_side`
turns a Keras layer into its twin from here and measures how far the two are apart.
"""
