"""What a link sets on the text page, and what no widget would send."""

import pytest


@pytest.mark.parametrize(
    "query",
    [
        {"author": "homer"},
        {"text_length": "-5"},
        {"text_length": "99999999"},
        {"text_temperature": "nan"},
        {"text_temperature": "hot"},
        {"text_top_k": "1e400"},
        {"text_top_p": "inf"},
        {"text_seed": "-1"},
        {"text_seed": "99999999999999999999999999"},
        {"text_candidates": "99"},
        {"text": "x" * 5_000},
    ],
)
def test_a_bad_link_to_text_generation_does_no_harm(query, presets, open_page):
    app = open_page("text_generation", **query)
    assert not app.exception
    if not app.error:
        app.button(key="text_write").click().run()
        assert not app.exception and not app.error
        assert 1 <= len(app.session_state["text_shelf_shakespeare"].drafts) <= 4
        assert all(len(draft.text) <= 10_000 for draft in app.session_state["text_shelf_shakespeare"].drafts)
