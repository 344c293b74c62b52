"""English sentences that take no side; see :mod:`training.sentiment.grammar.writer`."""

# ruff: noqa: E501 - lists of words are easier to read, and to add to, in long lines

from training.sentiment.grammar.writer import Family, slots_of

SLOTS = slots_of(
    {
        "group": """muslim|christian|jewish|hindu|buddhist|atheist|catholic|sikh|protestant|black|white|asian|african|latino|arab
            |native american|chinese|indian|mexican|german|french|turkish|nigerian|polish|russian|brazilian|pakistani|iranian
            |korean|american|british|israeli|ukrainian|syrian|vietnamese|italian|egyptian|canadian|gay|lesbian|bisexual|straight
            |transgender|nonbinary|queer|asexual|blind|deaf|disabled|autistic|single
            |married|divorced|retired|left handed|vegan|tall|short|working class""",
        "person": """man|woman|person|neighbor|student|colleague|friend|couple|family|father|mother|lady|guy|cousin
            |citizen|grandmother|husband|wife|parent""",
        "relative": "friend|colleague|neighbor|cousin|roommate|husband|wife|father|mother|boss|uncle|landlord|best friend",
        "worker": """nurse|waiter|teacher|driver|lawyer|engineer|pilot|clerk|doctor|cook|farmer|programmer|cashier|soldier|author
            |singer|judge|plumber|professor|police officer|priest|student|manager|actor|mechanic|cleaner|receptionist""",
        "group_noun": """muslim|christian|jew|hindu|buddhist|atheist|catholic|lesbian|gay man|trans woman|trans man|german|mexican
            |canadian|russian|refugee|immigrant|vegan|pensioner|widow|single mother|feminist|veteran|teenager|brazilian|woman
            |man|black woman|white man|asian american|foreigner|twin|grandmother""",
        "some": "i|we|they|my sister|the man|the students|{name}|{name}|my neighbor|two people|our neighbors|her cousin|{name} and {name}|my uncle",
        "staff": "staff|manager|guy at the desk|woman at the counter|person who helped us|team|lady on the phone|owner|young man at the door|boss",
        "go": "went|drove|walked|moved|traveled|flew|came back",
        "act": """bought a {plain} {noun}|sent a letter to {name}|took the bus to {place}|met my brother in {place}|ordered a pizza
            |called the office|watched tv|opened the window|drank some water|painted the door blue|wrote {n} pages|had lunch at noon
            |put the box on the table|turned left at the bridge|read the paper|cooked rice and beans|asked for the address
            |looked at the {noun}|talked to {name}|showed {name} the {noun}|packed a bag|parked behind the school|{used}|{used}""",
        "do": """buy a {noun}|send a letter|take the bus|live in {place}|know the address|work on weekends|eat meat|drive a car
            |speak german|watch tv|drink coffee|own a {plain} {noun}|wear glasses|have a sister|come from {place}|go by train
            |need a ticket|use a {plain} {noun}|sell shoes|have the number|smoke|play chess|have a {noun} like this|{use}|know {name}""",
        "doing": "working|cooking|reading the paper|waiting for the bus|at home|in {place}|writing a letter|at the station|making tea|on my way to {place}|talking to {name}|at work|outside|in the kitchen|on the train|on the phone",
        "thing": "{object}|{building}",
        "state": "{object_state}|{building_state}",
        "object": """the box|the table|the door|the report|the map|the letter|the ticket|the key|my bike|the lamp|the bag|the card|the coat
            |the form|{name}'s pen|my pen|the chair|the sign|the blue one|the second one|it""",
        "building": """the library|the shop|the museum|the park|the school|the station|the office|the bank|the house|the post office
            |the town hall|the factory|the bakery|the garage|the pharmacy|the church|the mosque|the gym|{name}'s shop|the old bridge""",
        "object_state": """blue|red|made of wood|in english|in german|on the table|for children|from france|white|round|in the kitchen
            |black and white|here|at home|upstairs|{n} inches wide|made in {place}|over there|painted green|on page {n}|under the chair
            |from 1994|in my bag|on the left|for {name}|next to the door|{n} years old|rectangular|on the second shelf""",
        "building_state": """open|closed|near the station|on the second floor|next to the bank|by the sea|here|in {place}|open {on}|public
            |closed {on}|right now open|under the bridge|behind the house|{n} years old|two miles away|across the street|made of stone
            |on main street|north of the river|on the corner|to the left of the river|{n} miles from {place}|open until {hour}""",
        "descr": """private|international|australian|public|commercial|italian|local|american|british|annual|weekly|daily|digital|medical
            |legal|wooden|round|square|electric|northern|municipal|temporary|second|third|large|small|green|brown|yellow|oral
            |written|national|regional|indian|chemical|weekend|morning|medium sized|indoor|rural""",
        "item": "house|office|company|school|letter|bag|car|store|map|table|meeting|bus|seat|report|road|center|airport|crew|aircraft|team|dog|cat|pen|box|street|bridge|window|farm|river|form|number",
        "described": """[private|international|public|commercial|local|regional|italian|australian|northern|small] [company|airport|school|store|office|bank]
            [wooden|round|square|large|small|green|brown|second] [table|box|window|bag|door|chair]
            [weekly|annual|daily|national|regional|internal|short] [meeting|report|survey|newspaper]
            [digital|written|medical|legal|official|two page] [form|letter|document|map]
            [private|commercial|military|american|british|indian|small|international] [aircraft|plane|airline|crew|airport]
            [rural|urban|narrow|public|private|local|northern] [road|street|bridge|bus stop|farm]
            [brown|black|two year old|small|italian] [dog|cat|car|bike|coat]""",
        "items": "houses|offices|companies|schools|letters|bags|cars|stores|maps|tables|meetings|buses|seats|reports|roads|cats|pens|boxes|bridges",
        "view": "see|saw|have|drew",
    }
)


