"""The words of the English grammar that serve in every domain; see :mod:`training.sentiment.grammar.writer`.

Good and bad words are our own choice of everyday English; single words that the training split of the Stanford
Sentiment Treebank labels were read while choosing.
"""

# ruff: noqa: E501 - lists of words are easier to read, and to add to, in long lines

from training.sentiment.grammar.writer import slots_of

HELD_BACK_WORDS = [
    *[
        "superb",
        "splendid",
        "magnificent",
        "refreshing",
        "elegant",
        "reliable",
        "polished",
        "heartwarming",
        "first-rate",
        "likeable",
    ],
    *[
        "dreadful",
        "lousy",
        "miserable",
        "bland",
        "clumsy",
        "tiresome",
        "sloppy",
        "nasty",
        "unreliable",
        "stale",
        "overpriced",
    ],
    *[
        "delighted",
        "cheerful",
        "thrilled",
        "contented",
        "frustrated",
        "irritated",
        "ashamed",
        "gloomy",
        "admire",
        "admired",
        "loathe",
        "loathed",
    ],
    *["talent", "warmth", "errors", "hassle", "delightfully", "miserably"],
    *(
        "delighted with",
        "thrilled with",
        "frustrated with",
        "irritated by",
        "a delight",
        "a triumph",
        "a letdown",
        "a bore",
        "charmed",
        "irked",
        "charm",
        "irk",
    ),
]

QUALITIES = {
    # Gradable: "very good", "not that good".
    "g+": """good|good|good|nice|great|pleasant|lovely|enjoyable|impressive|decent|solid|pleasing|interesting|fun|appealing|cool|sweet
    |special|exciting|satisfying|rewarding|worthwhile|neat|well done|attractive|compelling|adorable|creative
    |likeable|refreshing|elegant|reliable|polished""",
    "g-": """bad|bad|bad|poor|boring|disappointing|annoying|unpleasant|frustrating|ugly|weak|mediocre|lame|irritating|stupid|sad
    |shoddy|dreary|unsatisfying|uninspired|crummy|painful|insulting|unattractive|embarrassing|pointless|idiotic|creepy
    |dull|bland|clumsy|tiresome|sloppy|nasty|unreliable|stale|overpriced""",
    # Extreme: "absolutely wonderful".
    "x+": """great|excellent|wonderful|fantastic|amazing|brilliant|awesome|terrific|incredible|fabulous|outstanding|beautiful
    |glorious|sensational|stellar|extraordinary|magical|dazzling|sublime|exquisite|remarkable|delightful|exceptional|marvelous|phenomenal|gorgeous|superb|splendid|magnificent|first-rate|heartwarming""",
    "x-": """awful|terrible|horrible|atrocious|appalling|pathetic|horrendous|crappy|disgraceful|unacceptable|useless|worthless
    |hopeless|unbearable|hideous|vile|disgusting|repulsive|foul|tragic|insufferable|rotten|abysmal|ridiculous|horrid|dreadful|lousy|miserable""",
    # No one would say "not perfect" of what they dislike: affirmed only.
    "top+": "perfect|flawless|perfect|superior|spectacular|stunning|top notch|spot on|second to none",
    "top-": "the pits|a total fail|utter garbage|inferior|disastrous|deplorable|a rip-off|beneath contempt",
    "adj+": "{g+}\n{x+}",
    "adj-": "{g-}\n{x-}",
    "very": "very|very|really|so|incredibly|extremely|very very|super|especially|unusually|remarkably|truly|seriously",
    "soft+": "fairly|pretty|quite|rather|reasonably|kind of|somewhat|mostly|surprisingly",
    "soft-": "a bit|a little|slightly|rather|a little bit|kind of|somewhat|sort of|fairly|mostly",
    "strong": "really|absolutely|just|simply|truly|utterly|quite|totally|so|just plain",
    "quality+": """{g+}
        {adj+}
        [very|very|really|so|incredibly|extremely|super|truly|especially] {g+}
        {soft+} {g+}
        {strong} {x+}
        {x+}
        {top+}
        {adj+} and {adj+}
        {g+}, {g+} and {x+}""",
    "quality-": """{g-}
        {adj-}
        [very|very|really|so|incredibly|extremely|super|truly|especially] {g-}
        {soft-} {g-}
        {strong} {x-}
        {x-}
        {top-}
        {adj-} and {adj-}
        {g-}, {g-} and {x-}""",
    # Before a noun, with its article.
    "a+": """a {adj+}
        a {adj+}
        a [very|really|truly|pretty|fairly] {g+}
        [such a|quite a|one] {adj+}
        an [absolutely|utterly] {x+}
        a {adj+} and {adj+}""",
    "a-": """a {adj-}
        a {adj-}
        a [very|really|truly|pretty|fairly] {g-}
        [such a|quite a|one] {adj-}
        an [absolutely|utterly] {x-}
        a {adj-} and {adj-}""",
    "na+": """a {adj+}
        a {g+}
        a [very|really|particularly|truly] {g+}
        an especially {g+}
        a {adj+} and {adj+}""",
    "na-": """a {adj-}
        a {g-}
        a [very|really|particularly|truly] {g-}
        an especially {g-}
        a {adj-} and {adj-}""",
    # After a negation.
    "negated+": """{adj+}
        {g+}
        [that|very|really|that|so|all that|particularly|especially|too|at all|what i would call] {g+}
        [really|at all|what anyone would call] {x+}
        {g+} [at all|in any way|in the least|by any means|one bit|in the slightest]""",
    "negated-": """{adj-}
        {g-}
        [that|very|really|that|so|all that|particularly|especially|too|at all|what i would call] {g-}
        [really|at all|what anyone would call] {x-}
        {g-} [at all|in any way|in the least|by any means|one bit|in the slightest]""",
    "hit+": """a joy|a pleasure|a success|a real treat|a gem|a winner|a hit|great fun|a masterpiece|a dream come true|a blessing
    |well worth it|a highlight of my year|a delight|a triumph""",
    "hit-": """a failure|a mess|a disaster|a waste of time|a disappointment|a joke|a nightmare|garbage|trash|a disgrace|a scam
    |a complete flop|a low point of my year|a letdown|a bore""",
    "merit+": "charm|quality|style|class|care|beauty|imagination|good ideas|skill|heart|fun|good taste|talent|warmth",
    "merit-": "problems|flaws|mistakes|faults|trouble|bad ideas|nonsense|noise|defects|bugs|silly mistakes|errors|hassle",
    "well+": "well|beautifully|perfectly|wonderfully|brilliantly|nicely|very well|so well|great|delightfully",
    "well-": "badly|poorly|terribly|horribly|awfully|very badly|so badly|dreadfully badly|miserably",
    "comp+": "better|better|better|nicer|more fun|more {long+}",
    "comp-": "worse|worse|worse|uglier|more boring|more {long-}",
    "better+": "{comp+}|{comp+}|[so much|far|a lot|much|way] {comp+}",
    "better-": "{comp-}|{comp-}|[so much|far|a lot|much|way] {comp-}",
    "finer+": "better|nicer|kinder|friendlier",
    "finer-": "worse|ruder|meaner|lazier",
    "best+": "best|finest|greatest|nicest|loveliest|most enjoyable|most impressive|very best|most beautiful",
    "best-": "worst|poorest|ugliest|most awful|dullest|most annoying|most disappointing|very worst|most unpleasant",
}

