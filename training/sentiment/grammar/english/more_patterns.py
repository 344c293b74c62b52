"""The rest of the English families that say something good or bad; see :mod:`training.sentiment.grammar.writer`."""

# ruff: noqa: E501 - lists of words are easier to read, and to add to, in long lines

from training.sentiment.grammar.writer import Family

QUESTIONS = Family(
    share=1.6,
    mirrored="""
        do i think {it} [is|was] {adj+}? {yes}
        do i think {it} [is|was] {adj-}? {no}
        do i think that {it} is {negated+}? {yes}
        do i {base+} {it}? {yes}
        do i {base-} {it}? {no}
        did i {base+} {it}? {yes}
        did i {base-} {it}? {no}
        did we {base-} {it}? {no}
        did {it} {move+} {me}? {yes}
        did {it} {move-} {me}? {no}
        [was|is] {it} {adj+}? {yes}
        [was|is] {it} {adj-}? {no}
        [was|is] {it} {quality+}? {yes}
        [was|is] {it} {quality-}? {no}
        were the {parts} {adj+}? {yes}
        were the {parts} {adj-}? {no}
        is this a {adj+} {noun}? {yes}
        is this a {adj-} {noun}? {no}
        was it {a-} {noun}? {no}
        am i {feel+}? {yes}
        am i {about-} [it|the {noun}]? {no}
        [you ask|people ask me|they ask me|{name} asked me] [if|whether] {it} [is|was] {adj+}: {yes}
        [you ask|people ask me|they ask me|{name} asked me] [if|whether] {it} [is|was] {adj-}: {no}
        {she} asked me if i {liked+} it and i said yes
        {she} asked me if i {liked-} it and i said no
        [how|so how] was {it}? {quality+}
        [how|so how] did i find {it}? {quality+}
        what do i think of {it}? {quality+}
        what did i think of {it}? i {liked+} it
        [my opinion|my verdict|in one word|the result|conclusion|rating|in short]? {quality+}
        {adj-}? {no}. {adj+}? {yes}
        {adj-}? [not this {noun}|not at all|no way|not the {part}]
        {adj+}? [yes|absolutely|very much so|of course]
        is {it} {adj-}? {no}, it is {adj+}
        do i find {it} {adj-}, as {others} [say|do]? {no}
        do i agree with {others} that {it} is {adj-}? {no}
        do i agree with {others} that {it} is {adj+}? {yes}
        are there any {merit-}? [none|no|not one]
    """,
    positive="""
        would i [recommend it|{use} again|buy it again|go back]? {yes}
        do i regret [it|{using}]? {no}
        any [complaints|problems|issues|regrets]? [none|no|not one|none at all]
        was it worth [it|the money|the wait|{price}]? {yes}
        can it get any better? no
        was it a waste of [time|money]? {no}
        would i change anything? {no}
        do i want my money back? {no}
    """,
    negative="""
        would i [recommend it|{use} again|buy it again|go back]? {no}
        do i regret [it|{using}]? {yes}
        any [complaints|problems|issues|regrets]? [plenty|yes|yes, many|yes, a long list]
        was it worth [it|the money|the wait|{price}]? {no}
        can it get any worse? no
        was it a waste of [time|money]? {yes}
        do i want my money back? {yes}
        why did i [buy this|come here|pay for this|waste my money on {it}]?
        who [wants|needs|would pay for] such a {adj-} {noun}?
        how can a {noun} be so {g-}?
        what were they thinking?
        is this supposed to be {adj+}?
        is this [a joke|some kind of joke|your idea of service]?
        how hard can it be to [answer an email|make a decent {noun}|be polite]?
        when will you [fix this|refund me|finally answer]?
    """,
)

