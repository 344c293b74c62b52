"""Gives a model that writes its index of what it read, so that the page can say what it copied.

    python -m training.text_generation.copies shakespeare              # writes copies.bin into the model's folder
    python -m training.text_generation.copies shakespeare --measure    # compares the index with the text itself

The index (:mod:`models.text_generation.copies`) holds hashes of n-grams of the text that the network learnt from, no
text. The same questions are asked of text by the same author that it did not learn from (the validation split; the
test split where the validation split was learnt from in the end): that is what a figure on the page is to be compared
with, and it sets the length from which a run is worth a word.
"""

import dataclasses
import math
from pathlib import Path
from typing import Annotated

import numpy as np
import tyro

from models.errors import PlaygroundError
from models.storage import ModelFolder, open_model, write_atomically, write_hashes
from models.text_generation.copies import (
    END_OF_POEM,
    FILE_NAME,
    CopyIndex,
    HeldBack,
    Tier,
    bloom_places,
    code_points,
    kept_windows,
    ngram_hashes,
    within_lines,
)
from training import command_line
from training.text_generation.data import SOURCES, Texts

# Length of the n-grams, bits of the filter for each different one. The chart asks the short ones how much is new; the
# long ones keep passages apart that are alike in between. Filters that err often are enough for that: an n-gram that
# is new mostly holds shorter ones that are new too, and each filter errs by itself.
PROSE_TIERS = ((4, 7.0), (6, 4.3), (9, 2.9), (14, 2.2), (24, 3.4))
POEM_TIERS = ((2, 4.3), (3, 2.9), (5, 3.55))
ORDINARY = 0.01
"""Runs are worth a word from the length on at which this share of held-back text, at most, lies in such runs."""
LONGEST = 4_000_000


def build(train: str | list[str], held_back: str) -> bytes:
    """The index of a training text, as the content of its file.

    Args:
        train: running text, or poems.
        held_back: text of the same kind that is not in it; poems with an end-of-poem token between them.
    """
    poems = not isinstance(train, str)
    codes = code_points(train if isinstance(train, str) else END_OF_POEM.join(train))
    tiers, new = [], []
    for length, bits_each in POEM_TIERS if poems else PROSE_TIERS:
        hashes = np.unique(_kept_hashes(codes, length, poems))
        tiers.append(Tier(length, *_bloom_filter(hashes, bits_each), 0.0))
        new.append(_new_places(code_points(held_back), hashes, length, poems))
    plain = CopyIndex(tiers, poems, 1, HeldBack(0, 0, {}, {}))
    lengths = plain.copied_lengths(held_back)
    tiers = [
        dataclasses.replace(tier, false_positive_rate=_rate(lengths[places] >= tier.length))
        for tier, places in zip(tiers, new, strict=True)
    ]
    plain = CopyIndex(tiers, poems, 1, HeldBack(0, 0, {}, {}))
    spans = plain.copied_spans(held_back, tiers[0].length)
    sizes = np.array([end - begin for begin, end in spans], int)
    longest = int(sizes.max(initial=0))
    runs = {length: int((sizes >= length).sum()) for length in range(tiers[0].length, longest + 1)}
    facts = HeldBack(len(held_back), longest, runs, plain.new_shares(held_back))
    return CopyIndex(tiers, poems, _shortest_worth_a_word(spans, facts), facts).to_bytes()


def _shortest_worth_a_word(spans: list[tuple[int, int]], held_back: HeldBack) -> int:
    for shortest in held_back.runs:
        inside = np.zeros(held_back.characters, bool)
        for begin, end in spans:
            inside[begin:end] |= end - begin >= shortest
        if inside.mean() <= ORDINARY:
            return shortest
    return held_back.longest + 1


def _rate(taken_for_known: np.ndarray) -> float:
    # Of a text of a few lines there may be nothing to measure with.
    return round(min(float(taken_for_known.mean()), 0.9), 4) if len(taken_for_known) else 0.0


def _bloom_filter(hashes: np.ndarray, bits_each: float) -> tuple[int, np.ndarray]:
    num_hashes = max(1, round(bits_each * math.log(2)))
    bits = np.zeros(8 * max(8, round(len(hashes) * bits_each / 8)), bool)
    for places in bloom_places(hashes, num_hashes, len(bits)):
        bits[places] = True
    return num_hashes, np.packbits(bits, bitorder="little")


def _kept_hashes(codes: np.ndarray, length: int, poems: bool) -> np.ndarray:
    hashes = ngram_hashes(codes, length)
    return hashes[kept_windows(codes, length)[0]] if poems else hashes


