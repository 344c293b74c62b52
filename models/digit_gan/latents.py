"""Latents: the random numbers that are a hand. Drawn, walked between, and written as a short text. Needs no Keras."""

import base64
import binascii
import zlib
from typing import Any

import numpy as np

from models.errors import PlaygroundError

STEPS_TO_ONE = 24
"""A latent as a text is rounded to this many steps for a standard deviation, so ±127 of them reach ±5.3."""
MOST_STEPS = 127


def draw_latents(count: int, latent_size: int, seed: int | None) -> np.ndarray:
    """Standard normal latents, float32 (count, latent_size); a longer draw begins with the same seed's shorter one."""
    return np.random.default_rng(seed).standard_normal((count, latent_size), dtype=np.float32)


def draw_labels(count: int, seed: int | None) -> np.ndarray:
    """``count`` digits as even as can be, in random order: int64 (count,)."""
    # A stream of its own: asking for particular digits must not change the hands that the seed draws.
    generator = np.random.default_rng(None if seed is None else [seed, 1])
    # Which digits are drawn once more than others, when ten does not divide the count, is left to chance too.
    return generator.permutation(generator.permutation(10)[np.arange(count) % 10])


def between(start: np.ndarray, end: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Latents on the way from one to another, along the sphere (White 2016, https://arxiv.org/abs/1609.04468).

    With ``θ`` the angle between them::

        z(t) = (sin((1 - t) θ) start + sin(t θ) end) / sin θ,   cos θ = start·end / (|start| |end|)

    Nearly all of a normal distribution in many dimensions lies near a sphere: the straight line would leave it
    for a middle that the generator has never seen.

    Args:
        start: (latent_size,).
        end: (latent_size,).
        shares: (count,), 0 for the start and 1 for the end.

    Returns:
        float32 (count, latent_size).
    """
    first, last = np.asarray(start, np.float64), np.asarray(end, np.float64)
    lengths = np.linalg.norm(first) * np.linalg.norm(last)
    angle = np.arccos(np.clip(first @ last / lengths, -1, 1)) if lengths else 0.0
    t = np.asarray(shares, np.float64)[:, None]
    # Where the two point the same way, or opposite ways, no plane is given: then the straight line.
    if np.sin(angle) < 1e-4:
        return ((1 - t) * first + t * last).astype(np.float32)
    return ((np.sin((1 - t) * angle) * first + np.sin(t * angle) * last) / np.sin(angle)).astype(np.float32)


def loop(latent: np.ndarray, others: np.ndarray, count: int, reach: float = 1.0) -> np.ndarray:
    """A closed way from a latent and back to it: a circle on its sphere, so that the last step leads to the first.

    With ``L`` the latent's length, ``e, o, w`` perpendicular unit vectors, ``e`` the latent's own direction, and
    ``ρ`` the circle's radius as an angle::

        z(t) = L cos ρ a + L sin ρ (cos 2πt b + sin 2πt o),   a = cos ρ e + sin ρ w,   b = sin ρ e - cos ρ w

    Args:
        latent: where it begins, (latent_size,).
        others: two latents in other directions, (2, latent_size): they choose the circle.
        count: latents on it.
        reach: ``ρ`` over a right angle: from 0, which stays, to 1, the great circle by the opposite of ``latent``.

    Returns:
        float32 (count, latent_size); the first is ``latent``.
    """
    start = np.asarray(latent, np.float64)
    length = np.linalg.norm(start)
    # The rows of the transposed Q are perpendicular unit vectors, the first along the first column.
    e, o, w = np.linalg.qr(np.stack([start, *np.asarray(others, np.float64)], axis=1))[0].T
    e = e if e @ start >= 0 else -e
    radius = np.pi / 2 * np.clip(reach, 0, 1)
    a = np.cos(radius) * e + np.sin(radius) * w
    b = np.sin(radius) * e - np.cos(radius) * w
    angles = 2 * np.pi * np.arange(count)[:, None] / count
    circle = np.cos(radius) * a + np.sin(radius) * (np.cos(angles) * b + np.sin(angles) * o)
    return (length * circle).astype(np.float32)


def rounded(latents: np.ndarray) -> np.ndarray:
    """``latents`` with exactly the numbers that a text can hold: float32, of the same shape."""
    return (_steps(latents) / STEPS_TO_ONE).astype(np.float32)


def to_text(latent: np.ndarray) -> str:
    """A latent (latent_size,) as letters, digits, ``-`` and ``_``: a byte each number, and two against mistyping.

    The text holds :func:`rounded` latents exactly.
    """
    numbers = _steps(latent).astype(np.int8).tobytes()
    return base64.urlsafe_b64encode(numbers + _checksum(numbers)).decode("ascii").rstrip("=")


def from_text(text: str, latent_size: int) -> np.ndarray:
    """The latent that :func:`to_text` wrote: float32 (latent_size,). Spaces and line breaks in it are ignored.

    Raises:
        PlaygroundError: it is another length, holds other characters, or is not as it was written.
    """
    letters = "".join(text.split())
    expected = len(to_text(np.zeros(latent_size)))
    if len(letters) != expected:
        raise PlaygroundError(
            "Expected a hand as a text of {expected} characters, received {received}.",
            expected=expected,
            received=len(letters),
        )
    try:
        data = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    numbers, checksum = data[:latent_size], data[latent_size:]
    if len(numbers) != latent_size or checksum != _checksum(numbers):
        raise PlaygroundError("Expected the text of a hand as it was copied, received one with a mistake in it.")
    return (np.frombuffer(numbers, np.int8) / STEPS_TO_ONE).astype(np.float32)


def _steps(latents: Any) -> np.ndarray:
    return np.clip(np.rint(np.asarray(latents, np.float64) * STEPS_TO_ONE), -MOST_STEPS, MOST_STEPS)


def _checksum(data: bytes) -> bytes:
    return (zlib.crc32(data) & 0xFFFF).to_bytes(2, "big")