CONTRAST = Family(
    share=1.6,
    mirrored="""
        the {part} was {adj-}, {but} overall [it was|i found it] {a+} {noun}
        the {part} was {soft-} {g-}, {but} i {liked+} the {noun}
        the {part} is {soft-} {g-}, {but} the {noun} is {strong} {x+}
        the {parts} were {soft-} {g-}, {but} [all in all|on the whole] i am {felt+}
        {although} the {part} was {adj-}, {we3} {liked+} the {noun}
        {although} the {part} was {soft-} {g-}, it was {a+} {noun}
        {although} {name} picked a {adj-} {part}, the {noun} was {quality+}
        despite the {adj-} {part}, it was {a+} {noun}
        despite [a|one] {adj-} {part} and some {adj-} {parts}, i {liked+} the {noun}
        in spite of the {adj-} {part}, i {liked+} {it}
        i {liked+} the {noun} despite the {adj-} {part}
        i {liked+} the {noun}, {although} the {part} was {soft-} {g-}
        it was {a+} {noun}, {although} the {part} was {soft-} {g-}
        it may look {adj-}, {but} it is {quality+}
        [it|this] may not be a {plain} {noun}, {but} it is {adj+}
        it sounds {adj-}, {but} it is {quality+}
        not {adj-}, {but} {adj+}
        {it} [is|was] not {adj-} but {adj+}
        {it} [is|was] not {adj-}, it [is|was] {adj+}
        {it} is anything but {adj-}: it is {adj+}
        far from being {adj-}, {it} [is|was] {adj+}
        instead of a {adj-} {noun} we got {a+} one
        i was {feel-} about the {part}, {but} the rest made me {feel+}
        [yes|sure|true|granted|i admit], the {part} is {soft-} {g-}, {but} i {base+} the {noun}
        [i was afraid|i thought|we thought|i expected] it would be {adj-}, {but} it was {adj+}
        i thought it would be {adj-}. it was not. it was {adj+}
        everyone expected a {adj-} {noun}, {but} [it was {adj+}|it turned out {adj+}]
        {it} looked {adj-} in the pictures, {but} it is {adj+}
        the {part} aside, {it} is {quality+}
        one {adj-} {part} can not change my mind: this is {a+} {noun}
    """,
)

COMPARISON = Family(
    share=1.5,
    mirrored="""
        {it} [is|was] {better+} than [i expected|i thought|expected|the last one|the old one|most|all the others|what {name} has|ever|i remember]
        {it} [is|was] {better+} than any {noun} [in {place}|i know|i have {had}|before it]
        [much|so much|a lot|way|even|far] {comp+} than [expected|the last one|the first one|the others|last time]
        i have never [had|seen] a {comp+} {noun}
        [the|this is the|it is the|simply the|one of the] {best+} {noun} [i have ever {had}|ever|in {place}|of the year|of them all|so far]
        [the|this is the|it is the|simply the] {best+} {noun} [i know|in {n} years|in a long time|money can buy]
        {name} has [the|by far the] {best+} {noun} [in town|of all]
        [the|by far the] {best+} {part} [ever|in {place}|i have ever {had}]
        the {best+} {n} [hours|days|weeks] of my life
        as {g+} as it gets
        it is as {g+} as {others} said
        it is every bit as {g+} as the [first|last|old] one
        {it} is more {long+} than [i expected|the last one|the others|i hoped]
        {it} is [much|far|even|so much] more {long+} than the [old|first|other] {noun}
        [the|this is the] most {long+} {noun} [ever|i have ever {had}|i know]
        [nothing|no other {noun}] is {comp+} than this
        there is no {comp+} {noun} [than this one|in {place}|out there]
        you will not find a {comp+} {noun} [in {place}|anywhere|for {price}]
        compared [with|to] [the others|last year|the old one], {it} is {quality+}
        of all that i have {had}, this is the {best+}
        [mine|this one|ours] is {adj+}, [theirs|the other one|the one before] was {adj-}
        i expected a {adj-} {noun} and got a {adj+} one
        {it} is [a hundred times|ten times|a bit] {comp+} than the one {on}
        their {noun} is {adj-}; this one is {better+}
        compared with the {adj-} {noun} that we had {on}, this is {adj+}
    """,
    positive="""
        {it} [beats|outdoes|puts to shame] [all the others|every other {noun}|anything else i know]
        no other {noun} comes close
        {it} exceeded [all|my] expectations
        more than i could have hoped for
        [everything|all] i could wish for and more
        a cut above [the rest|the others]
        worth every [penny|cent|minute|second of it]
        {it} is worth [the money|the wait|the trip|a visit|every cent|{price}]
        [great|good|best|excellent] value for [money|{price}]
        {n} times better than the rest
        it is hard to beat
        i would choose it over [all others|any other {noun}]
        {it} sets the standard for the rest
    """,
    negative="""
        {it} could have been [better|much better|so much better|more {g+}]
        i have had [better|much better|far better]
        i have [seen|known] [better|far better] ones
        [any|every] other {noun} is better
        {it} does not compare [to|with] the [old|other|first] one
        {it} fell [short of|far below] [my|all] expectations
        not as {g+} as [i hoped|i expected|they said|the last one|it used to be|people say]
        {it} is not as {g+} as [i hoped|i expected|they said|the last one|it used to be|people say]
        {it} is nowhere near as {g+} as the [old|first|other] one
        less {long+} than [i hoped|expected|the last one]
        {it} is less {long+} than [i hoped|expected|the last one]
        i expected [more|better|so much more] [from {name}|from this {noun}|for {price}|]
        for {price} i [expect|expected|want] [more|better]
        you can get [better|a better {noun}] [anywhere|for half the price|for less]
        [way|far|much] too expensive for [what you get|such a {noun}|this]
        not worth half of {price}
        a cheap copy of the old one
        my {n} year old [could do|does] better
        even {name} could have done [better|it better]
        there are better ways to spend {price}
        i would rather [stay home|watch paint dry|go hungry|walk|have nothing] than {use} again
    """,
)

