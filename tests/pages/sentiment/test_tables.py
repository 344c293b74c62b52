"""A visitor's files: every usual encoding and shape, every kind of damage, and a CSV that executes nothing."""

import csv
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from models.errors import PlaygroundError
from pages.sentiment import batch, tables

CHINESE = "id,评论\n1,房间很干净\n2,服务“很差”，不会再来\n"


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_every_usual_encoding_gives_the_same_table(encoding, said):
    text = CHINESE + "".join(f"{number},ok {number}\n" for number in range(3, 40))
    table = tables.read_table("a.csv", text.encode(encoding))
    assert table.encoding == said and table.unreadable == 0 and table.has_names
    assert table.rows[:3] == [["id", "评论"], ["1", "房间很干净"], ["2", "服务“很差”，不会再来"]]


def test_a_broken_character_is_counted_and_the_rest_is_read():
    data = CHINESE.encode()
    table = tables.read_table("a.csv", data[:-5] + data[-4:])
    assert table.encoding == "UTF-8" and table.unreadable >= 1
    assert table.rows[1] == ["1", "房间很干净"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a;b\n1;x, y\n2;z\n", [["a", "b"], ["1", "x, y"], ["2", "z"]]),
        ("a\tb\n1\tx\n", [["a", "b"], ["1", "x"]]),
        ('text\n"good, really"\n"two\nlines"\nplain\n', [["text"], ["good, really"], ["two\nlines"], ["plain"]]),
        # Sentences, one a line: commas cut nothing.
        ("good, and long, too\nbad\nso, so\nfine\n", [["good, and long, too"], ["bad"], ["so, so"], ["fine"]]),
        # A row that is short is filled up.
        ("a,b\n" + "1,2\n" * 20 + "3\n", [["a", "b"], *[["1", "2"]] * 20, ["3", ""]]),
        ("x,y\r\n\r\n1,2\r\n", [["x", "y"], ["1", "2"]]),
    ],
)
def test_the_sign_between_cells_is_found(text, rows):
    assert tables.read_table("a.csv", text.encode()).rows == rows


def test_an_open_quotation_mark_swallows_nothing():
    table = tables.read_table("a.csv", b'id,text\n1,"good\n2,bad\n3,fine\n')
    assert table.quotes_as_written and table.rows[1:] == [["1", '"good'], ["2", "bad"], ["3", "fine"]]


def test_a_text_file_is_lines():
    assert tables.read_table("a.txt", b"one, two\n\nthree, four\n").rows == [["one, two"], ["three, four"]]


def test_names_of_columns_are_recognised():
    assert tables.read_table("a.csv", b"review\nI liked it very much\nno\n").has_names
    assert tables.read_table("a.csv", b"what was said,stars\ngood,5\nbad,1\n").has_names
    assert not tables.read_table("a.csv", b"I liked it.\nI hated it.\n").has_names
    assert not tables.read_table("a.csv", b"good,5\nbad,1\n").has_names
    assert not tables.read_table("a.csv", b"alone\n").has_names


def test_a_workbook_gives_its_cells_as_text():
    data = workbook([["id", "text"], [1, "房间很好"], [2.5, None], [True, "=1+1"]], [["other"], ["sheet"]])
    assert tables.sheets("a.xlsx", data) == ["Sheet 0", "Sheet 1"]
    table = tables.read_table("a.xlsx", data)
    # What a formula gave was never computed, so its cell is empty; nothing is run.
    assert table.rows == [["id", "text"], ["1", "房间很好"], ["2.5", ""], ["True", ""]]
    assert tables.read_table("a.xlsx", data, "Sheet 1").rows == [["other"], ["sheet"]]
    assert tables.sheets("a.csv", b"a,b") == []


def zipped(names: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in names.items():
            file.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b",,,\n,,,\n", "empty"),
        (workbook([[]]), "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "none of them|no table"),
        (b"a\x00b\x00\x01" * 100, "no table"),
        (np.random.default_rng(1).bytes(5_000), "none of them|no table"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le") * 2, "protected"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "older Office"),
        (workbook([["a"]])[:-200], "damaged"),
        (b"PK\x03\x04 is all there is", "damaged"),
        (zipped({"word/document.xml": b"<w/>"}), "damaged or none"),
        (zipped({"xl/sharedStrings.xml": b"0" * (tables.MOST_UNPACKED + 1)}), "unpacked"),
        (",".join(map(str, range(300))).encode(), "256 columns, received one of 300"),
        (b"x" * (tables.MOST_MEGABYTES * 1_000_000 + 1), "20 MB"),
        (b"a,b\n" * 60 + b"1," + b"x" * 200_000, "131072"),
    ],
)
def test_what_is_no_table_is_one_sentence(data, words):
    with pytest.raises(PlaygroundError, match=words) as raised:
        tables.read_table("file", data)
    assert str(raised.value).count("\n") == 0


