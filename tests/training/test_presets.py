"""A preset's settings are those that its shipped model was made with."""

import importlib

import pytest

from models.storage import PRESETS, open_model


@pytest.mark.parametrize("preset", PRESETS)
def test_the_preset_reproduces_what_is_shipped(preset):
    script = importlib.import_module(f"training.{PRESETS[preset].task}.config")
    settings = script.Config.for_preset(preset).stored()
    # A setting that came after the model was trained is not in its config; every one that is must be the preset's.
    shipped = open_model(preset).config
    assert shipped == {name: settings.get(name) for name in shipped}
