"""A preset's settings are those that its shipped model was made with."""

import importlib

import pytest

from models.storage import FAMILIES, PRESETS, open_model


@pytest.mark.parametrize("task", FAMILIES)
def test_every_preset_of_the_registry_has_settings(task):
    config_class = importlib.import_module(f"training.{task}.config").Config
    registered = [name for name, preset in PRESETS.items() if preset.task == task]
    assert set(registered) <= set(config_class.PRESETS)
    assert next(iter(config_class.PRESETS)) == registered[0]
    # What a script can make besides is not shipped: to start others from, or from one's own text.
    assert set(config_class.PRESETS) - set(registered) == ({"reviews", "own"} if task == "text_generation" else set())


@pytest.mark.parametrize("preset", PRESETS)
def test_the_preset_reproduces_what_is_shipped(preset):
    script = importlib.import_module(f"training.{PRESETS[preset].task}.config")
    settings = script.Config.for_preset(preset).stored()
    # A setting that came after the model was trained is not in its config; every one that is must be the preset's.
    shipped = open_model(preset).config
    assert shipped == {name: settings.get(name) for name in shipped}
