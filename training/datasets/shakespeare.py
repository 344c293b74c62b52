"""Tiny Shakespeare: 40,000 lines of his plays, 1,115,394 characters.

* Source: A. Karpathy's char-rnn; https://storage.googleapis.com/download.tensorflow.org/data/shakespeare.txt
* Licence: public domain.
* Layout: one ASCII text; a speaker's name and a colon, the speech, an empty line.
* SHA-256 of the file: 86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed

``load`` gives running text, letters, case and punctuation kept, 65 different characters:

    train       948,084 characters
    validation   55,770
    test        111,540

The last tenth of the characters is the test and never trained on; the twentieth before it is validation.
"""

import os

from training.datasets.source import Source, locate
from training.datasets.tables import running_text

SOURCE = Source(
    name="shakespeare",
    file_name="shakespeare.txt",
    url="https://storage.googleapis.com/download.tensorflow.org/data/shakespeare.txt",
    licence="public domain",
    content_sha256={"file": "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"},
    algorithm="sha256",
    file_hash="86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
)
DATASET = SOURCE.metadata()


def is_available(data_dir: str | os.PathLike[str] | None = None) -> bool:
    """Whether the file is in the data folder. Downloads nothing."""
    return locate(SOURCE, data_dir) is not None


def load(data_dir: str | os.PathLike[str] | None = None) -> dict[str, str]:
    """The running texts ``train``, ``validation`` and ``test``; joined in that order they are the file.

    Raises:
        DatasetError: in one sentence, when the file is absent, damaged or another one.
    """
    return running_text(SOURCE, data_dir)