def _new_places(codes: np.ndarray, known: np.ndarray, length: int, poems: bool) -> np.ndarray:
    """Where the n-grams begin that are not among ``known``, which is sorted; of poems those within a line."""
    hashes = ngram_hashes(codes, length)
    within = within_lines(codes, length) if poems else np.ones(len(hashes), bool)
    nearest = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    return np.flatnonzero(within & (known[nearest] != hashes))


def write_index(folder: Path, texts: Texts) -> list[str]:
    """Write the index of ``texts`` into a model's folder; returns the files that its metadata should list for it.

    A text of more than :data:`LONGEST` characters gets none: its index would be larger than the network.
    """
    size = len(texts.train) if isinstance(texts.train, str) else sum(map(len, texts.train))
    if size > LONGEST:
        return []
    write_atomically(folder / FILE_NAME, build(texts.train, texts.held_back))
    return [FILE_NAME]


def add_to_folder(name_or_path: str, data_dir: str | None = None) -> Path:
    """Give a finished model its index, and the metadata its hash; the path of the index is returned.

    Raises:
        PlaygroundError: there is no such model, it is damaged, or its training text is not one of ours.
    """
    folder = open_model(name_or_path, "text_generation")
    files = write_index(folder.path, _texts(folder, data_dir))
    metadata = folder.metadata
    write_hashes(folder.path, metadata, [*metadata["sha256"], *files])
    return folder.path / FILE_NAME


def _texts(folder: ModelFolder, data_dir: str | None) -> Texts:
    preset = folder.config.get("preset")
    if preset not in SOURCES:
        raise PlaygroundError(
            "Expected a model of {expected}, received one of {received}.",
            expected=" or ".join(SOURCES),
            received=preset,
        )
    texts = SOURCES[preset](data_dir)
    return texts.together() if folder.config.get("refit") else texts


def true_length(text: str, train: str) -> int:
    """How many characters of the beginning of ``text`` stand in ``train``, by searching in it."""
    shortest, longest = 0, 1
    while longest <= len(text) and text[:longest] in train:
        shortest, longest = longest, 2 * longest
    longest = min(longest, len(text) + 1)
    # A run of ``shortest`` is there, one of ``longest`` is not.
    while longest - shortest > 1:
        middle = (shortest + longest) // 2
        if text[:middle] in train:
            shortest = middle
        else:
            longest = middle
    return shortest


def _rest(texts: Texts, place: int) -> str:
    """The held-back text from a place on; of poems to the end of that poem."""
    end = texts.held_back.find(END_OF_POEM, place) if texts.poems else -1
    return texts.held_back[place:] if end < 0 else texts.held_back[place:end]


def measure(name_or_path: str, data_dir: str | None = None, places: int = 3_000) -> str:
    """How far a model's index is right about the held-back text, in a few lines of words.

    Args:
        name_or_path: a model with an index.
        data_dir: where the datasets are.
        places: how many places to look at, besides those at which a run is told that is worth a word.
    """
    folder = open_model(name_or_path, "text_generation")
    texts, index = _texts(folder, data_dir), CopyIndex.load(folder.path / FILE_NAME)
    train = texts.train if isinstance(texts.train, str) else END_OF_POEM.join(texts.train)
    told = index.copied_lengths(texts.held_back)
    lines = [f"{(folder.path / FILE_NAME).stat().st_size:,} bytes; {len(told):,} characters of held-back text"]
    lines += [
        f"{tier.length}-grams: {tier.false_positive_rate:.1%} of the new ones are taken for known"
        for tier in index.tiers
    ]
    anywhere = np.linspace(0, len(told) - 1, places).astype(int)
    for kind, chosen in (
        ("places anywhere", anywhere[told[anywhere] >= index.tiers[0].length]),
        (f"places with a run of {index.shortest} characters or more", np.flatnonzero(told >= index.shortest)),
    ):
        true = np.array([true_length(_rest(texts, place), train) for place in chosen.tolist()])
        more = told[chosen] - true
        lines.append(
            f"{len(chosen):,} {kind}: told exactly {(more == 0).mean():.1%}, too short {(more < 0).mean():.1%}, "
            f"too long by {more.mean():.2f} characters on average and {more.max()} at most"
        )
    lines.append(f"the longest run of these: {true.max()} characters, told {told.max()}")
    return "\n".join(lines)


def main(
    model: Annotated[str, tyro.conf.Positional],
    data_dir: str | None = None,
    measure_only: Annotated[bool, tyro.conf.arg(name="measure")] = False,
) -> None:
    """Write the index of what a model read into its folder.

    Args:
        model: a preset's name, such as shakespeare, or the folder of a finished run.
        data_dir: where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home.
        measure_only: compare the index that is there with the training text.
    """
    if not measure_only:
        path = add_to_folder(model, data_dir)
        print(f"{path} {path.stat().st_size:,} bytes")
    else:
        print(measure(model, data_dir))


if __name__ == "__main__":
    command_line.run(main, __doc__)
