"""The view "Many at once": lines or a file in, a verdict for each row out, without the page ever standing still."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from models.errors import PlaygroundError
from models.sentiment.tokenizer import MAX_CHARACTERS
from pages.sentiment import batch, reading, tables
from pages.sentiment.batch import LABELS, NO_VERDICT, Job
from pages.shared import LANGUAGES, _, charts, current_language, duration, loaders, ngettext, number, pgettext, term

MOST_PASTED = 1_000_000
"""Characters in the box; what is more is for a file."""
BINS = 20


def show() -> tuple[Callable[..., Any], ...]:
    """What to read, the button, the progress, and the results.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    table = _choose_source()
    if table is not None:
        source, names, rows, column = table
        chosen = reading.choose_language()
        _show_buttons(Job((source, column, chosen), names, rows, column, chosen))
    job: Job | None = st.session_state.get("sentiment_job")
    if job is not None:
        if job.running:
            _work(job)
            st.rerun()  # the buttons now mean something else
        _show_results(job)
    return batch.read_some, tables.harmless


def _choose_source() -> tuple[object, list[str], list[list[str]], int] | None:
    """The names and rows of what the visitor gave, and which column to read; None where there is nothing yet."""
    kind = st.segmented_control(
        _("Where the texts come from"),
        ["lines", "file"],
        default="lines",
        required=True,
        format_func=lambda kind: pgettext("one text a line", "Lines") if kind == "lines" else _("A file"),
        key="sentiment_source",
        label_visibility="collapsed",
        persist_state="session",
    )
    return _choose_file() if kind == "file" else _choose_lines()


def _choose_lines() -> tuple[object, list[str], list[list[str]], int] | None:
    pasted = st.text_area(
        _("Texts, one a line"),
        value="\n".join(reading.EXAMPLES["en"] + reading.EXAMPLES["zh"]),
        key="sentiment_lines",
        height=220,
        persist_state="session",
        help=_("Up to {characters} characters; for more, choose a file.").format(characters=number(MOST_PASTED)),
    )
    if len(pasted or "") > MOST_PASTED:
        raise PlaygroundError(
            "Expected at most {limit} characters, received {received}.", limit=MOST_PASTED, received=len(pasted or "")
        )
    rows = [[line] for line in (pasted or "").splitlines() if line.strip()]
    if not rows:
        st.info(_("Type or paste some texts, one a line."))
        return None
    if len(rows) > tables.MOST_ROWS:
        _say_left_out()
    return hash(pasted), [_("text")], rows[: tables.MOST_ROWS], 0


def _choose_file() -> tuple[object, list[str], list[list[str]], int] | None:
    upload = st.file_uploader(
        _("A CSV, Excel or text file, up to {megabytes} MB and {rows} rows").format(
            megabytes=tables.MOST_MEGABYTES, rows=number(tables.MOST_ROWS)
        ),
        type=["csv", "tsv", "txt", "xlsx"],
        key="sentiment_file",
        max_upload_size=tables.MOST_MEGABYTES,
        help=_("It is read in the memory of this server, for you alone, and kept nowhere."),
    )
    if upload is None:
        for name in ("sentiment_sheets", "sentiment_table"):
            st.session_state.pop(name, None)  # a file that was taken away takes up no memory
        return None
    sheet = None
    names_of_sheets = _kept("sentiment_sheets", upload.file_id, lambda: tables.sheets(upload.name, upload.getvalue()))
    if len(names_of_sheets) > 1:
        sheet = st.selectbox(_("Sheet"), names_of_sheets, key="sentiment_sheet")
    with st.spinner(_("Reading the file …")):
        table: tables.Table = _kept(
            "sentiment_table", (upload.file_id, sheet), lambda: tables.read_table(upload.name, upload.getvalue(), sheet)
        )
    _say_how_it_was_read(table)
    named = st.checkbox(
        _("The first row holds the names of the columns"),
        value=table.has_names,
        key=f"sentiment_named_{upload.file_id}_{sheet}",
    )
    rows = (table.rows[1:] if named else table.rows)[: tables.MOST_ROWS]
    if not rows:
        st.info(_("There is no row below the names."))
        return None
    names = [
        (table.rows[0][index].strip() if named else "") or _("Column {number}").format(number=index + 1)
        for index in range(len(table.rows[0]))
    ]
    column = st.selectbox(
        _("Column to read"),
        range(len(names)),
        index=_longest(rows),
        format_func=lambda index: names[index],
        key=f"sentiment_column_{upload.file_id}_{sheet}",
    )
    st.dataframe(
        pd.DataFrame({_("The first rows"): [tables.harmless(row[column][:300]) for row in rows[:3]]}), hide_index=True
    )
    return (upload.file_id, sheet, named), names, rows, column


