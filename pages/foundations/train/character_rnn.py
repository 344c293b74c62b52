"""The network that writes: it reads a novel for some seconds while one watches its perplexity and its spelling."""

import math

import streamlit as st

from models.errors import PlaygroundError
from models.from_scratch.clipping import clip_by_global_norm
from models.from_scratch.metrics import perplexity
from models.from_scratch.programs import character_rnn as program
from models.from_scratch.programs import texts
from models.from_scratch.programs.character_rnn import CharacterRNN, Stretches
from models.from_scratch.programs.texts import Corpus
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.foundations.train import figures, running, settings
from pages.foundations.train.running import Run, State
from pages.shared import N_, _, address, number, pgettext, sentence, show_code, within
from training.datasets import time_machine

RATES = {"adam": 0.005, "adamw": 0.005, "rmsprop": 0.002, "momentum": 0.1, "sgd": 1.0}
HIDDEN_SIZE = 64
BUDGETS = ("10", "20", "40")
SOURCES = {"novel": N_("The Time Machine"), "small": N_("a small text of our own"), "pasted": N_("a text you paste")}
SAMPLINGS = {"sequential": N_("in order, the state carried on"), "random": N_("shuffled, each from an empty state")}
CLIPPINGS = {"1": N_("norm at most 1"), "none": N_("not clipped")}
MOST_PASTED = 200_000
SECONDS_BETWEEN_SAMPLES = 1.5
SAMPLE_LENGTH = 160
MOST_BEGINNING = 80


def show() -> None:
    """The program's part of the section."""
    st.markdown(
        _(
            "A recurrent network of 64 units reads a text character by character and forecasts the next one. "
            "Perplexity says among how many characters it is undecided: all of them at first, ever fewer as it learns "
            "letters, then syllables, then words. A tenth of the text is held back, and only its perplexity says "
            "whether anything was learned that holds on other pages."
        )
    )
    drawing.equations(
        r"h_t &= \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h)",
        r"\text{logits}_t &= h_t W_{hy} + b_y",
        r"\text{perplexity} &= \exp\big(-\tfrac1n \textstyle\sum_t \log p(x_{t+1})\big)",
        r"g &\leftarrow g \cdot \min(1,\ 1 / \lVert g \rVert)",
    )
    source = address.choose("train_text", _("Text"), SOURCES)
    text = _text(source)
    corpus = _corpus(text) if text is not None else None
    sampling = address.choose("train_sampling", _("Stretches of 35 characters"), SAMPLINGS)
    clipping = address.choose("train_clip", _("Gradient"), CLIPPINGS)
    budget = address.choose(
        "train_seconds",
        _("Seconds of computing"),
        list(BUDGETS),
        default="20",
    )
    chosen = settings.choose("character_rnn", RATES)

    def make() -> Run:
        assert corpus is not None
        network = CharacterRNN(corpus, HIDDEN_SIZE, chosen.seed)
        clip_norm = None if clipping == "none" else float(clipping)
        steps = network.train(chosen.make_optimizer(), None, Stretches(sampling), clip_norm)
        words = _(", ").join((_(SOURCES[source]), _(SAMPLINGS[sampling]), _(CLIPPINGS[clipping]), chosen.in_words()))
        return Run(network, steps, words, budget=float(budget))

    run = running.panel("character_rnn", make, _view, ready=corpus is not None)
    if run is not None and run.rows:
        names = {
            "perplexity": _("perplexity in training"),
            "held_back_perplexity": _("perplexity on the tenth held back"),
            "gradient_norm": _("length of the gradient"),
        }
        figures.table(run, names, pgettext("update", "step"), "foundations_character_rnn_table")
        if run.state is not State.RUNNING:
            with run.lock:
                _write_on(run.subject)
    exercises.show("train_character_rnn", _exercises())
    show_code(
        CharacterRNN.forward,
        CharacterRNN.backward,
        CharacterRNN.train,
        CharacterRNN.write,
        program.sequential_batches,
        program.random_batches,
        clip_by_global_norm,
        perplexity,
    )


def _text(source: str) -> str | None:
    """The text to read; None where there is none yet."""
    if source == "small":
        return texts.OWN_TEXT
    if source == "pasted":
        pasted = st.text_area(
            _("The text to learn from"),
            key="foundations_train_pasted",
            height=180,
            max_chars=MOST_PASTED,
            persist_state="session",
            placeholder=_("At least 1,000 letters, in any language."),
        )
        return pasted[:MOST_PASTED] if (pasted or "").strip() else None
    if time_machine.is_available():
        try:
            return "".join(time_machine.load().values())
        except PlaygroundError as error:
            st.error(sentence(error), icon=":material/error:")
            return None
    st.info(
        _(
            "The Time Machine is not in the data folder (timemachine.txt, 180 kB). Download it, or choose another "
            "text: the small one is ours and always there."
        )
    )
    st.button(_("Download"), icon=":material/download:", key="foundations_train_download", on_click=_download)
    failed = st.session_state.pop("foundations_train_download_failed", None)
    if failed is not None:
        st.error(sentence(failed), icon=":material/error:")
    return None


