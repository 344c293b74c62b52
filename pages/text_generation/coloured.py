"""A text with a colour behind each character, and a word about each on hovering, tapping or with the arrow keys.

The text reaches the page as text nodes that a small script makes, never as HTML. The script gets data only: what it
draws and says is decided in Python.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from pages.shared import _, whole_within

MOST_CHARACTERS = 4_000
"""Drawn at once: a browser keeps scrolling smoothly."""
STRONGEST = 0.68
"""Opacity of the strongest colour: the letters on it stay readable on light ground and dark."""

_CSS = """
.paper { position: relative; font-family: var(--st-font); }
.text { max-height: 26rem; overflow-y: auto; border: 1px solid var(--st-border-color); padding: 0.9rem 1rem;
  border-radius: 0.6rem; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.95; font-size: 1.02rem;
  color: var(--st-text-color); cursor: default;
  font-family: Charter, "Iowan Old Style", "Source Serif", Georgia, "Noto Serif CJK SC", "Songti SC", serif; }
.text:focus-visible { outline: 2px solid var(--st-primary-color); }
.text span { padding: 0.16em 0; border-bottom: 2px solid transparent; }
.text .sign { opacity: 0.45; }
.text .here { outline: 2px solid var(--st-text-color); border-radius: 2px; }
.tip { position: absolute; z-index: 5; pointer-events: none; max-width: min(20rem, 92%); padding: 0.45rem 0.7rem;
  border-radius: 0.5rem; font-size: 0.85rem; line-height: 1.5; white-space: pre-line; color: var(--st-text-color);
  background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color);
  box-shadow: 0 2px 10px rgba(0, 0, 0, 0.25); }
.legend { display: flex; gap: 0.6rem; align-items: center; font-size: 0.82rem; color: var(--st-text-color);
  margin-bottom: 0.45rem; flex-wrap: wrap; }
.bar { flex: 0 1 9rem; height: 0.7rem; border-radius: 0.35rem; border: 1px solid var(--st-border-color); }
"""

# Blue for what is high, orange for what is low or surprising: told apart by every kind of eye. The line below says
# the same without colour: dotted where a value is low, solid where one is beyond the scale.
_JS = """
const BLUE = "59, 125, 216", ORANGE = "224, 122, 31";

