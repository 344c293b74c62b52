"""Treebank text and typed text are one to the models; what was read can be read back."""

import re
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from models.errors import DamagedModelError, PlaygroundError
from models.sentiment.tokenizer import MAX_CHARACTERS, UNKNOWN, SentimentTokenizer
from training.sentiment.grammar import GRAMMARS
from training.sentiment.tokenizer import compact, train_chinese, train_english

TYPED = [
    *("@united ", "@张三 ", "http://x.y ", "👎", "👎🏽", "&amp;", "&amp;#39;"),
    *("soooo", "isn’t", "…", "！！！！", "哈哈哈哈", "房間", "ﬁ"),
]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,!?;:'\"()-/&$%*"


@pytest.fixture(scope="module")
def english():
    names = ["thumbs down", "enraged face", "so cool"]
    texts = [*GRAMMARS["english"].write(500, [1])[0], *names, "and so on ...", *LETTERS, LETTERS, LETTERS[::-1]]
    return SentimentTokenizer(train_english(texts, 600))


@pytest.fixture(scope="module")
def chinese():
    texts = [
        *GRAMMARS["chinese"].write(500, [1])[0],
        "差评",
        "房间很干净服务非常好不错",
        "。，！？0123456789abcdefghijklmnopqrstuvwxyz",
    ]
    return SentimentTokenizer(train_chinese(texts, 1_000), "chinese")


@pytest.mark.parametrize(
    ("typed", "treebank"),
    [
        ("this isn't bad", "this is n't bad"),
        ("it can’t be good.", "it ca n't be good ."),
        ("I won't, I can't!", "I wo n't , I ca n't !"),
        ("you cannot like it", "you can not like it"),
        ("it's (so-so)", "it 's -LRB- so-so -RRB-"),
        ('a "good" film', "a `` good '' film"),
        ("a “good” film", "a `` good '' film"),
        ("they're not bad, we've seen", "they 're not bad , we 've seen"),
        ("dull — very dull", "dull -- very dull"),
        ("dull–very", "dull -- very"),
        ("well... no", "well ... no"),
        ("well… no", "well ... no"),
        ("gonna be 50/50", "gon na be 50\\/50"),
        ("I don't, I dont", "i do n't , i do n't"),
        ("CAFÉ", "cafe"),
        ("ﬁne ＧＯＯＤ", "fine good"),
        ("one<br /><br />two", "one two"),
    ],
)
def test_typed_text_reads_like_the_treebank(english, typed, treebank):
    assert english.pieces(typed) == english.pieces(treebank)
    assert UNKNOWN not in english.encode([typed])[0]


def test_words_that_only_look_like_contractions_stay_whole(english):
    for word in ("want", "ant", "cant", "pendant"):
        assert "n't" not in english.pieces(word)


@given(st.text(LETTERS + " ", max_size=80))
def test_english_comes_back_as_it_was_read(english, text):
    """Decoding gives a text that reads the same; in letters and digits it is the text."""
    tokens = english.encode([text])[0]
    again = english.decode(tokens)
    assert np.array_equal(english.encode([again])[0], tokens)
    changed = english.changes(text) or re.search(r"'|cannot|gonna|gotta|wanna|lrb|rrb|lsb|rsb|lcb|rcb|br", text)
    if not changed:
        assert re.sub(r"[^a-z0-9]", "", again) == re.sub(r"[^a-z0-9]", "", text)


@given(
    st.one_of(st.text(st.characters(exclude_categories=()), max_size=60), st.lists(st.sampled_from(TYPED)).map("".join))
)
def test_any_text_at_all_gives_tokens_of_the_vocabulary_each_with_its_place(english, chinese, text):
    for tokenizer in (english, chinese):
        tokens = tokenizer.encode([text])[0]
        assert tokens.dtype == np.int32
        assert ((tokens > 0) & (tokens < tokenizer.vocabulary_size)).all()
        assert len(tokens) == len(tokenizer.pieces(text))
        typed, places = tokenizer.locate(text)
        assert len(typed) == len(text) and len(places) == len(tokens)
        assert all(0 <= begin < end <= len(text) for begin, end in places)
        assert all(one[0] <= other[1] for one, other in pairwise(places))


@given(st.text("房间很干净服务非常好不错。，！？ａＢ１2c ", max_size=40))
def test_chinese_comes_back_as_it_was_read(chinese, text):
    # What stands there four times is read as three, or two.
    meant = SentimentTokenizer.prepared(text, "chinese")
    expected = re.sub(r"\s+", "", unicodedata.normalize("NFKC", meant).lower())
    assert chinese.decode(chinese.encode([text])[0]) == expected


