"""What every page begins and ends with: title, menu, language, and one sentence instead of a traceback."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from models.errors import PlaygroundError
from models.storage import PRESETS
from pages.shared import address, loaders
from pages.shared.language import LANGUAGES, N_, _, choose_language, sentence

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """A page of the menu. ``path`` is relative to the entrypoint, as ``st.page_link`` wants it."""

    path: str
    title: str
    lead: str
    icon: str
    layout: str = "centered"


PAGES = {
    "home": Page(
        "streamlit_app.py",
        N_("Deep learning playground"),
        N_("Three kinds of neural network, trained from scratch on real data, that you can play with and retrain."),
        ":material/home:",
        "wide",
    ),
    "sentiment": Page(
        "pages/1_Sentiment.py",
        N_("Sentiment"),
        N_("A Transformer reads a sentence, English or Chinese, and says how it feels."),
        ":material/sentiment_satisfied:",
    ),
    "text_generation": Page(
        "pages/2_Text_Generation.py",
        N_("Text generation"),
        N_("An LSTM that has read one author writes on, character by character."),
        ":material/edit_note:",
    ),
    "digits": Page(
        "pages/3_Digits.py",
        N_("Digits"),
        N_("A generator network turns random noise into the handwritten digits you ask for."),
        ":material/draw:",
    ),
    "foundations": Page(
        "pages/4_Foundations.py",
        N_("Foundations"),
        N_("What goes on below: every layer and optimizer by hand, its numbers to move, its gradients checked."),
        ":material/functions:",
    ),
    "training_runs": Page(
        "pages/5_Training_Runs.py",
        N_("Training runs"),
        N_("Put trainings side by side: how they learned, what was set differently, and how to repeat them."),
        ":material/monitoring:",
        "wide",
    ),
}

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding-top: 3.25rem; padding-bottom: 4rem; }
[data-testid="stSidebarUserContent"] { padding-bottom: 1.5rem; }
[class*="st-key-paper"] [data-testid="stText"], [class*="st-key-paper"] [data-testid="stText"] * {
  white-space: pre-wrap !important; overflow-wrap: anywhere; line-height: 1.75; font-size: 1.02rem;
  font-family: Charter, "Iowan Old Style", "Source Serif", Georgia, "Noto Serif CJK SC", "Songti SC", serif;
}
[class*="st-key-pixels"] img { image-rendering: pixelated; border-radius: 0; }
</style>
"""


@contextmanager
def page(name: str, whole: Collection[str] = ()) -> Iterator[None]:
    """Set a page up, run its body, and turn whatever goes wrong in it into one sentence.

    Streamlit's own control flow (rerun, stop) is no ``Exception`` and passes through.

    Args:
        name: one of :data:`PAGES`.
        whole: the names that make up the page's address together, see :func:`pages.shared.address.begin`.
    """
    here = PAGES[name]
    choose_language(address.went_back())
    st.session_state["page_before"], st.session_state["page"] = st.session_state.get("page"), name
    st.set_page_config(
        page_title=_(here.title) if name == "home" else f"{_(here.title)} · {_(PAGES['home'].title)}",
        page_icon=":material/neurology:",
        layout=here.layout,  # type: ignore[arg-type]
    )
    st.html(STYLE)
    _menu()
    st.title(_(here.title), anchor=False)
    st.markdown(_(here.lead))
    address.begin(name, whole)
    complete = False
    try:
        yield
        complete = True
    except PlaygroundError as error:
        show_error(error)
    except Exception:
        LOG.exception("the page %s failed", name)
        st.error(_("Something went wrong here. The details are in the server's log; the other pages still work."))
    finally:
        loaders.prepare()
    # Not where a run makes way for another: half of the widgets have not said yet what they keep.
    address.end(complete)


def show_error(error: PlaygroundError) -> None:
    """One sentence in the visitor's language and, for a shipped model, the command that makes it."""
    st.error(sentence(error), icon=":material/error:")
    shipped = PRESETS.get(str(error.values.get("name")))
    if shipped is not None and "command" not in error.values:
        st.caption(_("This command trains it:"))
        st.code(shipped.command, language="bash", wrap_lines=True)


def link_to(name: str, label: str | None = None, **query: str) -> None:
    """A link to one of our pages that keeps the visitor's language."""
    there = PAGES[name]
    st.page_link(
        there.path,
        label=label or _(there.title),
        icon=there.icon,
        query_params={"lang": st.session_state["language"], **query},
    )


def _menu() -> None:
    with st.sidebar:
        for name in PAGES:
            link_to(name, _("Home") if name == "home" else None)
        st.space("small")
        # The URL decides, so the switch shows what the URL says.
        st.session_state["language_switch"] = st.session_state["language"]
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            required=True,
            key="language_switch",
            on_change=_switch_language,
        )


def _switch_language() -> None:
    chosen = st.session_state["language_switch"]
    if chosen in LANGUAGES:
        st.session_state["language"] = chosen
        st.query_params["lang"] = chosen
