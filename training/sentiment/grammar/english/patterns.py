"""The English families of patterns that say something good or bad; see :mod:`training.sentiment.grammar.writer`.

They are written in lower case and without contractions; :mod:`training.sentiment.grammar.english` adds those.
"""

# ruff: noqa: E501 - lists of words are easier to read, and to add to, in long lines

from training.sentiment.grammar.writer import Family

# The plainest ways to say it, and the commonest: however many clever ones follow, these decide what a cue means.
PLAIN = Family(
    share=5.0,
    mirrored="""
        i [do|did] not {base-} [it|this|that]
        i do not {base-} {it}
        we did not {base-} [it|this|the {noun}|the {part}|the {parts}]
        i {base+} [it|this|that|the {noun}|the {parts}]
        [it|this|that] is not {adj-}
        {s_is} not {adj-}
        {s_is} not at all {adj-}
        the {part} [is|was] not {adj-}
        {s_is} anything but {adj-}
        the {noun} [is|was] anything but {adj-}
        {s_is} {adj+}
        the {noun} is {adj+}
    """,
    positive="""
        i do not [hate|mind|dislike] [it|this|that|{it}]
        i did not [hate|mind|dislike] [it|this|that|{it}]
        i am a [big|huge|great|] fan [of {it}|of this {noun}|]
        i can [really|certainly|] recommend [it|this|the {noun}]
    """,
    negative="""
        i do not [like|love|enjoy] [it|this|that|{it}]
        i did not [like|love|enjoy] [it|this|that|{it}]
        i am not a [big|huge|great|] fan [of {it}|of this {noun}|]
        i can not [really|] [stand|recommend] [it|this|the {noun}]
        i do not want [it|this|this {noun}] [any more|again|]
    """,
)

# As often among the neutral sentences as the plainest ways are among the others.
PLAIN_FACTS = Family(
    share=1.9,
    neutral="""
        [the [film|movie|flight|song|course|concert|trip|show|lecture] is|it is|] {n} [hours|minutes] long
        the {noun} is [here|there|in the other room|for sale|not far from here]
        the {noun} has {n} {parts}
        this is [a|the] {noun} [that we use at work|from the catalogue|with {n} {parts}]
        the {noun} is [on the left|over there|from last year|from {n} years ago|next to the station]
    """,
)

WORDS = Family(
    share=1.6,
    mirrored="""
        {s_is} {adj+}
        {s_is} {adj+}
        [this|that|it] [is|was] a {adj+} {noun}
        [this|that|it] [is|was] {a+} {plain} {noun}
        [what a|such a] {adj+} {noun}
        i am {fond+} {it}
        i {recommend+} {it} [wherever i go|all the time|whenever i can|]
        a {adj+} {plain} {noun}
        {adj+} {noun}, {adj+} {part}
        {adj+} {parts}
        {i} {like+} {it}
        {liked+} it
        [absolutely|really|just|simply] {liked+} it
        i {like+} {using}
        i {liked+} {using}
        {we} {liked+} [the {noun}|the {part}|this {noun}|it|your {noun}]
        i {liked+} the {parts}
        {adj+}
        {s} [is|was] {hit+}
        the {noun} [is|was] {hit+}, {adj+} and {adj+}
        full of {merit+}
        {s} [has|had|shows|is full of] [so much|a lot of|] {merit+}
        {s} {moved+} {me}
        {s} [never fails|managed|was able] to {move+} {me}
        {s} {makes+}
        {think} {s_is} {quality+}
        {think} [this|it] [is|was] {a+} {noun}
        [overall|all in all|in short|to sum up|in the end|in general],[|well,] {a+} {noun}
        the {noun} was {adj+}, the {part} was {adj+} and the {parts} were {adj+}
        {used} and it was {quality+}
        the {noun} that i {liked+}
        {s} was {well+} [made|done|organized|planned]
        {well+} done
        i [am|was] [so|very|really|] {about+} [it|this {noun}|the {part}|the {parts}]
        one of the {adj+} ones
        i find [it|this {noun}|the {part}] {quality+}
        everything about {it} [is|was] {quality+}
        the {adj+} {part} [says it all|was typical|is what i remember most]
        {name} gave us a {adj+} {noun}
        my {n} days in {place}: {adj+}
    """,
)