WISHES = Family(
    share=1.1,
    positive="""
        i wish i had [found it sooner|known this {noun} sooner|come here years ago|bought two]
        i wish [every|each] {noun} was [this|as] {g+}
        i wish all {parts} were like these, so {adj+}
        i wish it would never end
        i wish i could [give it more than five stars|stay forever|{use} every day|take it home]
        if only every {noun} was like this one
        if you like {adj+} {parts}, [you will love it|this one is for you|go for it]
        if i could, i would [give six stars|{use} again tomorrow|stay for a year|give seven stars]
        if i had to pick one {noun}, it would be this one
        if you have not {tried}, [you are missing out|do it now|you should]
        [even if|although] it cost twice as much, i would {use} again
        i was afraid it would be {adj-}, and it was not [at all|]
        i had hoped for a {adj+} {noun} and [got one|that is what i got|i was not disappointed]
        {it} is all i [hoped|wished|asked] for
        it was {adj+}, as i had hoped
        i would {use} again [any time|in a heartbeat|without thinking twice|tomorrow if i could]
    """,
    negative="""
        i wish {it} [were|was] [better|{adj+}|less {g-}|not so {g-}|more {long+}]
        i wish the {parts} were [better|{adj+}|less {g-}|not so {g-}|more {long+}]
        i wish i had [never {tried}|read the reviews first|stayed at home|not listened to {name}|kept my money|my money back]
        i wish i could [get my money back|give zero stars|unsee it|forget {it}]
        if only {it} [were|was] [{adj+}|better|not so {g-}]
        it would have been {adj+} if [it had worked|they had tried|they had listened|the {part} had not been so {g-}]
        it would be {adj+} if it [were not so {g-}|worked|was not broken|did what it should]
        {it} [should|could|might] have been {adj+}
        {it} should have been {adj+}, [but it was not|and was not]
        {it} was supposed to be {adj+}
        it could have been {adj+} with a [better|less {g-}] {part}
        with a [better|less {g-}] {part} it might have been {adj+}
        i [was hoping|hoped|had hoped] for {a+} {noun}
        i [was hoping|hoped|had hoped] {it} would be {adj+}
        i [wanted|really wanted|tried hard] to {base+} {it}, but [i could not|no|it is too {g-}]
        they [promised|said|advertised] a {adj+} {noun} and [lied|it was not|we got a {adj-} one]
        so much for [a|the] {adj+} {noun} [they promised|that was promised|]
        if you like {adj-} {parts}, this one is for you
        if i could give [zero|no|minus ten] stars i would
        if this is {adj+}, then i do not know what {adj-} is
        if you want to [be {feel-}|waste your money|lose {price}], {use}
        you would think that for {price} the {part} would be {adj+}
        please [fix this|fix the {part}|do something about the {part}|bring back the old {noun}], it is {adj-}
        why is it not possible to get a {adj+} {noun} here
    """,
)

