"""The network that reads sentences: the right backward step beside the wrong one, and the check that tells."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from models.from_scratch.programs.reads_sentences import EXAMPLE, WORDS, SentenceReader
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.foundations.train import figures, running, settings
from pages.foundations.train.running import Figures, Run, State
from pages.shared import N_, _, address, escape_markdown, number, percent, pgettext, show_code

RATES = {"adam": 0.01, "adamw": 0.01, "rmsprop": 0.005, "momentum": 0.1, "sgd": 0.5}
NUM_EPOCHS = ("300", "1000")
SIZES = (8, 16, 32, 64)
BACKWARD = {"both": N_("both"), "right": N_("the transpose of W_hh (right)"), "wrong": N_("W_hh itself (wrong)")}
TITLES = {"right": N_("right backward step"), "wrong": N_("wrong backward step")}
MOST_WORDS = 30


def show() -> None:
    """The program's part of the section."""
    st.markdown(
        _(
            "A recurrent network reads a sentence word by word and says at the end whether it speaks well of "
            "something. The sentences come from a small grammar over 18 words; three quarters are trained on, the "
            "others it never sees. The gradient walks back through the words, and there many articles take a wrong "
            "turn: they multiply by W_hh where its transpose belongs. Train both and see whether you can tell."
        )
    )
    drawing.equations(
        r"h_t &= \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h)",
        r"p &= \sigma(h_T W_{hy} + b_y)",
        r"\delta_t &= \tfrac{\partial L}{\partial h_t} \odot (1 - h_t^2)",
        r"\text{right:}\quad \tfrac{\partial L}{\partial h_{t-1}} &= \delta_t W_{hh}^{\top}",
        r"\text{wrong:}\quad \tfrac{\partial L}{\partial h_{t-1}} &= \delta_t W_{hh}",
    )
    which = address.choose("train_backward", _("Backward step"), BACKWARD)
    sizes = [str(size) for size in SIZES]
    size = int(address.choose("train_units", pgettext("how many", "Units"), sizes, default="32"))
    num_epochs = int(address.choose("train_epochs", _("Epochs"), list(NUM_EPOCHS)))
    chosen = settings.choose("reads_sentences", RATES)

    def make() -> Run:
        kinds = ("right", "wrong") if which == "both" else (which,)
        readers = {kind: SentenceReader(size, chosen.seed, kind == "wrong") for kind in kinds}
        words = _("{units} units, {settings}").format(units=size, settings=chosen.in_words())
        return Run(readers, side_by_side(readers, num_epochs, chosen), words)

    run = running.panel("reads_sentences", make, _view)
    if run is not None and run.rows:
        names = {
            f"{kind}_{figure}": f"{label} ({_(TITLES[kind])})"
            for kind in run.subject
            for figure, label in (("loss", _("loss")), ("test_accuracy", _("unseen sentences read rightly")))
        }
        figures.table(run, names, _("epoch"), "foundations_reads_sentences_table")
        if run.state is not State.RUNNING:
            with run.lock:
                _try_it(run.subject)
    _show_check(chosen.seed)
    exercises.show("train_reads_sentences", _exercises())
    show_code(SentenceReader.forward, SentenceReader.backward, SentenceReader.gradient_errors, SentenceReader.train)


def side_by_side(
    readers: dict[str, SentenceReader], num_epochs: int, chosen: settings.Settings
) -> Iterator[tuple[int, Figures]]:
    """Train the readers in step, each with an optimizer of its own; its figures bear its name."""
    trainings = {kind: reader.train(num_epochs, chosen.make_optimizer()) for kind, reader in readers.items()}
    for rows in zip(*trainings.values(), strict=True):
        named = zip(trainings, rows, strict=True)
        yield (
            rows[0][0],
            {f"{kind}_{name}": value for kind, (_epoch, found) in named for name, value in found.items()},
        )


def _view(run: Run) -> None:
    epoch, now = run.rows[-1]
    measured = {name: value for _epoch, found in run.rows for name, value in found.items()}  # the latest of each
    shares = {kind: percent(measured[f"{kind}_test_accuracy"]) for kind in run.subject}
    figures.metrics(
        "reads_sentences",
        {_("epoch"): number(epoch)} | {_(TITLES[kind]): share for kind, share in shares.items()},
    )
    said = []
    for kind, reader in run.subject.items():
        sentence = _(
            "{kind}: loss {loss}, {share} of {count} unseen sentences read rightly after {epoch} epochs"
        ).format(
            kind=_(TITLES[kind]),
            loss=f"{now[f'{kind}_loss']:.4f}",
            share=shares[kind],
            count=number(len(reader.test_sentences)),
            epoch=number(epoch),
        )
        perfect = _perfect_since(run, f"{kind}_test_accuracy")
        if perfect is not None:
            sentence += _(", all of them since epoch {epoch}").format(epoch=number(perfect))
        said.append(sentence + _("."))
    words = " ".join(said)
    figures.curves(
        run,
        {f"{kind}_test_accuracy": _(TITLES[kind]) for kind in run.subject},
        "foundations_reads_sentences_accuracy",
        alt=words,
        axes=figures.Axes(
            x_title=_("epoch"), y_title=_("unseen sentences read rightly"), share=True, reference=(0.5, _("guessing"))
        ),
    )
    figures.curves(
        run,
        {f"{kind}_loss": _(TITLES[kind]) for kind in run.subject},
        "foundations_reads_sentences_loss",
        alt=words,
        axes=figures.Axes(x_title=_("epoch"), y_title=_("loss"), logarithmic=True),
    )
    st.caption(words)