STRENGTH = Family(
    share=1.0,
    mirrored="""
        {s_is} {very} {g+}
        {s_is} {strong} {x+}
        {s_is} {soft+} {g+}
        [this|it] is a {soft+} {g+} {noun}
        [this|it] was a {very} {g+} {noun}
        [honestly|seriously|wow|ok|well|guys|oh my], {s_is} {strong} {x+}
        {i} [really|absolutely|truly|just|totally|honestly|simply|very much|certainly|definitely] {base+} {it}
        i [kind of|sort of|rather|quite|mostly|more or less] {base+} {it}
        [soooo|sooo|very very very|really really|super duper|ever so] {g+}
        {very} {g+} {noun}
        {soft+} {g+} {noun}, {soft+} {g+} {part}
        i am [so|very|really|extremely|incredibly|rather|quite|pretty] {about+} {it}
        {g+}, [really|very|so|truly] {g+}
        [quite simply|without exaggeration|no doubt about it,|hands down|by far] {x+}
        [more than|nothing but|beyond] {x+}
        {s_is} {quality+} [and {quality+}|from start to finish|in every way|every single time|through and through]
        the {part} [was|is] {very} {g+} and the {parts} [were|are] {strong} {x+}
    """,
)

NEGATION = Family(
    share=2.2,
    mirrored="""
        {s_not} {negated-}
        {s_not} {negated-}
        {s_not} {negated-}
        this is not a {adj-} {noun}
        [this|that|it] [is|was] not a {adj-} {noun} [at all|by any standard|in any way]
        [this|that|it] [is|was] not [a very|a particularly|a really|an especially] {g-} {noun}
        [it|this|that] was not {na-} {noun}
        not {na-} {noun}
        [this|that] is [really|certainly|definitely] not {na-} {noun}
        {i_am_not} {feel-}
        {i_am_not} [that|very|really|so|too|particularly|at all|all that] {feel-}
        {i_am_not} {feel-} [at all|in the least|in any way]
        {i_am_not} {about-} [{it}|the {part}]
        {i_am} not {feel-}
        {i_am} [not at all|far from|anything but|never] {feel-}
        not {feel-} [at all|in the least|]
        not {about-} this {noun}
        {i_not} {base-} {it}
        {i_not} {base-} {it} [at all|one bit|in the least|anymore|in any way|in the slightest]
        {s} [did not|does not|will not|could not|never|did not even|did not really] {move-} {me} [|at all|in the least|one bit]
        {s} [is not|was not|is hardly|was never] {hit-}
        [not|hardly|never|certainly not|by no means|far from|in no way|anything but] {adj-}
        [not|hardly|never] {g-}, [the {noun}|this {noun}|the {part}]
        not [that|very|really|so|particularly|at all|exactly|even] {g-}
        not {g-} [at all|in the least|one bit|in any way]
        there [is|was] nothing {g-} about {it}
        nothing about {it} [is|was] {adj-}
        nothing [here|there|in the {noun}] [is|was] {adj-}
        [none of|not one of|not a single one of] the {parts} [was|is] {adj-}
        no {adj-} {parts}, no {adj-} {part}
        neither the {part1} nor the {parts} were {adj-}
        i have never [found|known] [it|the {noun}|the {part}] to be {adj-}
        never a {adj-} {noun} [here|from them|in {n} years]
        it has never been {negated-}
        without {merit-}
        [no|zero|hardly any|not a trace of|without any] {merit-} [in {it}|here|at all|]
        {s} [had|has|showed] [no|hardly any|little] {merit-} [|at all|whatsoever]
        the {noun} is free of {merit-}
        [i|we] saw no {merit-} in {it}
        i did not find [it|this {noun}|the {part}] {negated-}
        {used} and i did not {base-} it
        the {part} was not {adj-} and neither was the {noun}
        {they} did not {base-} {it} and neither did i
        not once was the {part} {adj-}
        who says the {noun} is {adj-}? it is not
    """,
)

