"""A visitor's file as a table of text: CSV in whatever encoding, Excel, or plain lines; and a CSV that is safe to open.

Nothing of the file is run, loaded or trusted; what cannot be read is said in one sentence.
"""

import csv
import io
import re
import statistics
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from models.errors import PlaygroundError
from pages.shared.uploads import check_size, decode, is_binary

MOST_MEGABYTES = 20
MOST_ROWS = 100_000
MOST_COLUMNS = 256
# An Excel file is packed: a small one may hold more than fits the memory.
MOST_UNPACKED = 400_000_000
DELIMITERS = ",;\t|"
SAMPLE_ROWS = 50
USUAL_NAMES = {"text", "review", "sentence", "comment", "tweet", "content", "文本", "内容", "评论", "评价", "句子"}
MISSING = {"", "nan", "null", "none", "n/a", "na", "#n/a", "<na>", "nat"}


@dataclass(frozen=True)
class Table:
    """The cells of a file as text, all rows of one length, and what must be said about how they were read."""

    rows: list[list[str]]
    has_names: bool
    """Whether the first row looks like the names of the columns."""
    encoding: str
    """How a text file was encoded; ``xlsx`` for a workbook."""
    unreadable: int = 0
    """Characters that the encoding did not explain, read as U+FFFD."""
    left_out: bool = False
    """Whether there are rows beyond the first :data:`MOST_ROWS` (and the names)."""
    quotes_as_written: bool = False
    """Whether quotation marks were read as text, because they do not come in pairs."""


