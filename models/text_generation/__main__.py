"""Write text in the terminal, character by character as it comes.

    python -m models.text_generation --preset shakespeare --prompt "ROMEO:"
    python -m models.text_generation --preset tang_poetry --prompt 春 --length 100 --seed 3

The beginning is written first, then what the network makes of it, in UTF-8. Wrong input is told in one sentence on
standard error, with exit code 2. Ctrl-C, or a reader that has enough, ends it.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import tyro

from models import quiet
from models.errors import PlaygroundError
from models.storage import open_model


@dataclass(frozen=True)
class Options:
    """What to write."""

    preset: str = "shakespeare"
    """shakespeare, time_machine, tang_poetry, or the folder of a finished run."""
    prompt: str = ""
    """The beginning, which the network writes on from."""
    length: int = 500
    """Characters to write."""
    temperature: float = 0.8
    """Below 1 more probable, above 1 more surprising; 0 always takes the most probable character."""
    top_k: int | None = None
    """Choose among this many characters only."""
    top_p: float | None = None
    """Choose among the most probable characters that together reach this probability."""
    seed: int | None = None
    """A number of 0 or more makes the text the same each time."""


def write(options: Options) -> None:
    """Write one text to standard output.

    Raises:
        PlaygroundError: there is no such model, an argument is out of its range, or nobody can read the text.
    """
    if sys.stdout is None:
        raise PlaygroundError("Expected a place for the text, standard output is closed.")
    try:
        beginning = options.prompt.encode()
    except UnicodeEncodeError:
        raise PlaygroundError("Expected text in UTF-8, received other bytes on the command line.") from None
    open_model(options.preset, "text_generation")  # a wrong name is told at once: importing Keras takes seconds
    quiet.import_keras()
    from models.text_generation.generator import TextGenerator

    text = TextGenerator.load(options.preset).stream(
        options.prompt, options.length, options.temperature, options.top_k, options.top_p, options.seed
    )
    paper = sys.stdout.buffer
    paper.write(beginning)
    for character in text:
        paper.write(character.encode())
        paper.flush()
    paper.write(b"\n")
    paper.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = tyro.cli(Options, args=arguments, prog="python -m models.text_generation", description=__doc__)
    try:
        write(options)
    except BrokenPipeError:
        # Whoever read the text has enough. The interpreter flushes once more when it ends: to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (PlaygroundError, OSError) as error:
        print(f"python -m models.text_generation: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
