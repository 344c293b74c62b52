"""Every dataset in miniature, in the layout of its original, and a server on this machine to download it from."""

import hashlib
import http.server
import importlib
import io
import json
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

NAMES = (
    "mnist",
    "imdb",
    "sst",
    "shakespeare",
    "time_machine",
    "tang_poetry",
    "chn_senti_corp",
    "online_shopping",
)

IMDB_REVIEWS = {
    "aclImdb/train/pos/0_9.txt": "A fine film.<br /><br />See it!",
    "aclImdb/train/pos/1_8.txt": "Seen in the test set too.",
    "aclImdb/train/pos/2_8.txt": "A fine film.<br />See it!",
    "aclImdb/train/neg/0_2.txt": "Dull and long, é.",
    "aclImdb/test/pos/0_10.txt": "Seen in the test set, too!",
    "aclImdb/test/neg/0_1.txt": "Never again.",
    "aclImdb/train/unsup/0_0.txt": "never again",
    "aclImdb/train/unsup/1_0.txt": "Dull and long, é!",
    "aclImdb/train/unsup/2_0.txt": "Nobody says whether it is good.",
}
SST_TREES = {
    "train": "(3 (2 It) (4 (2 is) (3 (2 n't) (1 bad))))\n(1 (2 -LRB-) (1 (0 and\\/or) (2 -RRB-)))\n(2 It)\n",
    "dev": "(4 (2 So) (4 good))\n",
    "test": "(0 (2 is) (0 (2 N'T) (1 bad)))\n",
}
POEMS = {
    "poet.tang.0.json": [
        ["秦川雄帝宅，函谷壯皇居。", "綺殿千尋起，離宮百雉餘。"],
        ["闌風長雨（一作「東風細雨（又作「細風」）」）秋紛紛，四海八荒同一雲。（見卷一。）。"],
        ["冰□已鏤津，來朝麗景新。"],
        ["（闕）。"],
    ],
    "poet.tang.1000.json": [
        ["[爽]節在重九，物華新雨餘。"],
        ["右《全唐詩補逸》二十卷是稿初印於丙子歲當時收詩止二百七十有奇。"],
    ],
    "唐诗三百首.json": [["秦川雄帝宅，函谷壯皇居；", "綺殿千尋起，離宮百雉餘！"]],
}
HOTEL_REVIEWS = 'label,review\n1,"很好, 干净。"\n0,\n1,很好干净\n0,太吵\n1,说不清\n0,说不清!\n0,……\n'
PRODUCT_REVIEWS = "cat,label,review\n书籍,1,\ufeff好书 \n水果,0,烂的\n酒店,1,很好 干净\n水果,0,烂的！\n"


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def over_members(members: dict[str, bytes]) -> str:
    return sha256(b"".join(name.encode() + b"\0" + members[name] + b"\0" for name in sorted(members)))


def tiny_mnist() -> tuple[bytes, dict[str, str]]:
    arrays = {
        "x_train": np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28),
        "y_train": np.array([3, 1, 4], dtype=np.uint8),
        "x_test": np.full((2, 28, 28), 255, dtype=np.uint8),
        "y_test": np.array([1, 5], dtype=np.uint8),
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue(), {"arrays": sha256(b"".join(array.tobytes() for array in arrays.values()))}


def tiny_imdb() -> tuple[bytes, dict[str, str]]:
    reviews = {name: text.encode() for name, text in IMDB_REVIEWS.items()}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        # The original holds more than reviews.
        for name, content in {"aclImdb/README": b"read me", **reviews, "aclImdb/train/urls_pos.txt": b"x"}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue(), {"reviews": over_members(reviews)}


def tiny_sst() -> tuple[bytes, dict[str, str]]:
    hashes = {part: sha256(trees.encode()) for part, trees in SST_TREES.items()}
    return zipped({f"trees/{part}.txt": trees.encode() for part, trees in SST_TREES.items()}), hashes