def _kept(name: str, key: object, make: Callable[[], Any]) -> Any:
    """What ``make`` gives, made once for ``key``: a rerun of the page does not parse the file again."""
    kept = st.session_state.get(name)
    if kept is None or kept[0] != key:
        kept = st.session_state[name] = (key, make())
    return kept[1]


def _longest(rows: Sequence[Sequence[str]]) -> int:
    """The column with the most text in the first rows."""
    lengths = [sum(len(row[column]) for row in rows[:100]) for column in range(len(rows[0]))]
    return lengths.index(max(lengths))


def _say_left_out() -> None:
    st.warning(_("Only the first {limit} rows are read.").format(limit=number(tables.MOST_ROWS)))


def _say_how_it_was_read(table: tables.Table) -> None:
    if table.left_out:
        _say_left_out()
    if table.unreadable:
        st.warning(
            ngettext(
                "{count} character of this file is broken in {encoding}; it stands as � in the text.",
                "{count} characters of this file are broken in {encoding}; they stand as � in the text.",
                table.unreadable,
            ).format(count=number(table.unreadable), encoding=table.encoding)
        )
    if table.quotes_as_written:
        st.warning(_("The quotation marks of this file do not come in pairs, so they are read as part of the text."))
    if table.encoding != "xlsx":
        st.caption(_("Read as {encoding}.").format(encoding=table.encoding))


def _show_buttons(new: Job) -> None:
    """Read, cancel, go on."""
    job: Job | None = st.session_state.get("sentiment_job")
    running = job is not None and job.running
    with st.container(horizontal=True, key="sentiment_many_buttons"):
        st.button(
            ngettext("Read {count} row", "Read {count} rows", len(new.rows)).format(count=number(len(new.rows))),
            type="primary",
            icon=":material/playlist_play:",
            key="sentiment_many_read",
            disabled=running,
            on_click=_begin,
            args=(new,),
        )
        st.button(
            _("Cancel"), icon=":material/stop:", key="sentiment_many_cancel", disabled=not running, on_click=_cancel
        )
        st.button(
            _("Go on"),
            icon=":material/resume:",
            key="sentiment_many_continue",
            disabled=running or job is None or job.done == len(job.rows) or job.source != new.source,
            on_click=_go_on,
        )


def _begin(job: Job) -> None:
    st.session_state["sentiment_job"] = job


def _cancel() -> None:
    st.session_state["sentiment_job"].running = False


def _go_on() -> None:
    st.session_state["sentiment_job"].running = True


def _work(job: Job) -> None:
    """Read on until all is read; every change of the bar is a place where a click may interrupt."""
    bar = st.progress(0.0)
    while job.running and job.done < len(job.rows):
        left = (len(job.rows) - job.done) * job.seconds / job.done if job.done else None
        words = _("{done} of {count} rows read").format(done=number(job.done), count=number(len(job.rows)))
        if left is not None and left > 2:
            words += _(", about {time} left").format(time=duration(left))
        bar.progress(job.done / len(job.rows), words)
        try:
            batch.read_some(job, loaders.classifier)
        except Exception:
            job.running = False  # the page says what is wrong; it would say it for ever
            raise
    job.running = False


