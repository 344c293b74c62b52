"""A preset's settings are those that its shipped model was made with."""

import importlib

import pytest

from models.storage import DIGIT_RIVALS, RIVALS, SHIPPED, open_model


@pytest.mark.parametrize("preset", [*SHIPPED, *RIVALS, *DIGIT_RIVALS])
def test_the_preset_reproduces_what_is_shipped(preset):
    script = importlib.import_module(f"training.{(SHIPPED | RIVALS | DIGIT_RIVALS)[preset].script}.config")
    settings = script.Config.for_preset(preset).stored()
    # A setting that came after the model was trained is not in its config; every one that is must be the preset's.
    shipped = open_model(preset).config
    assert shipped == {name: settings.get(name) for name in shipped}