export default function (component) {
  const { data, parentElement } = component;
  const old = parentElement.querySelector(".paper");
  if (old) old.remove();
  const make = (name, kind, parent) => {
    const element = document.createElement(name);
    element.className = kind;
    parent.appendChild(element);
    return element;
  };
  const paper = make("div", "paper", parentElement);
  const clear = (rgb, strength) => `rgba(${rgb}, ${strength})`;
  if (data.scale) {
    const legend = make("div", "legend", paper);
    make("span", "", legend).textContent = data.scale[0];
    make("div", "bar", legend).style.background = data.two_sided
      ? `linear-gradient(90deg, ${clear(ORANGE, data.strongest)}, transparent, ${clear(BLUE, data.strongest)})`
      : `linear-gradient(90deg, transparent, ${clear(ORANGE, data.strongest)})`;
    make("span", "", legend).textContent = data.scale[1];
  }

  const text = make("div", "text", paper);
  text.tabIndex = 0;
  text.setAttribute("role", "group");
  text.setAttribute("aria-label", data.label);
  const tip = make("div", "tip", paper);
  tip.setAttribute("role", "status");
  tip.hidden = true;

  const spans = Array.from(data.text, (character, place) => {
    const span = make("span", "", text);
    const level = data.levels[place], rgb = data.two_sided && level > 0 ? BLUE : ORANGE;
    const strength = Math.min(Math.abs(level), 1) * data.strongest;
    if (strength > 0.02) span.style.backgroundColor = clear(rgb, strength.toFixed(3));
    if (data.two_sided && level < -0.35) span.style.borderBottom = `2px dotted ${clear(rgb, 0.95)}`;
    if (Math.abs(level) > 1) span.style.borderBottom = `2px solid ${clear(rgb, 0.95)}`;
    if (character === "\\n") {
      span.className = "sign";
      span.textContent = "↵";
      text.appendChild(document.createTextNode("\\n"));
    } else {
      span.textContent = character;
    }
    span.dataset.place = place;
    return span;
  });

  if (!data.tips) return;
  let here = -1;
  const hide = () => {
    if (here >= 0) spans[here].classList.remove("here");
    here = -1;
    tip.hidden = true;
  };
  const show = (place) => {
    hide();
    here = place;
    const span = spans[place];
    span.classList.add("here");
    tip.textContent = data.tips[place];
    tip.hidden = false;
    const around = paper.getBoundingClientRect(), box = span.getBoundingClientRect();
    const left = Math.min(Math.max(box.left - around.left - 20, 0), around.width - tip.offsetWidth);
    tip.style.left = `${left}px`;
    const above = box.top - around.top - tip.offsetHeight - 8;
    tip.style.top = `${above >= 0 ? above : box.bottom - around.top + 8}px`;
  };
  const over = (event) => {
    const span = event.target.closest?.("[data-place]");
    if (span) show(Number(span.dataset.place));
  };
  text.addEventListener("pointerover", over);
  text.addEventListener("click", over);
  text.addEventListener("scroll", hide);
  text.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hide(); });
  text.addEventListener("blur", hide);
  text.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") hide();
    if (!step || !spans.length) return;
    event.preventDefault();
    const next = Math.min(Math.max(here + step, 0), spans.length - 1);
    const box = spans[next].getBoundingClientRect(), frame = text.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) text.scrollTop += box.top - frame.top - frame.height / 2;
    show(next);
  });
}
"""

_coloured = st.components.v2.component("playground_coloured_text", css=_CSS, js=_JS)


@dataclass(frozen=True)
class Scale:
    """What the colours mean."""

    low: str
    high: str
    """What stands at their two ends."""
    two_sided: bool = False
    """Whether levels below zero have a colour of their own."""


def show(text: str, levels: np.ndarray, tips: Sequence[str] | None, scale: Scale | None, key: str) -> None:
    """Draw a text with its colours.

    Args:
        text: at most :data:`MOST_CHARACTERS` characters.
        levels: (len(text),), 0 has no colour and 1 the strongest (and -1 that of the other side); what is beyond is
            underlined.
        tips: what is said about each character, plain text; or None, and nothing is.
        scale: None for no legend.
        key: of the widget.
    """
    _coloured(
        key=key,
        data={
            "text": text,
            "levels": np.round(np.nan_to_num(np.asarray(levels, np.float64)), 3).tolist(),
            "tips": None if tips is None else list(tips),
            "scale": None if scale is None else (scale.low, scale.high),
            "label": _("The text in colours; the arrow keys go from character to character.")
            if tips
            else _("The text."),
            "strongest": STRONGEST,
            "two_sided": scale is not None and scale.two_sided,
        },
    )


def visible(characters: str) -> str:
    """Characters on one line, with a sign for a line break and for a space at either end."""
    signs = characters.replace("\n", "↵").replace("\t", "⇥")
    stripped = signs.strip(" ")
    if not stripped:
        return "␣" * len(signs)
    start = len(signs) - len(signs.lstrip(" "))
    return "␣" * start + stripped + "␣" * (len(signs) - start - len(stripped))


def part_of(text: str, key: str) -> tuple[int, int]:
    """Which part of a long text to draw, chosen by the visitor: start and end."""
    parts = -(-len(text) // MOST_CHARACTERS)
    if parts <= 1:
        return 0, len(text)
    chosen = st.slider(_("Part of the text in colours"), 1, parts, 1, key=key)
    start = (whole_within(chosen, 1, parts) - 1) * MOST_CHARACTERS
    return start, min(start + MOST_CHARACTERS, len(text))