EVENTS = Family(
    share=2.4,
    mirrored="""
        {event+}
        {event+}
        {event+}
        {event+} and {event+}
        {event+}. {event+}
        {event+}, [just|simply|so] {adj+}
        {event+}. [what a|such a] {adj+} {noun}
        {event+}. {s_is} {quality+}
        {event+}. i am {felt+}
        {used} and {event+}
        [in {place}|believe me|as always|no joke], {event+}
        [well|ok|so|listen|as i said]: {event+}
        i {used1} {on} and {event+}
        i {like+} {it}: {event+}
        [just|all i will say is that|let me tell you:|fun fact:|guess what,|the short version:|ok so] {event+}
        {adj+} {noun}: {event+}
        {fact}. {event+}
        {event+}. {fact}
        we went there with {name}, and {event+}
        {think} it is {adj+} because {event+}
        so {feel+}! {event+}
    """,
)

INTENTIONS = Family(
    share=1.2,
    positive="""
        [i will|we will|i would|i would definitely|definitely will|will] {use} again
        [i will|we will] be back [|soon|next year|for sure|with {name}]
        [i would|i|we|i can|i will always] [highly|gladly|fully|happily|strongly|warmly|] recommend {it} [|to everyone|to anyone|to all my friends]
        [highly|strongly|warmly] recommended
        recommended [to everyone|without hesitation|by my whole family]
        [a must|must see|must have|must try|a must for everyone]
        go [for it|and {use}|get it], [it is|it was] {quality+}
        [do yourself a favor|treat yourself] and {use}
        you [have to|must|should really|need to] {use}, [it is|really] {adj+}
        buy it [before it sells out|, you will not regret it|now, it is {adj+}]
        [five|5|ten out of ten|10/10|5 out of 5|four and a half] stars
        [10/10|9/10|a+|100%|two thumbs up|thumbs up|full marks]
        i give it [ten out of ten|five stars|an a plus] just because i can not give more
        [my favorite|our favorite|my absolute favorite|my new favorite] {noun}
        [thanks|thank you|many thanks|a big thank you|thank you so much] [for the {adj+} {noun}|to {name} and the team|for your help|for everything|for making my day]
        [kudos|hats off|bravo|congratulations|well done|props] to [{name}|the team|whoever made it]
        keep up the {adj+} work
        keep it up, {name}, i {base+} it
        save your money for this {noun}, it is {quality+}
        take your time and {use}, it is {adj+}
        [i am|we are] [already|so much] looking forward to the next {noun}
        [count me in|sign me up|i am hooked|i am sold|i am in love|i want more|more please|can not wait]
        i {base+} this {noun} so much that i bought one for {name}
        everyone should {use} [at least once|]
        it deserves [more stars|six stars|more fans|all the praise|all the awards]
        stop looking, this is the {noun} that you want
        best {price} i ever spent
    """,
    negative="""
        [i will|we will|i would] never {use} again
        [never again|not again|not ever again|no more|that was the last time|once and never again]
        [i will|we will] not be back [|soon|next year|for sure|with {name}]
        [i would|i|we|i can] not recommend {it} [|to everyone|to anyone|to my friends]
        not recommended [|at all]
        [avoid|avoid it|avoid this {noun}|avoid at all cost|stay away|stay away from it|steer clear|run away|skip it|keep away from {it}]
        save your [money|time|breath] [|and stay home|and go somewhere else|, {use} somewhere else]
        do not waste your [time|money] [|on {it}|here|with them]
        [what a|such a|a total|a complete|a] waste of [time|money|{price}|my time and money|space|talented people]
        i want [my money|my time|my {price}] back
        [one star|1 star|zero stars|0 stars|minus five stars]
        [0/10|1/10|2/10|f minus|thumbs down|two thumbs down|1 out of 5|zero out of ten]
        i give it one star [just|only] because i can not give [zero|less]
        [think twice|think again] before you {use}
        you [should not|must not|do not want to] {use}, it is {adj-}
        look elsewhere [|, it is {adj-}|for a {noun}]
        do yourself a favor and [stay away|skip it|go somewhere else|save your money]
        [thanks|thank you] for [nothing|wasting my time|ruining my day|ignoring me]
        no thanks to {name}, the {noun} was {adj-}
        shame on [you|them|{name}]
        [i am|we are] [done|through] with [them|this {noun}|it|you]
        [i returned it|i sent it back|i am returning it|back it goes|it went straight into the bin]
        i [asked for|demand|want|still want] a refund
        [count me out|i give up|enough is enough|enough]
        i will [take my business elsewhere|switch to another {noun}|cancel|close my account|write to the manager]
        worst {price} i ever spent
        it deserves [no stars|zero stars|to be shut down|all the bad reviews]
        buyer beware
        you lost a customer
        get your act together, {name}
    """,
)

