"""The two editions of the demo: what is on, when, and who is there.

Of 2022 the day, the plenary programme and its speakers are real. The sources name neither the four breakouts nor
their times; here they bear the names of the four conditions of social quality. Of the coming edition all is made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from werkplaats.db import Texts
from werkplaats.editions.models import ArticleKind
from werkplaats.people.models import AppearanceRole, AppearanceState
from werkplaats.programme.models import Condition, RoundKind


@dataclass(frozen=True)
class Guest:
    """Someone who does something on the day."""

    slug: str
    name: str
    role: Texts
    organisation: str
    bio: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A plenary item, with who appears at it."""

    slug: str
    starts: time
    ends: time
    title: Texts
    text: Texts
    guests: tuple[tuple[str, AppearanceRole, AppearanceState], ...] = ()
    counts_as_learning: bool = True


@dataclass(frozen=True)
class Stretch:
    """A round of the day; one with items has them, one with breakouts runs all four."""

    kind: RoundKind
    starts: time
    ends: time
    title: Texts
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A breakout."""

    slug: str
    title: Texts
    abstract: Texts
    condition: Condition


SENDER = "Landelijke Werkplaats (demo)"
HELP_EMAIL = "hulp@example.org"
HELP_PHONE = "010 000 00 00"

THEME: Texts = {"nl": "Bestaanszekerheid", "en": "Security of existence"}

SPOKE = (AppearanceRole.SPEAKER, AppearanceState.ACCEPTED)
DID_NOT_COME = (AppearanceRole.SPEAKER, AppearanceState.WITHDRAWN)
CHAIRED = (AppearanceRole.CHAIR, AppearanceState.ACCEPTED)

# 2022

DAY_2022 = date(2022, 3, 17)
SLUG_2022 = "2022"

TITLE_2022: Texts = {
    "nl": "Bestaanszekerheid: van praten naar doen",
    "en": "Security of existence: from talking to doing",
}
LEAD_2022: Texts = {
    "nl": "Genoeg inkomen, een veilig huis en kunnen meedoen. Hoe krijgen we dat samen voor elkaar?",
    "en": "Enough income, a safe home and taking part. How do we make that happen together?",
}
ABOUT_2022: Texts = {
    "nl": (
        "Een dag na de verkiezingen voor de gemeenteraad kwamen inwoners, vrijwilligers, professionals, bestuurders, "
        "docenten en onderzoekers online bij elkaar. Wat zij leerden, kon zo mee in de plannen van de gemeenten.\n\n"
        "Het programma en de sprekers zijn echt. De deelsessies, de deelnemers en de oogst zijn verzonnen."
    ),
    "en": (
        "One day after the municipal elections, residents, volunteers, professionals, administrators, teachers and "
        "researchers met online. What they learned could go straight into the plans of the municipalities.\n\n"
        "The programme and the speakers are real. The breakouts, the participants and the harvest are made up."
    ),
}

GUESTS_2022 = (
    Guest(
        "toby-witte",
        "Toby Witte",
        {"nl": "Voorzitter", "en": "Chair"},
        "Associatie Werkplaatsen Sociaal Domein",
    ),
    Guest("kim-houben", "Kim Houben", {}, "Divosa"),
    Guest("marleen-smit", "Marleen Smit", {}, "Divosa"),
    Guest(
        "karin-ter-horst",
        "Karin ter Horst",
        {"nl": "Werkt vanuit eigen ervaring", "en": "Works from lived experience"},
        "Gemeente Zwolle",
    ),
    Guest(
        "lisbeth-verharen",
        "Lisbeth Verharen",
        {"nl": "Lector Versterken van Sociale Kwaliteit", "en": "Professor of Strengthening Social Quality"},
        "HAN University of Applied Sciences",
    ),
)

PLENARY_2022 = (
    Item(
        "welkom",
        time(13, 0),
        time(13, 10),
        {"nl": "Welkom", "en": "Welcome"},
        {"nl": "De dagvoorzitter opent de middag.", "en": "The chair of the day opens the afternoon."},
        (("toby-witte", *CHAIRED),),
        counts_as_learning=False,
    ),
    Item(
        "winst",
        time(13, 10),
        time(13, 25),
        {"nl": "De Winst van het sociaal domein", "en": "The gains of the social domain"},
        {
            "nl": "Een bijdrage van Divosa. Kim Houben was aangekondigd, Marleen Smit sprak.",
            "en": "A talk from Divosa. Kim Houben was announced, Marleen Smit spoke.",
        },
        (("kim-houben", *DID_NOT_COME), ("marleen-smit", *SPOKE)),
    ),
    Item(
        "ervaring",
        time(13, 25),
        time(13, 40),
        {"nl": "Werken vanuit ervaring", "en": "Working from lived experience"},
        {"nl": "Een bijdrage uit de gemeente Zwolle.", "en": "A talk from the municipality of Zwolle."},
        (("karin-ter-horst", *SPOKE),),
    ),
    Item(
        "keynote",
        time(13, 40),
        time(14, 0),
        {"nl": "Lezing: sociale kwaliteit", "en": "Keynote: social quality"},
        {
            "nl": "Vier condities die helpen om mee te doen, en waar je ze terugziet.",
            "en": "Four conditions that help people to take part, and where you can see them.",
        },
        (("lisbeth-verharen", *SPOKE),),
    ),
)

CLOSING_ITEM = Item(
    "afsluiting",
    time(15, 40),
    time(16, 0),
    {"nl": "Afsluiting", "en": "Closing"},
    {"nl": "Wat nemen we mee, en wie gaat ermee verder?", "en": "What do we take home, and who goes on with it?"},
    (("toby-witte", *CHAIRED),),
    counts_as_learning=False,
)

STRETCHES = (
    Stretch(RoundKind.ITEMS, time(13, 0), time(14, 0), {"nl": "Plenair", "en": "Plenary"}, PLENARY_2022),
    Stretch(RoundKind.BREAKOUTS, time(14, 10), time(14, 50), {"nl": "Ronde 1", "en": "Round 1"}),
    Stretch(RoundKind.BREAKOUTS, time(15, 0), time(15, 35), {"nl": "Ronde 2", "en": "Round 2"}),
    Stretch(RoundKind.ITEMS, time(15, 40), time(16, 0), {"nl": "Afsluiting", "en": "Closing"}, (CLOSING_ITEM,)),
)

CHOICES = (
    Choice(
        "sociaaleconomische-zekerheid",
        {"nl": "Sociaaleconomische zekerheid", "en": "Socioeconomic security"},
        {
            "nl": (
                "Een inkomen waar je van rond kunt komen. Een huis dat veilig is. Zorg als je die nodig hebt. "
                "We kijken waar het misgaat, en wat er in de praktijk al helpt."
            ),
            "en": (
                "An income that you can live on. A home that is safe. Care when you need it. "
                "We look at where it goes wrong, and at what already helps in practice."
            ),
        },
        Condition.SECURITY,
    ),
    Choice(
        "sociale-inclusie",
        {"nl": "Sociale inclusie", "en": "Social inclusion"},
        {
            "nl": (
                "Formulieren die je snapt. Een loket waar iemand luistert. Regels die passen bij je leven. "
                "We zoeken uit hoe hulp weer dichtbij komt."
            ),
            "en": (
                "Forms that you understand. A desk where somebody listens. Rules that fit your life. "
                "We find out how help comes close again."
            ),
        },
        Condition.INCLUSION,
    ),
    Choice(
        "sociale-cohesie",
        {"nl": "Sociale cohesie", "en": "Social cohesion"},
        {
            "nl": (
                "Buren die elkaar kennen. Een plek waar je zomaar binnenloopt. Mensen die je missen als je er "
                "niet bent. We delen wat een buurt sterk maakt."
            ),
            "en": (
                "Neighbours who know each other. A place where you just walk in. People who miss you when you "
                "are not there. We share what makes a neighbourhood strong."
            ),
        },
        Condition.COHESION,
    ),
    Choice(
        "sociaal-empowerment",
        {"nl": "Sociaal empowerment", "en": "Social empowerment"},
        {
            "nl": (
                "Laten zien wat je kunt. Meedenken voordat het plan af is. Gehoord worden, ook als je het er niet "
                "mee eens bent. We oefenen hoe dat gaat."
            ),
            "en": (
                "Showing what you can do. Thinking along before the plan is ready. Being heard, also when you do "
                "not agree. We practise how that works."
            ),
        },
        Condition.EMPOWERMENT,
    ),
)

PLACES_2022 = 85
LEAST_PEOPLE = 8

# The coming edition

TITLE_COMING: Texts = {
    "nl": "Bestaanszekerheid: samen verder",
    "en": "Security of existence: going on together",
}
LEAD_COMING: Texts = {
    "nl": "Wat werkt er echt tegen onzekerheid over geld, wonen en meedoen? Je leert het van elkaar.",
    "en": "What really works against insecurity about money, housing and taking part? You learn it from each other.",
}
ABOUT_COMING: Texts = {
    "nl": (
        "Deze middag is voor iedereen. Voor wie het zelf meemaakt, voor wie helpt, en voor wie erover beslist. "
        "Eerst luisteren we samen. Daarna kies je twee deelsessies, en praat je mee in een kleine groep.\n\n"
        "Je doet gratis en online mee. Je hebt geen account nodig."
    ),
    "en": (
        "This afternoon is for everyone. For those who live it, for those who help, and for those who decide. "
        "First we listen together. Then you choose two breakouts, and talk along in a small group.\n\n"
        "Taking part is free and online. You need no account."
    ),
}

CAPACITY_COMING = 180
PLACES_COMING = 45

GUESTS_COMING = (
    Guest(
        "fien-voorbeeld",
        "Fien Voorbeeld",
        {"nl": "Dagvoorzitter", "en": "Chair of the day"},
        "Werkplaats Nergenshuizen",
        {
            "nl": "Fien houdt van gesprekken waarin iedereen aan de beurt komt. Zij let ook op de tijd.",
            "en": "Fien loves talks in which everyone gets a turn. She also keeps an eye on the time.",
        },
    ),
    Guest(
        "joost-verzonnen",
        "Joost Verzonnen",
        {"nl": "Teamleider schulden", "en": "Team leader debts"},
        "Gemeente Voorbeeldstad",
        {
            "nl": "Joost belt liever dan dat hij een brief stuurt. Zo krijgt zijn team veel meer mensen te spreken.",
            "en": "Joost would rather call people than send letters. His team reached many more of them that way.",
        },
    ),
    Guest(
        "amira-denkbeeld",
        "Amira Denkbeeld",
        {"nl": "Ervaringsdeskundige", "en": "Expert by experience"},
        "Buurthuis De Lange Tafel",
        {
            "nl": "Amira leefde zelf jaren met schulden. Nu helpt zij elke dinsdag buren met hun post.",
            "en": "Amira lived with debts for years. Now she helps neighbours with their letters, every Tuesday.",
        },
    ),
    Guest(
        "teun-fantasia",
        "Teun Fantasia",
        {"nl": "Lector", "en": "Professor of applied sciences"},
        "Hogeschool Denkstad",
        {
            "nl": "Teun onderzoekt hoe mensen van elkaar leren. Hij vraagt liever door dan dat hij uitlegt.",
            "en": "Teun studies how people learn from each other. He would rather keep asking than explain.",
        },
    ),
    Guest(
        "sjaan-proefsma",
        "Sjaan Proefsma",
        {"nl": "Budgetcoach", "en": "Budget coach"},
        "Welzijn Nergenshuizen",
        {
            "nl": "Sjaan zit elke week aan keukentafels. Zij weet hoe je over geld praat zonder schaamte.",
            "en": "Sjaan sits at kitchen tables every week. She knows how to talk about money without shame.",
        },
    ),
    Guest(
        "bilal-bedachter",
        "Bilal Bedachter",
        {"nl": "Medewerker bij het loket", "en": "Works at the front desk"},
        "Gemeente Voorbeeldstad",
        {
            "nl": "Bilal schrijft brieven samen met de mensen die ze krijgen. Ze testen samen elke zin.",
            "en": "Bilal writes letters together with the people who get them. They test every sentence together.",
        },
    ),
    Guest(
        "wies-sprookstra",
        "Wies Sprookstra",
        {"nl": "Buurtwerker", "en": "Neighbourhood worker"},
        "Buurthuis De Lange Tafel",
        {
            "nl": "Wies zet elke donderdag een tafel op straat. Wie langsloopt, mag aanschuiven.",
            "en": "Wies puts a table on the street every Thursday. Whoever walks by may sit down.",
        },
    ),
    Guest(
        "daan-demostra",
        "Daan Demostra",
        {"nl": "Student social work", "en": "Student of social work"},
        "Hogeschool Denkstad",
        {
            "nl": "Daan leert van mensen met ervaring. Samen maken zij lessen voor nieuwe studenten.",
            "en": "Daan learns from people with experience. Together they make lessons for new students.",
        },
    ),
)

ITEMS_COMING = {
    "welkom": Item(
        "welkom",
        time(13, 0),
        time(13, 10),
        {"nl": "Welkom", "en": "Welcome"},
        {
            "nl": "Fien Voorbeeld opent de middag en vertelt hoe alles werkt.",
            "en": "Fien Voorbeeld opens the afternoon and tells how everything works.",
        },
        (("fien-voorbeeld", *CHAIRED),),
    ),
    "winst": Item(
        "winst",
        time(13, 10),
        time(13, 25),
        {"nl": "Bellen in plaats van schrijven", "en": "Calling instead of writing"},
        {
            "nl": "Hoe een gemeente mensen met schulden eerder leert kennen.",
            "en": "How a municipality gets to know people with debts earlier.",
        },
        (("joost-verzonnen", *SPOKE),),
    ),
    "ervaring": Item(
        "ervaring",
        time(13, 25),
        time(13, 40),
        {"nl": "Mijn dinsdag in het buurthuis", "en": "My Tuesday in the community centre"},
        {
            "nl": "Wat er gebeurt als je de post niet meer alleen hoeft open te maken.",
            "en": "What happens when you no longer have to open your letters alone.",
        },
        (("amira-denkbeeld", *SPOKE),),
    ),
    "keynote": Item(
        "keynote",
        time(13, 40),
        time(14, 0),
        {"nl": "Lezing: leren van elkaar", "en": "Keynote: learning from each other"},
        {
            "nl": "Waarom ervaring kennis is, en hoe je die kennis een plek geeft.",
            "en": "Why experience is knowledge, and how you make room for it.",
        },
        (("teun-fantasia", *SPOKE),),
    ),
    "afsluiting": Item(
        "afsluiting",
        time(15, 40),
        time(16, 0),
        {"nl": "Afsluiting", "en": "Closing"},
        {"nl": "Wat nemen we mee, en wie gaat ermee verder?", "en": "What do we take home, and who goes on with it?"},
        (("fien-voorbeeld", *CHAIRED),),
    ),
}

HOSTS_COMING = {
    "sociaaleconomische-zekerheid": "sjaan-proefsma",
    "sociale-inclusie": "bilal-bedachter",
    "sociale-cohesie": "wies-sprookstra",
    "sociaal-empowerment": "daan-demostra",
}

# How it works online, and what was written

DIAL_IN: Texts = {
    "nl": "Bel 010 000 00 00 en zeg wie je bent. Dan verbinden we je door. Je hoort alles en je kunt meepraten.",
    "en": "Call 010 000 00 00 and say who you are. Then we connect you. You hear everything and can talk along.",
}
RECORDING: Texts = {
    "nl": (
        "We nemen alleen het plenaire deel op. Jij staat daar niet op. Je kunt het vier weken lang terugkijken.\n\n"
        "In de deelsessies nemen we niets op. Wat je daar vertelt, blijft daar."
    ),
    "en": (
        "We only record the plenary part. You are not in it. You can watch it for four weeks.\n\n"
        "In the breakouts we record nothing. What you tell there stays there."
    ),
}


@dataclass(frozen=True)
class Story:
    """An article, and on which day it came to stand on the site. `shows` says what is on its drawing, if it has one."""

    kind: ArticleKind
    on: date | None
    title: Texts
    text: Texts
    shows: Texts | None = None


DRAWN_BY = "Werkplaats"

STORIES_2022 = (
    Story(
        ArticleKind.PUBLICATION,
        date(2022, 6, 9),
        {"nl": "Werken aan bestaanszekerheid", "en": "Working on security of existence"},
        {
            "nl": (
                "Wat op deze dag is geleerd, ging niet verloren. Op 9 juni 2022 verscheen *Werken aan "
                "bestaanszekerheid: gemeenten aan de slag vanuit het perspectief van inwoners*.\n\n"
                "## Wat erin staat\n\n"
                "- Wat bestaanszekerheid is: genoeg inkomen, een veilig huis en kunnen meedoen.\n"
                "- Wat mensen weten die het zelf meemaken.\n"
                "- Handvatten voor beleid en praktijk, geordend naar de vier condities van sociale kwaliteit.\n"
                "- Stappen naar een betere aanpak van gemeenten."
            ),
            "en": (
                "What was learned on this day was not lost. On 9 June 2022 *Werken aan bestaanszekerheid: "
                "gemeenten aan de slag vanuit het perspectief van inwoners* was published.\n\n"
                "## What is in it\n\n"
                "- What security of existence is: enough income, a safe home and taking part.\n"
                "- What people know who live it themselves.\n"
                "- Points to act on for policy and practice, ordered by the four conditions of social quality.\n"
                "- Steps to a better approach of municipalities."
            ),
        },
    ),
)

STORIES_COMING = (
    Story(
        ArticleKind.ANNOUNCEMENT,
        None,
        {"nl": "Je kunt je aanmelden", "en": "You can register"},
        {
            "nl": (
                "De aanmelding is open. Je kiest de deelsessies die je wilt volgen, en je krijgt een eigen link.\n\n"
                "**Nog nooit online meegepraat?** Lees hoe het werkt, en bel ons gerust. We proberen het dan samen uit."
            ),
            "en": (
                "Registration is open. You choose the breakouts that you like best, and you get a link of your own.\n\n"
                "**Never talked along online?** Read how it works, and do call us. Then we try it together."
            ),
        },
    ),
    Story(
        ArticleKind.INTERVIEW,
        None,
        {
            "nl": "Amira Denkbeeld: “Ik hoefde de post niet meer alleen open te maken”",
            "en": "Amira Denkbeeld: “I no longer had to open the post alone”",
        },
        {
            "nl": (
                "*Dit gesprek is verzonnen. Het laat zien hoe een interview eruitziet.*\n\n"
                "Op dinsdag staat de koffie klaar in het buurthuis. Wie post heeft, neemt die mee.\n\n"
                "## Hoe begon het?\n\n"
                "“Met één ongeopende envelop. Een buurvrouw vroeg: zullen we samen kijken? Het viel mee. "
                "Toen dacht ik: dit moet er elke week zijn.”\n\n"
                "## Wat kan een gemeente doen?\n\n"
                "> Kom eens langs, en laat de map thuis. Luister eerst.\n\n"
                "Amira vertelt meer op de dag zelf."
            ),
            "en": (
                "*This talk is made up. It shows how an interview looks.*\n\n"
                "On Tuesdays the coffee is ready in the community centre. Whoever has post takes it along.\n\n"
                "## How did it begin?\n\n"
                "“With one closed envelope. A neighbour asked: shall we look together? It was not that bad. "
                "Then I thought: this has to be there every week.”\n\n"
                "## What can a municipality do?\n\n"
                "> Come by once, and leave the file at home. Listen first.\n\n"
                "Amira tells more on the day itself."
            ),
        },
        {
            "nl": "Tekening: een gele tafel van boven, met acht stoelen, een envelop, een brief en twee koppen.",
            "en": "Drawing: a yellow table from above, with eight chairs, an envelope, a letter and two cups.",
        },
    ),
)
