"""Words that come from data (labels, names of figures, splits, fields) and how they are said to a visitor."""

import datetime
import re

from babel.dates import format_date
from babel.numbers import format_decimal

from models.figures import NAMES
from pages.shared.language import N_, _, current_language, ngettext

TERMS = {
    **NAMES,
    # labels
    "negative": N_("negative"),
    "neutral": N_("neutral"),
    "positive": N_("positive"),
    # curves of a history
    "loss": N_("training loss"),
    "accuracy": N_("training accuracy"),
    "generator_loss": N_("generator's loss"),
    "discriminator_loss": N_("discriminator's loss"),
    "validation_nats": N_("validation nats a character"),
    "validation_perplexity": N_("validation perplexity"),
    "gradient_norm": N_("length of the gradient"),
    "clipped_share": N_("share of steps with a clipped gradient"),
    "validation_recognised": N_("validation: recognised as asked"),
    "validation_frechet": N_("validation: Fréchet distance"),
    "held_back_words_accuracy": N_("validation accuracy, held-back words"),
    "held_back_patterns_accuracy": N_("validation accuracy, held-back patterns"),
    "sst_sentences_accuracy": N_("validation accuracy, SST with neutral"),
    "kaggle_tse_accuracy": N_("validation accuracy, tweets of Emotion in Text"),
    "fdu_mtl_accuracy": N_("validation accuracy, product reviews"),
    "uci_sentences_accuracy": N_("validation accuracy, sentences of reviews"),
    "zh_smp2020_accuracy": N_("validation accuracy, microblogs"),
    "zh_bdci_car_accuracy": N_("validation accuracy, posts about cars"),
    # what a sentence of our own asks of a model
    "vocabulary in context": N_("vocabulary in context"),
    "intensifiers and softeners": N_("intensifiers and softeners"),
    "negation near": N_("negation near"),
    "negation far": N_("negation far"),
    "negated neutral": N_("negated neutral"),
    "double negation": N_("double negation"),
    "change over time": N_("change over time"),
    "whose opinion": N_("whose opinion"),
    "questions answered": N_("questions answered"),
    "but and although": N_("but and although"),
    "comparisons and wishes": N_("comparisons and wishes"),
    "events": N_("events"),
    "recommendation": N_("recommendation"),
    "plain facts": N_("plain facts"),
    "plain polar": N_("plain opinions"),
    "negation": N_("negation"),
    "emoji": N_("emoji"),
    "slang": N_("slang"),
    "handles": N_("handles"),
    "links": N_("links"),
    "names": N_("names"),
    "places": N_("places"),
    "numbers": N_("numbers"),
    "web addresses": N_("web addresses"),
    "protected groups": N_("protected groups"),
    "typos": N_("typos"),
    "plain reviews": N_("plain reviews"),
    "vivid reviews": N_("vivid reviews"),
    # tasks
    "sentiment": N_("sentiment"),
    "text_generation": N_("text generation"),
    "digit_gan": N_("digit drawing"),
}

TITLES = {
    "sentiment_en": N_("Sentiment, English"),
    "sentiment_zh": N_("Sentiment, Chinese"),
    "shakespeare": N_("Shakespeare"),
    "time_machine": N_("The Time Machine"),
    "tang_poetry": N_("Tang poetry"),
    "digits": N_("Handwritten digits"),
}
"""What the shipped models are called."""


def title(preset: str) -> str:
    """The name of a shipped model in the visitor's language; its own where none is declared."""
    return _(TITLES.get(preset, preset))


def term(name: str) -> str:
    """The word for ``name`` in the visitor's language; ``name`` with spaces where none is declared."""
    return _(TERMS[name]) if name in TERMS else name.replace("_", " ")


def number(value: float) -> str:
    """A number with the separators of the visitor's language."""
    return format_decimal(value, locale=current_language())


def shortened(text: str, most: int) -> str:
    """A text of somebody else's as far as there is room for it."""
    return text if len(text) <= most else text[:most] + "…"


def percent(share: float, digits: int = 1) -> str:
    """A share of 1: ``89.1%``."""
    return f"{100 * share:.{digits}f}%"


def figure(value: object, unit: str) -> str:
    """A measured figure: ``89.1%``, ``1.482`` nats (its name says so), ``4.39``."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return "–"
    if unit in ("accuracy", "share", "error"):
        return percent(value)
    if unit == "nats":
        return f"{value:.3f}"
    return f"{value:.2f}"


def size(num_bytes: int) -> str:
    """A file size: ``8.4 MB``."""
    return f"{num_bytes / 1e6:.1f} MB" if num_bytes >= 1e5 else f"{num_bytes / 1e3:.0f} kB"


def duration(seconds: object) -> str:
    """A wall time: ``3 h 12 min``, ``4 min 10 s``, ``31 s``."""
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds < 1e9:
        return "–"
    hours, rest = divmod(round(seconds), 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=left)
    return _("{seconds} s").format(seconds=left)


def day(timestamp: object) -> str:
    """The day of an ISO timestamp as the visitor's language writes it."""
    try:
        moment = datetime.datetime.fromisoformat(str(timestamp))
    except ValueError:
        return "–"
    return format_date(moment, format="medium", locale=current_language())


def device(name: object) -> str:
    """What a model was trained on: CPU cores are counted in the visitor's language, a GPU has its own name."""
    cores = re.fullmatch(r"(\d+) (\S+) CPU cores", str(name))
    if cores:
        return _("{count} {kind} CPU cores").format(count=cores[1], kind=cores[2])
    return str(name)


def characters(count: int) -> str:
    """A count of characters in words."""
    return ngettext("{count} character", "{count} characters", count).format(count=number(count))
