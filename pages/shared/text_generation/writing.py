"""A text as it grows: started, streamed, stopped, continued. It lives in the visitor's own session."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.errors import PlaygroundError
from pages.shared.language import _, escape_markdown
from pages.shared.text_generation import link
from pages.shared.words import characters, number

MOST_CHARACTERS = 10_000
LONGEST_PROMPT = 1_000
LONGEST_TEXT = 50_000
UPDATES_PER_SECOND = 15


@dataclass(frozen=True)
class Wish:
    """What the visitor asks for; ``top_k``, ``top_p`` and ``seed`` may be None."""

    prompt: str
    length: int
    temperature: float
    top_k: int | None
    top_p: float | None
    seed: int


@dataclass
class Job:
    """A text being written. ``stream`` carries the network's state from one rerun to the next."""

    author: str
    wish: Wish
    stream: Iterator[str]
    wanted: int
    text: str = ""
    seconds: float = 0.0
    running: bool = True


@dataclass(frozen=True)
class Desk:
    """The view as it stands on the page; ``write_on`` lets an unfinished text grow."""

    functions: tuple[Callable[..., Any], ...]
    write_on: Callable[[], None]


def show(author: str, generator: Any) -> Desk:
    """The beginning, the settings, and the text as far as it is written."""
    wish = choose_wish()
    show_unknown(generator, wish.prompt)
    buttons = st.container(horizontal=True, key="text_buttons")
    paper = st.container(border=True, height=420, autoscroll=True, key="paper").empty()
    show_buttons(buttons, generator, author, wish)
    job = current_job(author)
    if job is None:
        paper.caption(_("The text will appear here."))
    else:
        paper.text(job.wish.prompt + job.text)
        st.caption(in_words(job))

    def write_on() -> None:
        if job is not None and job.running:
            write(job, paper)
            st.rerun()  # the buttons now mean something else

    return Desk((write, type(generator).stream), write_on)


def choose_wish() -> Wish:
    """The other settings, each kept in the link; a widget's limits are advice to the browser, so they are checked."""
    prompt = st.text_area(
        _("Beginning"),
        key="text_prompt",
        max_chars=LONGEST_PROMPT,
        height=80,
        on_change=link.touched,
        persist_state="session",
    )
    left, right = st.columns(2)
    length = left.slider(_("Characters to write"), 50, MOST_CHARACTERS, 600, 50, key="text_length", bind="query-params")
    temperature = right.slider(
        _("Temperature"),
        0.0,
        2.0,
        0.8,
        0.05,
        key="text_temperature",
        bind="query-params",
        help=_("How daring the choice of each character is: 0 always takes the most probable one."),
    )
    with st.expander(_("More settings"), icon=":material/tune:"):
        first, second, third = st.columns(3)
        top_k = first.number_input(
            _("Top-k"),
            0,
            1_000,
            0,
            key="text_top_k",
            bind="query-params",
            help=_("Choose among the k most probable characters only; 0 for all."),
        )
        top_p = second.slider(
            _("Top-p"),
            0.05,
            1.0,
            1.0,
            0.05,
            key="text_top_p",
            bind="query-params",
            help=_("Choose among the most probable characters that together reach this probability; 1 for all."),
        )
        seed = third.number_input(
            _("Seed"),
            0,
            2**31 - 1,
            None,
            key="text_seed",
            bind="query-params",
            help=_("The same seed and settings write the same text. Empty: another one each time."),
        )
    _check(_("Beginning"), len(prompt or ""), 0, LONGEST_PROMPT)
    _check(_("Characters to write"), length, 1, MOST_CHARACTERS)
    _check(_("Temperature"), temperature, 0, 2)
    _check(_("Top-k"), top_k or 0, 0, 1_000)
    _check(_("Top-p"), top_p, 0.05, 1)
    return Wish(
        prompt=prompt or "",
        length=int(length),
        temperature=float(temperature),
        top_k=int(top_k) if top_k else None,
        top_p=float(top_p) if top_p < 1 else None,
        seed=secrets.randbelow(2**31) if seed is None else int(seed),
    )


