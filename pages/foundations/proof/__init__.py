"""Every layer beside Keras and beside central differences."""
