"""The view "Your own author": a text in, a small network trained on it while one watches, and then it writes."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from models.errors import PlaygroundError
from models.text_generation.own_text import LEAST_CHARACTERS
from pages.shared import N_, _, characters, charts, duration, ngettext, number, sentence
from pages.text_generation.own_author import jobs as training_jobs
from pages.text_generation.own_author import session as own_author_session
from pages.text_generation.own_author.jobs import State, Training
from pages.text_generation.own_author.progress import Progress, curve, curve_in_words, read_progress
from pages.text_generation.own_author.text import (
    MOST_CHARACTERS,
    MOST_MEGABYTES,
    MOST_PASTED,
    OwnText,
    check,
    read_file,
    tidy,
)

BUDGETS = {60: N_("1 minute"), 180: N_("3 minutes"), 600: N_("10 minutes")}
"""Seconds of training: what a visitor may choose."""
SECONDS_BETWEEN_LOOKS = 1.5
ENOUGH_CHARACTERS = 20_000
"""Measured on Shakespeare, nats a character of the tenth kept apart, best pass of five, beside the counts of groups of
two and three characters of the same text (Witten-Bell): 5,000 characters 2.29 (2.52, 2.18), 10,000 1.99 (2.48, 2.01),
20,000 1.78 (2.40, 1.88). On Tang poems it is before them from 2,000 on, but still learns the most in its first pass."""
START_SECONDS = 20
"""What a training takes besides its budget, to tell how long a line is."""
PLACES = {1: N_("You are next in line."), 2: N_("You are second in line."), 3: N_("You are third in line.")}

_GIVEN = "text_own_given"


def show() -> tuple[Callable[..., Any], ...]:
    """What to learn from, or how the training goes, or the finished author.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    st.markdown(
        _(
            "Give a text, and a small LSTM of your own learns to write like it: its first words are noise, "
            "and you can watch it find letters, words and lines."
        )
    )
    training = own_author_session.mine()
    if training is not None and training.state is State.FORGOTTEN:
        own_author_session.drop()
        training = None
        st.info(_("Your text and your author were unused for an hour and have been forgotten."))
    if training is None:
        _show_start()
    elif training.active:
        _show_buttons(training)
        _watch(training)
    else:
        _show_result(training)
    _show_promise()
    return training_jobs.training_command, training_jobs.TrainingJobs.tick


def _show_start() -> None:
    given = _choose_text()
    budget = st.segmented_control(
        _("Time to train"),
        list(BUDGETS),
        default=60,
        format_func=lambda seconds: _(BUDGETS[seconds]),
        required=True,
        key="text_own_budget",
        persist_state="session",
        help=_("The longer, the better it writes; a short text is learnt by heart in a minute."),
    )
    fit = False
    if given is not None:
        _say_how_it_was_read(given)
        try:
            check(given)
            fit = True
        except PlaygroundError as error:
            st.error(sentence(error), icon=":material/error:")
    st.button(
        _("Train"),
        type="primary",
        icon=":material/model_training:",
        key="text_own_train",
        disabled=not fit,
        on_click=_begin,
        args=(given, budget if budget in BUDGETS else 60),
    )
    if "text_own_refused" in st.session_state:
        st.error(sentence(st.session_state.pop("text_own_refused")), icon=":material/error:")


def _choose_text() -> OwnText | None:
    """What the visitor pasted or uploaded; None where there is nothing yet or it could not be read."""
    kind = st.segmented_control(
        _("Where the text comes from"),
        ["pasted", "file"],
        default="pasted",
        required=True,
        format_func=lambda kind: _("Pasted text") if kind == "pasted" else _("A file"),
        key="text_own_source",
        label_visibility="collapsed",
        persist_state="session",
    )
    return _choose_file() if kind == "file" else _paste()


def _paste() -> OwnText | None:
    pasted = st.text_area(
        _("The text to learn from"),
        key="text_own_pasted",
        persist_state="session",
        height=220,
        placeholder=_("Some chapters of a novel, your poems, a chat, a program … the more, the better."),
        help=_("Up to {characters} characters; for more, choose a file.").format(characters=number(MOST_PASTED)),
    )
    if len(pasted or "") > MOST_PASTED:
        st.error(
            sentence(
                PlaygroundError(
                    "Expected at most {limit} characters, received {received}.",
                    limit=MOST_PASTED,
                    received=len(pasted or ""),
                )
            ),
            icon=":material/error:",
        )
        return None
    return OwnText(tidy(pasted)) if pasted and pasted.strip() else None


def _choose_file() -> OwnText | None:
    upload = st.file_uploader(
        _("A text file (.txt), up to {megabytes} MB").format(megabytes=MOST_MEGABYTES),
        key="text_own_file",
        on_change=_file_changed,
        max_upload_size=MOST_MEGABYTES,
        help=_("Up to {characters} characters, in UTF-8, UTF-16, GB18030 or Windows-1252.").format(
            characters=number(MOST_CHARACTERS)
        ),
    )
    kept: tuple[str, OwnText] | None = st.session_state.get(_GIVEN)
    if upload is not None and (kept is None or kept[0] != upload.file_id):
        try:
            kept = (upload.file_id, read_file(upload.name, upload.getvalue()))
        except PlaygroundError as error:
            st.error(sentence(error), icon=":material/error:")
            return None
        st.session_state[_GIVEN] = kept
    return kept[1] if kept is not None else None


def _file_changed() -> None:
    st.session_state.pop(_GIVEN, None)


