"""What happens in the other domains of the English grammar; see :mod:`training.sentiment.grammar.english.events`."""

MORE_EVENTS_AS_TEXT = {
    "clothes": {
        "event+": """it fits like a glove
            i get compliments every time i wear it
            it looks just like the picture, only better
            i bought it in three more colors
            it still looks new after {n} washes
            i wear it all the time
            my daughter does not want to take it off
            everyone asks me where i got it""",
        "event-": """it fell apart after one wash
            it shrank in the first wash
            the zipper broke on the first day
            the color came off on my skin
            there was a hole in the sleeve
            it looks nothing like the picture
            the seams came apart after {n} days
            they sent the wrong size twice
            the sole came off after a week
            it smells of chemicals
            it gave me a rash""",
        "fact": """it comes in four sizes
            the dress is blue with white dots
            it is made of cotton
            i wear size {n}
            the coat has two pockets
            the sleeves are {n} inches long
            the shirt was made in {place}
            i bought it in a shop in {place}
            it should be washed at {n} degrees""",
    },
    "shops": {
        "event+": """it arrived a day early
            everything came well packed and on time
            they refunded me the same day
            they sent a new one for free
            they replaced it without any questions
            my order was here the next morning
            the seller answered within minutes
            i found everything that i was looking for
            they added a small gift""",
        "event-": """my order never arrived
            the package came open and half empty
            they sent the wrong item twice
            they refused to give me a refund
            the parcel arrived {n} weeks late
            they took my money and never answered
            everything in the box was smashed
            they charged me twice
            i am still waiting for my money back
            they sold me a fake
            they never answer my emails
            they threw my package over the fence
            i want my money back""",
        "fact": """the shop opens at nine
            the order number is {n}
            the package was sent {on}
            i ordered two boxes {on}
            delivery takes {n} days
            the store is across from the post office
            they sell shoes and bags
            i paid {price} for it
            the parcel is at the post office""",
    },
    "support": {
        "event+": """they fixed it within an hour
            they solved my problem in {n} minutes
            they called me back at once
            they refunded everything without a fuss
            the agent stayed on the line until it worked
            they answered all my questions
            the technician came the same day
            they went the extra mile for me
            it all works again thanks to them""",
        "event-": """i have been on hold for {n} hours
            nobody answers the phone
            they hung up on me
            they ignored all my emails
            they closed my ticket without an answer
            they refused to refund me
            my problem is still not solved after {n} weeks
            the internet has been down for {n} days
            they keep charging me for something that i canceled
            the agent laughed at me
            i was transferred {n} times and nobody could help
            they lied to me about the price
            i had to explain it {n} times""",
        "fact": """i called the bank {on}
            the office is open until five
            my contract ends {on}
            the number is on the back of the card
            i wrote to them {on}
            the technician comes {on}
            the bill is for {price}
            i have an account with them since 2015
            the form has {n} pages""",
    },
    "doctors": {
        "event+": """she took the time to explain everything
            he cured my back pain in {n} weeks
            my son was not afraid for a second
            i can walk again without pain
            we were seen right away
            they saved my life
            she listened to every word
            it did not hurt at all""",
        "event-": """we waited {n} hours and nobody came
            he did not listen to a word i said
            they mixed up my files
            the pain got worse after the treatment
            she never looked up from her screen
            they gave me the wrong pills
            he made my son cry
            they lost my test results
            the nurse yelled at my mother
            they sent us away although my son had a fever""",
        "fact": """the appointment is {on}
            the clinic is on the second floor
            i saw the dentist {on}
            the doctor has an office in {place}
            the nurse wrote down my address
            the practice has {n} doctors
            take one pill {on}
            the pharmacy is next door
            the visit took {n} minutes""",
    },
    "courses": {
        "event+": """i learned more in a week than in a whole year before
            i passed the exam thanks to her
            she answered every question
            my son finally understands math
            the hours flew by
            i found a job right after it
            he makes even hard things easy to follow
            my daughter can not wait for the next lesson""",
        "event-": """i learned nothing
            the teacher never showed up
            half of the students fell asleep
            he reads everything off his slides
            nobody answers questions
            half of the class dropped out
            the videos do not load
            i failed because of him
            she makes fun of slow students
            they took the money and canceled the class""",
        "fact": """the course has {n} lessons
            the class starts {on}
            the exam is {on}
            there are {n} students in the class
            we meet in room {n}
            the teacher comes from {place}
            lesson two is about verbs
            the course costs {price}
            the school is behind the park""",
    },
    "places": {
        "event+": """we did not want to leave
            everyone smiled at us
            i could walk around there for days
            the view took my breath away
            we want to move there
            strangers helped us everywhere we went
            we came home rested
            the kids had the time of their lives""",
        "event-": """there was garbage everywhere
            we were robbed on the first day
            everything was closed and nobody told us
            someone stole my wallet
            the taxi driver cheated us
            the water was full of plastic
            we could not wait to leave
            we stood in line for {n} hours to see nothing
            i did not feel safe for a minute""",
        "fact": """the city has {n} museums
            the museum is closed on mondays
            the town lies on a river
            {place} is {n} kilometers from here
            we took the bus to the harbor
            the tour starts at the old bridge
            a ticket costs {price}
            it is the capital of the region
            the market is held {on}""",
    },
    "work": {
        "event+": """i got promoted {on}
            they gave me a raise
            i look forward to every morning
            we won the contract
            everyone helped me from day one
            i got the job
            they thanked me in front of everyone
            my team has my back
            i can go home early whenever my kids need me""",
        "event-": """i was fired without a reason
            they did not pay us for {n} months
            my boss yelled at me in front of everyone
            nobody ever says thank you
            i worked all night for nothing
            they cut our pay again
            half of my team has quit
            i lost my job {on}
            they blamed me for something that i did not do
            i come home exhausted every night""",
        "fact": """the meeting is {on}
            i work from home on fridays
            the company has {n} employees
            the office is in {place}
            we have lunch at twelve
            i started {on}
            my shift ends at {hour}
            the report has {n} pages
            {name} works in accounting""",
    },
    "days": {
        "event+": """i passed my exam
            we laughed all night
            my best friend came to visit
            the sun came out and we danced
            she said yes and i am over the moon
            our team won the game
            i found my lost dog
            my grandmother is healthy again
            i won first prize
            we had the time of our lives
            it made my day""",
        "event-": """i lost my keys and my wallet
            someone stole my bike
            my dog died
            i failed my exam
            nobody came to my party
            i cried all night
            i have had a headache since {on}
            it rained on our wedding and everyone got sick
            we lost the game again
            my best friend is not talking to me
            i burned the cake and everyone had to go home hungry
            it ruined my day""",
        "fact": """it is raining
            it is {n} degrees outside
            the party starts at {hour}
            i had toast for breakfast
            my birthday is {on}
            we took the bus to {place}
            i am at the bus stop
            the sun rises at six
            my sister lives in {place}
            it is cloudy in {place}
            i am cooking rice
            today is {day}
            there will be snow in {place} {on}
            i need to buy milk""",
    },
    "music": {
        "event+": """i have listened to it all day
            the whole crowd sang along
            it gives me goosebumps
            i can not stop dancing to it
            i have played it a hundred times
            they played three encores and nobody wanted to leave
            it cheers me up every morning
            we danced all night""",
        "event-": """i left after {n} songs
            my ears still hurt
            he forgot his own lyrics
            they came on stage {n} hours late
            every song sounds the same
            i had to turn it off
            the crowd booed
            they canceled the show and kept our money
            you could not hear the singer at all
            she sang out of tune all night""",
        "fact": """the album has {n} songs
            the concert is {on}
            the band comes from {place}
            the song is {n} minutes long
            the doors open at seven
            she plays the violin
            the band has {n} members
            it was recorded in {place}
            he sings in spanish""",
    },
    "cars": {
        "event+": """it has run for {n} years without a single repair
            it starts every morning, even in the snow
            the mechanic fixed it in an hour and charged me nothing
            it uses hardly any fuel
            the driver carried all our bags and was right on time
            it got us everywhere safely
            i smile every time i drive it""",
        "event-": """it broke down after {n} days
            the engine died on the highway
            the brakes failed
            it has been in the garage {n} times this year
            the driver was texting the whole way
            it leaks oil everywhere
            the bus never came
            the mechanic charged me for work that he did not do
            they charged me for a scratch that was there before
            the heating quit in the middle of winter
            a tire blew on the first day""",
        "fact": """the car has four doors
            the bus leaves at {hour}
            i park behind the house
            the trip takes {n} hours
            it runs on diesel
            the train stops in {place}
            i bought it from {name} {on}
            it was built in {n} factories
            the garage is open until six""",
    },
    "homes": {
        "event+": """it has worked every day for {n} years
            it was put together in ten minutes
            it does exactly what it should
            i use it every single day
            it makes my life so much easier
            the whole family fights over it
            i have bought a second one
            you can hardly hear it""",
        "event-": """it broke after {n} uses
            the handle came off on the first day
            it leaks all over the kitchen
            half of the screws were missing
            it burned my carpet
            it arrived broken
            the motor gave up after {n} weeks
            it fell apart when i sat on it
            it does not turn on
            it makes an ear splitting noise
            i had to throw it away after a month
            it started to rust after {n} days""",
        "fact": """it is {n} inches wide
            it is made of oak
            the box holds {n} parts
            it stands next to the door
            it comes with a manual in {n} languages
            the lamp has a white shade
            it plugs into the wall
            i keep it in the kitchen
            it weighs {n} pounds""",
    },
}
