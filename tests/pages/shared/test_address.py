"""The address module: what a link says is taken over once, what the widgets say is written, and Back is followed."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import address


def toy_page() -> None:
    """A page with everything that the module offers; session_state["toy_elsewhere"]: another page was here."""
    import streamlit as st

    from pages.shared import address

    st.session_state["page_before"] = None if st.session_state.pop("toy_elsewhere", False) else "toy_page"
    address.begin("toy_page", whole=("view", "text", "model"))
    view = address.choose("view", "View", {"one": "One", "two": "Two", "three": "Three"})
    address.take_text("toy_text")
    address.follow("model", "toy_model", {"m": 1, "n": 2}, 0)
    st.text_area("Text", key="toy_text", persist_state="session")
    if view != "three":
        size = address.choose("size", "Size", ["8", "16"])
        start = [1.0, 2.0]
        st.session_state["toy_numbers"] = address.take_numbers("numbers", start, -9, 9) or st.session_state.get(
            "toy_numbers", start
        )
        address.keep_numbers("numbers", st.session_state["toy_numbers"], start)
        address.whole_number_asked("toy_bound", "Bound", 0, 5)
        st.slider("Bound", 0, 5, 2, key="toy_bound", bind="query-params")
        st.caption(f"{view} {size}")
    model = st.session_state["toy_model"]
    address.keep("model", {1: "m", 2: "n"}.get(model))
    st.session_state["toy_fits"] = address.keep_text(st.session_state["toy_text"])
    address.end()


@pytest.fixture
def open_toy():
    def open_toy(**query: str) -> AppTest:
        app = AppTest.from_function(toy_page, default_timeout=600)
        app.query_params.update(query)
        return app.run()

    return open_toy


def asked(app: AppTest) -> dict[str, str]:
    assert not app.exception
    return {name: value[0] if isinstance(value, list) else value for name, value in app.query_params.items()}


def test_whole_names_stand_there_at_their_defaults_and_others_do_not(open_toy):
    app = open_toy()
    assert asked(app) == {"view": "one", "text": ""}
    app.segmented_control(key="toy_size").set_value("16").run()
    app.session_state["toy_model"] = 2
    assert asked(app.run()) == {"view": "one", "text": "", "size": "16", "model": "n"}
    app.segmented_control(key="toy_size").set_value("8").run()
    assert asked(app) == {"view": "one", "text": "", "model": "n"}


def test_a_link_is_taken_over_once_and_then_the_widgets_decide(open_toy):
    link = {
        "view": "two",
        "text": "so",
        "model": "m",
        "size": "16",
        "numbers": "-3,0.5",
        "toy_bound": "4",
        "lang": "zh",
    }
    app = open_toy(**link)
    assert asked(app) == link
    assert app.segmented_control(key="toy_view").value == "two" and app.text_area(key="toy_text").value == "so"
    assert app.session_state["toy_model"] == 1 and app.session_state["toy_numbers"] == [-3, 0.5]
    app.segmented_control(key="toy_view").set_value("one").run()
    app.text_area(key="toy_text").set_value("other").run()
    assert asked(app) == {**link, "view": "one", "text": "other"}
    # A click that overtakes the address of the click before it brings an older one along.
    app.query_params = dict(link)
    app.segmented_control(key="toy_size").set_value("8").run()
    assert asked(app) == {
        key: value for key, value in {**link, "view": "one", "text": "other"}.items() if key != "size"
    }


def test_what_leaves_the_page_leaves_the_address_in_one_step(open_toy, monkeypatch):
    steps = []
    app = open_toy(size="16", numbers="0,0", toy_bound="1", theirs="stays")
    from streamlit.runtime.state.query_params import QueryParams

    send = QueryParams._send_query_param_msg
    monkeypatch.setattr(QueryParams, "_send_query_param_msg", lambda self: (steps.append(str(self)), send(self)))
    app.segmented_control(key="toy_view").set_value("three").run()
    assert asked(app) == {"view": "three", "text": "", "theirs": "stays"}
    assert len(steps) == 1, steps
    app.segmented_control(key="toy_view").set_value("one").run()
    assert asked(app) == {
        "view": "one",
        "text": "",
        "theirs": "stays",
        "size": "16",
        "numbers": "0,0",
        "toy_bound": "1",
    }


def test_back_and_forward_are_followed(open_toy, in_history):
    app = open_toy(toy_bound="5")
    app.segmented_control(key="toy_view").set_value("two").run()
    app.segmented_control(key="toy_size").set_value("16").run()
    app.text_area(key="toy_text").set_value("typed").run()
    app.session_state["toy_model"], app.session_state["toy_numbers"] = 2, [3.0, 4.0]
    last = asked(app.run())
    assert last == {"view": "two", "text": "typed", "model": "n", "size": "16", "numbers": "3,4", "toy_bound": "5"}
    in_history(app, view="one", text="")
    assert asked(app) == {"view": "one", "text": ""}
    assert app.segmented_control(key="toy_size").value == "8" and app.slider(key="toy_bound").value == 2
    assert app.text_area(key="toy_text").value == "" and app.session_state["toy_model"] == 0
    assert app.session_state["toy_numbers"] == [1, 2]
    in_history(app, **last)
    assert asked(app) == last
    assert app.segmented_control(key="toy_view").value == "two" and app.slider(key="toy_bound").value == 5
    assert app.text_area(key="toy_text").value == "typed" and app.session_state["toy_numbers"] == [3, 4]
    # From there the widgets decide again.
    app.segmented_control(key="toy_view").set_value("three").run()
    assert asked(app)["view"] == "three"


def test_a_link_from_another_page_is_followed_even_to_where_one_was_before(open_toy):
    app = open_toy(view="two", model="m", size="16")
    app.segmented_control(key="toy_view").set_value("one").run()
    app.session_state["toy_elsewhere"] = True
    app.query_params = {"view": "two"}
    assert asked(app.run()) == {"view": "two", "text": "", "size": "16"}, "model belongs to the whole, size does not"
    # The menu's link names nothing: everything is as it was.
    app.session_state["toy_elsewhere"] = True
    app.query_params = {"lang": "en"}
    assert asked(app.run()) == {"lang": "en", "view": "two", "text": "", "size": "16"}


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"view": "<b>*"}, r"view=\<b\>\*"),
        ({"model": "gpt"}, "model=gpt"),
        ({"size": "9" * 99}, "size=" + "9" * 55 + "…"),
        ({"numbers": "1"}, "numbers=1"),
        ({"numbers": "1,10"}, "numbers=1,10"),
        ({"numbers": "1,nan"}, "numbers=1,nan"),
        ({"numbers": "1,two"}, "numbers=1,two"),
        ({"text": "x" * (address.MOST_CHARACTERS + 1)}, "a text of more than 500 characters"),
        ({"view": "x", "size": "y"}, "view=x, size=y"),
    ],
)
def test_what_means_nothing_is_told_in_one_sentence_once_and_left_out(link, said, open_toy):
    app = open_toy(**link)
    assert [warning.value for warning in app.warning] == [
        f"A part of this link means nothing here and is left out: {said}."
    ]
    assert asked(app) == {"view": "one", "text": ""}
    assert not app.run().warning


@pytest.mark.parametrize("value", ["9", "-1", "2.5", "x", "nan"])
def test_a_number_that_no_widget_has_is_told_in_a_sentence_of_its_own(value, open_toy):
    app = open_toy(toy_bound=value)
    (warning,) = app.warning
    assert warning.value.endswith(f"Bound: expected 0 to 5, received {value}.")
    assert app.slider(key="toy_bound").value in range(6)
    assert not app.run().warning


def test_a_long_text_stays_out(open_toy):
    app = open_toy()
    app.text_area(key="toy_text").set_value("好" * address.MOST_CHARACTERS).run()
    assert asked(app)["text"] == "好" * address.MOST_CHARACTERS and app.session_state["toy_fits"]
    app.text_area(key="toy_text").set_value("好" * (address.MOST_CHARACTERS + 1)).run()
    assert "text" not in asked(app) and not app.session_state["toy_fits"]


def page_in_parts() -> None:
    """A page one of whose views has a choice of its own; session_state["toy_failed"]: it broke off before that."""
    import streamlit as st

    from pages.shared import address

    address.begin("toy_page", whole=("view", "way"))
    st.session_state["page_before"] = "toy_page"
    view = address.choose("view", "View", {"one": "One", "two": "Two"})
    failed = st.session_state.get("toy_failed", False)
    if view == "two" and not failed:
        address.choose("way", "Way", {"a": "A", "b": "B"})
    address.end(complete=not failed)


def test_a_whole_name_that_this_view_does_not_have_leaves_the_address():
    app = AppTest.from_function(page_in_parts, default_timeout=60)
    app.query_params.update({"view": "one", "way": "b", "lang": "en"})
    assert asked(app.run()) == {"view": "one", "lang": "en"}
    app.segmented_control(key="toy_view").set_value("two").run()
    assert asked(app) == {"view": "two", "lang": "en", "way": "a"}


def test_what_a_page_did_not_come_to_stays_in_the_address():
    app = AppTest.from_function(page_in_parts, default_timeout=60)
    app.query_params.update({"view": "two", "way": "b"})
    app.session_state["toy_failed"] = True
    assert asked(app.run()) == {"view": "two", "way": "b"}
    app.session_state["toy_failed"] = False
    assert asked(app.run()) == {"view": "two", "way": "b"}
    app.session_state["toy_failed"] = True
    assert asked(app.run()) == {"view": "two", "way": "b"}
