"""For commands: a terminal is for their answers, not for what TensorFlow says of itself when it starts."""

import os


def import_keras() -> None:
    """Import Keras and its backend with standard error closed to native code, which no log level silences."""
    try:
        kept = os.dup(2)
    except OSError:  # nobody listens there
        import keras

        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import keras  # noqa: F401
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
