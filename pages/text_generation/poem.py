"""The form of a poem: what the visitor wants it to be, and whether what was written keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from models.text_generation.poems import PoemForm, check_form
from models.text_generation.vocabulary import Vocabulary
from pages.shared import N_, _, escape_markdown, ngettext, number, pgettext, sentence
from pages.text_generation.drafts import Draft

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

FREE = N_("free")
# The widgets put what they show into the link: figures read alike in every language.
FORMS, LINES = (FREE, "5", "7"), ("4", "8")
LONGEST_ACROSTIC = 40


@dataclass(frozen=True)
class PoemWish:
    """The form that the visitor asked for."""

    line_length: int
    num_lines: int
    acrostic: str
    vocabulary: Vocabulary = field(compare=False, repr=False)

    def form(self, before: str) -> PoemForm:
        """The rules for what is written on from ``before``.

        Raises:
            PlaygroundError: what stands there does not keep the form, or the acrostic cannot be written.
        """
        form = PoemForm(self.line_length, self.num_lines, self.acrostic, before)
        form.check_vocabulary(self.vocabulary)
        return form


def writes_poems(generator: TextGenerator) -> bool:
    """Whether this network's texts are poems."""
    return bool(getattr(getattr(generator, "vocabulary", None), "poems", False))


def choose_form(generator: TextGenerator, prompt: str) -> tuple[PoemWish | None, str]:
    """The form, and the beginning that it leaves: an acrostic begins the poem itself.

    Nothing is asked where the network does not write poems.
    """
    if not writes_poems(generator):
        return None, prompt
    left, middle, right = st.columns([4, 3, 5], vertical_alignment="bottom")
    chosen = left.segmented_control(
        _("Characters a line"),
        FORMS,
        default=FREE,
        format_func=lambda name: _(FREE) if name == FREE else name,
        required=True,
        key="text_form",
        bind="query-params",
        help=_("In the form of five or seven, every line has so many characters, and its punctuation in place."),
    )
    free = chosen is None or chosen == FREE or chosen not in FORMS
    lines = middle.segmented_control(
        pgettext("how many", "Lines"),
        LINES,
        default="4",
        required=True,
        key="text_lines",
        bind="query-params",
        disabled=free,
        help=_("Four lines are a jueju (绝句), eight a lüshi (律诗)."),
    )
    acrostic = right.text_input(
        _("Acrostic (藏头诗)"),
        key="text_acrostic",
        max_chars=LONGEST_ACROSTIC,
        bind="query-params",
        disabled=free,
        placeholder=_("such as 春江花月"),
        help=_("The characters that the lines begin with, one a line; traditional ones are taken as simplified."),
    )
    if free:
        return None, prompt
    acrostic = (acrostic or "")[:LONGEST_ACROSTIC].strip()
    if acrostic and prompt:
        st.caption(_("With an acrostic, the poem begins with its first character; the beginning above is not used."))
    form = PoemWish(int(chosen), int(lines if lines in LINES else "4"), acrostic, generator.vocabulary)
    return form, "" if acrostic else prompt


def show_verdict(generator: TextGenerator, draft: Draft) -> None:
    """Whether the finished poems of a text keep the form that was asked for, or of themselves a regular one."""
    if writes_poems(generator):
        said = verdict(draft)
        if said:
            st.caption(said)


def verdict(draft: Draft) -> str:
    """What :func:`show_verdict` says; empty where no poem is finished yet."""
    wish = draft.sampling.form
    form = wish.form("") if isinstance(wish, PoemWish) else None
    *finished, rest = draft.whole.split("\n")
    finished = [poem for poem in finished if poem]
    if not finished:
        return ""
    reports = [form.check(poem) if form else check_form(poem) for poem in finished]
    problems = [(position, report.problem) for position, report in enumerate(reports, start=1) if report.problem]
    kept = len(reports) - len(problems)
    if form is None:
        said = ngettext(
            "{kept} of {count} finished poem has a regular form of its own accord: lines of five or of seven "
            "characters, an even number of them, punctuation in place.",
            "{kept} of {count} finished poems have a regular form of their own accord: lines of five or of seven "
            "characters, an even number of them, punctuation in place.",
            len(reports),
        )
    else:
        said = ngettext(
            "Checked: {kept} of {count} finished poem keeps the form, {lines} lines of {length} characters.",
            "Checked: {kept} of {count} finished poems keep the form, {lines} lines of {length} characters.",
            len(reports),
        )
    parts = [
        said.format(
            kept=number(kept),
            count=number(len(reports)),
            lines=number(form.num_lines) if form else "",
            length=number(form.line_length) if form else "",
        )
    ]
    if form and form.acrostic:
        parts.append(_("The lines begin with {characters}.").format(characters=escape_markdown(form.acrostic)))
    for position, problem in problems[:1]:
        parts.append(
            _("Poem {position} does not: {problem}").format(position=number(position), problem=sentence(problem))
        )
    if rest:
        parts.append(_("The last one is not finished."))
    return " ".join(parts)
