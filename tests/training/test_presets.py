"""A preset's settings are those that its shipped model was made with."""

import dataclasses
import importlib
import json

import pytest

from models.storage import DIGIT_RIVALS, RIVALS, SHIPPED, open_model


@pytest.mark.parametrize("preset", [*SHIPPED, *RIVALS, *DIGIT_RIVALS])
def test_the_preset_reproduces_what_is_shipped(preset):
    script = importlib.import_module(f"training.{(SHIPPED | RIVALS | DIGIT_RIVALS)[preset].script}.config")
    (config_class,) = (
        value for name, value in vars(script).items() if name.endswith("Config") and dataclasses.is_dataclass(value)
    )
    settings = json.loads(json.dumps(dataclasses.asdict(config_class.for_preset(preset))))
    # A setting that came after the model was trained is not in its config; every one that is must be the preset's.
    shipped = open_model(preset).config
    assert shipped == {name: settings.get(name) for name in shipped}
