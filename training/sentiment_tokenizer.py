"""Sub-word tokenizers for the sentiment models, trained on their own data; all reading rules are saved inside.

English text reaches the models in two spellings: as people type it (``isn't``, ``can’t``, ``(so-so)``) and as the
Penn Treebank writes it (``is n't``, ``ca n't``, ``-LRB- so-so -RRB-``). The normaliser maps both to one, so that a
model trained on one reads the other the same.
"""

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

PADDING, UNKNOWN = "[padding]", "[unknown]"

# Applied in this order to lower-cased text without accents. Replacements are literal; look-arounds keep the rest.
ENGLISH_RULES = (
    (r"<br\s*/?>", " "),
    (r"-lrb-|-lsb-|-lcb-", " ( "),
    (r"-rrb-|-rsb-|-rcb-", " ) "),
    (r"\\(?=[/*])", ""),
    (r"``|''|[“”„«»]", '"'),
    (r"[‘’‛`´′]", "'"),
    (r"[‐‑‒–—―]|--+", " - "),
    (r"\.\s*\.[\s.]*\.|\.\.", " ... "),
    # People leave the apostrophe out where no other word has those letters.
    (r"(?<=\bisn|\baren|\bwasn|\bweren|\bdon|\bdoesn|\bdidn|\bhasn|\bhaven|\bhadn)t\b", "'t"),
    (r"(?<=\bwouldn|\bcouldn|\bshouldn|\bmustn|\bneedn|\bain)t\b", "'t"),
    (r"\bcannot\b", "can not"),
    (r"\bgonna\b", "gon na"),
    (r"\bgotta\b", "got ta"),
    (r"\bwanna\b", "wan na"),
    # "can't" is "ca n't" to the Treebank: cut before the n.
    (r"(?<=[a-z])n't\b", " n't"),
    (r"\s+", " "),
)
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

    Args:
        texts: what the tokenizer may learn from.
        vocabulary_size: tokens in all, padding (0) and unknown (1) included.
    """
    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN, continuing_subword_prefix="##", fuse_unk=True))
    tokenizer.normalizer = _normalise_english()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(ENGLISH_PIECES), behavior="removed", invert=True)
    tokenizer.decoder = decoders.WordPiece(prefix="##", cleanup=False)
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        special_tokens=[PADDING, UNKNOWN],
        continuing_subword_prefix="##",
        limit_alphabet=100,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def train_chinese(texts: Iterable[str], vocabulary_size: int) -> Tokenizer:
    """A unigram language model over pieces of up to four characters (Kudo 2018): Chinese has no spaces to cut at.

    Full- and half-width forms are one (NFKC).

    Args:
        texts: what the tokenizer may learn from, in simplified characters.
        vocabulary_size: tokens in all, padding (0) and unknown (1) included.
    """
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(CHINESE_PIECES), behavior="removed", invert=True)
    tokenizer.decoder = decoders.Fuse()
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary_size,
        special_tokens=[PADDING, UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=4,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