def _say_how_it_was_read(given: OwnText) -> None:
    said = _("{characters}, {different} of them different.").format(
        characters=characters(len(given.text)), different=number(given.different)
    )
    if given.encoding:
        said += " " + _("Read as {encoding}.").format(encoding=given.encoding)
    st.caption(said)
    if LEAST_CHARACTERS <= len(given.text) < ENOUGH_CHARACTERS:
        st.caption(
            _(
                "So short a text is soon learnt by heart; from {limit} characters on, the network foresees new text "
                "better than counting groups of three characters would."
            ).format(limit=number(ENOUGH_CHARACTERS))
        )
    if given.unreadable:
        st.warning(
            ngettext(
                "{count} character of this file is broken in {encoding} and is left out.",
                "{count} characters of this file are broken in {encoding} and are left out.",
                given.unreadable,
            ).format(count=number(given.unreadable), encoding=given.encoding)
        )


def _begin(given: OwnText, budget: int) -> None:
    try:
        training = training_jobs.shared().add(given.text, budget, own_author_session.presence())
    except PlaygroundError as error:
        st.session_state["text_own_refused"] = error
        return
    own_author_session.keep(training)
    st.session_state.pop(_GIVEN, None)


def _go_on(training: Training) -> None:
    training.present = own_author_session.presence()
    try:
        training_jobs.shared().go_on(training)
    except PlaygroundError as error:
        st.session_state["text_own_refused"] = error


def _stop(training: Training) -> None:
    training_jobs.shared().stop(training)


def _forget(training: Training) -> None:
    training_jobs.shared().forget(training)
    own_author_session.drop()
    st.session_state["text_own_pasted"] = ""


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _watch(training: Training) -> None:
    """How far a training is: this part of the page alone is drawn again and again."""
    if not training.active:
        st.rerun()  # the buttons now mean something else
    progress = read_progress(training.run)
    st.progress(min(progress.trained / training.budget, 1.0), state_in_words(training, progress))
    _draw(training, progress)


def state_in_words(training: Training, progress: Progress) -> str:
    """Whose turn it is, and how long it will take."""
    if training.state is State.WAITING:
        ahead = training_jobs.shared().ahead(training)
        if not ahead:
            return _("Your training begins …")
        left = sum(one.budget + START_SECONDS for one in ahead) - read_progress(ahead[0].run).trained
        place = PLACES.get(len(ahead))
        said = _(place) if place else _("You are number {place} in line.").format(place=len(ahead))
        return (
            said
            + " "
            + _("One training runs at a time; yours begins in about {time}.").format(
                time=duration(max(left, START_SECONDS))
            )
        )
    if training.state is State.STOPPING:
        return _("It stops as soon as everything is saved …")
    left = training.budget - progress.trained
    if not progress.seconds:
        return _("The network is being built …")
    if left < 1:
        return _("The author is being made ready …")
    return _("It trains: {time} left.").format(time=duration(left))


def _draw(training: Training, progress: Progress) -> None:
    different = training.different
    if progress.losses or training.state is not State.WAITING:
        words = curve_in_words(progress, different)
        charts.show(curve(progress, different, training.budget), "text_own_curve", alt=words)
        st.caption(words)
    if progress.sample:
        st.markdown(_("What it writes so far"))
        with st.container(border=True, height=220, key="paper_own_sample"):
            st.text(progress.sample)


def _show_buttons(training: Training) -> None:
    with st.container(horizontal=True, key="text_own_buttons"):
        if training.active:
            st.button(
                _("Stop"),
                icon=":material/stop:",
                key="text_own_stop",
                disabled=training.state is State.STOPPING,
                on_click=_stop,
                args=(training,),
            )
        elif training.state in (State.STOPPED, State.FAILED):
            st.button(
                _("Go on"),
                type="primary",
                icon=":material/resume:",
                key="text_own_continue",
                on_click=_go_on,
                args=(training,),
            )
        elif training.state is State.FINISHED:
            st.button(
                _("Write with it"),
                type="primary",
                icon=":material/edit:",
                key="text_own_write",
                on_click=_write_with_it,
            )
        st.button(
            _("Forget"),
            icon=":material/delete_forever:",
            key="text_own_forget",
            on_click=_forget,
            args=(training,),
            help=_("Removes your text, the network and all that belongs to them from this server, at once."),
        )
    if "text_own_refused" in st.session_state:
        st.error(sentence(st.session_state.pop("text_own_refused")), icon=":material/error:")


def _write_with_it() -> None:
    st.session_state["text_view"], st.session_state["text_author"] = "write", "own"
    st.session_state["text_prompt"] = ""


def _show_result(training: Training) -> None:
    progress = read_progress(training.run)
    if training.state is State.FINISHED:
        st.success(
            _("Your author is ready. You find it among the authors of this page, as long as you keep it."),
            icon=":material/check_circle:",
        )
    elif training.problem is not None:
        st.error(sentence(training.problem), icon=":material/error:")
    else:
        st.info(
            _("The training is stopped, {time} before its end. What it has learnt so far is kept.").format(
                time=duration(max(training.budget - progress.trained, 0))
            )
        )
    _show_buttons(training)
    _draw(training, progress)


def _show_promise() -> None:
    st.caption(
        _(
            "Your text and your author are yours alone: they are in no list of this server, and nobody else can reach "
            "them. All of it is removed when you press Forget, an hour after you last used it, and when the server "
            "stops. Loading the page anew in your browser is a new visit, which does not know them; a training whose "
            "visitor has gone stops after two minutes."
        )
    )