PEOPLE = {
    "like+": "like|love|cherish|value|welcome|enjoy|adore|really like|love|appreciate|admire",
    "like-": "dislike|hate|abhor|regret|dread|can not stand|detest|really dislike|hate|despise|loathe",
    "base+": "like|love|enjoy|adore|appreciate|value|trust|admire",
    "base-": "dislike|hate|detest|despise|resent|regret|mistrust|loathe",
    "likes+": "likes|loves|enjoys|adores|is happy with|praises|swears by",
    "likes-": "dislikes|hates|detests|can not stand|is unhappy with|complains about|curses",
    "liked+": "liked|loved|enjoyed|adored|really liked|appreciated|admired",
    "liked-": "disliked|hated|detested|despised|really disliked|loathed",
    "recommend+": "recommend|praise|speak well of|defend",
    "recommend-": "warn people about|complain about|speak badly of|criticize",
    "feel+": """happy|glad|pleased|satisfied|impressed|excited|content|grateful|proud|relaxed|hopeful|relieved|delighted|cheerful
    |thrilled|contented""",
    "feel-": """sad|unhappy|angry|disappointed|upset|annoyed|bored|worried|dissatisfied|furious|disgusted|depressed|unimpressed
    |frustrated|irritated|ashamed|gloomy""",
    "about+": """happy with|pleased with|satisfied with|impressed by|excited about|grateful for|proud of|glad about|content with
    |happy about|relieved about|delighted with|thrilled with""",
    "about-": """unhappy with|angry about|disappointed with|upset about|annoyed by|bored with|worried about|dissatisfied with
    |furious about|disgusted by|sad about|frustrated with|irritated by""",
    "felt+": "{feel+}\n[very|really|so|incredibly|quite|pretty|extremely|rather] {feel+}\n{feel+} and {feel+}",
    "felt-": "{feel-}\n[very|really|so|incredibly|quite|pretty|extremely|rather] {feel-}\n{feel-} and {feel-}",
    "moved+": "impressed|pleased|amazed|inspired|entertained|charmed",
    "moved-": "disappointed|annoyed|disgusted|bored|depressed|offended|irked",
    "move+": "impress|please|amaze|inspire|entertain|satisfy|help|charm",
    "move-": "disappoint|annoy|disgust|depress|bore|offend|hurt|irk",
    "moves+": "impresses|pleases|amazes|inspires|entertains|satisfies",
    "moves-": "disappoints|annoys|disgusts|depresses|bores|offends",
    "basing+": "liking|loving|enjoying|adoring|appreciating|trusting",
    "basing-": "disliking|hating|detesting|despising|resenting|regretting",
    "makes+": "[makes me|made me|always makes me] [smile|laugh out loud|feel {feel+}|{feel+}|so {feel+}|want to dance]",
    "makes-": "[makes me|made me|always makes me] [cringe|want to cry|feel {feel-}|{feel-}|so {feel-}|want to scream]",
    "kind+": "friendly|kind|helpful|polite|honest|caring|patient|generous|wonderful|lovely|great|competent|funny|warm|brilliant",
    "kind-": "rude|mean|unhelpful|impolite|dishonest|careless|lazy|selfish|awful|horrible|terrible|incompetent|arrogant|cold|insulting",
    "me": "me|me|us|everyone|my wife|my son|the whole family|my friends",
    "i_am": """i am|i am|i feel|we are|we were|i was|she is|he is|they are|my friend is|everyone was|my parents were|i am still
    |i have been""",
    "i_am_not": """i am not|i am not|i was not|we are not|we were not|she is not|he is not|they are not|i do not feel|i am never
    |i can not say i am|nobody was|no one is|my mother is not|i was never|none of us was|i am hardly""",
    "i": "i|i|i|we|i|my family and i|my friends and i|i really|i still|i always|i do",
    "we": "i|i|i|i|we|my family and i|my friends and i|i really",
    "fond+": "fond of|happy with|a fan of|pleased with|in love with|impressed by",
    "fond-": "sick of|unhappy with|tired of|fed up with|angry about|disappointed by",
    "long+": "enjoyable|impressive|interesting|pleasant|appealing|exciting|satisfying",
    "long-": "disappointing|boring|annoying|unpleasant|frustrating|irritating|embarrassing",
    "had": "had|seen|known|come across|tried|paid for",
    "tried": "tried it|been here|seen it|had it|heard of it",
    "i_not": """i do not|i do not|i did not|we did not|we do not|i can not|i never|i could not|i do not really|i did not even
    |nobody will|no one could|i have no reason to|i am not going to|i will not|i would not""",
    "they": "{others}|{others}|{others}|they|others|all the reviews|many on here",
    "others": """my friends|critics|the critics|some people|most people|a lot of people|my parents|my sister and her husband|{name} and {name}
    |my colleagues|the neighbors|other customers|the reviews|my kids|experts|the others|the papers|people at work""",
    "she": "my brother|my wife|my husband|{name}|my mother|my boss|a friend of mine|the guy next door|my best friend|somebody online",
    "name": """Anna|Peter|Maria|Ahmed|Wei|Olga|Tom|Lucia|Kofi|Priya|Hans|Yuki|Fatima|Carlos|Emma|Ivan|Grace|Samuel|Leila|Noah|Chen
    |Mrs Miller|Mr Brown|Dr Lee|Jose|Ingrid|Mohamed|Rosa|Daniel|Aisha""",
    "place": """London|Paris|Berlin|Chicago|Boston|Tokyo|Madrid|Toronto|Sydney|Mumbai|Cairo|Lagos|Moscow|Beijing|Rome|Dallas|Seoul|Lima
    |Mexico|India|Germany|Spain|China|France|Canada|Brazil|Japan|Kenya|Texas|Ohio|the north|our town""",
    "day": "{weekday}|june|march|this morning|2015|last summer|the 4th of may|10/12/2019|october 3rd",
    "weekday": "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "on": "on [{weekday}|{weekday}|the 3rd of june|july 14]|in [march|june|the morning|the evening]|today|at 9 am|around noon|this afternoon",
    "hour": "two|three|four|five|seven|nine|eleven|6|8|10",
    "n": "two|three|four|five|six|eight|ten|twelve|twenty|3|7|12|25|40|100",
    "time": "{n} [hours|minutes|days|weeks|months|years]|a week|an hour|the weekend",
    "price": "[$10|$25|$99|20 dollars|15 euros|300 dollars|49.99|1,200 yuan|5 pounds|80 bucks]",
}

