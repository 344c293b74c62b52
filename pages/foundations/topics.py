"""The topics of the Foundations page, in the order of the articles that teach them."""

from pages.shared import N_

NAMES = {
    "backpropagation": N_("Backpropagation"),
    "optimizers": N_("Optimizers"),
    "layers": N_("Layers"),
    "recurrent": N_("RNN, LSTM, GRU"),
    "attention": N_("Attention"),
    "gan": N_("GAN in one dimension"),
    "train": N_("Train it here"),
    "proof": N_("Proof"),
}
TOPICS = tuple(NAMES)
