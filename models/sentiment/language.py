"""Which of our two languages a text is in. Imports no Keras: the pages ask before a model is there."""

import re


def recognise(text: str) -> str:
    """The language of a text by its characters: ``zh`` where Chinese outweighs Latin words, else ``en``.

    A Chinese word has about two characters, so two of them weigh as much as one Latin word.
    """
    chinese_characters = len(re.findall(r"[\u3400-\u9fff\uf900-\ufaff]", text))
    latin_words = len(re.findall(r"[A-Za-z]+", text))
    return "zh" if chinese_characters and chinese_characters / 2 >= latin_words else "en"
