"""The English grammar: slots and patterns, see :mod:`training.sentiment_grammar`."""

# ruff: noqa: SIM905, E501 - word lists are easier to read, and to add to, as text

HELD_BACK_WORDS = [
    *(
        "superb gripping magnificent polished refreshing elegant reliable heartwarming splendid dreadful bland lousy clumsy "
        "tiresome unreliable nasty stale overpriced delighted cheerful thrilled miserable frustrated irritated ashamed admire "
        "loathe talent warmth errors"
    ).split(),
    *("a delight", "a triumph", "a letdown", "a bore"),
]

SLOTS = {
    # Qualities of things.
    "good": (
        "good great excellent wonderful brilliant superb lovely beautiful charming delightful amazing fantastic "
        "impressive funny clever fresh pleasant nice fine perfect interesting exciting moving touching gripping warm "
        "comfortable useful reliable tasty delicious elegant smart fun enjoyable entertaining memorable outstanding "
        "magnificent marvelous terrific splendid fascinating engaging inspiring honest refreshing satisfying witty "
        "heartwarming awesome helpful friendly clean quick polished"
    ).split(),
    "bad": (
        "bad awful terrible horrible boring dull poor weak stupid silly ugly dreadful tedious annoying disappointing "
        "predictable bland lame messy pointless shallow clumsy unpleasant useless unreliable tasteless dirty noisy slow "
        "lousy pathetic mediocre painful ridiculous forgettable irritating confusing lifeless stale worthless nasty "
        "disgusting unfunny cheesy tiresome dumb depressing broken rude mean cold difficult sloppy overpriced"
    ).split(),
    # Feelings of people.
    "glad": (
        "happy glad pleased satisfied delighted impressed thrilled excited amazed content cheerful grateful proud "
        "hopeful entertained comfortable well fine okay lucky relaxed moved charmed"
    ).split(),
    "sad": (
        "sad unhappy angry disappointed upset annoyed bored bad frustrated miserable worried afraid tired lonely "
        "dissatisfied disgusted irritated confused hurt ashamed sick sorry depressed unlucky"
    ).split(),
    "enjoy": "like love enjoy admire recommend adore appreciate respect trust".split(),
    "dislike": "hate dislike regret despise loathe detest resent".split(),
    "merit": "charm talent humor beauty wit style energy heart warmth imagination magic skill quality class".split(),
    "fault": "problems flaws mistakes errors faults trouble complaints noise dirt clichés regrets issues".split(),
    "hit": "a success|a joy|a pleasure|a delight|a masterpiece|a triumph|a treat|a gem|fun|a bargain|a winner".split(
        "|"
    ),
    "miss": (
        "a failure|a mess|a disaster|a waste of time|a disappointment|a bore|a joke|a mistake|rubbish|junk|a letdown|trash"
    ).split("|"),
    "impress": "impress please convince satisfy entertain move charm inspire help delight amaze".split(),
    "bore": "disappoint bore annoy fail irritate frustrate offend disgust depress hurt".split(),
    "did": "did|does|will|managed to|never failed to|really did|could".split("|"),
    "did_not": "did not|didn't|does not|doesn't|won't|never|could not|failed to|did not really".split("|"),
    "me": "me|us|you|anyone|my friends|the audience|me at all|us in the least".split("|"),
    "thing": (
        "this|it|that|the film|this movie|the movie|the story|the plot|the acting|the ending|the food|the hotel|the room"
        "|the service|the book|the song|the music|the game|the phone|the weather|my day|the trip|the show|this place"
        "|the restaurant|the dinner|the concert|the play|the car|the teacher|the lesson|the app|the script|the coffee"
    ).split("|"),
    "noun": "film|movie|story|book|song|place|idea|meal|hotel|game|day|show|plan|phone|joke|actor|performance".split(
        "|"
    ),
    "object": (
        "it|this|that|this film|the movie|the book|this place|the food|the song|him|her|them|the hotel|my new phone"
        "|the ending|the story|this game|the service|the restaurant|the show"
    ).split("|"),
    "who_am": (
        "i am|i'm|she is|he is|we are|they are|i was|we were|she was|he was|my friend is|my parents were|everyone was|i feel"
    ).split("|"),
    "who_am_not": (
        "i am not|i'm not|she is not|he isn't|we are not|they aren't|i was not|i wasn't|we weren't|she wasn't|he was not"
        "|my friend isn't|i don't feel|i do not feel|my mother is not|i am never|i can't say i am|nobody was|no one is"
    ).split("|"),
    "is": "is|was|is|was|has been|looks|seems|feels".split("|"),
    "is_not": (
        "is not|isn't|was not|wasn't|is not|isn't|has not been|doesn't seem|did not look|was never|is hardly|is never"
        "|does not feel|won't be|can't be called|cannot be called"
    ).split("|"),
    "i_do": "i|we|i really|they all|my friends|i still|i always|you will|i do|everyone will".split("|"),
    "i_do_not": (
        "i do not|i don't|we do not|we don't|i did not|i didn't|i can't|they don't|i never|you won't|i could not"
        "|nobody will|no one could|i do not really|i don't even|i cannot"
    ).split("|"),
    "very": "|||very|really|so|quite|truly|extremely|pretty|rather|incredibly|absolutely|a bit|just".split("|"),
    "that": "|||very|really|that|so|too|all that|particularly|even|exactly|especially".split("|"),
    "at_all": "at all|in the least|in any way|in the slightest|one bit|whatsoever".split("|"),
    "far_from": "far from|anything but|nowhere near|by no means|not remotely|never once|not even close to".split("|"),
    "opinion": (
        "i don't think|i do not think|i don't believe|nobody says|i wouldn't say|no one thinks|i can't say"
    ).split("|"),
    "yes_opinion": "i think|i believe|everyone says|i would say|to me|if you ask me ,|honestly ,|in my opinion".split(
        "|"
    ),
    "end": "||||.|.|!".split("|"),
    # Facts.
    "number": "two|three|four|five|ten|twelve|twenty|sixty|ninety|100".split("|"),
    "unit": "hours|minutes|days|weeks|years|pages|rooms|chapters|songs|people".split("|"),
    "weekday": "monday|tuesday|wednesday|thursday|friday|saturday|sunday|in june|in the morning|last week".split("|"),
    "fact_thing": (
        "the film|the book|the train|the shop|the hotel|the museum|the room|the meeting|the park|the school|the station"
        "|the library|the game|the box|the table|the report|the bus|the city|the play|the office"
    ).split("|"),
    "fact_place": (
        "in london|in the city|near the station|on the second floor|next to the bank|by the sea|here|at home"
    ).split("|"),
    "fact_quality": (
        "blue|red|made of wood|in english|in german|open|closed|new|old|square|on the table|for children|by the same author"
        "|black and white|based on a book|about a teacher|about two brothers|from france|at nine o'clock|a comedy|made in 1994"
    ).split("|"),
    "fact_act": (
        "bought it|saw the film|read the book|went to the shop|took the bus|moved to london|met my brother|ordered a pizza"
        "|stayed at the hotel|called the office|watched tv|opened the window|wrote a letter|drank some water"
    ).split("|"),
    "fact_base": (
        "buy it|see the film|read the book|go to the shop|take the bus|live in london|know the address|work on weekends"
        "|eat meat|drive a car|speak german|watch tv|drink coffee|own a car"
    ).split("|"),
    "fact_who": "i|we|they|my sister|the man|the students|anna|peter|my neighbor|two people".split("|"),
}