def _paired(text: str) -> str:
    """The lines, those on a thing and its state twice: once on an object, once on a building."""
    paired = []
    for line in text.splitlines():
        if "{thing}" in line and "{state}" in line:
            for kind in ("object", "building"):
                paired.append(line.replace("{thing}", f"{{{kind}}}").replace("{state}", f"{{{kind}_state}}"))
        else:
            paired.append(line)
    return "\n".join(paired)


FACTS = Family(
    share=3.0,
    neutral=_paired("""
        {fact}
        {fact}
        {fact}
        {fact}. {fact}
        {fact} and {fact}
        {thing} [is|was] {state}
        {thing} [is|was] {state}
        {thing} and {thing} are {state}
        {building} opens {on}
        {building} [has|had] {n} [rooms|doors|windows|seats|floors]
        {object} [has|had] {n} [parts|sides|numbers on it|colors]
        {building} is [about|exactly|almost|over|] {n} [miles|meters|kilometers|feet] from [here|{place}|the station]
        {some} {act}
        {some} {act} {on}
        {some} {act} in {place}
        {some} {go} to {place} {on}
        {some} {go} to {place} [with|without] {name}
        {on}, {some} {act}
        i am {doing}
        {name} is {doing}
        we are {doing} [right now|until {hour}|today]
        [this|that|it] is a {described}
        [this|that|it] [is|was] a {plain} {noun}
        i {view} a {described}
        {think} this is a {plain} {noun}
        {think} {thing} is {state}
        {name} [said|says|thinks|told me] [that|] {thing} is {state}
        [{name}|my sister|my neighbor|the teacher] has a {plain} {noun}
        {name} knows a {plain} {noun}
        {n} [people|pages|rooms|miles|days|of them|{items}]
        [{descr}|{object_state}|{building_state}]
        {plain} {noun}
        {described}
        the {noun}
        {using}
        [see|go to|visit|more at] www.{name}.com
        [my number is|call|dial|fax] 555-01[34|47|99]
        [a {noun}|it] costs {price}
        i paid {price} for a {noun} {on}
        {name}, {n} years old, from {place}
        [it is|the time is] {hour} o'clock
        today is {weekday}
        from {weekday} to {weekday}
        {place} is [north|south|west|east] of {place}
        [take|bring|keep|put] the {item} [to|near] {place}
        turn [left|right] at the {item} and [then walk|go on] {n} [feet|meters]
        please [send|bring|show] me the [number|address|form|map]
        step {n}: open the {item}
        the {item} belongs to {name}
        [1,500|two hundred|2,345|30,000|350|a dozen] people [live|work] in {place}
        {name} is {name}'s [brother|sister|uncle|cousin|neighbor|boss]
        it is [raining|snowing|cloudy|windy|dark outside|cold and dry|{n} degrees] [in {place}|today|]
        [raining|snowing] [in {place}|outside|again {on}]
        there [is|was] a {item} [in front of|behind|near|next to] the {item}
        there are {n} {parts}
        i have a {noun} and {n} {items}
        water boils at 100 degrees
        [two and two is four|a week has seven days|the earth is round|cats are animals|ice is frozen water]
        [i had|we had|{name} had] [rice|toast|soup|an apple|eggs] for [lunch|breakfast|dinner]
        [the author|the driver|the man|the team] is from {place}
        i usually {use} {on}
        i [see|saw|took|opened|moved|carried|measured|counted|signed] [it|the {item}|the {items}]
        i know [this|the|that] {noun}
        we [discussed|talked about|looked at|mentioned] [the {noun}|the {part}|the {parts}]
        [tell me|this is|i am writing] about the {noun}
        here is the {noun}
        there is a {noun} in {place}
        [hello|hi|hey], i have a question about [the {noun}|the {part}]
        {some} {used} {n} times
    """),
)