def test_a_workbook_whose_sheet_is_broken_is_one_sentence():
    whole = io.BytesIO(workbook([["a", "b"]] * 50))
    with zipfile.ZipFile(whole) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-60]
    with pytest.raises(PlaygroundError, match="damaged"):
        tables.read_table("a.xlsx", zipped(parts))


def test_rows_beyond_the_limit_are_left_out_and_said(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert not tables.read_table("a.csv", b"a,b\n" + b"1,2\n" * 3).left_out
    table = tables.read_table("a.csv", b"a,b\n" + b"1,2\n" * 5)
    assert table.left_out and len(table.rows) == 4


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_one_sentence(data):
    try:
        table = tables.read_table("a.csv", data)
    except PlaygroundError:
        return
    assert table.rows and len({len(row) for row in table.rows}) == 1


@pytest.mark.parametrize("cell", ["4", "-1.5", " 3,200 ", "87%", "1e-3", "2026"])
def test_numbers(cell):
    assert tables.is_number(cell) and not tables.is_missing(cell)


@pytest.mark.parametrize("cell", ["4 stars", "good", "", "1a", "!!", "十", "iPhone 6"])
def test_no_numbers(cell):
    assert not tables.is_number(cell)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1', "＝1", "ok;=1", "ok\n=1", "ok\t@x"]
)
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(cell):
    harmless = tables.harmless(cell)
    assert "'" in harmless and harmless.replace("'", "") == cell
    assert harmless == tables.harmless(harmless)


@pytest.mark.parametrize("cell", ["good", "a=b", "well-made", "1+1", "me@home", "不错；很好", 0.5, 7])
def test_other_cells_stay_as_they_are(cell):
    assert tables.harmless(cell) == cell


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="=+-@;,\t\r\n\"' a好", max_size=12), st.text(max_size=8))
def test_no_cell_of_the_file_begins_like_a_formula_wherever_it_is_cut(one, other):
    text = tables.to_csv(["=name", "b"], [[one, other]]).decode("utf-8-sig")
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not [cell for cell in row if cell.lstrip(' "\r\n\t').startswith(tuple("=+-@"))]


class Reader:
    """Says what the first letter says."""

    def __init__(self, labels):
        self.labels = labels

    def classify(self, texts):
        class Prediction:
            def __init__(self, label, probabilities):
                self.label, self.probabilities = label, probabilities

        good = {label: float(label == "positive") for label in self.labels}
        bad = {label: float(label == "negative") for label in self.labels}
        return [Prediction("positive", good) if text[0] in "g好" else Prediction("negative", bad) for text in texts]


READERS = {"sentiment_en": Reader(batch.LABELS), "sentiment_zh": Reader(batch.LABELS)}


def test_a_job_is_read_in_steps_row_by_row_in_its_language():
    rows = [["1", "good"], ["2", ""], ["3", "好"], ["4", "5"], ["5", "nan"], ["6", "bad " * 13_000]] * 30
    job = batch.Job("x", ["id", "text"], rows, 1, "automatic")
    batch.read_some(job, READERS.__getitem__)
    assert 0 < job.done < len(rows) and job.seconds > 0
    while job.done < len(rows):
        batch.read_some(job, READERS.__getitem__)
    assert job.labels == ["positive", "empty", "positive", "number", "empty", "negative"] * 30
    assert job.languages[:6] == ["en", "", "zh", "", "", "en"]
    assert job.cut == 30 and [len(values) for values in job.positive.values()] == [30, 0, 60]
    written = list(csv.reader(io.StringIO(batch.to_csv(job).decode("utf-8-sig"))))
    assert written[0][:3] == ["id", "text", "verdict"] and len(written) == len(rows) + 1
    assert written[3] == ["3", "好", "positive", "0.0", "0.0", "1.0", "zh"] and written[2][2:] == [
        "empty",
        "",
        "",
        "",
        "",
    ]


def test_a_chosen_language_reads_every_row():
    job = batch.Job("x", ["text"], [["good"], ["好"]], 0, "zh")
    batch.read_some(job, READERS.__getitem__)
    assert job.languages == ["zh", "zh"]


def test_what_was_done_of_a_cancelled_job_is_in_the_file():
    job = batch.Job("x", ["text"], [["good"]] * 200, 0, "en")
    batch.read_some(job, READERS.__getitem__)
    assert batch.to_csv(job).decode("utf-8-sig").count("positive") == job.done + 1
