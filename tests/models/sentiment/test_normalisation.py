"""What was meant by what was typed, and where in the typed text each character of it comes from."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sentiment.normalisation import Change, as_meant

COMMON = "so good cool no yes why it isn't not hello loved".split()  # noqa: SIM905
RANKS = {word: rank for rank, word in enumerate(COMMON)}
# What the rules look at, put together in every way.
PIECES = [
    *("@united", "@张三", "u/someone", "http://x.y/z?a=1&b", "www.x.org", "me.too@mail.example.com", "@", "//", ":"),
    *("👎", "👍🏽", "😡", "❤️", "🏳️\u200d🌈", "🇫🇷", "1️⃣", "\u200d", "🏽", "\ufe0f", "\ud83d"),
    *("&amp;", "&lt;", "&#39;", "&amp;#39;", "&amp;lt;", "&#x27;", "&nosuch;", "&", ";", "#"),
    *(
        "soooo",
        "Goooood",
        "isn’t",
        "“quoted”",
        "…",
        "!!!!!!",
        "ＧＯＯＤ",
        "哈哈哈哈",
        "好",
        "。。。。",
        " ",
        "\u3000",
        "\n",
    ),
]


def meant(text: str, language: str = "english") -> str:
    """The text as it was meant, its spaces evened out."""
    return " ".join(as_meant(text, language, RANKS.get).text.split())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("@united lost my bag", "lost my bag"),
        ("thanks, @a_b1: good", "thanks, : good"),
        ("says u/someone and /u/another, not you/me", "says and , not you/me"),
        ("see https://t.co/aB?c=1 or www.x.org now", "see or now"),
        ("write to bob.smith+x@ex-ample.co.uk please", "write to please"),
        ("10 @ $5, me@home", "10 @ $5, me@home"),
        ("Tom &amp; Jerry &lt;3", "Tom & Jerry <3"),
        ("it&#39;s, it&#x27;s, it&amp;#39;s, it&apos;s", "it's, it's, it's, it's"),
        ("R&B, AT&T; &nosuch;", "R&B, AT&T; &nosuch;"),
        ("isn’t it ‘good’, “so good”", "isn't it 'good', \"so good\""),
        ("no–yes — no…", "no-yes - no..."),
        ("ＧＯＯＤ\u3000ｆｉｌｍ！", "GOOD film!"),
        ("sooooo goooood", "so good"),
        ("SOOOO COOOL", "so cool"),
        ("nooo, whyyyy?", "no, why?"),
        ("isn'ttt zzzz", "isn't zz"),
        ("good, Hello, zoo", "good, Hello, zoo"),
        ("no!!!!!!! why??", "no!!! why??"),
        ("11111 $$$$$", "11111 $$$$$"),
        ("", ""),
    ],
)
def test_english_is_read_as_it_was_meant(typed, read):
    assert meant(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("@张三：不错", ":不错"),
        ("回复@李四 好", "回复 好"),
        ("看http://t.cn/abc，好", "看,好"),
        ("看http://t.cn/abc这里", "看这里"),
        ("哈哈哈哈哈，好好好吃", "哈哈,好好吃"),
        ("太好了！！！！！", "太好了!!!"),
        ("房间ＯＫ。。。。。", "房间OK。。。"),
        ("&quot;好&quot;", '"好"'),
        ("soooo 好", "so 好"),
    ],
)
def test_chinese_is_read_as_it_was_meant(typed, read):
    assert meant(typed, "chinese") == read


@pytest.mark.parametrize(
    ("typed", "english", "chinese"),
    [
        ("👎", "thumbs down", "差评"),
        ("👍", "thumbs up", "拇指向上"),
        ("👍🏽", "thumbs up", "拇指向上"),
        ("no👎no", "no thumbs down no", "no 差评 no"),
        ("❤️", "red heart", "红心"),
        ("❤", "red heart", "红心"),
        ("🇫🇷", "France", "法国"),
        ("👎👎👎👎👎", "thumbs down thumbs down", "差评 差评"),
        ("👎 👎 👎", "thumbs down thumbs down thumbs down", "差评 差评 差评"),
        ("👎👎😡😡😡", "thumbs down thumbs down enraged face enraged face", "差评 差评 怒火中烧 怒火中烧"),
    ],
)
def test_an_emoji_is_read_as_its_name(typed, english, chinese):
    assert meant(typed) == english
    assert meant(typed, "chinese") == chinese


def test_what_was_read_otherwise_is_told():
    read = as_meant("@united soooo good 👎👎👎 http://x.y isn’t &amp;", "english", RANKS.get)
    assert set(read.changes) == {
        Change("handle", "@united", ""),
        Change("lengthened", "soooo", "so"),
        Change("emoji", "👎", "thumbs down"),
        Change("link", "http://x.y", ""),
        Change("entity", "&amp;", "&"),
    }
    # Quotes and widths are nothing that a person needs to be told.
    assert as_meant("“ＧＯＯＤ” isn’t bad – it is…").changes == ()


def test_every_character_knows_where_it_comes_from():
    typed = "@me soooo &amp; 👎🏽 isn’t"
    read = as_meant(typed, "english", RANKS.get)
    places = {word: [typed[slice(*read.origin[read.text.index(word) + step])] for step in range(len(word))]
              for word in ("so", "&", "thumbs down", "isn", "'t")}  # fmt: skip
    assert places["so"] == ["soooo"] * 2
    assert places["&"] == ["&amp;"]
    assert places["thumbs down"] == ["👎🏽"] * len("thumbs down")
    assert places["isn"] == ["i", "s", "n"]
    assert places["'t"] == ["’", "t"]


@given(st.one_of(st.text(st.characters(exclude_categories=())), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_at_all_is_read_and_every_character_placed(text):
    for language in ("english", "chinese"):
        read = as_meant(text, language, RANKS.get)
        assert len(read.origin) == len(read.text)
        assert all(0 <= start < end <= len(text) for start, end in read.origin)
        assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(read.origin))
        assert all(change.typed != change.read for change in read.changes)


@given(st.text("aegosS'’“.,!?-— ", max_size=40))
def test_what_was_meant_is_meant_by_it(text):
    once = as_meant(text, "english", RANKS.get).text
    assert as_meant(once, "english", RANKS.get).text == once


@given(st.text("abcXYZ019 ,.;-好吃", max_size=60).filter(lambda text: "www." not in text))
def test_plain_text_stays_as_it_is(text):
    unrepeated = "".join(sign for place, sign in enumerate(text) if text[place - 1 : place] != sign)
    for language in ("english", "chinese"):
        read = as_meant(unrepeated, language)
        assert (read.text, read.changes) == (unrepeated, ())
        assert read.origin == tuple((place, place + 1) for place in range(len(unrepeated)))
