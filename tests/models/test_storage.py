"""Model folders: read, verified, found; damaged ones told in one sentence."""

import json
import os

import pytest

from models import storage
from models.errors import DamagedModelError, MissingModelError, PlaygroundError


@pytest.fixture
def preset(tmp_path):
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "model.keras").write_bytes(b"weights" * 100)
    storage.write_json(folder / "config.json", {"seed": 1})
    (folder / "history.csv").write_text("epoch,loss\n1,0.5\n2,0.25\n")
    storage.write_hashes(folder, {"task": "sentiment"}, ["model.keras", "config.json", "history.csv"])
    return folder


def test_a_folder_explains_itself(preset):
    folder = storage.open_model(preset, "sentiment")
    assert folder.name == "toy"
    assert folder.config == {"seed": 1}
    assert folder.history["loss"].tolist() == [0.5, 0.25]
    assert set(folder.metadata["sha256"]) == {"model.keras", "config.json", "history.csv"}
    assert folder.evaluation == {}


@pytest.mark.parametrize("file", ["model.keras", "config.json", "history.csv"])
def test_a_changed_or_missing_file_is_refused_in_one_sentence(preset, file):
    content = (preset / file).read_bytes()
    (preset / file).write_bytes(content[:-1])
    with pytest.raises(DamagedModelError, match=file) as raised:
        storage.open_model(preset)
    assert "\n" not in str(raised.value)
    (preset / file).unlink()
    with pytest.raises(DamagedModelError, match=f"{file} is missing"):
        storage.open_model(preset)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"sha256": {}}', '{"sha256": 3}'])
def test_damaged_metadata_is_refused(preset, content):
    (preset / "metadata.json").write_text(content)
    with pytest.raises(DamagedModelError, match=r"metadata\.json"):
        storage.open_model(preset)


def test_a_missing_preset_names_the_command_that_makes_it(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "PRETRAINED", tmp_path)
    with pytest.raises(MissingModelError, match=r"python -m training\.digit_gan --preset digits"):
        storage.open_model("digits")
    with pytest.raises(MissingModelError, match="nowhere"):
        storage.open_model(tmp_path / "nowhere")
    assert storage.find_models() == []


def test_another_task_is_refused(preset):
    with pytest.raises(DamagedModelError, match="digit_gan"):
        storage.open_model(preset, "digit_gan")


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file.json"
    storage.write_json(path, {"old": True})

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        storage.write_json(path, {"old": False})
    assert json.loads(path.read_text()) == {"old": True}
    assert [file.name for file in tmp_path.iterdir()] == ["file.json"]


def test_an_error_keeps_its_template_for_the_catalogs():
    error = PlaygroundError("expected {expected}, received {received}", expected="1", received="{2}")
    assert str(error) == "expected 1, received {2}"
    assert error.message == "expected {expected}, received {received}"
    assert error.values["received"] == "{2}"


def test_every_shipped_model_is_whole():
    shipped = [folder.name for folder in storage.find_models()]
    assert set(storage.SHIPPED) <= set(shipped)
    for name in shipped:
        folder = storage.open_model(name)
        assert set(storage.METADATA_KEYS) <= set(folder.metadata), name
        assert folder.metadata["metrics"], name
        assert {metric["value"] is not None for metric in folder.metadata["metrics"].values()} == {True}
        assert len(folder.history) > 0


def test_the_shipped_models_fit_their_budget():
    def size(*names):
        return sum(file.stat().st_size for name in names for file in (storage.PRETRAINED / name).rglob("*"))

    assert max(size("sentiment_en"), size("sentiment_zh")) < 16e6
    assert size(*(name for name in storage.PRESETS if name.startswith("sentiment_"))) < 40e6
    assert size("shakespeare", "time_machine", "tang_poetry") < 14e6
    assert size("digits") < 6e6


def test_shipped_networks_are_float32_and_without_an_optimizer():
    import zipfile

    for folder in storage.find_models():
        networks = sorted(folder.path.glob("*.keras"))
        assert networks, folder.name
        for network in networks:
            with zipfile.ZipFile(network) as archive:
                config = archive.read("config.json").decode()
            assert "bfloat16" not in config, network
            # A compiled model would name its optimizer and loss here, and carry the optimizer's variables.
            assert not json.loads(config).get("compile_config"), network
            with zipfile.ZipFile(network) as archive, archive.open("model.weights.h5") as weights:
                assert b"optimizer" not in weights.read(), network
