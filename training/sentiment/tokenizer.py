"""Sub-word tokenizers for the sentiment models, trained on their own data; all reading rules are saved inside.

English text reaches the models in two spellings: as people type it (``isn't``, ``can’t``, ``(so-so)``) and as the
Penn Treebank writes it (``is n't``, ``ca n't``, ``-LRB- so-so -RRB-``). The normaliser maps both to one, so that a
model trained on one reads the other the same.
"""

import json
import string
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from models.errors import PlaygroundError

PADDING, UNKNOWN = "[padding]", "[unknown]"

# Applied in this order to lower-cased text without accents. Replacements are literal; look-arounds keep the rest.
_BRACKETS = (
    (r"<br\s*/?>", " "),
    (r"-lrb-|-lsb-|-lcb-", " ( "),
    (r"-rrb-|-rsb-|-rcb-", " ) "),
    (r"\\(?=[/*])", ""),
)
# People leave the apostrophe out where no other word has those letters.
_APOSTROPHES = (
    (r"(?<=\bisn|\baren|\bwasn|\bweren|\bdon|\bdoesn|\bdidn|\bhasn|\bhaven|\bhadn)t\b", "'t"),
    (r"(?<=\bwouldn|\bcouldn|\bshouldn|\bmustn|\bneedn|\bain)t\b", "'t"),
)
ENGLISH_RULES = (
    *_BRACKETS,
    (r"``|''|[“”„«»]", '"'),
    (r"[‘’‛`´′]", "'"),
    (r"[‐‑‒–—―]|--+", " - "),
    (r"\.\s*\.[\s.]*\.|\.\.", " ... "),
    *_APOSTROPHES,
    (r"\bcannot\b", "can not"),
    (r"\bgonna\b", "gon na"),
    (r"\bgotta\b", "got ta"),
    (r"\bwanna\b", "wan na"),
    # "can't" is "ca n't" to the Treebank: cut before the n.
    (r"(?<=[a-z])n't\b", " n't"),
    (r"\s+", " "),
)
# For an encoder that was pre-trained on text as people type it: the treebank's spelling becomes that.
ENGLISH_TYPED_RULES = (
    *_BRACKETS,
    (r"``|''", '"'),
    *_APOSTROPHES,
    (r"(?<=[a-z]) n't\b", "n't"),
    (r"(?<=\w) '(?=(?:s|re|ve|ll|d|m)\b)", "'"),
    (r"\bgon na\b", "gonna"),
    (r"\bwan na\b", "wanna"),
    (r"\s+", " "),
)
# Spaces beside a Chinese character or a sign, and at the ends, say nothing.
CHINESE_SPACES = ((r"\s+(?=\p{Han}|\p{P}|$)|(?<=\p{Han}|\p{P}|^)\s+", ""),)
# What is left of English after normalising; whatever else a text holds is unknown.
ENGLISH_ALPHABET = string.ascii_lowercase + string.digits + string.punctuation
# A negation or another clitic on its own, a word, an ellipsis, or one sign.
ENGLISH_PIECES = r"n't(?!\w)|'(?:s|re|ve|ll|d|m)(?!\w)|[\p{L}\p{M}]+|\p{N}+|\.\.\.|[^\s\p{L}\p{M}\p{N}]"
# Chinese is cut only where a reader would pause; Latin words and numbers stay whole, signs stand alone.
CHINESE_PIECES = r"[\p{Han}]+|[\p{Latin}]+|\p{N}+|[^\s\p{Han}\p{Latin}\p{N}]"


def _normalise_english() -> normalizers.Normalizer:
    rules = [normalizers.Replace(Regex(pattern), content) for pattern, content in ENGLISH_RULES]
    signs = rules[4:6]  # before NFKD: it would turn an acute accent that serves as an apostrophe into something else
    return normalizers.Sequence(
        [*signs, normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), *rules, normalizers.Strip()]
    )


def train_english(texts: Iterable[str], vocabulary_size: int) -> Tokenizer:
    """Byte-pair encoding (Sennrich et al. 2016) within words, over normalised English.

    The same texts always give the same tokenizer: ties between merges are broken by the numbers of the letters,
    which the library would deal out in random order (``##a``, a letter within a word, in particular) if they were
    not fixed here.

    Args:
        texts: what the tokenizer may learn from.
        vocabulary_size: tokens in all, padding (0) and unknown (1) included.
    """
    learner = _english(models.BPE(unk_token=UNKNOWN, continuing_subword_prefix="##", fuse_unk=True))
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        special_tokens=[PADDING, UNKNOWN, *(f"##{letter}" for letter in ENGLISH_ALPHABET)],
        continuing_subword_prefix="##",
        initial_alphabet=list(ENGLISH_ALPHABET),
        limit_alphabet=len(ENGLISH_ALPHABET),
        show_progress=False,
    )
    learner.train_from_iterator(texts, trainer)
    # The same vocabulary without "special" tokens: those would be found in a text that spells them out.
    learnt = json.loads(learner.to_str())["model"]
    merges = [tuple(merge) for merge in learnt["merges"]]
    return _english(
        models.BPE(learnt["vocab"], merges, unk_token=UNKNOWN, continuing_subword_prefix="##", fuse_unk=True)
    )


def _english(model: models.BPE) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = _normalise_english()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(ENGLISH_PIECES), behavior="removed", invert=True)
    tokenizer.decoder = decoders.WordPiece(prefix="##", cleanup=False)
    return tokenizer


def compact(tokenizer: Tokenizer) -> str:
    """A tokenizer as JSON, a seventh shorter than the library writes it: it reads a merge that is one string, too."""
    written = json.loads(tokenizer.to_str())
    if "merges" in written["model"]:
        written["model"]["merges"] = [" ".join(merge) for merge in written["model"]["merges"]]
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def train_chinese(texts: Iterable[str], vocabulary_size: int) -> Tokenizer:
    """A unigram language model over pieces of up to four characters (Kudo 2018): Chinese has no spaces to cut at.

    Full- and half-width forms are one (NFKC).

    Args:
        texts: what the tokenizer may learn from, in simplified characters.
        vocabulary_size: tokens in all, padding (0) and unknown (1) included.

    Raises:
        PlaygroundError: the texts have more characters than that.
    """
    learner = _chinese(models.Unigram())
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary_size,
        special_tokens=[PADDING, UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=4,
        show_progress=False,
    )
    try:
        learner.train_from_iterator(texts, trainer)
    except Exception:  # the library raises bare Exception
        raise PlaygroundError(
            "Expected a vocabulary that is large enough for every character of the texts, received {received} tokens.",
            received=vocabulary_size,
        ) from None
    return _chinese(models.Unigram(_settled(json.loads(learner.to_str())["model"]["vocab"]), unk_id=1))


def _settled(vocabulary: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """The pieces of a unigram model in an order, and with scores, that depend on the texts alone.

    The trainer's threads add up in any order: the last digits are rounded off. Rare characters come in random order,
    each 0.0001 below the one before: they all get the score of the first.
    """
    scores: dict[str, float] = {}
    before, shared = 0.0, 0.0
    for piece, score in vocabulary[2:]:
        kept = round(score, 6)
        if len(piece) == 1:
            if abs(before - score - 1e-4) < 1e-8:
                kept = shared
            before, shared = score, kept
        scores[piece] = kept
    special = [(PADDING, 0.0), (UNKNOWN, 0.0)]
    return [*special, *sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))]


def _chinese(model: models.Unigram) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(CHINESE_PIECES), behavior="removed", invert=True)
    tokenizer.decoder = decoders.Fuse()
    return tokenizer