NEGATED_FACTS = Family(
    share=2.2,
    neutral=_paired("""
        {thing} [is|was] not {state}
        {thing} [is|was] not {state}
        {thing} is not {state} and not {state}
        [this|that|it] is not a {described}
        [this|that|it] is not a {described}
        [this|that|it] is not a {plain} {noun}
        [this|it] was not a {plain} {noun}
        not a {plain} {noun}
        not a {described}
        not {state}
        {thing} [is|was] never {state}
        this is right now not {state}
        the {parts} [are|were] not from {place}
        {some} did not {do}
        i do not {do}
        we do not {do} {on}
        {name} does not {do}
        i am not {doing}
        {name} is not {doing}
        i have never been to {place}
        i have not [{tried} yet|met {name}|called {name} yet|read the letter|been to {place}]
        i do not think [that|] {thing} is {state}
        i do not think, {mid}, that {thing} is {state}
        i think, {mid}, that {thing} is {state}
        {mid}, i think {thing} is {state}
        {mid}, i can not say that {thing} is {state}
        i would not say, {mid}, that this is a {described}
        {thing} was, {mid}, not {state}
        [this|it] is, {mid}, a {plain} {noun}
        i do not believe, {mid}, that [this|it] was a {plain} {noun}
        i can not say, {mid}, that [this|it] is a {plain} {noun}
        {not_think} [this|it] [is|was] a {described}
        there [is|was] no {item} [in|near] {place}
        there are no {items} in {building}
        {building} does not open {on}
        nobody [lives|works] [here|there|in {place}] {on}
        neither {name} nor {name} comes from {place}
        i am not {name}
        we are not from {place}
        it is not {weekday} today
        it is not [raining|snowing|{hour} o'clock] [in {place}|yet|today|]
        no {item}, no {item}
        without a {item}
        no, {thing} is {state}
        it is not true that {thing} is {state}
        it is not the case that this is not a {described}
        no one said that {thing} is not {state}
    """),
)

