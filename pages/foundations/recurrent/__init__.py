"""A sentence walks through RNN, LSTM and GRU, and gradients walk back."""
