"""The view "Surprise": a text coloured by how little the network expected it."""
