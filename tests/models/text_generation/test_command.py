"""python -m models.text_generation, in this process and as one of its own."""

import os
import signal
import subprocess
import sys

import pytest

from models.text_generation import TextGenerator
from models.text_generation.__main__ import main


def start(folder, *arguments, **settings):
    command = [sys.executable, "-m", "models.text_generation", "--preset", str(folder), *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}  # a terminal that knows no UTF-8 must not stop it
    environment.pop("KERAS_BACKEND", None)
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        # A shell starts what it runs in the background with Ctrl-C ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **settings,
    )


def test_it_writes_what_stream_writes(folder, capfdbinary):
    settings = ["--length", "30", "--temperature", "2", "--top-k", "5", "--top-p", "0.9", "--seed", "4"]
    assert main(["--preset", str(folder), "--prompt", "雪ab", *settings]) == 0
    expected = "".join(TextGenerator.load(folder).stream("雪ab", 30, 2.0, 5, 0.9, 4))
    assert capfdbinary.readouterr().out.decode() == f"雪ab{expected}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--preset", "nobody"], "Expected a preset's name or the folder of a finished run, received nobody."),
        (["--preset", "sentiment_en"], "Expected a model"),
        (["--temperature", "-1"], "Expected a temperature of 0 or more, received -1.0."),
        (["--length", "-5"], "Expected a length of 0 or more characters, received -5."),
        (["--prompt", "\udcff"], "Expected text in UTF-8, received other bytes on the command line."),
    ],
)
def test_wrong_input_gets_one_sentence(folder, arguments, sentence, capfd):
    preset = [] if "--preset" in arguments else ["--preset", str(folder)]
    assert main([*preset, *arguments]) == 2
    said = capfd.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1
    assert said.err.startswith("python -m models.text_generation: " + sentence[:15])
    assert sentence in said.err or sentence == "Expected a model"


def test_text_comes_as_it_is_written_until_the_reader_leaves_or_ctrl_c(folder):
    reader_leaves, interrupted = (start(folder, "--length", "10000000", "--prompt", "雪") for _ in range(2))
    # Long before the end, which would take hours.
    assert reader_leaves.stdout.read(100).decode(errors="ignore")[0] == "雪"
    reader_leaves.stdout.close()
    interrupted.stdout.read(100)
    interrupted.send_signal(signal.SIGINT)
    interrupted.stdout.read()
    assert reader_leaves.wait() == 0 and interrupted.wait() == 130
    assert reader_leaves.stderr.read() == interrupted.stderr.read() == b""