def _show_results(job: Job) -> None:
    if not job.done:
        return
    st.caption(in_words(job))
    counts = {label: np.histogram(values, BINS, (0, 1))[0] for label, values in job.positive.items()}
    if sum(map(np.sum, counts.values())):
        charts.show(histogram(counts), "sentiment_histogram", alt=histogram_in_words(counts))
        st.caption(histogram_in_words(counts))
    st.dataframe(
        _kept("sentiment_frame", (id(job), job.done, current_language()), lambda: frame(job)),
        hide_index=True,
        height=420,
        column_config={_("text"): st.column_config.TextColumn(width="medium")},
        key="sentiment_many_table",
        lazy=True,  # the browser gets the rows that it shows
    )
    st.download_button(
        _("Download as CSV"),
        data=lambda: batch.to_csv(job),
        file_name="sentiment.csv",
        mime="text/csv",
        key="sentiment_many_download",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(
        _(
            "All columns of the file, with the verdicts beside them. So that no spreadsheet runs a cell as a formula, "
            "an apostrophe stands before text that begins with =, +, -, @, a tab or a line's end, also after a "
            "semicolon, a tab or a new line within it."
        )
    )


def in_words(job: Job) -> str:
    """How many rows were read, how they came out, and what had no verdict."""
    said = [
        _("{done} of {count} rows read, in {time}.").format(
            done=number(job.done), count=number(len(job.rows)), time=duration(job.seconds)
        )
    ]
    counted = [f"{term(label)} {number(job.labels.count(label))}" for label in LABELS if label in job.labels]
    if counted:
        said.append(_("{verdicts}.").format(verdicts=_(", ").join(counted)))
    empty, numbers = job.labels.count("empty"), job.labels.count("number")
    if empty:
        said.append(
            ngettext(
                "{count} row is empty and has no verdict.", "{count} rows are empty and have no verdict.", empty
            ).format(count=number(empty))
        )
    if numbers:
        said.append(
            ngettext(
                "{count} row is a mere number and has no verdict.",
                "{count} rows are mere numbers and have no verdict.",
                numbers,
            ).format(count=number(numbers))
        )
    if job.cut:
        said.append(
            ngettext(
                "Of {count} row only the first {limit} characters were read.",
                "Of {count} rows only the first {limit} characters were read.",
                job.cut,
            ).format(count=number(job.cut), limit=number(MAX_CHARACTERS))
        )
    return " ".join(said)


def histogram(counts: Mapping[str, np.ndarray]) -> go.Figure:
    """How many rows have which probability of being positive, by verdict; counts of equal bins from 0 to 1."""
    edges = np.linspace(0, 1, BINS + 1)
    figure = go.Figure()
    for label, rows in counts.items():
        figure.add_bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=rows,
            width=0.9 / BINS,
            name=term(label),
            marker={"color": charts.LABEL_COLORS[label], "cornerradius": 3},
            customdata=[f"{100 * low:.0f}–{100 * high:.0f}%" for low, high in pairwise(edges)],
            hovertemplate="%{customdata}: %{y}<extra>" + term(label) + "</extra>",
        )
    figure.update_layout(height=260, barmode="stack", showlegend=True, **charts.quiet())
    figure.update_layout(
        legend={"orientation": "h", "traceorder": "normal", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"}
    )
    figure.update_xaxes(title=_("probability of being positive"), tickformat=".0%", range=[0, 1], fixedrange=True)
    figure.update_yaxes(title=_("rows"), fixedrange=True)
    return figure


def histogram_in_words(counts: Mapping[str, np.ndarray]) -> str:
    """The histogram in a sentence: how many rows at its ends and in its middle."""
    rows = np.sum(list(counts.values()), axis=0)
    quarter, total = BINS // 4, int(rows.sum())
    low, high = int(rows[:quarter].sum()), int(rows[-quarter:].sum())
    return _(
        "Probability of being positive: under 25% for {low} rows, 25 to 75% for {middle}, over 75% for {high}."
    ).format(low=number(low), middle=number(total - low - high), high=number(high))


def frame(job: Job) -> pd.DataFrame:
    """The results as a table of the page: row, text, verdict, probabilities in percent, language.

    The page's tables can be copied and saved, too, so the text is made harmless here as well.
    """
    verdicts = {label: term(label) for label in LABELS} | dict(
        zip(NO_VERDICT, (_("empty"), _("a number")), strict=True)
    )
    columns: dict[str, Any] = {
        _("row"): np.arange(1, job.done + 1),
        # What is longer than a look is in the download.
        _("text"): [tables.harmless(row[job.column][:300]) for row in job.rows[: job.done]],
        _("verdict"): pd.Categorical([verdicts[label] for label in job.labels]),
    }
    values = job.probabilities[: job.done]
    for position, label in enumerate(LABELS):
        if not np.isnan(values[:, position]).all():
            columns[f"{term(label)} %"] = np.round(100 * values[:, position], 1)
    columns[pgettext("language", "read as")] = pd.Categorical(
        [LANGUAGES.get(language, "") for language in job.languages]
    )
    return pd.DataFrame(columns)
