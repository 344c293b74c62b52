"""Everything needed to make a model: datasets, scripts, evaluation, publishing."""

import os

# TensorFlow's start-up messages would bury the progress bar; warnings and errors still show.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
