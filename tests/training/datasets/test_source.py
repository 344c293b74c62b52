"""Finding and downloading the original files."""

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest

from models.errors import DatasetError
from training.datasets.source import data_folder, fetch, locate


def test_data_folder_is_the_argument_then_the_variable_then_the_cache(tmp_path, monkeypatch):
    assert data_folder() == tmp_path / "cache" / "deep-learning-playground" / "data"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/anywhere/somebody")
    assert data_folder() == Path("/anywhere/somebody/.cache/deep-learning-playground/data")
    monkeypatch.setenv("PLAYGROUND_DATA", "~/sets")
    assert data_folder() == Path("/anywhere/somebody/sets")
    assert data_folder(tmp_path) == tmp_path


def test_a_file_that_is_there_is_not_downloaded(tiny, server):
    sample = tiny("shakespeare", server.url)
    assert locate(sample.module.SOURCE, sample.folder) is None
    sample.write()
    assert fetch(sample.module.SOURCE, sample.folder) == locate(sample.module.SOURCE, sample.folder) == sample.path
    assert server.requests == []


def test_every_dataset_is_downloaded_once_and_then_found(name, tiny, server):
    sample = tiny(name, server.url)
    server.content = sample.content
    assert not sample.module.is_available(sample.folder)
    sample.module.load(sample.folder)
    assert sample.module.is_available(sample.folder)
    assert sample.path.read_bytes() == sample.content
    assert stat.S_IMODE(sample.path.stat().st_mode) == 0o644
    sample.module.load(sample.folder)
    assert server.requests == ["/original"]
    assert os.listdir(sample.folder) == [sample.path.name]


def broken_server(server, content, how):
    server.content = content
    if how == "404":
        server.status = 404
    elif how == "truncated":
        server.content, server.announced = content[:-7], len(content)
    elif how == "another file":
        server.content = b"<html>Please log in</html>"


@pytest.mark.parametrize("how", ["404", "truncated", "another file"])
def test_a_failed_download_leaves_nothing(name, how, tiny, server, is_one_sentence):
    sample = tiny(name, server.url)
    broken_server(server, sample.content, how)
    with pytest.raises(DatasetError) as caught:
        sample.module.load(sample.folder)
    assert is_one_sentence(caught.value)
    for told in (sample.path.name, str(sample.folder), server.url):
        assert told in str(caught.value)
    assert os.listdir(sample.folder) == []
    assert not sample.module.is_available(sample.folder)


def test_the_sentence_says_what_failed(tiny, server):
    sample = tiny("imdb", server.url)
    for how, words in (("404", "HTTP 404"), ("truncated", "broke off after"), ("another file", "md5 should begin")):
        server.status, server.announced = 200, None
        broken_server(server, sample.content, how)
        with pytest.raises(DatasetError, match=words):
            fetch(sample.module.SOURCE, sample.folder)


def test_a_download_that_nobody_measures_is_verified_before_it_takes_its_name(tiny, server):
    sample = tiny("tang_poetry", server.url)
    server.content, server.announced = sample.content[:-7], -1
    with pytest.raises(DatasetError, match=r"chinese-poetry-master\.zip in the folder .* is damaged"):
        sample.module.load(sample.folder)
    assert os.listdir(sample.folder) == []
    server.content = sample.content
    assert sample.module.load(sample.folder)


def test_no_network(tiny, is_one_sentence):
    sample = tiny("mnist", "http://127.0.0.1:9/mnist.npz")
    with pytest.raises(
        DatasetError, match=r"could not be downloaded from http://127\.0\.0\.1:9/mnist\.npz \("
    ) as caught:
        sample.module.load(sample.folder)
    assert is_one_sentence(caught.value)
    assert os.listdir(sample.folder) == []


def test_a_folder_that_cannot_be_made(tiny, server, tmp_path, is_one_sentence):
    sample = tiny("mnist", server.url)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatasetError, match="cannot be written to") as caught:
        sample.module.load(tmp_path / "file" / "data")
    assert is_one_sentence(caught.value)
    for told in ("mnist.npz", str(tmp_path / "file" / "data"), server.url):
        assert told in str(caught.value)
    assert server.requests == []


def test_a_read_only_folder_without_the_file(tiny, server, tmp_path, monkeypatch, is_one_sentence):
    sample = tiny("mnist", server.url)

    def refuse(*args, **kwargs):
        # Root writes into a folder without write permission, so the refusal of a read-only disk is played.
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(DatasetError, match="cannot be written to") as caught:
        sample.module.load(tmp_path)
    assert is_one_sentence(caught.value)
    assert server.requests == []


def test_a_read_only_folder_with_the_file(name, tiny):
    sample = tiny(name)
    sample.write()
    sample.folder.chmod(0o555)
    before = sample.folder.stat().st_mtime_ns
    assert sample.module.load(sample.folder)
    assert sample.module.load(sample.folder)
    assert sample.folder.stat().st_mtime_ns == before
    sample.folder.chmod(0o755)
