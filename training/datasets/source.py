"""Where a dataset's original file comes from: the data folder when it is there, its original address when not.

A file is checked twice. Its own hash is checked after a download only, because the same content may
lie in the data folder in another container (an archive packed again). The hash of its content is
checked always, by the loader, through :func:`check_content`.
"""

import hashlib
import http.client
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from models.errors import DatasetError

CHUNK_BYTES = 1 << 20
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Source:
    """One original file of a dataset and how to recognise it.

    Attributes:
        name: the dataset's name, as in ``training.datasets.DATASETS``.
        file_name: the file's name in the data folder.
        url: its original address.
        licence: the terms under which its makers give it away.
        content_sha256: SHA-256 of each part of the content, in hexadecimal; the loader says what a part is.
        algorithm: the hash that its makers publish for the file, a name that ``hashlib`` knows.
        file_hash: that hash in hexadecimal; None where the makers' file may change while its content does not.
    """

    name: str
    file_name: str
    url: str
    licence: str
    content_sha256: Mapping[str, str]
    algorithm: str = "sha256"
    file_hash: str | None = None

    def metadata(self) -> dict[str, Any]:
        """What a model's ``metadata.json`` says of the data it learnt from (name, url, licence, sha256)."""
        hashes = dict(self.content_sha256)
        return {
            "name": self.name,
            "file": self.file_name,
            "url": self.url,
            "licence": self.licence,
            "sha256": hashes if len(hashes) > 1 else next(iter(hashes.values())),
        }


def cache_folder() -> Path:
    """The playground's folder in the user's cache: under ``XDG_CACHE_HOME``, else under ``~/.cache``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "deep-learning-playground"


def data_folder(data_dir: str | os.PathLike[str] | None = None) -> Path:
    """Where the original files lie: ``data_dir``, else ``PLAYGROUND_DATA``, else ``data`` in the user's cache."""
    return Path(data_dir or os.environ.get("PLAYGROUND_DATA") or cache_folder() / "data").expanduser()


def locate(source: Source, data_dir: str | os.PathLike[str] | None = None) -> Path | None:
    """The file in the data folder, or None when it is not there. Downloads nothing."""
    path = data_folder(data_dir) / source.file_name
    return path if path.is_file() else None


def fetch(
    source: Source,
    data_dir: str | os.PathLike[str] | None = None,
    verify: Callable[[Path], object] | None = None,
) -> Path:
    """The file in the data folder, downloaded first when it is not there.

    Args:
        source: which file.
        data_dir: the data folder, see :func:`data_folder`.
        verify: called with the path of a fresh download before it takes its name; raises ``DatasetError`` when the
            content is wrong. For a file whose makers publish no hash.

    Raises:
        DatasetError: in one sentence, when the file is absent and cannot be downloaded, or is not the right one.
    """
    path = locate(source, data_dir)
    if path is not None:
        return path
    path = data_folder(data_dir) / source.file_name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError:
        raise DatasetError(
            "{file} is not in the folder {folder}, which cannot be written to: put the file from {url} there, "
            "or name another folder with --data-dir or PLAYGROUND_DATA.",
            file=source.file_name,
            folder=str(path.parent),
            url=source.url,
        ) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            _download(source, file, path.parent)
        if verify is not None:
            verify(temporary)
        # mkstemp makes files private; the data folder may be shared.
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return path


def _download(source: Source, file: Any, folder: Path) -> None:
    """Write what ``source.url`` sends to ``file``; raise unless it is complete and has the right hash."""
    named = {"file": source.file_name, "folder": str(folder), "url": source.url}
    digest = hashlib.new(source.algorithm)
    received = 0
    request = urllib.request.Request(source.url, headers={"User-Agent": "deep-learning-playground"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            length = response.headers.get("Content-Length")
            expected = int(length) if length else None
            # disable=None: no bar where nobody watches (a log, a test).
            with tqdm(total=expected, desc=source.file_name, unit="B", unit_scale=True, disable=None) as progress:
                while chunk := response.read(CHUNK_BYTES):
                    file.write(chunk)
                    digest.update(chunk)
                    received += len(chunk)
                    progress.update(len(chunk))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DatasetError(
            "{file} is not in the folder {folder} and could not be downloaded from {url} ({reason}).",
            **named,
            reason=_reason(error),
        ) from None
    if expected is not None and received != expected:
        raise DatasetError(
            "The download of {file} from {url} into the folder {folder} broke off after {received} of "
            "{expected} bytes: try again.",
            **named,
            received=received,
            expected=expected,
        )
    if source.file_hash is not None and digest.hexdigest() != source.file_hash:
        raise DatasetError(
            "What {url} sent is not {file}, and it was not kept in the folder {folder}: its {algorithm} should begin "
            "with {expected} and begins with {received}.",
            **named,
            algorithm=source.algorithm,
            expected=source.file_hash[:12],
            received=digest.hexdigest()[:12],
        )


def _reason(error: Exception) -> str:
    """Why a download failed, in a few words."""
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    if isinstance(error, urllib.error.URLError):
        return str(error.reason)
    return str(error) or type(error).__name__


def sha256_of_members(members: Mapping[str, bytes]) -> str:
    """SHA-256 over an archive's members sorted by name: ``name NUL bytes NUL`` for each."""
    digest = hashlib.sha256()
    for name in sorted(members):
        digest.update(name.encode("utf-8") + b"\0" + members[name] + b"\0")
    return digest.hexdigest()


def check_content(source: Source, path: Path, received: Mapping[str, str]) -> None:
    """Compare the hashes of a file's content, part by part, with those of its data sheet.

    Raises:
        DatasetError: a part is missing or has another hash.
    """
    for part, expected in source.content_sha256.items():
        if received.get(part) != expected:
            raise DatasetError(
                "{file} in the folder {folder} is damaged or is not the expected file: the SHA-256 of its content "
                "should begin with {expected} and begins with {received}; its original address is {url}.",
                file=source.file_name,
                folder=str(path.parent),
                expected=expected[:12],
                received=str(received.get(part))[:12],
                url=source.url,
            )


def damaged(source: Source, path: Path) -> DatasetError:
    """The error for a file that cannot be read at all: cut off, or of another kind."""
    return DatasetError(
        "{file} in the folder {folder} is damaged, cut off or of another kind: remove it and it is downloaded again "
        "from {url}.",
        file=source.file_name,
        folder=str(path.parent),
        url=source.url,
    )


def read_file(source: Source, path: Path) -> bytes:
    """The bytes of a file whose content is the whole file (the part named ``file``), checked.

    Raises:
        DatasetError: it cannot be read or has another hash.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise damaged(source, path) from None
    check_content(source, path, {"file": hashlib.sha256(content).hexdigest()})
    return content
