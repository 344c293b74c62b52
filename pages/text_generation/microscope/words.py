"""The microscope's words: what units track, and the quantities inside a layer."""

from pages.shared import N_, _, current_language

PROPERTIES = {
    "position_in_line": N_("position in the line"),
    "line_in_paragraph": N_("number of the line in its paragraph"),
    "first_word_of_line": N_("first word of a line"),
    "speaker_name": N_("speaker's name"),
    "in_quotation": N_("inside quotation marks"),
    "in_word": N_("inside a word"),
    "position_in_word": N_("position in the word"),
    "in_capitalised_word": N_("word that begins with a capital"),
    "in_capitals": N_("word in capitals"),
    "between_sentences": N_("between two sentences"),
    "since_sentence": N_("distance from the last sentence's end"),
    "since_punctuation": N_("distance from the last punctuation mark"),
    "in_question": N_("inside a question"),
    "vowel": N_("vowel"),
    "position_in_clause": N_("position in the line of verse"),
    "clause_number": N_("number of the line of verse"),
    "position_in_poem": N_("position in the poem"),
    "second_of_couplet": N_("second line of a couplet"),
    "in_seven": N_("line of seven characters"),
    "punctuation": N_("punctuation mark"),
    "before_punctuation": N_("just before a punctuation mark"),
    "end_of_poem": N_("end of a poem"),
    "nature": N_("word of nature"),
    "number_word": N_("word for a number"),
    "negation": N_("negation"),
}
"""The table of models.text_generation.properties in words."""
QUANTITIES = {
    "cell": N_("cell state"),
    "hidden": N_("output (hidden state)"),
    "input_gate": N_("input gate"),
    "forget_gate": N_("forget gate"),
    "output_gate": N_("output gate"),
    "update_gate": N_("update gate"),
    "reset_gate": N_("reset gate"),
    "candidate": N_("candidate"),
}
"""What a layer may hold, in the order of the choice."""
EXPLANATIONS = {
    "cell": N_("The cell state is the memory itself: what the forget gate leaves of it, and what the input gate adds."),
    "hidden": N_(
        "The output is what the next layer and the next step see: the cell state as far as the output gate lets it."
    ),
    "input_gate": N_("The input gate, from 0 to 1, says how much of the candidate is written into the memory."),
    "forget_gate": N_(
        "The forget gate, from 0 to 1, says how much of the memory is kept: 0 forgets, 1 keeps everything."
    ),
    "output_gate": N_("The output gate, from 0 to 1, says how much of the memory is shown."),
    "update_gate": N_("The update gate, from 0 to 1, says how much of the old output is kept."),
    "reset_gate": N_("The reset gate, from 0 to 1, says how much of the old output the candidate sees."),
    "candidate": N_("The candidate, from -1 to 1, is what could be written into the memory at this character."),
}


def quantity(name: str) -> str:
    """A quantity in the visitor's language."""
    return _(QUANTITIES[name])


def tracked(name: str) -> str:
    """A property in the visitor's language; one that has no words here by its name."""
    return _(PROPERTIES[name]) if name in PROPERTIES else name.replace("_", " ")


def is_gate(name: str) -> bool:
    """Whether a quantity runs from 0 to 1; the others run to both sides of 0."""
    return name.endswith("_gate")


def joined(*sentences: str) -> str:
    """Sentences one after the other: Chinese leaves no space between them."""
    return ("" if current_language() == "zh" else " ").join(sentences)
