"""The Time Machine: H. G. Wells's novel of 1895, 178,979 characters.

* Source: the file of "Dive into Deep Learning", http://d2l-data.s3-accelerate.amazonaws.com/timemachine.txt
* Licence: public domain.
* Layout: one ASCII text with lines of about 70 characters; chapters under Roman numerals, an empty line between
  paragraphs. It carries no Gutenberg header or footer.
* SHA-256 of the file: 8424dbd9532ac81f7e5f0b6add90e6952baea29158309d7d1bf3884f4e12c516

``load`` gives running text, letters, case and punctuation kept, 70 different characters:

    train       152,132 characters
    validation    8,949
    test         17,898

Nothing is removed: the first line is the title, ``The Time Machine, by H. G. Wells [1898]``. The last tenth of the
characters is the test and never trained on; the twentieth before it is validation.
"""

import os

from training.datasets.source import Source, locate
from training.datasets.tables import running_text

SOURCE = Source(
    name="time_machine",
    file_name="timemachine.txt",
    url="http://d2l-data.s3-accelerate.amazonaws.com/timemachine.txt",
    licence="public domain",
    content_sha256={"file": "8424dbd9532ac81f7e5f0b6add90e6952baea29158309d7d1bf3884f4e12c516"},
    algorithm="sha1",
    file_hash="090b5e7e70c295757f55df93cb0a180b9691891a",
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
