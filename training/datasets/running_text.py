"""What the datasets that are one running text have in common: the file is read whole and cut in three."""

import os

from training.datasets.source import Source, fetch, read_file
from training.datasets.splits import cut_text


def load(source: Source, data_dir: str | os.PathLike[str] | None = None) -> dict[str, str]:
    """The running texts ``train``, ``validation`` and ``test``; joined in that order they are the file.

    Raises:
        DatasetError: in one sentence, when the file is absent, damaged or another one.
    """
    return cut_text(read_file(source, fetch(source, data_dir)).decode("utf-8"))
