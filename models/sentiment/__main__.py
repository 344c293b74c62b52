"""Read texts without a browser, one JSON object a line out.

    python -m models.sentiment "not bad at all" "房间很脏"
    python -m models.sentiment - < reviews.txt | head

A text alone is ``-``: standard input, in UTF-8, one text a line, answered as it comes in. Each answer is
``{"text": ..., "label": ..., "probabilities": {label: probability}}``, in the order of the texts. Wrong input is told
in one sentence on standard error, with exit code 2. TensorFlow's start-up messages go there as well.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal

import tyro

from models import quiet
from models.errors import PlaygroundError
from models.sentiment.language import recognise
from models.sentiment.tokenizer import MAX_CHARACTERS
from models.storage import preset_for

if TYPE_CHECKING:
    from models.sentiment.classifier import SentimentClassifier

BYTES_AT_ONCE = 1 << 15
MOST_BYTES = 16_000_000
"""Of one line; a stream that never ends one would fill the memory."""
# JSON may hold these as they are, and some readers take them for the end of a line.
LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}


WHICH = tyro.conf.create_mutex_group(required=False)


@dataclass(frozen=True)
class Options:
    """What to read, and with which model."""

    text: Annotated[str, tyro.conf.Positional]
    """A text, or - for standard input, one text a line. One that begins with a dash goes behind --."""
    texts: Annotated[tuple[str, ...], tyro.conf.Positional] = ()
    """More of them."""
    model: Annotated[str | None, WHICH] = None
    """A preset (sentiment_en, sentiment_zh) or the folder of a finished run."""
    language: Annotated[Literal["en", "zh"] | None, WHICH] = None
    """The language of every text; by default recognised."""


@cache
def _load(name_or_path: str) -> "SentimentClassifier":
    quiet.import_keras()  # here: --help does not wait for it
    from models.sentiment.classifier import SentimentClassifier

    return SentimentClassifier.load(name_or_path)


def answer(texts: Sequence[str], model: str | None = None) -> list[str]:
    """One line of JSON for each text, from ``model`` or from the preset of the text's language."""
    models = [model or preset_for("sentiment", recognise(text)) for text in texts]
    lines = [""] * len(texts)
    for name in dict.fromkeys(models):
        places = [place for place, other in enumerate(models) if other == name]
        for place, prediction in zip(places, _load(name).classify([texts[place] for place in places]), strict=True):
            said = {"text": texts[place], "label": prediction.label, "probabilities": prediction.probabilities}
            lines[place] = json.dumps(said, ensure_ascii=False).translate(LINE_ENDS)
    return lines


def read_lines(stream: BinaryIO) -> Iterator[list[str]]:
    """The lines of a stream, as many at once as are there.

    Raises:
        PlaygroundError: a line is not UTF-8, or too long to be one.
    """
    pending, count = b"", 0
    while True:
        block = stream.read1(BYTES_AT_ONCE) if hasattr(stream, "read1") else stream.read(BYTES_AT_ONCE)
        *complete, pending = (pending + block).split(b"\n")
        if not block and pending:
            complete, pending = [pending], b""
        lines: list[str] = []
        for line in complete:
            count += 1
            try:
                # A byte order mark may begin the first line.
                lines.append(line.removesuffix(b"\r").decode("utf-8" if count > 1 else "utf-8-sig"))
            except UnicodeDecodeError:
                # What came before it is answered first.
                yield lines
                raise PlaygroundError(
                    "Expected text in UTF-8 on standard input, received other bytes in line {line}.", line=count
                ) from None
        if lines:
            yield lines
        if len(pending) > MOST_BYTES:
            raise PlaygroundError(
                "Expected lines of at most {limit} bytes on standard input, received more in line {line}.",
                limit=MOST_BYTES,
                line=count + 1,
            )
        if not block:
            return


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts of the command line, those of standard input in the place of ``-``."""
    for text in texts:
        if text != "-":
            try:
                text.encode("utf-8")
            except UnicodeEncodeError:
                raise PlaygroundError("Expected text in UTF-8, received other bytes on the command line.") from None
            yield [text]
        elif sys.stdin is None:
            raise PlaygroundError("Expected texts on standard input, which is closed.")
        else:
            yield from read_lines(sys.stdin.buffer)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = tyro.cli(Options, args=arguments, prog="python -m models.sentiment", description=__doc__)
    model = options.model or (options.language and preset_for("sentiment", options.language))
    try:
        if sys.stdout is None:
            raise PlaygroundError("Expected a place for the answers, standard output is closed.")
        for texts in batches((options.text, *options.texts)):
            for text in texts:
                if len(text) > MAX_CHARACTERS:
                    _say(f"A text has {len(text):,} characters: only the first {MAX_CHARACTERS:,} were read.")
            sys.stdout.buffer.writelines(f"{line}\n".encode() for line in answer(texts, model))
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever read our answers has enough. The interpreter flushes once more when it ends: to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (PlaygroundError, OSError) as error:
        _say(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _say(sentence: str) -> None:
    print(f"python -m models.sentiment: {sentence}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