def tiny_text() -> tuple[bytes, dict[str, str]]:
    content = "".join(f"Line {number}, by the sea.\n" for number in range(10)).encode()
    return content, {"file": sha256(content)}


def tiny_tang_poetry() -> tuple[bytes, dict[str, str]]:
    members = {}
    for name, poems in POEMS.items():
        rows = [{"title": "題", "author": "太宗皇帝", "paragraphs": lines, "id": "0"} for lines in poems]
        members[f"全唐诗/{name}"] = json.dumps(rows, ensure_ascii=False).encode()
    others = {"全唐诗/authors.tang.json": b"[]", "宋词/ci.song.0.json": b"[]"}
    return zipped({f"root-1/{name}": content for name, content in {**members, **others}.items()}), {
        "poems": over_members(members)
    }


def tiny_chn_senti_corp() -> tuple[bytes, dict[str, str]]:
    return HOTEL_REVIEWS.encode(), {"file": sha256(HOTEL_REVIEWS.encode())}


def tiny_online_shopping() -> tuple[bytes, dict[str, str]]:
    content = zipped({"online_shopping_10_cats.csv": PRODUCT_REVIEWS.encode()})
    return content, {"file": sha256(content)}


BUILDERS: dict[str, Callable[[], tuple[bytes, dict[str, str]]]] = {
    "mnist": tiny_mnist,
    "imdb": tiny_imdb,
    "sst": tiny_sst,
    "shakespeare": tiny_text,
    "time_machine": tiny_text,
    "tang_poetry": tiny_tang_poetry,
    "chn_senti_corp": tiny_chn_senti_corp,
    "online_shopping": tiny_online_shopping,
}


@pytest.fixture(autouse=True)
def own_folders(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the data folder nor the cache of whoever runs the tests; the real files have their own tests."""
    if request.node.get_closest_marker("data") is None:
        monkeypatch.delenv("PLAYGROUND_DATA", raising=False)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@dataclass
class Tiny:
    """A miniature: the module that reads it, its bytes, and the folder where it lies once written."""

    module: ModuleType
    content: bytes
    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / self.module.SOURCE.file_name

    def write(self, content: bytes | None = None) -> None:
        self.folder.mkdir(exist_ok=True)
        self.path.write_bytes(self.content if content is None else content)


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Tiny]:
    """``tiny(name, url)``: the miniature of a dataset, not written yet; its module expects it, from that address."""

    def build(name: str, url: str = "http://127.0.0.1:9/absent") -> Tiny:
        module = importlib.import_module(f"training.datasets.{name}")
        content, hashes = BUILDERS[name]()
        published = None if module.SOURCE.file_hash is None else hashlib.new(module.SOURCE.algorithm, content)
        source = replace(
            module.SOURCE,
            url=url,
            content_sha256=hashes,
            file_hash=published.hexdigest() if published else None,
        )
        monkeypatch.setattr(module, "SOURCE", source)
        return Tiny(module, content, tmp_path / "data")

    return build


@dataclass
class Server:
    """What the server on this machine sends, and how often it was asked."""

    url: str = ""
    status: int = 200
    content: bytes = b""
    announced: int | None = None
    requests: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.requests.append(self.path)
            self.send_response(state.status)
            # -1: no length at all, as from a server that packs an archive while it sends.
            if state.announced != -1:
                self.send_header("Content-Length", str(state.announced or len(state.content)))
            self.end_headers()
            self.wfile.write(state.content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{listener.server_port}/original"
    thread = threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield state
    listener.shutdown()
    listener.server_close()
    thread.join()


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def is_one_sentence() -> Callable[[Exception], bool]:
    """Whether an error reads as one sentence, with every field filled in."""

    def check(error: Exception) -> bool:
        text = str(error)
        return text.endswith(".") and "\n" not in text and ". " not in text and "{" not in text and len(text) > 40

    return check