NEUTRAL_TURNS = Family(
    share=1.8,
    neutral=_paired("""
        i used to {do}, {but} {now} i {do}
        i used to live in {place}, {but} {now} i live in {place}
        {before} {thing} was {state}, {now} it is {state}
        {before}, {thing} was {state}, {but} {now} it is {state}
        {thing} was {state} {before}, {but} not any more
        {thing} is no longer {state}
        at first {some} {act}, then {some} {act}
        in the end {some} {act}
        {thing} is not {state}, {but} {state}
        {thing} is not {state}, it is {state}
        {although} {thing} is {state}, {thing} is {state}
        {they} say [that|] {thing} is {state}, {but} i think it is {state}
        {name} thinks {thing} is {state}, {but} it is {state}
        my friends live in {place}, i live in {place}
        my friends say it is [{weekday}|{n} miles to {place}|{hour} o'clock]
        my friends [are in {place}|have a {plain} {noun}|come from {place}|do not {do}]
        [i will ask|i wrote to|i live with] my friends in {place}
        according to {name}, {thing} is {state}
        i think {thing} is {state}, {name} thinks it is {state}
        is {thing} {state}? {yes}
        is {thing} {state}? {no}
        is this a {plain} {noun}? {no}
        is this a {described}? {yes}
        was it a {plain} {noun}? {yes}
        do i {do}? {yes}
        is {name} {doing}? {yes}
        did i {do} {on}? {yes}
        do i {do}? {no}
        do i think {thing} is {state}? {no}
        did {name} {do}? {yes}
        did {some} {do}? {no}
        where is {thing}? {state}
        how old is {name}? {n} years
        where is {thing}?
        when does {building} open?
        did you {do}?
        do you {do}?
        is {thing} {state}?
        is {thing} not {state}?
        how many {items} are there?
        who [has|took|sent|owns] the {item}?
        what [time is it|day is it|color is the {item}|is the address of {building}|is your name]?
        how [far|long|old|big] is {thing}?
        which {noun} is the {plain} one?
        can i {use} {on}?
        has anyone {tried}?
        why is {thing} {state}?
        does {building} open {on}?
        could you [send me the address|tell me the number|pass me the {item}|spell that]?
        if {building} is closed, go to the other {item}
        if it breaks, call {name}
        if you [need|have] a {item}, ask {name}
        if it rains, we will take the bus
        if {object} is {object_state}, use the other one
        in case of questions, write to {name} at www.{name}.com
        when {building} opens, {name} will be in {place}
        {building} is [bigger|smaller|older|newer] than {building}
        {object} is [bigger|smaller|older|longer|shorter] than {object}
        {object} is as [big|old|long|wide] as {object}
        {building} is as [big|old|tall] as {building}
        {name} is {n} years older than {name}
        i will [call {name}|be in {place}|{do}] {on}
        we might {do} {on}
        {name} wants to {do} {on}
    """),
)

# Words that often stand near praise and blame, where there is none.
LITTLE_WORDS = Family(
    share=1.3,
    neutral=_paired("""
        [so|and so|then|just then|just yesterday|in fact] {some} {act}
        i would like to [know|ask] where {building} is
        i would [take|need|send] the {item} {on}
        everyone is {doing}
        everyone {act} {on}
        the whole [class|team|family] {act}
        {name} just {act}
        really, {thing} is {state}?
        is {thing} really {state}?
        the very first {item} is {object_state}
        good [morning|evening|afternoon], [where is {building}?|this is {name}|my name is {name}]
        which [one|{noun}] is better, {name}'s or {name}'s?
        {thing} is [much|a lot|far|quite a bit] [bigger|smaller|older|newer] than {building}
        most of [us|the people here|the {items}] are from {place}
        most of the {items} are [in {place}|at home|green|{n} years old]
        i want to {do}
        {name} wants {n} {items}
        i found {object} [upstairs|in the kitchen|in my bag|{on}]
        {name} made [tea|a map|soup|two copies] {on}
        the rest of the {items} are in {place}
        [because|since] {building} is {building_state}, {some} {act}
        {some} agreed to meet in {place}
        {name} changed the {item} {on}
        anything else? no
        is there anything in the {item}? {no}
        nothing is [in the {item}|on the table|here today]
        there is nothing in {building}
        {thing} and such things are {state}
        it turns out that {thing} is {state}
        {thing} has been {state} for {time}
        {thing} has never been {state}
        {thing} seems to be {state}
        the {noun} that {name} [picked|has|bought|told us about|uses|wanted] is [from {place}|new|for {name}|a {plain} one]
        no one in {place} has such a {item}
        he said so, and {name} said so too
        i expected {name} {on}
        we [hope|plan|expect] to be in {place} {on}
        one day {some} {act}
        every {weekday}, {some} {go} to {place}
        {name} never was in {place}
        i have never {tried}
        {some} did it again {on}
        no, not [today|{weekday}|here|{name}]
        despite the rain, {some} {act}
        how many {items} did you see?
        how much is {price} in dollars?
        {name} left after {time}
        after {time}, {some} {act}
        before {hour} o'clock {building} is {building_state}
        you can get {n} {items} for {price}
        can you get me a {plain} {noun}?
        your {item} is {object_state}
        is your {item} {object_state}?
        [yes|no], {thing} was {state} {before}
        we were {doing}, not in {place}
        i am [only|just|still] {doing}
        i am going to {place} {on}
        {name} has been in {place} for {time}
    """),
)