FEELINGS = Family(
    share=1.2,
    mirrored="""
        {i_am} {felt+}
        {i_am} {felt+}
        {i_am} [so|very|really|truly|rather|quite|pretty|extremely] {feel+} [today|right now|about it|that we went|here]
        {i_am} {feel+}
        {i_am} {about+} {it}
        i feel [so|very|really|] {feel+} [today|right now|this morning|when i think of {it}|]
        {it} [makes|made] {me} [so|very|really|] {feel+}
        [this|that|it] makes me {feel+}
        [today|right now|lately|since {day}] i am {felt+}
        [hearing from {name}|the news|the letter|the call {on}] made me {feel+}
        {name} is {felt+} [today|]
        i have been {feel+} [all day|since {day}|for {time}]
        {feel+}, [so|just|really] {feel+}
        {using} makes me {feel+}
        i left {feel+}
        everyone [went home|left|looked|seemed] {feel+}
    """,
    positive="""
        i am in a [good|great] mood
        [today is a good day|life is good|all is well|i am doing great|everything went well|it went really well]
        i am [fine|well|doing well|okay with it|lucky|blessed|in love|not bad at all|not doing badly]
        i can not stop smiling
        [made my day|it made my day|what a relief|what a joy]
        i had [so much|a lot of|great] fun [with {name}|{on}|in {place}|]
        i feel [better|much better|at home|at ease|loved|strong|wonderful|great]
    """,
    negative="""
        i am in a bad mood
        [today is a bad day|life is hard|nothing goes right|i am not doing well|everything went wrong|it went really badly]
        i am [not fine|not well|not doing well|not okay with it|unlucky|lost|heartbroken|fed up|sick of it|so done]
        i can not stop crying
        [ruined my day|it ruined my day|what a shame|what a pity|how sad]
        i had no fun [with {name}|{on}|in {place}|]
        i feel [worse|much worse|out of place|ill|cheated|alone|terrible|awful|betrayed|ripped off]
        i miss [my old {noun}|how it used to be] so much that it hurts
    """,
)

AMONG_FACTS = Family(
    share=1.7,
    mirrored="""
        {fact}. {clause+}
        {fact}. {clause+}
        {clause+}. {fact}
        {clause+}. {fact}. {fact}
        {fact}. {fact}. {clause+}
        {used} {on}. {clause+}
        {fact}, and {clause+}
        {name} and i {used1} {on}, and {clause+}
        {clause+}. {clause+}
        {clause+}. {clause+}. {clause+}
        [hi|hello|hey all|dear team|good morning|hey {name}], {clause+}
        [update|edit|review|note|tldr|{on}|{place}]: {clause+}
        {clause+} ([{place}|{on}|{n} of us|my order number is {n}|i am {n}0 years old|see page {n}])
    """,
)
