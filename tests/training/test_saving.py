"""Saving a network for use."""

import zipfile

import keras
import numpy as np

from training import saving


def test_a_saved_network_is_float32_half_the_size_and_loads_equal(tmp_path):
    def wide():
        return keras.Sequential([keras.Input((64,)), keras.layers.Dense(256), keras.layers.Dense(64)])

    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        trained = wide()
        saved = saving.save_network(wide, trained.get_weights(), tmp_path / "model.keras")
    finally:
        keras.config.set_dtype_policy("float32")
    assert (tmp_path / "model.keras").stat().st_size < 2.3 * sum(weight.size for weight in trained.get_weights())
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert getattr(loaded, "optimizer", None) is None
    assert {layer.dtype_policy.name for layer in loaded.layers} == {"float32"}
    for expected, received in zip(saved.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(expected.astype(np.float16), received)
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "date_saved" not in archive.read("metadata.json").decode()
