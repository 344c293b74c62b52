"""The shipped writers: their figures, and that what they write looks like what they read."""

import os
import re

import numpy as np
import pytest

from models.storage import PRETRAINED, open_model
from models.text_generation import TextGenerator

PRESETS = ("shakespeare", "time_machine", "tang_poetry")


@pytest.fixture(scope="module", params=PRESETS)
def preset(request):
    if not (PRETRAINED / request.param / "metadata.json").is_file():
        pytest.skip(f"the preset {request.param} is not trained yet")
    return request.param


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.skipif(not os.environ.get("PLAYGROUND_DATA"), reason="PLAYGROUND_DATA is not set")
def test_the_figures_on_the_first_500_are_what_the_folder_says(preset):
    from training.evaluate import measure

    folder = open_model(preset)
    written = folder.evaluation["figures"]
    measured = measure(folder, first_500_only=True)
    assert measured.keys() == written.keys()
    for name, figure in measured.items():
        assert figure.first_500 == pytest.approx(written[name]["first_500"], rel=1e-4)
        for field in ("unit", "split", "kind", "count", "note"):
            assert getattr(figure, field) == written[name].get(field)


def test_pieces_say_what_an_exact_reading_says(preset):
    generator = TextGenerator.load(preset)
    text = "".join(generator.stream("", length=1_500, seed=1)) * 2
    exact, in_pieces = generator.score(text), generator.score_in_pieces(text, piece=256)
    assert abs(in_pieces.mean() - exact.mean()) < 1e-3
    # Beyond the characters that pieces are warmed up on nothing has much influence, and next to nothing on the mean.
    assert np.abs(in_pieces - exact).max() < 0.1


def test_what_it_writes_has_the_form_of_what_it_read(preset):
    text = "".join(TextGenerator.load(preset).stream("", length=400, temperature=0.5, seed=1))
    assert len(text) == 400
    if preset == "tang_poetry":
        clauses = re.split(r"[，。？！；\n]+", text)[:-1]
        assert sum(len(clause) in (5, 7) for clause in clauses if clause) >= 0.8 * len(clauses)
        return
    words = re.findall(r"[a-z]+", text)
    common = {"the", "and", "to", "of", "a", "i", "in", "that", "my", "you", "was", "it", "with", "not", "is", "for"}
    assert sum(word in common for word in words) > 0.15 * len(words)
    if preset == "shakespeare":
        assert re.search(r"^[A-Z][A-Za-z ]+:$", text, re.MULTILINE)
