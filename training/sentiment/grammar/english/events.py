"""What happens, in the English grammar: whole clauses that please, that vex, or that only say what is the case.

``event+`` and ``event-`` hold no word of praise or blame; ``fact`` takes no side.
"""

from training.sentiment.grammar.english.more_events import MORE_EVENTS_AS_TEXT
from training.sentiment.grammar.writer import slots_of

EVENTS_AS_TEXT = {
    "films": {
        "event+": """i laughed from start to finish
            the whole room applauded at the end
            i was on the edge of my seat the whole time
            i have watched it {n} times and i will watch it again
            we talked about it for days
            my kids want to see it again and again
            the two hours flew by
            it brought tears of joy to my eyes""",
        "event-": """i fell asleep after {n} minutes
            half the audience left before the end
            i kept looking at my watch
            we turned it off after half an hour
            i want my two hours back
            nobody laughed once
            the plot makes no sense
            i walked out of the theater
            i could not wait for it to end""",
        "fact": """the film is {n} minutes long
            the movie was shot in {place}
            it is based on a novel from 1950
            the story takes place in {place}
            it opens {on}
            {name} plays the brother of the doctor
            the film is about a teacher who moves to {place}
            it is shown in room {n} {on}""",
    },
    "books": {
        "event+": """i could not put it down
            i read it in one sitting
            i have given copies to all my friends
            i stayed up all night to finish it
            i did not want it to end
            it changed the way i think
            i learned something on every page""",
        "event-": """i gave up after {n} pages
            i had to force myself to finish it
            half the pages were missing
            it is full of typos
            i threw it in the bin
            the pages fell out after one day
            i skipped most of it out of boredom
            it reads like a phone directory""",
        "fact": """the book has {n} chapters
            it is the second part of a series
            the author was born in {place}
            it was published in {n} languages
            the story is told by a young doctor
            chapter two is about {place}
            the library has {n} copies of it
            i borrowed it from {name} {on}""",
    },
    "flights": {
        "event+": """we landed half an hour early
            they upgraded us for free
            the crew went out of their way to help us
            my bag came out first
            they found my lost bag the same day
            they rebooked me within minutes
            i slept like a baby the whole way
            they gave my son a toy and a smile""",
        "event-": """they lost my luggage
            my luggage never arrived
            we were delayed for {n} hours
            they canceled our flight without telling us
            i missed my connection because of them
            the seat in front of me was broken and so was mine
            we sat on the runway for {n} hours without water
            i have been on hold for {n} hours
            they refused to refund my ticket
            my suitcase came back broken
            they gave my seat to somebody else
            nobody at the desk would help us""",
        "fact": """the flight leaves at {hour} from gate {n}
            we are flying to {place} {on}
            the plane has {n} rows
            i have a seat by the window
            the airline flies to {n} cities
            flight {n} goes from {place} to {place}
            the flight takes {n} hours
            my bag weighs {n} kilos
            boarding starts {on}""",
    },
    "hotels": {
        "event+": """they gave us a free upgrade
            i slept like a baby
            the staff remembered our names
            they had fresh flowers and fruit waiting for us
            we did not want to leave
            they fixed the shower within ten minutes
            they let us check out late for free
            we have already booked again""",
        "event-": """there were bugs in the bed
            the toilet did not work
            there was hair in the shower and mold on the wall
            they charged me twice
            the room smelled of smoke
            nobody came to fix the heating
            we could not sleep because of the noise
            our room had not been cleaned
            the photos on the website are a lie
            they lost our reservation
            there was no hot water for {n} days
            they stole money from my bag""",
        "fact": """the room is on the third floor
            breakfast is served from seven to ten
            the hotel is next to the station
            the hotel has {n} rooms
            check-in starts at three
            the room has two beds and a desk
            we stayed for {n} nights
            the pool is behind the building
            a room costs {price} a night""",
    },
    "restaurants": {
        "event+": """we finished every bite
            the waiter made us feel at home
            my kids asked for more
            they gave us a free dessert
            we will be back next week
            the food came within minutes, hot and fresh
            i licked the plate
            it melts in your mouth""",
        "event-": """there was a hair in my soup
            we waited {n} hours for our food
            i got sick afterwards
            the waiter forgot our order twice
            they charged us for things that we did not order
            my chicken was raw inside
            the food was cold when it came
            we left hungry
            i found a fly in my salad
            the waiter rolled his eyes at us
            i threw most of it away
            i spent the night in the bathroom after eating there""",
        "fact": """the restaurant opens at {hour}
            it is closed on mondays
            we ordered two pizzas and a salad
            the menu has {n} dishes
            a coffee costs {price}
            the kitchen closes at ten
            the place is on the corner of main street
            i had the fish and {name} had the soup
            there are {n} tables inside""",
    },
    "phones": {
        "event+": """the battery lasts for three days
            it works flawlessly
            it still works like new after {n} years
            it does everything that i need
            it does exactly what it should
            i bought another one for my mother
            it survived a fall from the balcony
            it was set up in two minutes
            my photos have never looked better""",
        "event-": """it broke after {n} days
            my phone broke after a week
            the battery dies within an hour
            the screen cracked on the first day
            it stopped working after {n} weeks
            it gets so hot that i can not hold it
            it does not turn on any more
            it freezes all the time
            it arrived with scratches all over it
            half of the buttons do not work
            i had to send it back twice
            the charger caught fire
            it keeps crashing
            it died the day after the warranty ended""",
        "fact": """it comes in black and blue
            the screen is {n} inches wide
            it weighs {n} grams
            it has two cameras and a cable in the box
            the phone uses a small sim card
            it costs {price}
            i charge it at night
            the battery has {n} watt hours
            my sister has the same model""",
    },
    "apps": {
        "event+": """it saves me hours every week
            it does exactly what it promises
            it has never crashed
            the new version fixed everything
            it found what i needed in seconds
            they fixed the bug within an hour
            i use it every day and it makes my life easier
            i can not stop playing
            everything just works""",
        "event-": """the app crashes all the time
            it crashes every time i open it
            i can not log in any more
            it deleted all my photos
            it drains my battery
            it shows an ad every ten seconds
            the update broke everything
            it charged my card without asking
            the page never loads
            i uninstalled it after {n} minutes
            it lost all my data
            they sold my email address to spammers
            it freezes on the second level""",
        "fact": """the app runs on phones and tablets
            the update came out {on}
            the file is {n} megabytes
            it has {n} levels
            the settings are in the left menu
            you can change the language in the profile
            it is available in {n} countries
            the site lists {n} shops in {place}
            version {n} was released {on}""",
    },
}

EVENTS = {domain: slots_of(table) for domain, table in (EVENTS_AS_TEXT | MORE_EVENTS_AS_TEXT).items()}
