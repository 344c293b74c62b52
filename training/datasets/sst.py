r"""Stanford Sentiment Treebank: sentences of film reviews in English, a label on every phrase of every sentence.

* Source: R. Socher, A. Perelygin, J. Wu, J. Chuang, C. Manning, A. Ng, C. Potts, "Recursive Deep Models for Semantic
  Compositionality Over a Sentiment Treebank", EMNLP 2013;
  https://nlp.stanford.edu/sentiment/trainDevTestTrees_PTB.zip
* Licence: none stated; the authors ask for the paper to be cited.
* Layout: ``trees/{train,dev,test}.txt``, one tree a line, ``(3 (2 It) (4 ...))``; 8,544, 1,101 and 2,210 trees.
* SHA-256 of each file, its line ends written ``\n`` (they may differ in the original):
  train e2f3f41b0b1e6d4dddc0effe3bfc2d27ed8928079aa9a03d652311614fc5feb7,
  dev 0e9336aed6e4730e19f58d00a77b3f0297efdb755f7b5e598c98a05e3f97ea40,
  test 6e54806dee95cf80cd918e7dfb3f6770f6df24bf826f289a4d1f709e1c8f6761

Labels: 0 very negative, 1 negative, 2 neutral, 3 positive, 4 very positive (int64). :func:`three_way` makes three of
them; SST-2 is the roots without label 2, 1,821 sentences of the test set.

    label                0       1       2       3       4
    train       159,239 phrases, 8,529 of them whole sentences
                     7,231  27,704  81,639  33,355   9,310
    of them roots    1,090   2,214   1,621   2,317   1,287
    validation  1,101  139     289     229     279     165
    test        2,210  279     633     389     510     399

What was done to the trees:

* A sentence or phrase is its leaves joined by single spaces (``is n't``), brackets restored (``-LRB-`` is ``(``) and
  the treebank's escapes removed (``\/`` is ``/``, ``\*`` is ``*``).
* Train holds every phrase of every training tree once; no phrase carries two labels in the original. ``is_root``
  (bool) marks those that are also a whole training sentence.
* Validation and test are the authors' dev and test sentences (roots only), whole.
* Training phrases that equal a dev or test sentence, letters and digits compared and case ignored, leave train:
  35 phrases, such as ``No.``, 5 of them whole sentences.
* The sentences of Rotten Tomatoes' MR are the same ones: never train on MR and report on this.
"""

import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from training.datasets.source import Source, check_content, damaged, fetch, locate
from training.datasets.tables import Tables, load_tables, without

SOURCE = Source(
    name="sst",
    file_name="trainDevTestTrees_PTB.zip",
    url="https://nlp.stanford.edu/sentiment/trainDevTestTrees_PTB.zip",
    licence="none stated; cite Socher et al., EMNLP 2013",
    content_sha256={
        "train": "e2f3f41b0b1e6d4dddc0effe3bfc2d27ed8928079aa9a03d652311614fc5feb7",
        "dev": "0e9336aed6e4730e19f58d00a77b3f0297efdb755f7b5e598c98a05e3f97ea40",
        "test": "6e54806dee95cf80cd918e7dfb3f6770f6df24bf826f289a4d1f709e1c8f6761",
    },
    algorithm="sha256",
    file_hash="5c613a4f673fc74097d523a2c83f38e0cc462984d847b82c7aaf36b01cbbbfcc",
)
DATASET = SOURCE.metadata()
PARSER_VERSION = 1

_TOKEN = re.compile(r"\(([0-4]) |([^()\s]+)|(\))")
_ESCAPES = {"-LRB-": "(", "-RRB-": ")"}


def is_available(data_dir: str | os.PathLike[str] | None = None) -> bool:
    """Whether the file is in the data folder. Downloads nothing."""
    return locate(SOURCE, data_dir) is not None


def load(data_dir: str | os.PathLike[str] | None = None) -> dict[str, pd.DataFrame]:
    """The splits ``train`` (text, label, is_root), ``validation`` and ``test`` (text, label).

    Raises:
        DatasetError: in one sentence, when the file is absent, damaged or another one.
    """
    return load_tables(SOURCE, fetch(SOURCE, data_dir), PARSER_VERSION, _parse)


def three_way(labels: ArrayLike) -> np.ndarray:
    """Labels 0-4 as 0 negative (0, 1), 1 neutral (2), 2 positive (3, 4); int64, the same shape."""
    return np.array([0, 0, 1, 2, 2])[np.asarray(labels, dtype=np.int64)]


def phrases(tree: str) -> Iterator[tuple[str, int]]:
    """Every phrase of a tree with its label, innermost first, the whole sentence last.

    >>> list(phrases("(3 (2 is) (1 n't))"))
    [('is', 2), ("n't", 1), ("is n't", 3)]
    """
    leaves: list[str] = []
    open_nodes: list[tuple[int, int]] = []
    for label, leaf, _ in _TOKEN.findall(tree):
        if label:
            open_nodes.append((int(label), len(leaves)))
        elif leaf:
            leaves.append(_ESCAPES.get(leaf, leaf.replace("\\", "")))
        else:
            node_label, start = open_nodes.pop()
            yield " ".join(leaves[start:]), node_label


def _parse(path: Path) -> Tables:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            parts = {
                part: archive.read(f"trees/{part}.txt").replace(b"\r\n", b"\n")
                for part in ("train", "dev", "test")
                if f"trees/{part}.txt" in names
            }
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        raise damaged(SOURCE, path) from None
    check_content(SOURCE, path, {part: hashlib.sha256(content).hexdigest() for part, content in parts.items()})

    trees = {part: content.decode("utf-8").splitlines() for part, content in parts.items()}
    validation, test = (_roots(trees[part]) for part in ("dev", "test"))
    return {
        "train": without(_every_phrase(trees["train"]), validation["text"], test["text"]),
        "validation": validation,
        "test": test,
    }


def _roots(trees: list[str]) -> pd.DataFrame:
    return pd.DataFrame([list(phrases(tree))[-1] for tree in trees], columns=["text", "label"])


def _every_phrase(trees: list[str]) -> pd.DataFrame:
    rows: dict[str, tuple[int, bool]] = {}
    for tree in trees:
        found = list(phrases(tree))
        for text, label in found[:-1]:
            rows.setdefault(text, (label, False))
        text, label = found[-1]
        if text not in rows or not rows[text][1]:
            rows[text] = (label, True)
    table = [(text, label, is_root) for text, (label, is_root) in rows.items()]
    return pd.DataFrame(table, columns=["text", "label", "is_root"])
