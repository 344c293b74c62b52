"""Runs and shipped models side by side. A folder that is damaged says so and leaves the others alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from models import storage
from models.errors import PlaygroundError
from models.storage import ModelFolder
from pages.shared import _, charts, escape_markdown, sentence, term, words

MOST_RUNS = 8
NO_CURVES = ("epoch", "wall_seconds")


@dataclass(frozen=True)
class OpenedRun:
    """What a folder says about its training; a run that is still going has no metadata yet."""

    name: str
    config: dict[str, Any]
    metadata: dict[str, Any]
    history: pd.DataFrame
    command: str
    vocabulary_size: int | None = None
    """Of a network that writes: the tokens that it chooses among."""

    @property
    def wall_seconds(self) -> Any:
        """The training's wall time in seconds, so far if it is not over; None where nothing says."""
        if "wall_seconds" in self.metadata:
            return self.metadata["wall_seconds"]
        if "wall_seconds" in self.history and len(self.history):
            return float(self.history["wall_seconds"].max())
        return None


def find() -> dict[str, ModelFolder]:
    """Shipped models by their name, then run folders as ``runs/name``, the latest changed first."""
    shipped = {folder.name: folder for folder in storage.find_models(storage.PRETRAINED)}
    return shipped | {f"runs/{folder.name}": folder for folder in storage.find_runs()}


def first_choice(found: Mapping[str, ModelFolder]) -> list[str]:
    """What is compared before the visitor chooses: two models of one kind where they are here."""
    pair = [name for name in storage.shipped_for("text_generation") if name in found][:2]
    return pair or list(found)[:1]


def open_run(name: str, folder: ModelFolder) -> OpenedRun:
    """Read a folder's config, metadata and history.

    Raises:
        PlaygroundError: one of them is damaged.
    """
    metadata, config = folder.metadata, folder.config
    history = folder.history.apply(pd.to_numeric, errors="coerce")
    if "epoch" in history:
        history = history.dropna(subset="epoch").set_index("epoch")
    command = str(metadata.get("command") or _command(folder.path))
    return OpenedRun(name, config, metadata, history, command, _vocabulary_size(folder.path))


