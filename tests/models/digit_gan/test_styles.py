"""Styles: what is measured of handwriting, how directions are found and named, and how they are kept."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from models.digit_gan.latents import draw_latents
from models.digit_gan.styles import MEASURES, OTHER, STYLES_FILE, Styles, measure
from models.errors import DamagedModelError
from models.storage import open_model, write_hashes
from training.digit_gan import styles as finding

ROWS, COLUMNS = np.mgrid[:28, :28] - 13.5


def bars(slant=0.0, thickness=3.0, height=18.0, gap=10.0, across=0.0, down=0.0) -> np.ndarray:
    """Two soft-edged upright bars side by side, uint8 (count, 28, 28); each argument a number or an array (count,)."""
    slant, thickness, height, gap, across, down = (
        np.asarray(value, float).reshape(-1, 1, 1) for value in (slant, thickness, height, gap, across, down)
    )
    x = COLUMNS - across + slant * (ROWS - down)
    inside = np.clip(thickness / 2 + 0.5 - np.abs(np.abs(x) - gap / 2), 0, 1)
    ends = np.clip(height / 2 + 0.5 - np.abs(ROWS - down), 0, 1)
    return np.rint(255 * inside * ends).astype(np.uint8)


def measured(images: np.ndarray, name: str) -> np.ndarray:
    return measure(images)[:, MEASURES.index(name)]


def test_measures_say_what_they_are_named_after():
    slants = np.array([-0.4, 0.0, 0.3])
    np.testing.assert_allclose(measured(bars(slant=slants), "slant"), slants, atol=0.02)
    # An area over half of its outline: a bar's thickness, less a little for its ends.
    thick, tall = np.array([2, 4, 6]), 18
    expected = thick * tall / (thick + tall)
    np.testing.assert_allclose(measured(bars(thickness=thick, height=tall), "thickness"), expected, rtol=0.1)
    np.testing.assert_allclose(measured(bars(height=[12, 18]), "height"), np.array([12, 18]) / 12**0.5, rtol=0.05)
    np.testing.assert_allclose(measured(bars(slant=0.3, gap=[6, 12]), "width"), [3, 6], rtol=0.1)
    np.testing.assert_allclose(measured(bars(height=10, down=[4, 0, -3]), "top_heaviness"), [-4, 0, 3], atol=0.01)


def test_where_a_digit_stands_changes_nothing_but_its_weight_above():
    here, there = measure(bars(slant=0.2, height=12, gap=6, across=[-2, 4], down=[-1, 3]))
    np.testing.assert_allclose(here[:4], there[:4], rtol=0.05)


def test_an_empty_sheet_measures_nothing():
    assert (measure(np.zeros((2, 28, 28), np.uint8)) == 0).all()


class Penman:
    """Draws bars by four numbers, which are mixed among all seven of a latent."""

    latent_size = 7
    judge = SimpleNamespace(recognise=lambda images: np.arange(len(images)) % 10)

    def __init__(self) -> None:
        self.axes = np.linalg.qr(np.random.default_rng(3).standard_normal((7, 7)))[0]

    def generate(self, latents: np.ndarray, labels: np.ndarray) -> np.ndarray:
        slant, thickness, width, height = (latents @ self.axes[:, :4]).T
        return bars(0.12 * slant, 3 + 0.5 * thickness, 14 + 0.1 * np.asarray(labels) + 1.2 * height, 8 + 0.8 * width)


@pytest.fixture(scope="module")
def found():
    return finding.find_styles(Penman(), "abc", num_hands=150)


def test_the_directions_are_found_and_named_without_being_told(found):
    axes = Penman().axes.T
    for position, name in enumerate(MEASURES[:4]):
        index = found.names.index(name)
        assert found.directions[index] @ axes[position] > 0.95, name
        assert found.correlation(index) > 0.9
    np.testing.assert_allclose(found.directions @ found.directions.T, np.eye(len(found.names)), atol=1e-5)
    assert 0.9 < found.shares.sum() <= 1 + 1e-6
    assert OTHER in found.names and found.correlation(found.names.index(OTHER)) is None
    # This judge reads every tenth drawing as the next digit, as they come.
    assert found.recognised.tolist() == [1.0] * len(found.names)


def test_moving_a_hand_does_what_the_name_says(found):
    penman, latents = Penman(), draw_latents(20, 7, seed=5)
    for name in MEASURES[:4]:
        amounts = np.zeros(len(found.names))
        amounts[found.names.index(name)] = 1.5
        before, after = (
            measured(penman.generate(moved, np.zeros(20)), name) for moved in (latents, found.move(latents, amounts))
        )
        assert (after > before).mean() > 0.9, name
    np.testing.assert_array_equal(found.move(latents, np.zeros(len(found.names))), latents)


def test_a_direction_is_named_only_after_what_it_follows_best():
    correlations = np.array([[0.9, 0, 0, 0, 0.1], [-0.6, 0.5, 0, 0, 0], [0, -0.8, 0.1, 0, 0], [0, 0.2, 0.3, 0.1, 0]])
    assert finding.name_all(correlations) == ["slant", OTHER, "thickness", OTHER]


def test_turning_is_a_rotation_that_meets_the_measures():
    generator = np.random.default_rng(1)
    scores = np.linalg.qr(generator.standard_normal((300, 5)))[0] * 300**0.5
    hidden = np.linalg.qr(generator.standard_normal((5, 5)))[0]
    turning = finding.turn(scores, scores @ hidden[:, :2], np.array([0.4, 0.3, 0.1, 0.1, 0.05]))
    np.testing.assert_allclose(turning.T @ turning, np.eye(5), atol=1e-9)
    np.testing.assert_allclose(turning[:, :2], hidden[:, :2], atol=1e-2)


def test_styles_are_kept_and_belong_to_one_generator(found, tmp_path):
    path = tmp_path / STYLES_FILE
    found.save(path)
    again = Styles.load(path)
    assert again.names == found.names and again.generator_sha256 == "abc"
    for field in ("directions", "correlations", "shares", "recognised"):
        np.testing.assert_array_equal(getattr(again, field), getattr(found, field))
    (tmp_path / "generator.keras").write_bytes(b"weights")
    write_hashes(tmp_path, {"task": "digit_gan"}, ["generator.keras", STYLES_FILE])
    assert Styles.of_folder(tmp_path) is None
    assert Styles.of_folder(tmp_path / "elsewhere") is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half of it", b"\x93NUMPY"])
def test_a_damaged_file_is_one_sentence(content, tmp_path):
    (tmp_path / STYLES_FILE).write_bytes(content)
    with pytest.raises(DamagedModelError, match=r"styles\.npz should hold the styles of its generator"):
        Styles.of_folder(tmp_path)


def test_another_array_file_is_one_sentence(tmp_path):
    np.savez(tmp_path / STYLES_FILE, epochs=np.arange(3))
    with pytest.raises(DamagedModelError):
        Styles.of_folder(tmp_path)


def test_the_command_writes_styles_into_a_finished_run(digit_folder, tmp_path, monkeypatch):
    assert Styles.of_folder(digit_folder) is None
    folder = tmp_path / "run"
    shutil.copytree(digit_folder, folder)
    monkeypatch.setattr(finding, "DigitSampler", SimpleNamespace(load=lambda path: Penman()))
    monkeypatch.setattr(finding.find_styles, "__defaults__", ("", 20, 1))
    written = finding.write_styles(str(folder))
    # The folder is whole, with the new file among those that it consists of.
    hashes = open_model(folder).metadata["sha256"]
    assert STYLES_FILE in hashes and hashes["generator.keras"] == written.generator_sha256
    opened = Styles.of_folder(folder)
    assert opened is not None and opened.names == written.names