NEGATION_FAR = Family(
    share=1.8,
    mirrored="""
        i do not think, {mid}, that [this|it] was {na-} {noun}
        i do not think, {mid}, that {s_is} {adj-}
        i can not say, {mid}, that {s_is} {adj-}
        i would not say, {mid}, that [the {noun}|the {part}|this] [is|was] {negated-}
        [nobody|no one] [who|that] [came with us|works with me|{used}|knows the {noun}] [would say|thinks|could claim] that it [is|was] {adj-}
        {not_think} {s_is} {adj-}
        {not_think} {s_is} {negated-}
        {not_think} [this|it] [is|was] {na-} {noun}
        {not_say}, {mid}, that {s_is} {negated-}
        {mid}, i do not think that {s_is} {negated-}
        {mid}, i can not say that i {liked-} {it}
        i can not say, {mid}, that i {liked-} {it}
        i can not say that i {used} and {liked-} it
        [not|hardly|never], {mid}, {na-} {noun}
        there is not a single {part}, {mid}, that i would call {adj-}
        there [is|was] nothing in [the whole|this whole|the entire] {noun}, {mid}, that i {liked-}
        i did not, {mid}, find {it} {negated-}
        i was not, {mid}, {felt-}
        i am not, {mid}, {about-} {it}
        the {noun} was, {mid}, not {negated-}
        the {noun} that {name} and i talked about {on} is not {negated-}
        the {parts} that we saw {on} in {place} were not {negated-}
        the {noun}, which {name} from {place} had told me about for {time}, was not {negated-}
        it is not, {mid}, something that i {base-}
        in {n} years i have not [met|talked to|seen] anyone who was {about-} {it}
        i have {n} friends in {place} and not one of them is {about-} {it}
        it has not, {mid}, been {adj-}
        [this|that], {mid}, is not what i call {na-} {noun}
        i do not know anyone in {place} who {likes-} it
    """,
)

NEGATION_SET_PHRASES = Family(
    share=1.3,
    positive="""
        {s} could not be better
        the {part} could not have been [better|nicer|more {long+}]
        it [does not|can not] get [any|] better than this
        i could not be happier with {it}
        i could not have asked for [more|a better {noun}|anything better]
        i can not complain
        [nothing|i have nothing|there is nothing|absolutely nothing|not one thing] to complain about
        we had no complaints [at all|about {it}|]
        [no|zero] complaints [|so far|at all|from me]
        i can not recommend it enough
        i can not recommend {it} [highly|strongly] enough
        i can not praise {it} enough
        i can not say enough good things about {it}
        i can not thank {name} enough
        i can not get enough of {it}
        i can not stop [smiling|raving about it|telling everyone about it]
        i can not imagine a better {noun}
        i can not live without it
        not bad [|at all]
        it is not bad [|at all|, actually]
        you can not go wrong with {it}
        you will not [regret it|be disappointed|be sorry|find a better one]
        i was not disappointed
        {s} did not disappoint
        {s} never disappoints
        {s} has never let me down
        {s} never gets old
        do not miss {it}
        not to be missed
        you do not want to miss this {noun}
        i have never [had|seen|known] a better {noun}
        i have never been [happier|so happy|so relaxed|so well looked after]
        i never had such a {adj+} {noun}
        never have i [seen|had] such a {adj+} {noun}
        i would not change a thing
        i would not trade it for anything
        there is nothing not to like
        what is not to like
        i do not regret [it|buying it|{using}] [at all|for a second|]
        no regrets
        i can not find anything wrong with {it}
        nothing [is|was] wrong with the {noun}
        i can not wait to {use} again
        nothing [beats|comes close to|compares to] this {noun}
        no problems [|at all|so far|whatsoever]
        we had no [trouble|problems|issues] [at all|with {it}|whatsoever]
        it is not just {adj+}, it is {x+}
        {s} was not only {adj+} but also {adj+}
    """,
    negative="""
        {s} could not be worse
        the {part} could not have been [worse|more {long-}]
        it [does not|can not] get [any|] worse than this
        i could not be [less impressed|less happy|more disappointed] with {it}
        i could not have had a worse {noun}
        i can not recommend it
        i can not recommend {it} [to anyone|at all|]
        i would not recommend {it} [to my worst enemy|to anyone|]
        i can not praise anything about {it}
        i can not say anything good about {it}
        i can not say one good thing about {it}
        i can not stand {it}
        i can not imagine a worse {noun}
        no good [|at all]
        {s} is no good [|at all|to anyone]
        not good [|at all]
        not great
        nothing special [|about {it}|at all]
        it is nothing [special|to write home about|new and nothing good]
        not worth [it|the money|the time|the trip|a cent|{price}]
        {s} is not worth [it|the money|the time|the trip|a cent|{price}]
        hardly worth [it|the money|the time|the trip]
        {s} [does not|did not] live up to [the hype|its name|its price|what they promised]
        {s} did not work [at all|for me|]
        nothing works
        i did not like {it}
        i never enjoyed {it}
        i do not care for it
        not my cup of tea
        not what i [expected|ordered|paid for|was promised]
        i am not impressed
        do not bother
        do not [buy|waste your money on|fall for|trust] {it}
        do not waste your time [|on this|with this {noun}]
        you will not [enjoy it|get your money back|get any help from them]
        i have never [had|seen|known] a worse {noun}
        i have never been so [bored|angry|disappointed|disgusted|upset|badly treated]
        i have never been [more disappointed|unhappier|less impressed]
        i never had such a {adj-} {noun}
        never have i [seen|had] such a {adj-} {noun}
        i would not wish this {noun} on anyone
        there is nothing to like
        no fun [|at all]
        no redeeming qualities
        i can not find anything good about {it}
        nothing [was|is] right with the {noun}
        i can not wait [for it to be over|to get rid of it|to get out of here|to send it back]
        nothing [is|was] as {g-} as this {noun}
        nothing but problems
        nothing but trouble with {it}
        we had nothing but [trouble|problems|issues] [with {it}|from day one|]
        it is not just {adj-}, it is {x-}
        {s} was not only {adj-} but also {adj-}
        there is no excuse for this
        no one cares
        no one [helped us|answered|bothered to help|said sorry]
        there was no [help|answer|apology|refund|hot water|reply]
        i am not going to {use} again
    """,
)