def test_chinese_reads_widths_and_scripts_alike(chinese):
    assert chinese.pieces("服務非常好！") == chinese.pieces("服务非常好!")
    assert chinese.pieces("房間ＯＫ，１２３") == chinese.pieces("房间ok,123")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("@united not good http://x.y/z", "not good"),
        ("it isn&#39;t bad &amp;#39;so good&amp;#39;", "it isn't bad 'so good'"),
        ("👎👎👎 so bad", "thumbs down thumbs down so bad"),
        ("soooo coooool!!!!!!", "so cool!!!"),
        ("ＧＯＯＤ　“film”", 'good "film"'),
    ],
)
def test_english_typed_in_a_hurry_reads_like_what_was_meant(english, typed, read):
    assert english.pieces(typed) == english.pieces(read)


def test_chinese_typed_in_a_hurry_reads_like_what_was_meant(chinese):
    assert chinese.pieces("@张三：👎 服務非常非常好&quot;！！！！http://t.cn/a") == chinese.pieces(
        ':差评服务非常非常好"!!!'
    )
    assert [change.kind for change in chinese.changes("@张三 👎")] == ["handle", "emoji"]


def test_what_was_left_out_of_a_text_of_nothing_else_leaves_nothing(english, chinese):
    for tokenizer in (english, chinese):
        assert tokenizer.encode(["@united http://x.y"])[0].size == 0
        assert tokenizer.locate("@united http://x.y") == ("@united http://x.y", [])


def test_tokens_are_placed_in_the_text_as_it_was_typed(english, chinese):
    text = "😡😡😡 @united soooo good http://x.y &amp; isn’t"
    typed, places = english.locate(text)
    assert typed == text
    found = list(zip(english.pieces(text), (typed[slice(*place)] for place in places), strict=True))
    assert [piece for piece, place in found if place == "😡"] == english.pieces("enraged face") * 2
    assert ("so", "soooo") in found and ("&", "&amp;") in found
    # What was rewritten, is n't, stands at the last character that it came from.
    assert found[-2:] == [("is", "is"), ("n't", "t")]
    text = "＂房間＂👎很很很很好"
    typed, places = chinese.locate(text)
    pieces = chinese.pieces(text)
    assert (
        "".join(typed[slice(*place)] for place, piece in zip(places, pieces, strict=True) if piece in "房间") == "房間"
    )
    assert {typed[slice(*place)] for place, piece in zip(places, pieces, strict=True) if piece in "差评"} == {"👎"}


def test_half_an_emoji_and_a_megabyte_are_texts_too(english):
    assert len(english.encode(["\ud83d good"])[0]) >= 2
    assert len(english.encode(["a " * 500_000])[0]) == MAX_CHARACTERS // 2
    assert english.encode(["", "   \n\t"])[1].size == 0


def test_order_is_kept_over_many_texts(english):
    texts = [f"{number} film" for number in range(4_100)]
    encoded = english.encode(texts)
    assert [english.decode(tokens) for tokens in encoded] == texts


def test_a_damaged_file_is_said_in_one_sentence(tmp_path):
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(DamagedModelError, match=r"tokenizer\.json should hold a tokenizer"):
        SentimentTokenizer.load(tmp_path)


@pytest.mark.parametrize(("language", "train"), [("english", train_english), ("chinese", train_chinese)])
def test_the_same_texts_always_give_the_same_tokenizer(language, train):
    texts = GRAMMARS[language].write(2_000, [1])[0]
    assert len({train(texts, 1_500).to_str() for _ in range(3)}) == 1


def test_a_text_that_spells_a_token_out_is_only_a_text(english):
    for text in ("[padding]", "[unknown]", "##a"):
        assert english.encode([text])[0].min() > UNKNOWN
        assert english.decode(english.encode([text])[0]).replace(" ", "") == text


def test_a_vocabulary_too_small_for_the_characters_is_said_in_one_sentence():
    with pytest.raises(PlaygroundError, match="received 20 tokens"):
        train_chinese(GRAMMARS["chinese"].write(200, [1])[0], 20)


def test_a_compact_tokenizer_is_shorter_and_reads_the_same():
    tokenizer = train_english(["the film was not bad at all", "it isn't a bad film, is it?"] * 3, 300)
    written = compact(tokenizer)
    assert len(written) < len(tokenizer.to_str())
    text = "It isn't a badly filmed film."
    assert Tokenizer.from_str(written).encode(text).ids == tokenizer.encode(text).ids