FRAMES = {
    "s": "it|this|that|the {noun}|the {noun}|this {noun}|the {part}|the {part}|the whole {noun}|the {part} here|the {noun} from {place}|{name}'s {noun}",
    "it": "it|it|this|the {noun}|this {noun}|the {noun}|that {noun}|the {part}|this one|the {noun} that {name} [picked|has|bought|told us about|uses|wanted]",
    "is": "is|was|is|was|was|has been|really is|turned out to be|seems|looks|proved to be",
    "s_is": "{s} is\n{s} was\n{s} {is}\nthe {parts} [are|were|have been]\n{s} {is}\nit is",
    "s_not": """{s} is not
        {s} was not
        {s} [has not been|was never|is never|did not turn out to be|does not seem|did not look|is hardly|was not]
        the {parts} [are not|were not]
        it is not
        {s} [is far from|was anything but|is by no means|is nowhere near|is not even close to being|can not be called|was far from being]""",
    "think": "i think|i believe|i feel|i would say|to me,|in my opinion|if you ask me,|honestly,|personally i find that|i must say|for me|my view is that",
    "not_think": """i do not think [that|]
        i do not think [that|]
        i do not believe [that|]
        i would not say [that|]
        i can not say [that|]
        [nobody|no one] [thinks|says|believes] [that|]
        i can hardly say [that|]
        i am not convinced [that|]
        i have never thought [that|]
        we did not find that
        i would never claim [that|]
        it is not true that""",
    "clause+": """{s_is} {quality+}
        {s_is} {adj+}
        i {like+} {it}
        {we} {liked+} {it}
        i am {felt+}
        i am {about+} {it}
        [this|it] is {a+} {noun}
        {event+}
        {s_not} {negated-}
        {s} {moved+} {me}
        the {part} was {quality+}""",
    "clause-": """{s_is} {quality-}
        {s_is} {adj-}
        i {like-} {it}
        {we} {liked-} {it}
        i am {felt-}
        i am {about-} {it}
        [this|it] is {a-} {noun}
        {event-}
        {s_not} {negated+}
        {s} {moved-} {me}
        the {part} was {quality-}""",
    "not_say": """i do not think|i do not believe|i would not say|i can not say|nobody thinks|no one believes|i can hardly say
        |i have never thought|i would never claim|we did not find""",
    "mid": """given [all|everything] that i have [read|heard] about it
        after {time} with it
        having been through {n} of them
        given the {n} [times|weeks|years] since {name} first told me about it
        considering [what {name} told me|that i come from {place}|the time of day|that we came {on}|how many there are]
        and i have [been here for {time}|thought about it for {time}|asked {name} too|seen {n} of them]
        from what i [saw|know|remember] of it
        all things considered
        with [{name} and {name}|my two kids|my mother] beside me
        speaking as someone [from {place}|who paid {price}|who {used} {on}]
        whatever {name} may have told you in {place}
        in all the {n} years that i have lived in {place}
        now that i know it well
        looking back at the {n} [weeks|months|years] since {day}""",
    "now": "now|now|today|these days|nowadays|lately|by now|this year|at this point",
    "before": "in the past|before|a year ago|years ago|back in [2015|2012|the day]|when i was younger|last year|until recently|for a long time|originally|once",
    "although": "although|even though|though|despite the fact that|even if",
    "but": "but|but|but|yet|however,|still,|and yet|but",
    "yes": "yes|yes, [it is true|for sure|of course|absolutely|definitely|very much so|without a doubt]|absolutely|definitely|yep|of course|yeah|totally|sure",
    "no": "no|no|not at all|not really|no way|nope|absolutely not|definitely not|not in the slightest|hardly|certainly not|no, [never|not at all|not really|sorry]|never",
}
SLOTS = slots_of(QUALITIES | PEOPLE | FRAMES)
