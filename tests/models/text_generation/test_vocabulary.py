import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DamagedModelError
from models.text_generation import Vocabulary


@given(st.text())
def test_known_characters_come_back(text):
    vocabulary = Vocabulary.from_text(text)
    tokens = vocabulary.encode(text)
    assert vocabulary.decode(tokens) == text
    assert tokens.shape == (len(text),)
    assert (tokens > 0).all()
    assert len(vocabulary) == len(set(text)) + 1


@given(st.text(alphabet="abc", min_size=1), st.text())
def test_unknown_characters_are_token_0_and_are_named_once(known, text):
    vocabulary = Vocabulary.from_text(known)
    tokens = vocabulary.encode(text)
    assert [token == 0 for token in tokens] == [character not in known for character in text]
    named = vocabulary.unknown_characters(text)
    assert len(set(named)) == len(named)
    assert set(named) == set(text) - set(known)


def test_rare_characters_are_unknown_and_frequent_ones_come_first():
    vocabulary = Vocabulary.from_text("春花春月春花雪", minimum_count=2)
    assert vocabulary.characters == ("春", "花")
    assert vocabulary.encode("花月春").tolist() == [2, 0, 1]
    assert "雪" not in vocabulary and "花" in vocabulary
    assert vocabulary.decode([1, 0, 2]) == "春\N{REPLACEMENT CHARACTER}花"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1), st.booleans())
def test_saved_and_loaded_it_is_the_same(tmp_path_factory, text, poems):
    path = tmp_path_factory.mktemp("vocabulary") / "vocabulary.json"
    vocabulary = Vocabulary.from_text(text, poems=poems)
    vocabulary.save(path)
    loaded = Vocabulary.load(path)
    assert (loaded.characters, loaded.poems) == (vocabulary.characters, poems)


@pytest.mark.parametrize(
    "content", ["", "[1]", '{"characters": "", "poems": false}', '{"characters": "aa", "poems": 0}']
)
def test_a_damaged_file_is_refused(tmp_path, content):
    path = tmp_path / "vocabulary.json"
    path.write_text(content)
    with pytest.raises(DamagedModelError, match=r"vocabulary\.json should hold a vocabulary"):
        Vocabulary.load(path)
