"""How fast digits are drawn and looked up: in one call, one call for each, ``model.predict`` for each.

And what a visitor waits for: a hundred digits as the page's picture, and the nearest of 60,000 real ones.
"""

from typing import Any

import keras
import numpy as np
from sklearn.neighbors import NearestNeighbors

from benchmarks.measuring import median_seconds, result
from models.digit_gan import DigitSampler
from models.digit_gan.nearest import NearestDigits
from models.storage import PRETRAINED
from pages.digits import pictures
from training.datasets import mnist

MANY = 2_000
ON_THE_PAGE = 100
ALONE = 20
INK = (36, 41, 43)


def digits(many: int = MANY, repeats: int = 10) -> list[dict[str, Any]]:
    """All rows about digits.

    Args:
        many: digits drawn in one call.
        repeats: how often each is measured; the median counts.
    """
    sampler = DigitSampler.load("digits")
    generator = keras.models.load_model(PRETRAINED / "digits" / "generator.keras", compile=False)
    latent = np.random.default_rng(0).standard_normal((1, sampler.latent_size), dtype="float32")
    one = [latent, np.zeros(1, "int32")]

    def page() -> bytes:
        return pictures.to_transparent_png(pictures.arrange(sampler.sample(ON_THE_PAGE, seed=1), 10), INK)

    ours = many / median_seconds(lambda: sampler.sample(many, seed=1), repeats)
    few = min(repeats, 3)
    by_predict = ALONE / median_seconds(lambda: [generator.predict(one, verbose=0) for _ in range(ALONE)], few)
    by_call = ALONE / median_seconds(lambda: [generator(one, training=False) for _ in range(ALONE)], repeats)
    on_the_page = median_seconds(page, repeats)

    def drawn(theirs: float, name: str) -> dict[str, Any]:
        task = f"draw {many:,} digits"
        return result(task, f"{ours:,.0f} a second", f"{theirs:,.0f} a second", name, ours / theirs)

    rows = [
        drawn(by_predict, "model.predict for each"),
        drawn(by_call, "one call for each"),
        result(
            f"draw {ON_THE_PAGE} digits and their picture, as the page does",
            f"{on_the_page * 1e3:.0f} ms",
            f"{ON_THE_PAGE / by_predict * 1e3:,.0f} ms",
            "model.predict for each, no picture",
            ON_THE_PAGE / by_predict / on_the_page,
        ),
    ]
    if not mnist.is_available():
        print("no MNIST here (PLAYGROUND_DATA): no nearest digit is looked for", flush=True)
        return rows
    return [*rows, *nearest(sampler, mnist.load().train_images, repeats)]


def nearest(sampler: DigitSampler, images: np.ndarray, repeats: int) -> list[dict[str, Any]]:
    """The nearest of many real digits to one drawing and to a hundred, beside subtracting and beside scikit-learn."""
    index = NearestDigits(images)
    drawings = sampler.sample(ON_THE_PAGE, seed=1)
    # As it is usually written: the differences to all of them, squared and added up.
    rows = images.reshape(len(images), -1).astype("float32")
    flat = drawings.reshape(len(drawings), -1).astype("float32")
    library = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(rows)
    ours = median_seconds(lambda: index.find(drawings[:1]), repeats)
    subtracted = median_seconds(lambda: ((rows - flat[0]) ** 2).sum(axis=1).argmin(), min(repeats, 3))
    by_library = median_seconds(lambda: library.kneighbors(flat[:1]), repeats)
    hundred = median_seconds(lambda: index.find(drawings), min(repeats, 3))
    hundred_by_library = median_seconds(lambda: library.kneighbors(flat), min(repeats, 3))

    def row(count: str, mine: float, theirs: float, name: str) -> dict[str, Any]:
        task = f"nearest of {len(images):,} real digits to {count}"
        return result(task, f"{mine * 1e3:.0f} ms", f"{theirs * 1e3:,.0f} ms", name, theirs / mine)

    return [
        row("one drawing", ours, subtracted, "NumPy, difference to each"),
        row("one drawing", ours, by_library, "scikit-learn, brute force"),
        row(f"{ON_THE_PAGE}", hundred, hundred_by_library, "scikit-learn, brute force"),
    ]
