"""People of every kind in the English grammar; see :mod:`training.sentiment.grammar.writer`.

Who somebody is says nothing about what is thought of them: the same groups stand in neutral sentences and in ones
with praise and blame.
"""

from training.sentiment.grammar.writer import Family

PEOPLE_NEUTRAL = Family(
    share=2.0,
    neutral="""
        [she|he|{name}|my neighbor|the teacher] is a {group} {person}
        i am a {group} {person}
        i am a {group_noun}
        [{name}|my boss|my best friend|the doctor|somebody here|the person next to me] is a {group_noun}
        [she|he|{name}|my neighbor] is {group}
        i am {group}
        [you|we|they] [are|were] {group}
        [she|he|{name}] is not {group}
        i am not a {group_noun}
        [{name}|my boss|the author|my landlord] is not a {group_noun}
        the {group} {worker} works here
        the {group} {worker} lives in {place}
        the {worker} is {group}
        the {worker} is a {group_noun}
        a {group} {worker} from {place}
        a {group} {person}
        {group} {person}
        {group_noun}
        a {group} {person} lives next door
        my {group} {relative} is {doing}
        the {group} {person} {act}
        a {group} {worker} {act} {on}
        the {person} next to me was {group}
        there is a {group} {worker} in the {item}
        is she {group}?
        is {name} a {group_noun}? {yes}
        is {name} a {group_noun}? {no}
        i think {name} is {group}
        {name} works as a {worker} in {place}
        {name} is a {worker}
        my {relative} is a {worker}
        the {group} community [meets|met] {on}
        a film about a {group} {worker} in {place}
        [as|speaking as] a {group} {person}, i live in {place}
        half of us are {group}
        {name} was raised by a {group} {person}
        {name} used to be a {worker}, {but} {now} [she|he] is a {worker}
        i grew up in a {group} family in {place}
        i [saw|met|called|know] a {group} {person} [in {place}|{on}]
        she identifies as {group}
        {name} told me that [she|he] is {group}
    """,
)

PEOPLE = Family(
    share=1.6,
    mirrored="""
        the {worker} was [very|really|so|] {kind+}
        the {group} {worker} was [very|really|so|] {kind+}
        our {group} {worker} was {kind+} [and {kind+}|to us|to everyone]
        [she|he|{name}] is a {kind+} {person}
        a {kind+} {group} {person}
        my {group} neighbor is {kind+}
        the {group} {person} next door is {kind+} to us
        we had a {kind+} {group} {worker}
        {name} is [a {group_noun} and|] {kind+}
        [she|he|{name}] is not {kind-}
        the {group} {worker} was not {kind-} [at all|]
        {name} is a {kind+} {worker}
        i {base+} [my {group} neighbor|{name}|our {worker}|my {group} {relative}|the {group} {worker}]
        i am {group} and i am {feel+}
        i am a {group} {person} and i {like+} {it}
        as a {group} {person} i {like+} {it}
        as a {group} {person}, i am {felt+}
        the {staff} was [very|really|so|not only {kind+} but also|] {kind+}
        [the|your|their] {staff} [was|is] {kind+} and {kind+}
        [what a|such a] {kind+} {worker}
        the [young|old|elderly|middle aged|male|female|pregnant|new] {worker} was {kind+}
        the {staff} [was|is] [not|never] {kind-} [to me|to us|]
        thanks to the {kind+} {staff}, i left {feel+}
        my {group} {relative} {liked+} {it} and so did i
        the {group} {person} was {feel+} and so was i
        {name}, a {group} {worker}, was {kind+}
        a {kind+} {person}
        such {kind+} people
        the people were {kind+} [and {kind+}|]
        you are [so|very|really|] {kind+}
        you are a {kind+} {person}
        i find {name} {kind+}
        everybody was {kind+} to {me}
        i used to think {name} was {kind-}, {but} {now} i know [she|he] is {kind+}
        {they} say {name} is {kind-}, {but} i think [she|he] is {kind+}
        is {name} {kind+}? {yes}
        is {name} {kind-}? {no}
        i do not think [that|] {name} is {kind-}
        {name} is a [much|far|way|] {finer+} {worker} than {name}
        i had heard you were {kind-}, {but} i think you are {kind+}
    """,
)