def _check(name: str, value: float, lowest: float, highest: float) -> None:
    if not lowest <= value <= highest:
        raise PlaygroundError(
            "{name}: expected {lowest} to {highest}, received {received}.",
            name=name,
            lowest=lowest,
            highest=highest,
            received=value,
        )


def show_unknown(generator: Any, prompt: str) -> None:
    """Say which characters of the beginning the author never used."""
    unknown = generator.unknown_characters(prompt)
    if unknown:
        st.caption(
            _("Never seen in training, so read as unknown: {characters}").format(
                characters=escape_markdown(" ".join(unknown[:20]))
            )
        )


def current_job(author: str) -> Job | None:
    """This visitor's text by this author, if one was begun."""
    return st.session_state.get(f"text_job_{author}")


def show_buttons(place: DeltaGenerator, generator: Any, author: str, wish: Wish) -> None:
    """Write, stop, go on, download: what can be done with the text as it stands."""
    job = current_job(author)
    running = job is not None and job.running
    place.button(
        _("Write"),
        type="primary",
        icon=":material/edit:",
        key="text_write",
        disabled=running,
        on_click=_begin,
        args=(generator, author, wish),
    )
    place.button(
        _("Stop"), icon=":material/stop:", key="text_stop", disabled=not running, on_click=_stop, args=(author,)
    )
    full = job is None or len(job.text) >= LONGEST_TEXT
    place.button(
        _("Go on"),
        icon=":material/resume:",
        key="text_continue",
        disabled=running or full,
        on_click=_go_on,
        args=(generator, author, wish.length),
    )
    place.download_button(
        _("Download"),
        data=job.wish.prompt + job.text if job else "",
        file_name=f"{author}.txt",
        mime="text/plain",
        key="text_download",
        icon=":material/download:",
        disabled=job is None,
        on_click="ignore",
    )


def _begin(generator: Any, author: str, wish: Wish) -> None:
    st.session_state[f"text_job_{author}"] = Job(author, wish, _stream(generator, wish, "", wish.length), wish.length)


def _stop(author: str) -> None:
    job = current_job(author)
    if job is not None:
        job.running = False


def _go_on(generator: Any, author: str, length: int) -> None:
    job = current_job(author)
    if job is not None and not job.running:
        if len(job.text) >= job.wanted:
            # The whole text so far is the prompt; another seed, or the same dice would fall in the same order.
            job.stream = _stream(generator, job.wish, job.text, length)
            job.wanted += length
        job.running = True


def _stream(generator: Any, wish: Wish, text: str, length: int) -> Iterator[str]:
    return generator.stream(
        wish.prompt + text,
        length=length,
        temperature=wish.temperature,
        top_k=wish.top_k,
        top_p=wish.top_p,
        seed=wish.seed + len(text),
    )


def write(job: Job, paper: DeltaGenerator) -> None:
    """Let the network write until the text is long enough, showing it some fifteen times a second.

    Every ``paper.text`` is a place where a click may interrupt; what was written by then is in ``job``,
    and the next run goes on from there.
    """
    paper.text(job.wish.prompt + job.text)
    shown = time.perf_counter()
    while job.running:
        started = time.perf_counter()
        character = next(job.stream, None)
        now = time.perf_counter()
        job.seconds += now - started
        if character is None:
            job.running = False
        else:
            job.text += character
        if not job.running or now - shown >= 1 / UPDATES_PER_SECOND:
            paper.text(job.wish.prompt + job.text)
            shown = now


def in_words(job: Job) -> str:
    """How much was written, how fast, and with which seed it can be written again."""
    speed = number(round(len(job.text) / job.seconds)) if job.seconds else "–"
    return _("{characters} written, {speed} a second. Seed {seed}.").format(
        characters=characters(len(job.text)), speed=speed, seed=job.wish.seed
    )
