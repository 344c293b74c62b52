"""Does a string contain a given letter: curves while it learns, one bar a letter, and a string of one's own to try."""

import plotly.graph_objects as go
import streamlit as st

from models.from_scratch.programs.contains_character import LETTERS, LONGEST, ContainsCharacter
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.foundations.train import figures, running, settings
from pages.foundations.train.running import Run, State
from pages.shared import _, charts, escape_markdown, number, percent, show_code

RATES = {"adam": 0.02, "adamw": 0.02, "rmsprop": 0.02, "momentum": 1.0, "sgd": 10.0}
NUM_EPOCHS = 20
MOST_TYPED = 60


def show() -> None:
    """The program's part of the section."""
    st.markdown(
        _(
            "Does a string contain a certain letter? Each letter gets a vector (embedding), the string is the mean of "
            "its letters' vectors, a linear layer makes one number of it and the sigmoid a probability. Nobody tells "
            "the network which letter it is about: it sees random strings of 4 to 10 letters and yes or no."
        )
    )
    drawing.equations(r"e &= \tfrac1n \textstyle\sum_i E[s_i]", r"z &= e\,w + b, \quad p = \sigma(z)")
    letter = st.select_slider(
        _("The letter to look for"), list(LETTERS), "k", key="foundations_train_letter", bind="query-params"
    )
    letter = letter if letter in LETTERS else "k"
    chosen = settings.choose("contains_character", RATES)

    def make() -> Run:
        network = ContainsCharacter(letter, seed=chosen.seed)
        words = _("the letter {letter}, {settings}").format(letter=letter, settings=chosen.in_words())
        return Run(network, network.train(NUM_EPOCHS, chosen.make_optimizer()), words, steps_a_slice=1)

    run = running.panel("contains_character", make, _view)
    if run is not None and run.rows:
        names = {"loss": _("loss"), "test_accuracy": _("right answers on unseen strings")}
        figures.table(run, names, _("epoch"), "foundations_contains_character_table")
        if run.state is not State.RUNNING:
            with run.lock:
                _show_letters(run.subject)
                _try_it(run.subject)
    exercises.show("train_contains_character", _exercises())
    show_code(ContainsCharacter.forward, ContainsCharacter.backward, ContainsCharacter.train)


def _view(run: Run) -> None:
    epoch, now = run.rows[-1]
    share = percent(now["test_accuracy"])
    figures.metrics(
        "contains_character",
        {_("epoch"): str(epoch), _("loss"): f"{now['loss']:.4f}", _("right answers on unseen strings"): share},
    )
    said = _(
        "After {epoch} times through {train} strings the loss is {loss} nats, and {share} of {test} strings that were "
        "not trained on are answered rightly."
    ).format(
        epoch=epoch,
        train=number(len(run.subject.train_strings)),
        loss=f"{now['loss']:.4f}",
        share=share,
        test=number(len(run.subject.test_strings)),
    )
    figures.curves(
        run,
        {"test_accuracy": _("right answers on unseen strings")},
        "foundations_contains_character_accuracy",
        alt=said,
        axes=figures.Axes(
            x_title=_("epoch"), y_title=_("right answers on unseen strings"), share=True, reference=(0.5, _("guessing"))
        ),
    )
    st.caption(said)


def _show_letters(network: ContainsCharacter) -> None:
    """One bar a letter: what the network makes of it."""
    st.subheader(_("What it has learned"), anchor=False)
    scores = network.letter_scores()
    ordered = sorted(scores, key=lambda letter: -scores[letter])
    bias = float(network.parameters["b"][0])
    said = _(
        "E w, what each letter would add if the string were nothing else: {first} has {score}, the next one, {second}, "
        "{next}. The mean of a string's numbers and the bias {bias} give z: above 0 it says yes."
    ).format(
        first=ordered[0],
        score=f"{scores[ordered[0]]:.1f}",
        second=ordered[1],
        next=f"{scores[ordered[1]]:.1f}",
        bias=f"{bias:.1f}",
    )
    figure = go.Figure(
        go.Bar(
            x=list(scores),
            y=list(scores.values()),
            marker={
                "color": [charts.LINE_COLORS[1 if letter == network.character else 0] for letter in scores],
                "cornerradius": 4,
            },
            hovertemplate="%{x}: %{y:.1f}<extra></extra>",
        )
    )
    figure.update_layout(height=240, bargap=0.25, **charts.quiet())
    figure.update_xaxes(fixedrange=True, tickangle=0)
    figure.update_yaxes(title="E w", fixedrange=True)
    charts.show(figure, "foundations_contains_character_letters", alt=said)
    st.caption(said)


def _try_it(network: ContainsCharacter) -> None:
    """A string of the visitor's."""
    typed = st.text_input(
        _("A string of your own, letters from a to z"),
        f"quic{network.character}est",
        max_chars=MOST_TYPED,
        key="foundations_train_string",
        bind="query-params",
    )
    text = (typed or "").strip().lower()
    if not text or any(letter not in LETTERS for letter in text):
        st.info(_("Expected letters from a to z, received {received}.").format(received=escape_markdown(typed or "–")))
        return
    probability = network.probability(text)
    said = _("“{text}” contains {letter}: {share} sure.").format(
        text=text, letter=network.character, share=percent(probability)
    )
    if (probability > 0.5) == (network.character in text):
        st.success(said + " " + _("That is right."), icon=":material/check_circle:")
    else:
        said += " " + _("That is wrong.")
        if len(text) > LONGEST:
            said += " " + _(
                "It has never seen a string of more than {count} letters: one letter counts little there."
            ).format(count=LONGEST)
        st.warning(said, icon=":material/lightbulb:")


def _exercises() -> list[Exercise]:
    return [
        Exercise(
            _(
                "A string of 8 letters contains the letter once. With which share does that letter's vector enter the "
                "mean?"
            ),
            1 / 8,
            0.001,
            _("The mean divides the sum of all the vectors by their number."),
        ),
        Exercise(
            _("The loss of a network that says 0.5 to every string, in nats?"),
            0.6931,
            0.006,
            _("$-\\ln 0.5$, whatever the answer is."),
        ),
        Exercise(
            _(
                "In a string of 4 letters the letter adds 100 and each other letter −8 before the mean is taken; the "
                "bias is 2. What is z if it occurs once?"
            ),
            (100 - 24) / 4 + 2,
            0.01,
            _("$(100 - 3 \\cdot 8)/4 + 2$."),
        ),
    ]
