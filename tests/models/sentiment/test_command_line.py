"""``python -m models.sentiment``: an answer for whatever comes in, or one sentence."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models.errors import PlaygroundError
from models.sentiment import __main__ as command

ROOT = Path(__file__).parent.parent.parent.parent
ODD = [
    "",
    "  ",
    "😀",
    "a\x00\x01\x1bb",
    "مرحبا بالعالم",
    "a\u2028b\x85c",
    "<b>good</b> \"'\\",
    "good " * 200_000,
    "房间很脏",
]


def start(stdin: Any = subprocess.PIPE) -> subprocess.Popen:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.Popen(
        [sys.executable, "-m", "models.sentiment", "--model", "sentiment_en", "-"],
        cwd=ROOT,
        env=environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_every_line_is_answered_until_one_is_no_text():
    sent = "\n".join([*ODD, "good\r", "bad"]).encode() + b"\nna\xefve caf\xe9\nnever read\n"
    out, err = start().communicate(sent)[:2]
    process_said = [line for line in err.decode().splitlines() if line.startswith("python -m models.sentiment")]
    answers = [json.loads(line) for line in out.decode().splitlines()]
    assert [answer["text"] for answer in answers] == [*ODD, "good", "bad"]
    for answer in answers:
        assert set(answer) == {"text", "label", "probabilities"}
        assert answer["label"] == max(answer["probabilities"], key=answer["probabilities"].get)
        assert sum(answer["probabilities"].values()) == pytest.approx(1)
    assert answers[0]["label"] == "neutral"
    assert process_said == [
        "python -m models.sentiment: A text has 1,000,000 characters: only the first 50,000 were read.",
        "python -m models.sentiment: Expected text in UTF-8 on standard input, received other bytes in line 12.",
    ]
    assert b"Traceback" not in err


def test_ten_thousand_lines_into_a_pipe_that_closes(tmp_path):
    (tmp_path / "lines").write_text("".join(f"line {number} is good\n" for number in range(10_000)))
    with (tmp_path / "lines").open("rb") as lines:
        process = start(lines)
    first = json.loads(process.stdout.readline())
    process.stdout.close()
    said = process.stderr.read()
    assert first["text"] == "line 0 is good"
    assert process.wait() == 0
    assert b"Traceback" not in said and b"BrokenPipe" not in said


class Fake:
    """Names the model that read a text."""

    def __init__(self, name):
        self.name = name

    def classify(self, texts):
        if self.name == "nothing":
            raise PlaygroundError("There is no {name}.", name=self.name)
        return [SimpleNamespace(label=self.name, probabilities={self.name: 1.0}) for _ in texts]


@pytest.fixture
def run(monkeypatch, capsysbinary):
    """Run the command in this process; its exit code, its answers and what it said."""

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(command, "_load", Fake)
        monkeypatch.setattr(sys, "stdin", None if stdin is None else io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = command.main(list(arguments))
        except SystemExit as end:
            code = end.code
        out, err = capsysbinary.readouterr()
        return code, [json.loads(line) for line in out.decode().splitlines()], err.decode()

    return run


def test_the_language_is_recognised_or_chosen(run):
    texts = ["good", "房间很脏", "iPhone 不错", "-", "x"]
    code, answers, said = run(*texts, stdin="一\ntwo\n".encode())
    assert (code, said) == (0, "")
    assert [(answer["text"], answer["label"]) for answer in answers] == [
        ("good", "sentiment_en"),
        ("房间很脏", "sentiment_zh"),
        ("iPhone 不错", "sentiment_zh"),
        ("一", "sentiment_zh"),
        ("two", "sentiment_en"),
        ("x", "sentiment_en"),
    ]
    for flags, label in ((("--language", "zh"), "sentiment_zh"), (("--model", "my/run"), "my/run")):
        assert [answer["label"] for answer in run(*flags, "good", "坏")[1]] == [label, label]


def test_what_is_wrong_is_said_in_one_sentence(run):
    for arguments, stdin, words in (
        (["--model", "nothing", "x"], b"", "There is no nothing."),
        (["caf\udce9"], b"", "on the command line"),
        (["-"], None, "which is closed"),
        (["-"], b"\xff\xfeg\x00", "other bytes in line 1"),
    ):
        code, answers, said = run(*arguments, stdin=stdin)
        assert (code, answers) == (2, [])
        assert words in said and said.count("\n") == 1
    for arguments in ([], ["--language", "fr", "x"], ["--model", "a", "--language", "en", "x"]):
        assert run(*arguments)[0] == 2


def test_lines_are_cut_anywhere_and_never_grow_without_end(monkeypatch):
    monkeypatch.setattr(command, "BYTES_AT_ONCE", 5)
    sent = "\ufeff第一行\r\n\n  last".encode()
    assert [line for lines in command.read_lines(io.BytesIO(sent)) for line in lines] == ["第一行", "", "  last"]
    assert list(command.read_lines(io.BytesIO(b""))) == []
    monkeypatch.setattr(command, "MOST_BYTES", 20)
    with pytest.raises(PlaygroundError, match=r"at most 20 bytes .* in line 2"):
        list(command.read_lines(io.BytesIO(b"short\n" + b"x" * 30)))


def test_an_interruption_is_quiet(run, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "answer", interrupt)
    assert run("x") == (130, [], "")
