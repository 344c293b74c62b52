"""The small network: the numbers worked out one by one, NumPy's layers, central differences and TensorFlow agree."""

import math
from itertools import pairwise

import numpy as np
import pytest

from models.from_scratch import small_network
from models.from_scratch.small_network import EDGES, EXAMPLE, WEIGHTS
from models.side_by_side.network import network_gradients


def any_network(seed: int) -> tuple[dict, dict]:
    random = np.random.default_rng(seed)
    weights = {edge: float(random.normal(0, 2)) for edge in EDGES}
    return weights, {name: float(random.normal()) for name in EXAMPLE}


@pytest.mark.parametrize("seed", range(4))
def test_all_ways_to_the_gradient_agree(seed):
    weights, example = (WEIGHTS, EXAMPLE) if seed == 0 else any_network(seed)
    loss, slopes = small_network.gradients(weights, example)
    steps = small_network.steps(weights, example, 0.5)
    known = steps[-1].known
    measured = small_network.central_differences(weights, example)
    framework = small_network.by_edge(
        *network_gradients(small_network.kernels(weights), *small_network.arrays(example))
    )
    assert known["loss"] == pytest.approx(loss, rel=1e-12)
    for a, b in EDGES:
        slope = slopes[a, b]
        assert known[f"dw_{a}_{b}"] == pytest.approx(slope, rel=1e-9, abs=1e-15)
        assert measured[a, b] == pytest.approx(slope, rel=1e-6, abs=1e-10)
        assert framework[a, b] == pytest.approx(slope, rel=1e-9, abs=1e-15)
        assert known[f"w_{a}_{b}"] == pytest.approx(weights[a, b] - 0.5 * slope, rel=1e-12)


def test_a_wrong_backward_step_is_noticed():
    weights, example = any_network(7)
    slopes = small_network.gradients(weights, example)[1]
    # The error carried back through W2 instead of its transpose: for the first hidden unit the edges of the second row.
    known = small_network.steps(weights, example, 1.0)[-1].known
    carried = weights["h1", "o1"] * known["d_o1"] + weights["h2", "o1"] * known["d_o2"]
    wrong = known["x1"] * carried * known["h1"] * (1 - known["h1"])
    assert abs(wrong - slopes["x1", "h1"]) > 1e-3 * abs(slopes["x1", "h1"])


def test_the_steps_are_whole_and_in_order():
    steps = small_network.steps(WEIGHTS, EXAMPLE, 1.0)
    phases = [step.phase for step in steps]
    assert [phases.count(phase) for phase in ("forward", "loss", "backward", "update")] == [12, 1, 12, 8]
    assert phases == sorted(phases, key=["forward", "loss", "backward", "update"].index)
    for before, after in pairwise(steps):
        assert before.known.items() <= after.known.items() or after.phase == "forward"
        assert after.known[after.name] == after.value
    assert {step.edge for step in steps if step.phase == "update"} == set(EDGES)


def test_large_weights_do_not_overflow():
    weights = dict.fromkeys(EDGES, -20.0)
    example = {"x1": 20.0, "x2": 20.0, "y1": 0.0, "y2": 1.0}
    steps = small_network.steps(weights, example, 10.0)
    assert all(math.isfinite(step.value) for step in steps)


def test_training_brings_the_loss_down():
    before = small_network.loss_of(WEIGHTS, EXAMPLE)
    after = small_network.loss_of(small_network.train(WEIGHTS, EXAMPLE, 1.0, 500), EXAMPLE)
    assert after < 0.01 * before
