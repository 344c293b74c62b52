"""The base of the configs: presets, what is stored, and the command that a stranger types."""

import dataclasses
import importlib

import pytest

from models import storage
from models.errors import PlaygroundError
from tests.training.toy import ToyConfig, train
from training.command_line import parse
from training.runs import Run, earlier_stage, metadata

FAMILIES = ("sentiment", "text_generation", "digit_gan")
CONFIGS = {family: importlib.import_module(f"training.{family}.config").Config for family in FAMILIES}


def test_a_preset_that_nobody_knows_is_refused():
    assert ToyConfig.for_preset(None).preset == "toy"
    with pytest.raises(PlaygroundError, match="Expected one of the presets toy, short, received none"):
        ToyConfig.for_preset("none")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_command_names_the_preset_and_what_differs_and_no_folder_of_this_machine(family):
    config_class = CONFIGS[family]
    for preset in config_class.PRESETS:
        plain = dataclasses.replace(config_class.for_preset(preset), run_dir="/somewhere/x", data_dir="/d", resume=True)
        assert plain.command() == f"python -m training.{family} --preset {preset}"
        changed = dataclasses.replace(plain, num_epochs=7, seed=9)
        assert changed.command().endswith("--seed 9 --num-epochs 7") or changed.command().endswith(
            "--num-epochs 7 --seed 9"
        )


@pytest.mark.parametrize(
    ("family", "changes"),
    [
        ("sentiment", {"mixed_precision": False, "everyday": False, "step": 0.2}),
        ("text_generation", {"time_budget": 30.0, "own_lstm": False, "start_from": None}),
        ("digit_gan", {"mixed_precision": True, "architecture": "dcgan"}),
    ],
)
def test_a_command_gives_the_settings_again(family, changes):
    config = dataclasses.replace(CONFIGS[family].for_preset(None), **changes)
    command = config.command()
    arguments = command.split()
    assert arguments[:3] == ["python", "-m", f"training.{family}"] and "/other" not in command
    assert parse(CONFIGS[family], arguments[3:]).stored() == config.stored()


def test_ones_own_text_is_named_without_its_folder():
    config = dataclasses.replace(CONFIGS["text_generation"].for_preset("own"), text_file="/my/texts/my poems.txt")
    assert config.command() == "python -m training.text_generation --preset own --text-file 'my poems.txt'"


def test_a_run_to_start_from_is_made_first(tmp_path):
    _, run = train(ToyConfig(run_dir=str(tmp_path / "earlier"), num_epochs=1), _NoBatches())
    written = metadata(run, "text_generation", 65, [], "the loop")
    storage.write_hashes(run.path, written, ["config.json", "history.csv"])
    config = CONFIGS["text_generation"].for_preset("time_machine")
    config = dataclasses.replace(config, start_from=str(run.path))
    earlier, own = config.command().split(" && ")
    assert earlier == f"{written['command']} --run-dir runs/earlier"
    assert own == "python -m training.text_generation --preset time_machine --start-from runs/earlier"
    assert earlier_stage("weights", run.path) == {"what": "weights", "command": written["command"], "sha256": None}


def test_a_run_to_start_from_that_is_not_there_is_refused_and_leaves_no_folder(tmp_path):
    config = dataclasses.replace(CONFIGS["text_generation"].for_preset("time_machine"), run_dir=str(tmp_path / "run"))
    with pytest.raises(PlaygroundError, match="received no_such_run"):
        Run.start(dataclasses.replace(config, start_from="no_such_run"))
    assert not (tmp_path / "run").exists()


class _NoBatches:
    """An epoch without a step."""

    steps_per_epoch = 0

    def epoch(self, epoch, first_step):
        return iter(())
