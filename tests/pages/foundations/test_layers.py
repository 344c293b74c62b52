"""The sections Layers and Proof: a chosen cell is the sum that is written out, a link carries it, the table tells."""

import re

import numpy as np
import pytest

from models.errors import PlaygroundError
from models.from_scratch import activations
from pages.foundations.layers import picture
from pages.foundations.layers.convolution import KERNELS
from pages.foundations.layers.view import NAMES
from tests.pages.conftest import words_of


def address(app, name):
    value = app.query_params.get(name, "")
    return value[0] if isinstance(value, list) else value


def whole(app):
    assert not app.exception and not app.error and not app.warning, words_of(app)
    return words_of(app)


def answer(app, topic, *answers):
    """Type or choose the answers of a section's exercises."""
    for number, given in enumerate(answers, start=1):
        key = f"foundations_layers_{topic}_exercise_{number}"
        if isinstance(given, str):
            app.radio(key=key).set_value(given)
        else:
            app.text_input(key=key).set_value(str(given))
    app.run()


def test_convolution_says_what_a_loop_computes(presets, open_page):
    own = np.arange(49.0) % 10
    app = open_page(
        "foundations", topic="layers", picture="own", own_picture=",".join(f"{value:g}" for value in own),
        kernel="vertical", conv_padding="same", foundations_conv_stride="2", foundations_cell="6",
    )  # fmt: skip
    x, K = np.pad(own.reshape(7, 7), 1), np.array(KERNELS["vertical"])
    y = np.array([[(x[2 * i : 2 * i + 3, 2 * j : 2 * j + 3] * K).sum() for j in range(4)] for i in range(4)])
    said = whole(app)
    assert f"Output 4 by 4: blue above zero, orange below. Cell (1, 1) is {y[1, 1]:.0f}." in said
    assert "Outside the dotted line lies the padding" in said
    assert any(rf"\mathbf{{{y[1, 1]:.0f}}}" in str(latex.value) for latex in app.latex)
    app.slider(key="foundations_cell").set_value(16).run()
    assert f"Cell (3, 3) is {y[3, 3]:.0f}." in whole(app)
    answer(app, "convolution", 144, 4640, 2 * x[6, 6])
    assert [one.value for one in app.success] == ["Right."] * 3
    # A larger stride leaves fewer cells: the chosen one is brought back.
    app.slider(key="foundations_conv_stride").set_value(3).run()
    assert "Output 3 by 3" in whole(app) and app.slider(key="foundations_cell").value == 9
    app.segmented_control(key="foundations_picture").set_value("digit").run()
    app.segmented_control(key="foundations_conv_padding").set_value("valid").run()
    assert "Input 14 by 14" in whole(app)
    assert (address(app, "picture"), address(app, "layer"), address(app, "own_picture")) == ("digit", "", "")


def test_every_view_follows_its_controls(presets, open_page):
    app = open_page("foundations", topic="layers", layer="pooling", picture="slope", foundations_cell="1")
    assert "Output 3 by 3. Cell (0, 0) is 9." in whole(app)
    app.segmented_control(key="foundations_pool").set_value("average").run()
    assert "Output 3 by 3. Cell (0, 0) is 8." in whole(app)
    answer(app, "pooling", 6, "it stays the same", 80)
    assert len(app.success) == 3

    app.segmented_control(key="foundations_layer").set_value("transposed").run()
    app.slider(key="foundations_cell").set_value(5).run()
    assert "Output 7 by 7. The frame is where cell (1, 1)" in whole(app)
    app.segmented_control(key="foundations_transposed_kernel").set_value("block").run()
    assert "reached by equally many kernels" in whole(app)
    answer(app, "transposed", 17, 4)
    assert len(app.success) == 2

    app.segmented_control(key="foundations_layer").set_value("embedding").run()
    app.text_input(key="foundations_words").set_value("a <b> *a* a").run()
    assert r"More than once: a." in whole(app) and r"“a” is token 2" in words_of(app)
    answer(app, "embedding", 1_280_000, 1, 4 * 3 * 4)
    assert len(app.success) == 3
    app.text_input(key="foundations_words").set_value("  ").run()
    assert app.info[0].value == "Type a word or more."

    app.segmented_control(key="foundations_layer").set_value("normalization").run()
    app.slider(key="foundations_cell").set_value(6).run()
    assert "The framed cell was 4 and is -0.45." in whole(app)
    app.segmented_control(key="foundations_normalization").set_value("batch").run()
    column = np.array([2.0, 4, 10, 0])
    assert f"was 4 and is {(4 - column.mean()) / np.sqrt(column.var() + 1e-3):.2f}." in whole(app)
    app.segmented_control(key="foundations_normalization").set_value("inference").run()
    app.slider(key="foundations_batches").set_value(0).run()
    assert "was 4 and is 4.00." in whole(app)
    answer(app, "normalization", 3**0.5, 1.9, "yes")
    assert len(app.success) == 3

    app.segmented_control(key="foundations_layer").set_value("dropout").run()
    dropped = int(re.search(r"After: (\d+) of 48 are zero", whole(app)).group(1))
    app.slider(key="foundations_rate_percent").set_value(90).run()
    assert int(re.search(r"After: (\d+) of 48 are zero", whole(app)).group(1)) > dropped > 0
    answer(app, "dropout", 10, 43.2, "1 − p of it")
    assert len(app.success) == 3
    app.segmented_control(key="foundations_phase").set_value("inference").run()
    assert "After: 0 of 48 are zero" in whole(app)
    assert address(app, "layer") == "dropout" and address(app, "phase") == "inference"


