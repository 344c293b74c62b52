"""Every layer with a NumPy twin is proven, and what has none is refused."""

import pytest
from keras import layers

from models.errors import PlaygroundError
from models.side_by_side import CONVERTERS, from_keras, proofs


@pytest.mark.parametrize("case", proofs.CASES, ids=lambda case: case.name)
def test_every_case_of_the_proof_passes(case):
    proof = proofs.prove(case, proofs.Sizes(length=4), seed=2, precision="float64")
    assert proof.agrees_with_keras, proof.comparison
    assert proof.agrees_with_differences, proof.central
    wanted = {"output"} | (set() if case.kind == "tokens" else {"inputs"})
    assert wanted <= set(proof.comparison.differences())


def test_the_proof_covers_every_layer_with_a_twin():
    proven = {type(case.make(proofs.Sizes(), "float32")).__name__ for case in proofs.CASES}
    # What else there is stands in a network of its own in tests/models/from_scratch/test_layers.py.
    assert proven | {"Activation", "Sequential", "Reshape", "ReLU", "LeakyReLU", "Softmax"} >= set(CONVERTERS)


def test_a_layer_without_a_twin_is_refused_in_one_sentence():
    with pytest.raises(PlaygroundError, match=r"expected a layer with a NumPy twin \(.*Dense.*\), received Conv3D"):
        from_keras(layers.Conv3D(2, 2))
    with pytest.raises(PlaygroundError, match="expected a built layer, received Dense"):
        from_keras(layers.Dense(2))
    refused = {
        "dilation_rate = \\(1, 1\\), received \\(2, 2\\)": layers.Conv2D(2, 2, dilation_rate=2),
        "activation among .*, received swish|silu": layers.Conv2D(2, 2, activation="silu"),
        "padding = same, received causal": layers.Conv1D(2, 2, padding="causal"),
        "center = True, received False": layers.BatchNormalization(center=False),
    }
    for sentence, layer in refused.items():
        layer.build((None, 4, 3) if isinstance(layer, layers.Conv1D) else (None, 4, 4, 3))
        with pytest.raises(PlaygroundError, match=sentence):
            from_keras(layer)
