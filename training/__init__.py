"""Everything needed to make a model: datasets, scripts, evaluation, publishing."""
