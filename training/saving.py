"""Saving a trained network for use: float32, without its optimizer, in half precision on disk."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np

from models.storage import write_atomically


def save_network(
    build: Callable[[], keras.Model], weights: list[np.ndarray], path: Path, compression: int = zipfile.ZIP_DEFLATED
) -> keras.Model:
    """Save a network for use: rebuilt under float32, without optimizer, in half precision on disk.

    Args:
        build: makes the network anew; called under the float32 policy whatever the training's was.
        weights: its values in the order of ``network.get_weights()``.
        path: the ``.keras`` file to write.
        compression: of ``zipfile``; bzip2 makes rounded weights a sixth smaller, and takes 0.1 s a megabyte to open.

    Returns:
        The rebuilt float32 network.
    """
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        network = build()
    finally:
        keras.config.set_dtype_policy(policy)
    network.set_weights(weights)
    temporary = path.with_name(f".{path.name}.keras")
    network.save(temporary)
    half_precision(temporary, compression)
    os.replace(temporary, path)
    return network


def rounded(values: np.ndarray, fraction_bits: int) -> np.ndarray:
    """Round floats to that many bits behind the leading one: what is left of their pattern is easier to compress."""
    if values.dtype != np.float32:
        return values
    fraction, exponent = np.frexp(values)
    scale = np.float32(2 ** (fraction_bits + 1))
    return np.ldexp(np.round(fraction * scale) / scale, exponent)


def on_a_grid(values: np.ndarray, step: float) -> np.ndarray:
    """Round the numbers of a matrix to multiples of ``step`` standard deviations; vectors stay as they are.

    What is left is a few different numbers, the small ones often, that a compressor keeps in few bits: for a step of
    0.14 and a bell curve log2(sqrt(2 pi e) / 0.14), 4.9 bits a number.
    """
    if values.ndim < 2 or values.dtype != np.float32:
        return values
    grid = np.float32(values.std() * step)
    return np.round(values / grid) * grid if grid else values


def half_precision(path: Path, compression: int = zipfile.ZIP_DEFLATED) -> None:
    """Rewrite a ``.keras`` file with float32 arrays as float16: half the size, widened by Keras on loading."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith(".h5"):
                narrow = io.BytesIO()
                with h5py.File(io.BytesIO(data), "r") as full, h5py.File(narrow, "w") as half:
                    full.visititems(partial(_copy_half, half))
                data = narrow.getvalue()
            if name == "metadata.json":
                data = json.dumps({"keras_version": json.loads(data)["keras_version"]}).encode()
            # Without the dates, the same weights make the same file.
            target.writestr(zipfile.ZipInfo(name), data, compression)
    write_atomically(path, buffer.getvalue())


def _copy_half(target: Any, path: str, item: Any) -> None:
    if isinstance(item, h5py.Group):
        copy = target.require_group(path)
    else:
        values = item[()]
        narrow = isinstance(values, np.ndarray) and values.dtype == np.float32
        copy = target.create_dataset(path, data=values.astype(np.float16) if narrow else values)
    for name, value in item.attrs.items():
        copy.attrs[name] = value