def _command(path: Path) -> str:
    try:
        return json.loads((path / "command.json").read_text(encoding="utf-8"))["command"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _vocabulary_size(path: Path) -> int | None:
    try:
        return 1 + len(json.loads((path / "vocabulary.json").read_text(encoding="utf-8"))["characters"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def open_all(folders: Mapping[str, ModelFolder]) -> list[OpenedRun]:
    """Open each folder; a damaged one leaves a sentence on the page in its place."""
    opened = []
    for name, folder in folders.items():
        try:
            opened.append(open_run(name, folder))
        except PlaygroundError as error:
            st.error(sentence(error), icon=":material/error:")
    return opened


def compare(rows: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """A table with one row a field and one column a run, the fields that differ first, every value as text."""
    fields = dict.fromkeys(field for values in rows.values() for field in values)
    table = pd.DataFrame(
        {name: [_text(values[field]) if field in values else "–" for field in fields] for name, values in rows.items()},
        index=pd.Index(fields, dtype=object),
    )
    differs = table.nunique(axis=1) > 1
    return pd.concat([table[differs], table[~differs]])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def show_summary(opened: list[OpenedRun]) -> None:
    """One line a run: what it is, how long it took, whether it is over."""
    table = pd.DataFrame(
        {
            _("task"): [term(str(run.metadata.get("task", "–"))) for run in opened],
            _("parameters"): [
                words.number(run.metadata["parameters"]) if isinstance(run.metadata.get("parameters"), int) else "–"
                for run in opened
            ],
            _("epochs"): [str(len(run.history)) for run in opened],
            _("wall time"): [words.duration(run.wall_seconds) for run in opened],
            _("state"): [_("finished") if run.metadata else _("not finished") for run in opened],
        },
        index=[run.name for run in opened],
    )
    st.dataframe(table, alt=_("One line a run: task, size, epochs, wall time, state."))


def show_curves(opened: list[OpenedRun]) -> None:
    """A chart for each chosen column of the histories, with the same in words below it."""
    columns = dict.fromkeys(
        str(column)
        for run in opened
        for column in run.history.columns
        if column not in NO_CURVES and run.history[column].notna().any()
    )
    st.subheader(_("How they learned"), anchor=False)
    if not columns:
        st.caption(_("No epoch is finished yet."))
        return
    chosen = st.pills(
        _("Curves"),
        list(columns),
        selection_mode="multi",
        default=_telling(list(columns)),
        format_func=term,
        key=f"runs_curves_{'|'.join(columns)}",
    )
    places = st.columns(2, gap="medium") if len(chosen) > 1 else [st.container()]
    for position, name in enumerate(chosen):
        curves = {run.name: run.history[name].dropna() for run in opened if name in run.history}
        curves = {run: values for run, values in curves.items() if len(values)}
        references = _references(opened, name)
        caption = " ".join(_curve_in_words(run, values) for run, values in curves.items())
        if references:
            caption += " " + _("Dotted: {references}.").format(references=_("; ").join(references))
        with places[position % len(places)]:
            charts.show(charts.history_lines(curves, name, references), f"runs_chart_{name}", alt=caption)
            st.caption(caption)


def _references(opened: list[OpenedRun], name: str) -> dict[str, list[float]]:
    """What a perplexity lies between: that of guessing blindly, one for each size of vocabulary, and the best one."""
    sizes = sorted({run.vocabulary_size for run in opened if run.vocabulary_size and name in run.history})
    if not name.endswith("perplexity") or not sizes:
        return {}
    blind = _("a blind guess: {sizes}").format(sizes=_(", ").join(words.number(size) for size in sizes))
    return {blind: [float(size) for size in sizes], _("always right and sure: 1"): [1.0]}


def _telling(columns: list[str]) -> list[str]:
    """The two curves to begin with: the training loss and the first that is measured on validation data."""
    measured = [name for name in columns if name.startswith("validation") or name.endswith("accuracy")]
    # Nats say the same, but a perplexity has a scale to be read on.
    measured.sort(key=lambda name: not name.endswith("perplexity"))
    return [name for name in ("loss", *measured[:1]) if name in columns] or columns[:2]


def _curve_in_words(run: str, values: pd.Series) -> str:
    return _("{run}: from {first} to {last}, lowest {lowest} at epoch {epoch}.").format(
        run=escape_markdown(run),
        first=f"{values.iloc[0]:.4g}",
        last=f"{values.iloc[-1]:.4g}",
        lowest=f"{values.min():.4g}",
        epoch=f"{values.idxmin():g}",
    )


def show_figures(opened: list[OpenedRun]) -> None:
    """The measured figures of the runs that were evaluated."""
    st.subheader(_("How good they are"), anchor=False)
    rows = {}
    for run in opened:
        rows[run.name] = {
            f"{term(name)} ({_measured_on(entry)})": words.figure(entry.get("value"), str(entry.get("unit")))
            for name, entry in _entries(run).items()
        }
    if not any(rows.values()):
        st.caption(_("None was measured yet: `python -m training.evaluate` measures a finished run."))
        return
    st.dataframe(compare(rows), alt=_("The measured figures, one column a run."))
    st.caption(
        _(
            "*Test*: measured on data that was not trained on and chose neither epoch nor temperature nor setting. "
            "*Validation*: on data like that which chose them. *Taught*: on what was trained on."
        )
    )
    for run in opened:
        notes = {str(entry["note"]) for entry in _entries(run).values() if entry.get("note")}
        for note in sorted(notes):
            st.caption(f"{escape_markdown(run.name)}: {escape_markdown(term(note))}")


def _entries(run: OpenedRun) -> dict[str, dict[str, Any]]:
    """The figures of a run's metadata, by name."""
    metrics = run.metadata.get("metrics")
    entries = metrics.items() if isinstance(metrics, dict) else ()
    return {name: entry for name, entry in entries if isinstance(entry, dict)}


def _measured_on(entry: Mapping[str, Any]) -> str:
    """The data of a figure, and of which kind it is where the evaluation said so."""
    split = term(str(entry.get("split")))
    return f"{split} · {term(str(entry['kind']))}" if "kind" in entry else split


def show_configs(opened: list[OpenedRun]) -> None:
    """The configurations, what differs first and marked."""
    st.subheader(_("How they were set"), anchor=False)
    table = compare({run.name: run.config for run in opened})
    differing = table.nunique(axis=1) > 1
    only = len(opened) > 1 and st.toggle(_("Only what differs"), key="runs_only_differing")
    st.dataframe(
        table[differing].style if only else table.style.apply(_mark_differing, axis=1),
        alt=_("The configuration, one column a run; what differs comes first."),
    )
    if len(opened) > 1:
        st.caption(
            _("Differing: {fields}.").format(fields=_(", ").join(f"`{field}`" for field in table.index[differing]))
            if differing.any()
            else _("Every setting is the same.")
        )


def _mark_differing(row: pd.Series) -> list[str]:
    # Translucent, so it tints a light table as well as a dark one.
    return ["background-color: rgba(42, 157, 135, 0.16)" if row.nunique() > 1 else "" for _value in row]


def show_commands(opened: list[OpenedRun]) -> None:
    """The exact command that repeats each run."""
    st.subheader(_("How to repeat them"), anchor=False)
    for run in opened:
        st.caption(f"{escape_markdown(run.name)} · {words.duration(run.wall_seconds)}")
        if run.command:
            st.code(run.command, language="bash", wrap_lines=True)
        else:
            st.markdown(_("This folder does not say which command started it."))