def _download() -> None:
    try:
        time_machine.load()
    except PlaygroundError as error:
        st.session_state["foundations_train_download_failed"] = error


def _corpus(text: str) -> Corpus | None:
    """The text as numbers, and how much of it there is; or what is wrong with it."""
    letters = len(texts.tidy(text).strip())
    if letters < 1000 or len(set(texts.tidy(text))) < 2:
        st.info(_("Expected a text of at least 1,000 letters, received {received}.").format(received=number(letters)))
        return None
    corpus = _cached_corpus(text)
    st.caption(
        _(
            "{train} characters to train on, {held_back} held back, {different} different ones: letters and the space."
        ).format(
            train=number(len(corpus.train)),
            held_back=number(len(corpus.held_back)),
            different=number(len(corpus.characters)),
        )
    )
    return corpus


@st.cache_data(max_entries=8, show_spinner=False)
def _cached_corpus(text: str) -> Corpus:
    return texts.make_corpus(text)


def _view(run: Run) -> None:
    step, now = run.rows[-1]
    network: CharacterRNN = run.subject
    recent = math.exp(sum(math.log(found["perplexity"]) for _step, found in run.rows[-30:]) / len(run.rows[-30:]))
    measured = [found["held_back_perplexity"] for _step, found in run.rows if "held_back_perplexity" in found]
    held_back = f"{measured[-1]:.2f}" if measured else "–"
    figures.metrics(
        "character_rnn",
        {
            pgettext("update", "step"): number(step),
            _("times through the text"): f"{now['epoch']:.0f}",
            _("perplexity in training"): f"{recent:.2f}",
            _("on the tenth held back"): held_back,
        },
    )
    different = len(network.corpus.characters)
    said = _(
        "After {step} steps perplexity is {recent} in training and {held_back} on the tenth held back, {best} at best; "
        "a uniform guess among {different} characters has {different}."
    ).format(
        step=number(step),
        recent=f"{recent:.2f}",
        held_back=held_back,
        best=f"{min(measured):.2f}" if measured else "–",
        different=number(different),
    )
    figures.curves(
        run,
        {"perplexity": _("in training"), "held_back_perplexity": _("on the tenth held back")},
        "foundations_character_rnn_perplexity",
        alt=said,
        axes=figures.Axes(
            x_title=pgettext("update", "step"),
            y_title=_("perplexity"),
            logarithmic=True,
            reference=(different, _("uniform guess")),
        ),
    )
    st.caption(said)
    _sample(run)


def _sample(run: Run) -> None:
    """What the network writes at this moment, written anew every second or two."""
    due = run.seconds - run.notes.get("sampled", -math.inf) >= SECONDS_BETWEEN_SAMPLES
    if due or run.state is not State.RUNNING:
        run.notes["sampled"] = run.seconds
        run.notes["sample"] = run.subject.write(_beginning(run.subject.corpus), SAMPLE_LENGTH)
    with st.container(border=True, key="paper_foundations_sample"):
        st.text(run.notes["sample"])


def _beginning(corpus: Corpus) -> str:
    """Something to warm up with that this text has characters for."""
    known = set(corpus.characters)
    return "the time " if set("the time") <= known else "".join(corpus.characters[one] for one in corpus.train[:8])


def _write_on(network: CharacterRNN) -> None:
    """A beginning of the visitor's, read for the state that it leaves behind, and what the network makes of it."""
    st.subheader(_("Let it write"), anchor=False)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    beginning = left.text_input(
        _("A beginning to warm up with"),
        _beginning(network.corpus).strip(),
        max_chars=MOST_BEGINNING,
        key="foundations_train_beginning",
        bind="query-params",
    )
    temperature = right.slider(
        _("Temperature"), 0.0, 1.5, 0.5, 0.1, key="foundations_train_temperature", bind="query-params"
    )
    written = network.write((beginning or "")[:MOST_BEGINNING], 300, within(temperature, 0.0, 1.5))
    with st.container(border=True, key="paper_foundations_written"):
        st.text(written)
    st.caption(
        _(
            "The beginning is read for the state that it leaves behind (the warm-up); then each character drawn is the "
            "next one read. The program on the command line trains 512 units for as long as you like."
        )
    )


def _exercises() -> list[Exercise]:
    choices = [_("it has learned the text by heart"), _("it writes like the author"), _("its gradient was clipped")]
    return [
        Exercise(
            _("A network has a perplexity of 4. How many nats does a character cost it?"),
            math.log(4),
            0.006,
            _("Perplexity is e to the power of the nats: take the logarithm."),
        ),
        Exercise(
            _("The gradient has the norm 8 and is clipped to 1. By which factor is each of its numbers multiplied?"),
            1 / 8,
            0.001,
            _("$\\min(1, 1/\\lVert g \\rVert)$."),
        ),
        Exercise(
            _(
                "Train on the small text for 40 seconds: perplexity in training falls towards 1 while that of the "
                "tenth held back rises. What has happened?"
            ),
            choices[0],
            hint=_("What can it forecast, and what can it not?"),
            choices=choices,
        ),
    ]
