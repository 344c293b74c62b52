"""A visitor's file before anything is made of it: not too big, and its text in whatever encoding."""

import re

from models.errors import PlaygroundError


def check_size(data: bytes, most_megabytes: int) -> None:
    """Refuse an uploaded file that is too big.

    Raises:
        PlaygroundError: in one sentence.
    """
    if len(data) > most_megabytes * 1_000_000:
        raise PlaygroundError(
            "Expected a file of at most {limit} MB, received one of {received} MB.",
            limit=most_megabytes,
            received=round(len(data) / 1e6),
        )


def decode(name: str, data: bytes) -> tuple[str, str, int]:
    """The text of a file in UTF-8, UTF-16, GB18030 or Windows-1252, the encodings that spreadsheets save in.

    Returns:
        The text, the encoding's name, and how many characters were broken: a file in which most of the UTF-8 is whole
        is UTF-8 with some of it lost.

    Raises:
        PlaygroundError: it is no text in any of them.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, encoding = data.decode("utf-16", "replace"), "UTF-16"
    elif len(data) % 2 == 0 and (guess := _utf16_without_mark(data)):
        text, encoding = data.decode(guess, "replace"), "UTF-16"
    else:
        text, encoding = _eight_bits(name, data)
    text = text.removeprefix("\ufeff")
    return text, encoding, text.count("\ufffd")


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 shows by its zeros: every other byte of what is written in Latin letters, line ends included."""
    head = data[:4000]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[first::2].count(0) > len(head) / 8 and head[1 - first :: 2].count(0) == 0:
            return encoding
    return None


def _eight_bits(name: str, data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    whole = sum(character > "\x7f" for character in text) - text.count("\ufffd")
    if whole > 4 * text.count("\ufffd"):
        return text, "UTF-8"
    chinese = data.decode("gb18030", "replace")
    foreign = [character for character in chinese if character > "\x7f"]
    # GB18030 explains nearly any bytes, with characters that nobody writes; real Chinese is in the old GB 2312.
    usual = sum(_is_in_gb2312(character) for character in foreign)
    if usual >= 0.4 * len(foreign) and chinese.count("\ufffd") <= len(foreign) / 20:
        return chinese, "GB18030"
    # Western letters and quotation marks stand alone between plain ones.
    if len(re.findall(rb"[\x80-\xff]", data)) <= 0.2 * len(data):
        try:
            return data.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            pass
    raise no_text(name)


def _is_in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def is_binary(text: str) -> bool:
    """Whether what was decoded is no text: more than one in a thousand of its characters are control characters."""
    return len(re.findall(r"[\x00-\x08\x0e-\x1f]", text)) > len(text) / 1000


def no_text(name: str) -> PlaygroundError:
    """The refusal of a file that no encoding explains."""
    return PlaygroundError(
        "Expected text in UTF-8, UTF-16, GB18030 or Windows-1252, received {name}, which is in none of them.", name=name
    )