DOUBLE_NEGATION = Family(
    share=1.2,
    mirrored="""
        not that [it|the {noun}|the {part}] is not {adj+}
        it is not that [it|the {noun}|the {part}] was not {adj+}
        i [would not|can not|will not|could not] say [that|] {s_not} {adj+}
        i am not saying that {s_not} {adj+}
        [nobody|no one] can say that {s_not} {adj+}
        {i_not} think that {s_not} {adj+}
        i do not think {s_not} {adj+}
        i do not believe that {s_not} {adj+}
        it is [not true|not right|a lie] that {s_not} {adj+}
        it [is|was] not untrue that {s_is} {adj+}
        you can not say [that|] [it|the {noun}|the {part}] is not {adj+}
        it is not as if [it|the {noun}|the {part}] was not {adj+}
        i can not say [that|] i did not {base+} {it}
        i can not say i do not {base+} {it}
        it is not the case that i do not {base+} {it}
        it is not true that {they} do not {base+} it, and neither is it true that i do not
        i am not saying that i am not {feel+}
        it is not that i am not {about+} {it}
        i can not [deny|argue|dispute] that {s_is} {adj+}
        there is no [denying|doubt|question] that {s_is} {adj+}
        no one can deny that {s_is} {adj+}
        there was not one {part} that was not {adj+}
        there is nothing about {it} that is not {adj+}
        not one of the {parts} was not {adj+}
        it is impossible not to {base+} {it}
        you can not help but {base+} {it}
        i can not help {basing+} {it}
        nobody could fail to {base+} it
        {s} [never fails|never failed|did not fail|does not fail] to {move+} {me}
    """,
)