def read_table(name: str, data: bytes, sheet: str | None = None) -> Table:
    """Read a file that a visitor uploaded.

    Args:
        name: its name; ``.txt`` is read line by line, anything else by its content.
        data: its bytes.
        sheet: which sheet of a workbook; the first one when None.

    Raises:
        PlaygroundError: it is empty, too big, protected, damaged, or no table at all.
    """
    check_size(data, MOST_MEGABYTES)
    if not data.strip():
        raise PlaygroundError("Expected a table, received {name}, which is empty.", name=name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        _refuse_old_format(name, data)
    if data.startswith(b"PK\x03\x04"):
        rows, left_out = _limited(_sheet_rows(name, data, sheet))
        return _table(name, rows, "xlsx", left_out=left_out)
    text, encoding, unreadable = decode(name, data)
    if is_binary(text):
        raise _no_table(name)
    rows, left_out, as_written = _text_rows(text, lines=name.lower().endswith(".txt"))
    return _table(name, rows, encoding, unreadable, left_out, as_written)


def _table(name: str, rows: list[list[str]], *arguments: object, **keywords: object) -> Table:
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise PlaygroundError("Expected a table, received {name}, which is empty.", name=name)
    width = max(map(len, rows))
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Table(rows, _looks_named(rows), *arguments, **keywords)  # type: ignore[arg-type]


def _limited(rows: Iterable[list[str]]) -> tuple[list[list[str]], bool]:
    """The first rows, and whether there are more. The one above the limit may be the names of the columns."""
    iterator = iter(rows)
    kept = []
    for row in islice(iterator, MOST_ROWS + 1):
        if len(row) > MOST_COLUMNS:
            raise PlaygroundError(
                "Expected a table of at most {limit} columns, received one of {received}.",
                limit=MOST_COLUMNS,
                received=len(row),
            )
        kept.append(row)
    return kept, any(any(row) for row in iterator)


def _looks_named(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is names: short, all different, no numbers or sentences, above cells that are longer."""
    first, others = rows[0], rows[1 : SAMPLE_ROWS + 1]
    cells = [cell.strip() for cell in first]
    if not others or not all(cells) or len(set(cells)) < len(cells):
        return False
    if any(len(cell) > 40 or is_number(cell) or cell[-1] in ".!?。！？" for cell in cells):
        return False
    lengths = [statistics.median(len(row[column]) for row in others) for column in range(len(cells))]
    numbers = any(all(is_number(row[column]) for row in others) for column in range(len(cells)))
    known = any(cell.casefold() in USUAL_NAMES for cell in cells)
    return known or numbers or max(lengths) >= 2 * max(map(len, cells))


def is_number(cell: str) -> bool:
    """Whether a cell holds a number and no text: ``4``, ``-1.5``, ``3,200``, ``87%``."""
    return bool(re.fullmatch(r"\s*[-+]?[\d.,\s]*\d[\d.,]*(?:[eE][-+]?\d+)?\s*%?\s*", cell))


def is_missing(cell: str) -> bool:
    """Whether a cell is empty, or says so in the way of spreadsheets and pandas."""
    return cell.strip().casefold() in MISSING


def _no_table(name: str) -> PlaygroundError:
    return PlaygroundError(
        "Expected a CSV, Excel (.xlsx) or text file, received {name}, which is no table that can be read.", name=name
    )


def _text_rows(text: str, lines: bool) -> tuple[list[list[str]], bool, bool]:
    """Rows, whether some were left out, and whether quotation marks were taken as they are written."""
    delimiter = None if lines else _delimiter(text)
    if delimiter is None:
        # Sentences with commas in them, one a line.
        rows, left_out = _limited([line] for line in text.splitlines() if line.strip())
        return rows, left_out, False
    for as_written in (False, True):
        reader = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=delimiter,
            strict=not as_written,
            quoting=csv.QUOTE_NONE if as_written else csv.QUOTE_MINIMAL,
        )
        try:
            rows, left_out = _limited(row for row in reader if row)
            return rows, left_out, as_written
        except csv.Error:
            continue  # an open quotation mark would swallow the rest of the file
    raise PlaygroundError("Expected a table, received one with a cell of more than {limit} characters.", limit=131_072)


def _delimiter(text: str) -> str | None:
    """The sign between the cells: the one that cuts nearly every row into the most; None where rows are just lines."""
    best, most = None, 0
    for delimiter in DELIMITERS:
        try:
            sample = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            widths = Counter(len(row) for row in islice(sample, SAMPLE_ROWS) if row)
        except csv.Error:
            continue
        width, rows = widths.most_common(1)[0] if widths else (0, 0)
        if width > most and rows >= 0.9 * widths.total():
            best, most = delimiter, width
    return best


def _refuse_old_format(name: str, data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PlaygroundError(
            "Expected a workbook that opens without a password, received {name}, which is protected.", name=name
        )
    raise PlaygroundError(
        "Expected a CSV, Excel (.xlsx) or text file, received {name}, which is in an older Office format.", name=name
    )


def sheets(name: str, data: bytes) -> list[str]:
    """The sheets of a workbook that hold cells; none for a file that is no workbook."""
    if not data.startswith(b"PK\x03\x04"):
        return []
    return [sheet.title for sheet in _workbook(name, data).worksheets]


def _workbook(name: str, data: bytes) -> Any:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked <= MOST_UNPACKED:
            return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception:  # the library lets through whatever a damaged file makes it meet
        raise PlaygroundError(
            "Expected an Excel workbook, received {name}, which is damaged or none.", name=name
        ) from None
    raise PlaygroundError(
        "Expected a workbook of at most {limit} MB unpacked, received one of {received} MB.",
        limit=MOST_UNPACKED // 1_000_000,
        received=round(unpacked / 1e6),
    )


def _sheet_rows(name: str, data: bytes, sheet: str | None) -> Iterator[list[str]]:
    workbook = _workbook(name, data)
    chosen = next((one for one in workbook.worksheets if one.title == sheet), None) or workbook.worksheets[0]
    chosen.reset_dimensions()  # what a file says about its own size is often wrong
    try:
        for row in chosen.iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]
    except Exception:  # a damaged sheet shows only here
        raise PlaygroundError(
            "Expected an Excel workbook, received {name}, which is damaged or none.", name=name
        ) from None


# A spreadsheet takes what begins so for a formula. It may cut a cell at a semicolon, a tab or a line's end, too,
# where its user's country writes CSV that way: what follows one of them counts as a beginning.
FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[\s\"]*[=+\-@＝＋－＠])|^(?=[\t\r\n])")


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it."""
    return FORMULA.sub("'", cell) if isinstance(cell, str) else cell


def to_csv(names: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that opens as it is in Excel, Chinese included: UTF-8 with a mark, text in quotation marks."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    for row in (names, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig", "replace")