def test_what_means_nothing_is_left_out_and_a_missing_gan_is_told(presets, open_page):
    app = open_page("foundations", topic="layers", picture="own", own_picture="1,2,nan")
    assert "A part of this link means nothing here" in app.warning[0].value
    assert "own_picture" not in app.query_params
    (presets / "digits" / "metadata.json").unlink()
    app.segmented_control(key="foundations_picture").set_value("digit").run()
    assert len(app.info) == 1 and "Input 7 by 7" in words_of(app) and not app.exception


def test_the_views_have_names_and_pictures_are_square():
    assert next(iter(NAMES)) == "convolution"
    assert all(picture.rows_of(rows).shape == (7, 7) for rows in picture.PICTURES.values())


@pytest.fixture
def few_cases(monkeypatch):
    """Real layers, few of them: the whole list is proven by tests/models/from_scratch."""
    from models.side_by_side import proofs as layer_proofs

    chosen = [case for case in layer_proofs.CASES if case.name in ("Dense, linear", "Dense, sigmoid", "Flatten")]
    monkeypatch.setattr(layer_proofs, "CASES", chosen)
    return layer_proofs


def test_the_proof_tells_right_from_wrong(presets, few_cases, open_page, monkeypatch):
    app = open_page("foundations", topic="proof", foundations_proof_in="2", foundations_proof_length="4")
    assert not app.dataframe and not app.error
    assert app.number_input(key="foundations_proof_in").value == 2
    app.button(key="foundations_prove").click().run()
    assert app.success[0].value.startswith("All 3 layers pass")
    assert "SimpleRNN, transpose forgotten" in app.error[0].value.replace("\\", "")
    table = app.dataframe[0].value
    assert list(table["verdict"]) == ["equal"] * 3 + ["wrong"]
    # A mistake in one layer, an error in another: told in their rows, and only there.
    broken = activations.Function(activations.sigmoid, lambda z, y, dy: dy * (1 - y))
    monkeypatch.setitem(activations.ACTIVATIONS, "sigmoid", broken)
    real = few_cases.prove

    def prove(case, *arguments):
        if case.name == "Flatten":
            raise PlaygroundError(
                "expected {name} of shape {expected}, received {received}", name="y", expected=1, received=2
            )
        return real(case, *arguments)

    monkeypatch.setattr(few_cases, "prove", prove)
    app.number_input(key="foundations_proof_out").set_value(1).run()
    assert app.info[0].value.startswith("The table is of the settings before")
    app.button(key="foundations_prove").click().run()
    assert "2 layers of 3" in app.warning[0].value and "Dense, sigmoid, Flatten" in app.warning[0].value
    assert "its own transpose" in app.warning[1].value and not app.info
    assert list(app.dataframe[0].value["verdict"]) == ["equal", "wrong", "expected y of shape 1, received 2", "equal"]
    assert address(app, "topic") == "proof"
