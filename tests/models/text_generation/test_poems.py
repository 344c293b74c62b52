"""Poems that keep their form: what the form allows, and a check that finds what is wrong."""

import itertools

import pytest

from models.errors import PlaygroundError
from models.text_generation import TextGenerator, Vocabulary
from models.text_generation.poems import PoemForm, acrostic_characters, check_form
from models.text_generation.steps import StepNetwork
from training.text_generation.poem_form import share_of, write_poems

KNOWN = "\n，。？！春夏秋冬山水风月花鸟人心天地日夜来去"
FIVE = "春山春水月，花鸟花人心。天地天日夜，风来风去人。"
SEVEN = "春山春水月来去，花鸟花人心天地。天地天日夜风花，风来风去人春夏。"


@pytest.fixture(scope="module")
def poet(make_small) -> TextGenerator:
    """An untrained network that knows the characters of verse."""
    from models.text_generation.architectures import Architecture, build_network

    vocabulary = Vocabulary(KNOWN, poems=True)
    return TextGenerator(StepNetwork(build_network(len(vocabulary), Architecture(6, 12, 1, 0.0, 0.0))), vocabulary)


@pytest.mark.parametrize(("length", "lines"), itertools.product((5, 7), (4, 8)))
def test_whatever_a_network_would_write_it_keeps_the_form(poet, length, lines):
    form = PoemForm(length, lines, "春夏秋冬", prompt="春山")
    size = lines * (length + 1) + 1
    text = "春山" + "".join(poet.stream("春山", 3 * size - 2, temperature=2.0, seed=3, form=form))
    poems = text.split("\n")
    assert len(poems) == 4 and poems.pop() == ""
    for poem in poems:
        assert form.check(poem).obeys
        assert check_form(poem, length, lines, "春夏秋冬").obeys
        # Not by the check's own rules alone:
        written = poem.replace("，", "").replace("。", "")
        assert len(written) == length * lines and written[::length][:4] == "春夏秋冬"
        assert poem[length :: length + 1] == "，。" * (lines // 2)
    # The same network, free, does not: the form did it.
    free = "".join(poet.stream("春山", 3 * size, temperature=2.0, seed=3)).split("\n")
    assert not any(form.check(poem).obeys for poem in free)


@pytest.mark.parametrize(
    ("poem", "options", "lengths", "problem"),
    [
        (FIVE, {}, (5, 5, 5, 5), None),
        (FIVE + "\n", {"line_length": 5, "num_lines": 4, "acrostic": "春花天風"}, (5, 5, 5, 5), None),
        (SEVEN + SEVEN, {"num_lines": 8}, (7,) * 8, None),
        (FIVE.replace("心。", "心？"), {}, (5, 5, 5, 5), None),
        (FIVE, {"line_length": 7}, (5, 5, 5, 5), "Line 1 has 5 characters instead of 7: 春山春水月"),
        (FIVE, {"num_lines": 8}, (5, 5, 5, 5), "The poem has 4 lines instead of 8."),
        (FIVE, {"acrostic": "春夏"}, (5, 5, 5, 5), "Line 2 should begin with 夏 and begins with 花."),
        (FIVE, {"acrostic": "春花天风人"}, (5, 5, 5, 5), "The acrostic has 5 characters, the poem only 4 lines."),
        (FIVE[:-1], {}, (5, 5, 5, 5), "Line 4 should end with 。 and ends with 人."),
        (FIVE.replace("月，", "月。"), {}, (5, 5, 5, 5), "Line 1 should end with ， and ends with 。."),
        (FIVE.replace("心。", "心，"), {}, (5, 5, 5, 5), "Line 2 should end with 。 and ends with ，."),
        (FIVE.replace("花鸟", "花，鸟"), {}, (5, 1, 4, 5, 5), "Line 2 has 1 characters instead of 5: 花"),
        (FIVE.replace("心。", "心。\n"), {}, (5, 5, 0, 5, 5), "Line 3 has 0 characters instead of 5: "),
        (FIVE[:12], {}, (5, 5), "The poem has 2 lines; a regular one has four or more, and an even number."),
        (FIVE + FIVE[:6], {}, (5,) * 5, "The poem has 5 lines; a regular one has four or more, and an even number."),
        ("", {}, (), "The poem has 0 lines; a regular one has four or more, and an even number."),
    ],
)
def test_the_check_names_what_is_wrong(poem, options, lengths, problem):
    report = check_form(poem, **options)
    assert report.line_lengths == lengths
    assert (None if report.problem is None else str(report.problem)) == problem
    assert report.obeys == (problem is None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"line_length": 6}, "Expected lines of 5 or 7 characters, received 6."),
        ({"num_lines": 5}, "Expected a poem of 4 or 8 lines, received 5."),
        ({"acrostic": "春夏秋冬山"}, "An acrostic has a character for each line: expected at most 4, received 5."),
        ({"prompt": "春山春水月来"}, "Line 1 has 6 characters instead of 5: 春山春水月来"),
        ({"prompt": "春山春水月。"}, "Line 1 should end with ， and ends with 。."),
        ({"prompt": "春山", "acrostic": "夏"}, "Line 1 should begin with 夏 and begins with 春."),
        ({"prompt": FIVE + "春"}, "The poem has 5 lines instead of 4."),
    ],
)
def test_what_does_not_fit_is_refused_at_once(arguments, sentence):
    with pytest.raises(PlaygroundError) as raised:
        PoemForm(**arguments)
    assert str(raised.value) == sentence


def test_an_acrostic_is_simplified_and_its_unknown_characters_are_named(poet):
    assert acrostic_characters(" 風、花　雪 月。") == "风花雪月"
    form = PoemForm(5, 4, "風花雪A")
    sentence = "The network has never learnt 雪 A: choose other characters for the acrostic."
    with pytest.raises(PlaygroundError) as raised:
        next(poet.stream("", 10, form=form))
    assert str(raised.value) == sentence


def test_a_poem_may_go_on_from_any_place_in_it(poet):
    for place in range(len(FIVE) + 1):
        form = PoemForm(5, 4, "春花天风", prompt="前一首。\n" + FIVE[:place])
        assert form.allowed(poet.vocabulary, "")[poet.vocabulary.encode((FIVE + "\n")[place])].all()
    within = PoemForm().allowed(poet.vocabulary, "春")
    assert not within[0] and within.sum() == len(KNOWN) - 5


def test_free_poems_are_counted(poet):
    share = share_of([FIVE, SEVEN, FIVE + FIVE[:6]])
    assert (share.regular, share.count, dict(share.forms)) == (2, 3, {(4, 5): 1, (4, 7): 1})
    poems = write_poems(poet, 5, seed=2)
    assert len(poems) == 5 and share_of(poems).count == 5