def _perfect_since(run: Run, name: str) -> int | None:
    """The epoch since which the figure has been 1 without a break; None where it is not 1 now."""
    since = None
    for epoch, found in reversed(run.rows):
        if found.get(name, 1) < 1:
            break
        since = epoch if name in found else since
    return since


def _try_it(readers: dict[str, SentenceReader]) -> None:
    """A sentence of the visitor's."""
    st.subheader(_("Give it a sentence"), anchor=False)
    typed = st.text_input(
        _("A sentence from these words: {words}").format(words=" ".join(WORDS)),
        EXAMPLE,
        max_chars=200,
        key="foundations_train_sentence",
        bind="query-params",
    )
    words = (typed or "").lower().split()
    strange = [word for word in words if word not in WORDS]
    if strange or not 1 <= len(words) <= MOST_WORDS:
        received = escape_markdown(strange[0]) if strange else number(len(words))
        st.info(
            _("Expected 1 to {most} of the 18 words, received {received}.").format(most=MOST_WORDS, received=received)
        )
        return
    sentence = " ".join(words)
    for kind, reader in readers.items():
        probability = reader.probability(sentence)
        verdict = _("positive") if probability > 0.5 else _("negative")
        st.markdown(
            _("**{verdict}**, {share} sure ({kind})").format(
                verdict=verdict, share=percent(max(probability, 1 - probability)), kind=_(TITLES[kind])
            )
        )
    reader = next(iter(readers.values()))
    if sentence in reader.train_sentences:
        st.caption(_("It was trained on this sentence."))
    elif sentence in reader.test_sentences:
        st.caption(_("It has never seen this sentence."))
    else:
        st.caption(_("The grammar does not make this sentence: what the network says of it was never asked before."))


@st.cache_data(max_entries=64)
def _errors(seed: int) -> dict[str, dict[str, float]]:
    return {kind: SentenceReader(8, seed, kind == "wrong").gradient_errors(8) for kind in TITLES}


def _show_check(seed: int) -> None:
    """The check that tells right from wrong."""
    st.subheader(_("The check that tells"), anchor=False)
    st.markdown(
        _(
            "Both can read every unseen sentence, so the figures above tell nothing. Central differences do: move one "
            "weight up and down a little, measure the loss, and compare the slope with what the backward step claims."
        )
    )
    errors = _errors(seed)
    names = {kind: _(title) for kind, title in TITLES.items()}
    st.dataframe(
        pd.DataFrame(
            {_("parameter"): list(errors["right"])}
            | {names[kind]: [f"{error:.1e}" for error in found.values()] for kind, found in errors.items()}
        ),
        hide_index=True,
        key="foundations_reads_sentences_check",
    )
    st.caption(
        _(
            "The largest difference from the measured slope, over the largest slope, at the first weights of 8 units: "
            "at most {right} with the transpose; up to {wrong} without it, though W_hy and b_y, which no gradient "
            "through time reaches, are right."
        ).format(right=f"{max(errors['right'].values()):.0e}", wrong=f"{max(errors['wrong'].values()):.2f}")
    )


def _exercises() -> list[Exercise]:
    choices = [
        _("the training loss falls"),
        _("all unseen sentences are read rightly"),
        _("a gradient check"),
        _("a larger network"),
    ]
    return [
        Exercise(
            _("What tells a wrong backward step from a right one?"),
            choices[2],
            hint=_("Train both above and look at their curves."),
            choices=choices,
        ),
        Exercise(
            _(
                "A sentence has 6 words. How often is the gradient that reaches its first word multiplied by the "
                "transpose of W_hh?"
            ),
            5.0,
            0.0,
            _("Once between each word and the one before it."),
        ),
        Exercise(
            _(
                "If $W_{hh} = \\begin{pmatrix} 0 & 2 \\\\ 1 & 0 \\end{pmatrix}$ and $\\delta = (1, 0)$, what is the "
                "second number of $\\delta W_{hh}^\\top$?"
            ),
            1.0,
            0.001,
            _("The transpose's first row is the first column of W_hh; without the transpose it would be 2."),
        ),
    ]
