"""What every upload goes through: its size, and its text in whatever encoding."""

import pytest

from models.errors import PlaygroundError
from pages.shared import uploads

TRADITIONAL = "房間很乾淨，服務非常好，下次還會再來，價錢也很實惠\n電視壞了，櫃檯的態度很差，我們等了兩個鐘頭\n" * 2


def test_text_from_older_computers():
    western = "I don’t like the café, it’s “awful”\nThe staff’s naïve\n" * 3
    assert uploads.decode("a.txt", western.encode("cp1252")) == (western, "Windows-1252", 0)
    assert uploads.decode("a.txt", TRADITIONAL.encode("gb18030"))[:2] == (TRADITIONAL, "GB18030")


def test_what_no_encoding_explains_is_one_sentence():
    with pytest.raises(PlaygroundError, match="GB18030 or Windows-1252, received noise"):
        uploads.decode("noise", b"\x81\x30\xff\x8d\xff" * 9)
    text, _encoding, _unreadable = uploads.decode("a.bin", b"ab\x00\x01" * 9)
    assert uploads.is_binary(text) and not uploads.is_binary("plain text\n")


def test_a_file_that_is_too_big_is_refused():
    uploads.check_size(bytes(2_000_000), 2)
    with pytest.raises(PlaygroundError, match="at most 2 MB, received one of 3 MB"):
        uploads.check_size(bytes(3_000_000), 2)
