"""The harvest of the demo: cards as people might have written them. Nobody said this; all of it is made up."""

from __future__ import annotations

from dataclasses import dataclass

from werkplaats.notes.models import CardKind, CardShow
from werkplaats.registration.models import Perspective

INSIGHT, PRACTICE, TOOL = CardKind.INSIGHT, CardKind.PRACTICE, CardKind.TOOL
QUESTION, RECOMMENDATION = CardKind.QUESTION, CardKind.RECOMMENDATION
NAME, PERSPECTIVE, PARTICIPANTS = CardShow.NAME, CardShow.PERSPECTIVE, CardShow.PARTICIPANTS

SECURITY, INCLUSION = "sociaaleconomische-zekerheid", "sociale-inclusie"
COHESION, EMPOWERMENT = "sociale-cohesie", "sociaal-empowerment"


@dataclass(frozen=True)
class Said:
    """One card: by whom, in which breakout, what, and how it was done. `also` is a second condition that it touches."""

    breakout: str
    kind: CardKind
    by: Perspective
    show: CardShow
    text: str
    how: str = ""
    also: str = ""


PUBLISHED = (
    Said(
        SECURITY, INSIGHT, Perspective.RESIDENT, PERSPECTIVE,
        "Ik had recht op geld dat ik nooit heb aangevraagd. Ik wist niet dat het bestond.",
        "Een vrijwilliger liep met mij alle regelingen langs. Dat kostte één uur en een pot thee.",
        also="inclusion",
    ),
    Said(
        SECURITY, PRACTICE, Perspective.PROFESSIONAL, NAME,
        "Betaalt iemand één maand de huur niet, dan bellen wij. We sturen geen brief, we voeren een echt gesprek.",
        "De verhuurder geeft een seintje na dertig dagen. Wij bellen binnen drie dagen en vragen eerst hoe het gaat.",
    ),
    Said(
        SECURITY, TOOL, Perspective.VOLUNTEER, PERSPECTIVE,
        "Zet alle regelingen van je gemeente op één vel papier. Elke regeling krijgt één zin.",
        "We lazen het vel met tien mensen uit de wijk. Wat zij niet snapten, ging eruit.",
        also="inclusion",
    ),
    Said(
        SECURITY, RECOMMENDATION, Perspective.POLICY_MAKER, PERSPECTIVE,
        "Stop met boetes op boetes. Laat mensen in kleine stappen betalen.",
        "Begin met de boetes van je eigen gemeente. Daar ga je zelf over.",
    ),
    Said(
        SECURITY, QUESTION, Perspective.ADMINISTRATOR, PERSPECTIVE,
        "Hoe zorgen we dat iemand die meer gaat werken, ook echt meer overhoudt?",
    ),
    Said(
        SECURITY, INSIGHT, Perspective.RESEARCHER, NAME,
        "Zorgen over geld vragen zo veel aandacht dat er weinig overblijft voor een formulier.",
        "Maak een afspraak op een vast moment. Vraag niet alles op één dag.",
    ),
    Said(
        INCLUSION, INSIGHT, Perspective.RESIDENT, PARTICIPANTS,
        "Aan de balie moest ik mijn verhaal doen waar iedereen bij was. Toen ben ik weggegaan.",
    ),
    Said(
        INCLUSION, PRACTICE, Perspective.PROFESSIONAL, PERSPECTIVE,
        "Een groep bewoners leest onze brieven voordat ze de deur uitgaan.",
        "Zes bewoners krijgen er geld voor. Elke zin die ze twee keer moeten lezen, gaat weg.",
        also="empowerment",
    ),
    Said(
        INCLUSION, TOOL, Perspective.EDUCATION, NAME,
        "Onze studenten doen zelf een aanvraag op een oude telefoon. Dan merken ze hoe moeilijk dat is.",
        "Eén les, een oude telefoon en weinig data. Daarna praten ze met iemand die dit elke week doet.",
    ),
    Said(
        INCLUSION, RECOMMENDATION, Perspective.POLICY_MAKER, NAME,
        "Vraag niet opnieuw wat we al weten.",
        "Pak één formulier en streep weg wat al bekend is. Bij ons gingen we van 41 vragen naar 17.",
    ),
    Said(
        INCLUSION, QUESTION, Perspective.VOLUNTEER, PERSPECTIVE,
        "Wie helpt mensen zonder computer op de dagen dat het wijkteam dicht is?",
    ),
    Said(
        INCLUSION, INSIGHT, Perspective.PROFESSIONAL, NAME,
        "Ik vraag nu eerst wat iemand nodig heeft. Over de regels praten we daarna. Andersom werkt het niet.",
    ),
    Said(
        COHESION, PRACTICE, Perspective.VOLUNTEER, NAME,
        "Elke donderdag staat er een lange tafel op straat. Wie wil, eet mee.",
        "De winkels geven wat over is. Drie buren koken. Niemand hoeft te zeggen waarom hij komt.",
    ),
    Said(
        COHESION, INSIGHT, Perspective.RESIDENT, PERSPECTIVE,
        "Sinds ik zelf koffie schenk in het buurthuis, durf ik ook hulp te vragen.",
        also="empowerment",
    ),
    Said(
        COHESION, PRACTICE, Perspective.EDUCATION, PERSPECTIVE,
        "Studenten en ouderen maken samen oude spullen heel. Onder het werk komen de verhalen.",
        "We beginnen met de spullen en niet met een gesprek. Het gesprek komt vanzelf.",
    ),
    Said(
        COHESION, TOOL, Perspective.PROFESSIONAL, PERSPECTIVE,
        "Teken met iemand een kaart van de mensen om hem heen. Wie zie je, wie mis je, wie wil je leren kennen?",
        "Neem een groot vel en laat de ander tekenen. Vraag aan het eind: wie bel je morgen?",
    ),
    Said(
        COHESION, RECOMMENDATION, Perspective.RESIDENT, NAME,
        "Geef de buurt een eigen sleutel van het buurthuis.",
        "Bij ons staan er vijf namen op een lijst. Wie de sleutel heeft, ruimt ook op.",
    ),
    Said(
        COHESION, QUESTION, Perspective.RESEARCHER, PERSPECTIVE,
        "Hoe meet je of mensen zich thuis voelen, zonder weer een lijst met cijfers?",
    ),
    Said(
        EMPOWERMENT, INSIGHT, Perspective.RESIDENT, NAME,
        "Ze vroegen mij om mee te denken voordat het plan af was. Dat was voor het eerst.",
    ),
    Said(
        EMPOWERMENT, PRACTICE, Perspective.POLICY_MAKER, PERSPECTIVE,
        "Bij elk nieuw plan zitten twee mensen met ervaring aan tafel. Zij krijgen per uur wat een adviseur krijgt.",
        "Het geld komt uit het potje voor advies. Zo kost het niets extra.",
        also="inclusion",
    ),
    Said(
        EMPOWERMENT, TOOL, Perspective.VOLUNTEER, PERSPECTIVE,
        "Begin elk overleg met de vraag: wat ging er deze week goed?",
        "Iedereen zegt één zin. Wie niets wil zeggen, geeft de beurt door.",
    ),
    Said(
        EMPOWERMENT, RECOMMENDATION, Perspective.PROFESSIONAL, PARTICIPANTS,
        "Laat mensen zelf kiezen wie er bij een gesprek zit. Ook als dat een buurvrouw is.",
    ),
    Said(
        EMPOWERMENT, QUESTION, Perspective.EDUCATION, PERSPECTIVE,
        "Hoe leren we studenten om stil te zijn en te luisteren?",
    ),
    Said(
        EMPOWERMENT, INSIGHT, Perspective.ADMINISTRATOR, NAME,
        "Ik dacht dat we te weinig regels hadden. Nu denk ik dat we te weinig luisteren.",
    ),
)  # fmt: skip

WAITING = (
    Said(
        SECURITY, PRACTICE, Perspective.PROFESSIONAL, PERSPECTIVE,
        "Wij hebben een potje voor nood. Elke collega mag er zonder formulier 200 euro uit halen.",
        "Achteraf schrijven we in drie zinnen op waarom. Er is nog nooit iets misgegaan.",
    ),
    Said(
        INCLUSION, QUESTION, Perspective.RESIDENT, PERSPECTIVE,
        "Waarom krijg ik elke keer iemand anders aan de telefoon?",
    ),
    Said(
        COHESION, INSIGHT, Perspective.POLICY_MAKER, NAME,
        "In ons plan staan twaalf bijeenkomsten. Ik heb nu gehoord dat één open deur meer doet.",
    ),
    Said(
        EMPOWERMENT, TOOL, Perspective.EDUCATION, PERSPECTIVE,
        "Laat een bewoner de les geven en de docent in de klas zitten.",
        "Maak samen een plan voor één uur. De bewoner beslist wat er in de les komt.",
    ),
)  # fmt: skip