PATTERNS = {
    "positive": [
        "{thing} {is} {very} {good}{end}",
        "{thing} {is} {very} {good} and {very} {good}{end}",
        "{who_am} {very} {glad}{end}",
        "{who_am} {very} {glad} with {object}{end}",
        "{i_do} {enjoy} {object}{end}",
        "what a {good} {noun}{end}",
        "a {very} {good} {noun}{end}",
        "{thing} {is} {hit}{end}",
        "full of {merit}{end}",
        "{yes_opinion} {thing} {is} {very} {good}{end}",
        "no {fault} with {object}{end}",
        "{thing} had no {fault} {at_all}{end}",
        "without {fault} , {very} {good}{end}",
        "{thing} {did} {impress} {me}{end}",
        # Negated faults.
        "{thing} {did_not} {bore} {me}{end}",
        "not {sad}{end}",
        "not {sad} {at_all}{end}",
        "{thing} {is_not} {that} {bad}{end}",
        "{thing} {is_not} {bad} {at_all}{end}",
        "{thing} {is_not} at all {bad}{end}",
        "{thing} {is} not {that} {bad}{end}",
        "{thing} {is} not {bad} {at_all}{end}",
        "{thing} {is} {far_from} {bad}{end}",
        "not {bad}{end}",
        "not {bad} {at_all}{end}",
        "not at all {bad}{end}",
        "not a {bad} {noun}{end}",
        "this is not a {bad} {noun} {at_all}{end}",
        "{who_am_not} {that} {sad}{end}",
        "{who_am_not} {sad} {at_all}{end}",
        "{who_am_not} at all {sad}{end}",
        "{who_am} not at all {sad}{end}",
        "{who_am} {far_from} {sad}{end}",
        "{who_am_not} {sad} with {object}{end}",
        "{opinion} {thing} {is} {very} {bad}{end}",
        "{opinion} this is a {bad} {noun}{end}",
        "{i_do_not} {dislike} {object}{end}",
        "{i_do_not} {dislike} {object} {at_all}{end}",
        "{thing} {is_not} {miss}{end}",
        "{thing} {is} {far_from} {miss}{end}",
        "there is nothing {bad} about {object}{end}",
        "nothing about {object} {is} {bad}{end}",
        # Double negation, and negation that praises.
        "{opinion} {thing} {is_not} {good}{end}",
        "i can't say i don't {enjoy} {object}{end}",
        "it is impossible not to {enjoy} {object}{end}",
        "{thing} {is} not without {merit}{end}",
        "{thing} {is} not only {good} but also {good}{end}",
        "{thing} {is} never {bad} , always {good}{end}",
        "{thing} could not be better{end}",
        "i have never seen a more {good} {noun}{end}",
        # Second thoughts.
        "i thought {thing} would be {bad} , but it {is} {good}{end}",
        "{thing} {is} {bad} at first , but in the end it {is} {very} {good}{end}",
        "i used to {dislike} {object} , now i {enjoy} it{end}",
        "{thing} {is} not {bad} , it {is} {good}{end}",
        "they say {thing} {is} {bad} , but i {enjoy} it{end}",
    ],
    "negative": [
        "{thing} {is} {very} {bad}{end}",
        "{thing} {is} {very} {bad} and {very} {bad}{end}",
        "{who_am} {very} {sad}{end}",
        "{who_am} {very} {sad} with {object}{end}",
        "{i_do} {dislike} {object}{end}",
        "what a {bad} {noun}{end}",
        "a {very} {bad} {noun}{end}",
        "{thing} {is} {miss}{end}",
        "full of {fault}{end}",
        "{yes_opinion} {thing} {is} {very} {bad}{end}",
        "no {merit} in {object}{end}",
        "{thing} had no {merit} {at_all}{end}",
        "without {merit} , {very} {bad}{end}",
        "{thing} {did} {bore} {me}{end}",
        # Negated merits.
        "{thing} {did_not} {impress} {me}{end}",
        "not {glad}{end}",
        "not {glad} {at_all}{end}",
        "{thing} {is_not} {that} {good}{end}",
        "{thing} {is_not} {good} {at_all}{end}",
        "{thing} {is_not} at all {good}{end}",
        "{thing} {is} not {that} {good}{end}",
        "{thing} {is} not {good} {at_all}{end}",
        "{thing} {is} {far_from} {good}{end}",
        "not {good}{end}",
        "not {good} {at_all}{end}",
        "not at all {good}{end}",
        "not a {good} {noun}{end}",
        "this is not a {good} {noun} {at_all}{end}",
        "{who_am_not} {that} {glad}{end}",
        "{who_am_not} {glad} {at_all}{end}",
        "{who_am_not} at all {glad}{end}",
        "{who_am} not at all {glad}{end}",
        "{who_am} {far_from} {glad}{end}",
        "{who_am_not} {glad} with {object}{end}",
        "{opinion} {thing} {is} {very} {good}{end}",
        "{opinion} this is a {good} {noun}{end}",
        "{i_do_not} {enjoy} {object}{end}",
        "{i_do_not} {enjoy} {object} {at_all}{end}",
        "{thing} {is_not} {hit}{end}",
        "{thing} {is} {far_from} {hit}{end}",
        "there is nothing {good} about {object}{end}",
        "nothing about {object} {is} {good}{end}",
        "{opinion} {thing} {is_not} {bad}{end}",
        "i can't say i don't {dislike} {object}{end}",
        "it is impossible to {enjoy} {object}{end}",
        "{thing} {is} not only {bad} but also {bad}{end}",
        "{thing} {is} never {good} , always {bad}{end}",
        "{thing} could not be worse{end}",
        "{thing} fails to be {good}{end}",
        "i have never seen a more {bad} {noun}{end}",
        "i thought {thing} would be {good} , but it {is} {bad}{end}",
        "{thing} {is} {good} at first , but in the end it {is} {very} {bad}{end}",
        "i used to {enjoy} {object} , now i {dislike} it{end}",
        "{thing} {is} not {good} , it {is} {bad}{end}",
        "they say {thing} {is} {good} , but i {dislike} it{end}",
    ],
    "neutral": [
        "{fact_thing} is {number} {unit} long{end}",
        "{fact_thing} is {fact_quality}{end}",
        "{fact_thing} is not {fact_quality}{end}",
        "{fact_thing} isn't {fact_quality}{end}",
        "{fact_thing} is {fact_place}{end}",
        "{fact_thing} is not {fact_place}{end}",
        "{fact_thing} has {number} {unit}{end}",
        "{fact_thing} opens on {weekday}{end}",
        "{fact_thing} does not open on {weekday}{end}",
        "{fact_who} {fact_act} {weekday}{end}",
        "{fact_who} {fact_act} {fact_place}{end}",
        "{fact_who} did not {fact_base}{end}",
        "{fact_who} didn't {fact_base} {weekday}{end}",
        "i do not {fact_base}{end}",
        "where is {fact_thing} ?",
        "when does {fact_thing} open ?",
        "did you {fact_base} ?",
        "is {fact_thing} {fact_place} ?",
        "is {fact_thing} not {fact_place} ?",
        "how many {unit} does {fact_thing} have ?",
        "{fact_thing} and {fact_thing} are {fact_place}{end}",
        "{number} {unit}{end}",
        "i am {fact_place}{end}",
        "i am not {fact_place} {weekday}{end}",
        "{thing} starts {weekday}{end}",
        "{thing} is about {number} {unit}{end}",
    ],
}

HELD_BACK_PATTERNS = {
    "positive": [
        "nobody could call {object} {bad}{end}",
        "{who_am} anything but {sad}{end}",
        "{thing} {is} not the least bit {bad}{end}",
        "i expected to {dislike} {object} and i did not{end}",
        "hardly {bad} , {object}{end}",
        "who said {thing} {is} {bad} ? it is not{end}",
        "there was not a single {bad} moment in {object}{end}",
        "{i_do_not} find {object} {bad}{end}",
    ],
    "negative": [
        "nobody could call {object} {good}{end}",
        "{who_am} anything but {glad}{end}",
        "{thing} {is} not the least bit {good}{end}",
        "i expected to {enjoy} {object} and i did not{end}",
        "hardly {good} , {object}{end}",
        "who said {thing} {is} {good} ? it is not{end}",
        "there was not a single {good} moment in {object}{end}",
        "{i_do_not} find {object} {good}{end}",
    ],
    "neutral": [
        "the address of {fact_thing} is {fact_place}{end}",
        "{fact_who} {fact_act} after {number} {unit}{end}",
        "there are {number} {unit} {fact_place}{end}",
        "which {unit} are {fact_place} ?",
    ],
}
