"""How many poems keep a regular form by themselves, written without any rule, beside how many real ones do.

    python -m training.text_generation.poem_form tang_poetry

Regular: an even number of lines, four or more, of five or of seven characters throughout, a comma after odd lines and
a full stop after even ones (or ? or ! instead), see :func:`models.text_generation.poems.check_form`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

import tyro

from models.text_generation import TextGenerator
from models.text_generation.poems import check_form
from training import command_line
from training.datasets import tang_poetry
from training.text_generation.data import END_OF_POEM

LONGEST_POEM = 1_000


@dataclass(frozen=True)
class FormShare:
    """How many of some poems are regular, and the commonest forms among them as (lines, characters) -> poems."""

    count: int
    regular: int
    forms: Counter[tuple[int, int]]

    def __str__(self) -> str:
        common = ", ".join(f"{lines} x {length}: {number}" for (lines, length), number in self.forms.most_common(4))
        return f"{self.regular:,} of {self.count:,} ({self.regular / max(self.count, 1):.1%}); {common}"


def share_of(poems: Iterable[str]) -> FormShare:
    """Check every poem."""
    reports = [check_form(poem) for poem in poems]
    regular = [report.line_lengths for report in reports if report.obeys]
    return FormShare(len(reports), len(regular), Counter((len(lengths), lengths[0]) for lengths in regular))


def write_poems(generator: TextGenerator, count: int, temperature: float = 1.0, seed: int = 0) -> list[str]:
    """The first ``count`` poems of a text that begins with nothing; one that never ends is cut, and counts too."""
    poems, poem = [], ""
    for character in generator.stream("", count * LONGEST_POEM, temperature, seed=seed):
        if character != END_OF_POEM and len(poem) < LONGEST_POEM:
            poem += character
            continue
        poems.append(poem)
        poem = ""
        if len(poems) == count:
            break
    return poems


def main(
    model: Annotated[str, tyro.conf.Positional],
    count: int = 200,
    temperature: float = 1.0,
    seed: int = 0,
    data_dir: str | None = None,
) -> None:
    """Count the regular ones among poems that a network writes freely, and among held-out real poems.

    Args:
        model: a preset's name, such as tang_poetry, or the folder of a finished run.
        count: poems to write.
        temperature: how daring the choice of each character is.
        seed: fixes the poems.
        data_dir: where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home.
    """
    written = write_poems(TextGenerator.load(model), count, temperature, seed)
    print(f"written freely by {model}:", share_of(written))
    print("real poems, test split:", share_of(tang_poetry.load(data_dir)["test"]["text"]))


if __name__ == "__main__":
    command_line.run(main, __doc__)