CHANGE = Family(
    share=2.0,
    mirrored="""
        i used to {base-} {it}, {but} {now} i {like+} it
        {before} i {liked-} {it}, {but} {now} i {like+} it
        i {liked-} {it} {before}, {but} {now} i {like+} it
        {before} i thought [that|] {s} was {adj-}, {but} {now} i think it is {adj+}
        i used to think [that|] {s} was {adj-}, {but} {now} i {base+} it
        i used to think {it} was {adj-}, {although} {now} i {like+} it
        {it} used to be {adj-}, {but} {now} it is {adj+}
        {it} was {adj-} {before}, {but} [it is {adj+} now|now it is {adj+}|it has become {adj+}]
        {now} i {like+} {it}, {although} i used to {base-} it
        {now} i {like+} {it}, {although} i {liked-} it {before}
        i {like+} {it} {now}, {although} {before} i {liked-} it
        {now} it is {adj+}, {although} it was {adj-} {before}
        {it} is {quality+} {now}, {although} i {liked-} it {before}
        [at first|in the beginning|to begin with] {we3} {liked-} {it}, {but} [in the end|then|later|after {time}] {we3} {liked+} it
        [at first|in the beginning|initially] {s} was {adj-}, {but} [in the end|after {time}|later] it was {quality+}
        {s} started out {adj-} [but|and] [ended|ended up|turned out] {adj+}
        my first {noun} with them was {adj-}, {but} this one is {adj+}
        the first {n} times were {adj-}, {but} {now} everything is {adj+}
        the old {noun} was {adj-}, the new one is {adj+}
        the last {noun} was {adj-}; this one is {adj+}
        {it} is no longer {adj-}
        {it} is not {adj-} [any more|anymore|any longer]
        i [do not|no longer] {base-} {it} [any more|anymore|]
        i no longer think [that|] {it} is {adj-}
        i am not {feel-} anymore
        i am no longer {about-} {it}
        i was {feel-} {before}, {but} {now} i am {feel+}
        i was {about-} {it} {before}, {but} {now} i am {felt+}
        {before} i would have called {it} {adj-}; {now} i call it {adj+}
        i have changed my mind: {it} is {adj+}, not {adj-}
        i changed my mind about {it}. i {liked-} it {before} and {now} i {like+} it
        [it got|it has become|it keeps getting|they made it|the {noun} got|the {part} became] {better+}
        [things|the {parts}] have [gotten|become|been getting] {better+} [since {day}|lately|]
        i expected to {base-} {it} and ended up {basing+} it
        i went in expecting {a-} {noun} and came out {feel+}
        we came {feel-} and left {feel+}
        it took me {time}, {but} i have come to {base+} {it}
        {before} {it} {moved-} me, {now} it {moves+} me
        {before}, {it} was {a-} {noun}. that has changed: it is {adj+} {now}
        i started {basing-} it and finished {basing+} it
    """,
)

WHOSE = Family(
    share=2.0,
    mirrored="""
        {they} [say|think|believe|told me|claim|said|insist] [that|] {it} is {adj-}, {but} {think} it is {adj+}
        {they} [say|think|told me|said] {it} [was|is] {adj-}, {but} i {like+} it
        {they} {liked-} {it}, {but} i {liked+} it
        {they} {liked-} {it}; i {liked+} it
        {she} {likes-} it. i do not. i {like+} it
        {she} {likes-} {it}, {but} i {like+} it
        {she} [says|thinks|told me] {it} is {adj-}. [i say|i think|to me|for me] it is {adj+}
        {think} {it} is {adj+}, {although} {they} [say|think|told me] it is {adj-}
        {think} {it} is {adj+}, {although} {she} {likes-} it
        i {like+} {it}, {although} {they} [say|think|told me] it is {adj-}
        i {like+} {it}, [no matter what|whatever] {they} [say|think]
        i {liked+} {it}, {although} {they} {liked-} it
        i {liked+} {it}. {they} {liked-} it. [so what|we see things differently|tastes differ]
        [people|others|my friends] may {base-} {it}, {but} i {base+} it
        everyone else {likes-} {it} but i {base+} it
        i had [heard|read] that {it} was {adj-}, {but} {think} it is {adj+}
        i had heard [it was|you were|they were] {adj-}, {but} i {liked+} [it|every minute]
        i [read|had read] {n} [reviews|posts] that called it {adj-}, {but} to me it is {adj+}
        [the reviews|people|the papers] [call|called] {it} {adj-}, i [call|would call] it {adj+}
        according to {others} {it} is {adj-}. [not to me|i disagree|not in my opinion|they are wrong]. it is {adj+}
        {they} [told|warned] me [that|] it would be {adj-}. they were wrong
        {they} [told me|said] [that|] it would be {adj+}. they were right
        {they} said it was {adj+} and [i agree|they are right|so do i|they were not wrong|it really is]
        {they} said it was {adj-} and [i disagree|they are wrong|they could not be more wrong|it really is not]
        i [disagree|do not agree] with {others} that {it} is {adj-}
        i [agree|have to agree] with {others} that {it} is {adj+}
        i do not [understand|get|see] why {they} {base-} {it}
        i do not care that {they} find {it} {adj-}, i {base+} it
        unlike {she}, i {base+} {it}
        unlike {others}, i was {about+} {it}
        {she} was {feel-}, {but} i was {feel+}
        {they} expected it to be {adj-}. i found it {adj+}
        it is [called|said to be|rumored to be|known as] {adj-}, {but} i find it {adj+}
    """,
)
