"""English patterns that training never sees: the same things said in other ways, so that the score on them is honest."""

# ruff: noqa: E501 - lists of words are easier to read, and to add to, in long lines

from training.sentiment.grammar.writer import Family

HELD_BACK_FAMILIES = {
    "words": Family(
        mirrored="""
            the word for {it} is {adj+}
            count on a {adj+} {part} and {adj+} {parts}
            {adj+} would be the word
        """,
    ),
    "negation": Family(
        mirrored="""
            nobody could call {it} {adj-}
            {s} was not the least bit {g-}
            there was not a single {adj-} moment with {it}
            {s} had not a trace of {merit-} to it
            i fail to see what is {adj-} about {it}
            never during those {n} days did i feel {feel-}
        """,
    ),
    "negation far": Family(
        mirrored="""
            to call {it}, {mid}, {adj-} would be wrong
            anyone who expects, {mid}, {a-} {noun} will not get one
        """,
    ),
    "double negation": Family(
        mirrored="""
            you would be hard pressed not to {base+} {it}
            i have yet to meet anyone who does not {base+} {it}
        """,
    ),
    "change": Family(
        mirrored="""
            i expected to {base-} {it} and i did not
            gone are the days when {it} was {adj-}: what we have today is {adj+}
            it was with time that i went from {basing-} {it} to {basing+} it
        """,
    ),
    "whose": Family(
        mirrored="""
            let {they} call it {adj-} all they want: for my taste {it} is {adj+}
            what {name} finds {adj-} about {it}, i find {adj+}
            contrary to what {name} wrote, {it} is {adj+}
        """,
    ),
    "questions": Family(
        mirrored="""
            was there anything {adj-} about {it}? not that i noticed
            so, was i {feel-} afterwards? the answer is no
            could anybody call {it} {adj+}? they could and they should
        """,
    ),
    "contrast": Family(
        mirrored="""
            for all its {adj-} {parts}, it remains {na+} {noun}
            leaving the {adj-} {part} out of it, what a {adj+} {noun}
        """,
    ),
    "comparison": Family(
        mirrored="""
            put it next to any other {noun} and this one looks {better+}
            if there is a {comp+} {noun} than this, i have yet to find it
        """,
    ),
    "events": Family(
        mirrored="""
            what happened? {event+}
            believe it or not: {event+}
            {name} can tell you the same: {event+}
        """,
    ),
    "people": Family(
        mirrored="""
            every {group} {worker} that i met there was {kind+}
            being a {group_noun}, i was {about+} {it}
        """,
    ),
    "facts": Family(
        share=6.0,
        neutral="""
            the address of {building} has {n} letters
            {some} {act} after {n} minutes
            somewhere in {place} there is a {described}
            which {item} is next to {building}?
            among the {items}, {n} are {object_state}
            nowhere in {place} is there a {described}
            it was {name} who {act}
            whether {building} is {building_state}, i do not know
            born in {place}, {name} became a {worker}
            being a {group_noun}, {name} lives in {place}
            not until {weekday} will {building} be open
        """,
    ),
}
