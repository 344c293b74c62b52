"""The command line: a preset's settings are the flags' defaults, and what is wrong ends in one sentence."""

import pytest

from models.errors import PlaygroundError
from tests.training.toy import ToyConfig
from training import command_line


def test_a_preset_sets_the_defaults_that_flags_override(capsys):
    assert command_line.parse(ToyConfig, []).num_epochs == 3
    assert command_line.parse(ToyConfig, ["--preset", "short"]) == ToyConfig(preset="short", num_epochs=2)
    assert command_line.parse(ToyConfig, ["--preset", "short", "--num-epochs", "7"]).num_epochs == 7
    with pytest.raises(SystemExit):
        command_line.parse(ToyConfig, ["--help"])
    text = capsys.readouterr().out
    assert all(sentence in text for sentence in ("Which preset.", "The seed.", "Passes over the data."))


def test_an_error_ends_the_script_in_one_sentence(monkeypatch):
    def fail(config):
        raise PlaygroundError("expected a file, received {received}", received="none")

    monkeypatch.setattr("sys.argv", ["toy"])
    with pytest.raises(SystemExit, match="error: expected a file, received none"):
        command_line.main(ToyConfig, fail)
