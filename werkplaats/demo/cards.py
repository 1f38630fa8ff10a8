"""The harvest of the demo: cards as people might have written them. Nobody said this; all of it is made up."""

from __future__ import annotations

from dataclasses import dataclass

from werkplaats.notes.models import CardKind, CardShow, ResponseKind
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
    link: str = ""


@dataclass(frozen=True)
class Reply:
    """What somebody says to a published card, known by how that begins."""

    to: str
    kind: ResponseKind
    by: Perspective
    show: CardShow
    text: str
    published: bool = True


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
    Said(
        SECURITY, PRACTICE, Perspective.VOLUNTEER, PERSPECTIVE,
        "Op woensdag zitten wij met een laptop in de bibliotheek. Iedereen mag een brief meenemen die hij niet snapt.",
        "We lezen de brief hardop en zoeken samen wat je moet doen. Meestal is het minder erg dan je dacht.",
        also="inclusion",
    ),
    Said(
        SECURITY, INSIGHT, Perspective.EDUCATION, PERSPECTIVE,
        "Een student van mij werkte dertig uur per week en zei het tegen niemand. Ik had het kunnen vragen.",
    ),
    Said(
        SECURITY, TOOL, Perspective.PROFESSIONAL, NAME,
        "Wij hebben een kaartje met vijf vragen over geld. Het ligt op tafel, dus praten over geld is gewoon.",
        "De eerste vraag is makkelijk: waar geef je graag geld aan uit? De moeilijke vragen komen daarna vanzelf.",
        link="https://voorbeeld.example.org/vijf-vragen",
    ),
    Said(
        SECURITY, RECOMMENDATION, Perspective.RESIDENT, PERSPECTIVE,
        "Betaal uit op een vaste dag. Als het geld een week later komt, gaat alles mis.",
    ),
    Said(
        SECURITY, QUESTION, Perspective.PROFESSIONAL, PERSPECTIVE,
        "Hoe bereik je iemand die de post niet meer openmaakt?",
    ),
    Said(
        SECURITY, PRACTICE, Perspective.POLICY_MAKER, NAME,
        "We hebben onze zes potjes op één hoop gelegd. Nu is er één loket en één formulier.",
        "Eerst hebben we geteld hoe vaak iemand opnieuw zijn verhaal deed. Dat getal overtuigde iedereen.",
    ),
    Said(
        SECURITY, INSIGHT, Perspective.ADMINISTRATOR, PERSPECTIVE,
        "Een besluit dat op papier klein is, kan aan de keukentafel groot zijn. Ik wil voortaan eerst daar kijken.",
    ),
    Said(
        INCLUSION, INSIGHT, Perspective.POLICY_MAKER, PERSPECTIVE,
        "Wij noemen een groep moeilijk bereikbaar. Vandaag hoorde ik dat wij zelf moeilijk te bereiken zijn.",
    ),
    Said(
        INCLUSION, PRACTICE, Perspective.RESIDENT, NAME,
        "Ik ga met mensen mee naar het gemeentehuis. Ik zeg niets, ik zit er alleen naast. Dat scheelt al.",
        "Vooraf schrijven we drie dingen op die gezegd moeten worden. Na afloop kijken we of ze gezegd zijn.",
    ),
    Said(
        INCLUSION, TOOL, Perspective.POLICY_MAKER, PERSPECTIVE,
        "Laat elk nieuw formulier eerst invullen door een wethouder op een telefoon. Zet de tijd erbij.",
        "We deden het met één formulier. Het duurde drie kwartier. Een maand later was het half zo lang.",
    ),
    Said(
        INCLUSION, QUESTION, Perspective.RESIDENT, PERSPECTIVE,
        "Mag ik zelf meelezen in wat er over mij wordt opgeschreven?",
        also="empowerment",
    ),
    Said(
        INCLUSION, PRACTICE, Perspective.EDUCATION, PERSPECTIVE,
        "In onze les over wetten zit nu altijd iemand die met die wet te maken heeft. Die kijkt de toets mee na.",
    ),
    Said(
        INCLUSION, RECOMMENDATION, Perspective.VOLUNTEER, NAME,
        "Zet een gewoon telefoonnummer boven elke brief, en laat er een mens opnemen.",
    ),
    Said(
        INCLUSION, INSIGHT, Perspective.RESEARCHER, PERSPECTIVE,
        "We vragen mensen vaak wat ze vinden. We vertellen ze bijna nooit wat we ermee deden.",
        "Schrijf bij elk gesprek op wanneer iemand terug hoort wat ervan kwam. Zet het in je agenda.",
    ),
    Said(
        INCLUSION, PRACTICE, Perspective.PROFESSIONAL, PARTICIPANTS,
        "Wij zijn een dag lang zelf klant geweest van ons wijkteam. Ik schaamde me voor onze wachtkamer.",
    ),
    Said(
        COHESION, INSIGHT, Perspective.PROFESSIONAL, PERSPECTIVE,
        "Wij organiseren te veel. Mensen kennen elkaar al, wij zien het alleen niet.",
    ),
    Said(
        COHESION, TOOL, Perspective.VOLUNTEER, PERSPECTIVE,
        "Hang een bord op met twee kolommen: dit heb ik over, dit zoek ik. Elke week begint het leeg.",
        "Het bord hangt bij de bakker, niet bij ons. Daar komt iedereen langs.",
        also="security",
    ),
    Said(
        COHESION, PRACTICE, Perspective.POLICY_MAKER, PERSPECTIVE,
        "Wie een straatfeest wil geven, hoeft bij ons geen plan te schrijven. Eén telefoontje is genoeg.",
        "We spraken af wat er fout mag gaan. Dat was minder eng dan we dachten.",
    ),
    Said(
        COHESION, QUESTION, Perspective.PROFESSIONAL, PERSPECTIVE,
        "Wat doe je als één groep het buurthuis van iedereen vindt dat het van hen is?",
    ),
    Said(
        COHESION, RECOMMENDATION, Perspective.EDUCATION, NAME,
        "Laat studenten een heel jaar in dezelfde wijk. Na tien weken weggaan doet meer kwaad dan goed.",
    ),
    Said(
        COHESION, INSIGHT, Perspective.VOLUNTEER, PERSPECTIVE,
        "De mensen die het meest helpen, vragen zelf het minst. Ik let daar nu op.",
    ),
    Said(
        COHESION, PRACTICE, Perspective.RESIDENT, PARTICIPANTS,
        "Na het overlijden van mijn man kwam de buurvrouw elke dag even zwaaien. Meer was er niet nodig.",
    ),
    Said(
        COHESION, TOOL, Perspective.RESEARCHER, PERSPECTIVE,
        "Vraag bewoners om foto's te maken van plekken waar ze zich thuis voelen. Praat daarna over de foto's.",
        "Twee weken, een gewone telefoon, en aan het eind een avond waarop iedereen één foto kiest.",
    ),
    Said(
        EMPOWERMENT, INSIGHT, Perspective.PROFESSIONAL, PERSPECTIVE,
        "Ik nam dingen over omdat dat sneller ging. Daarmee zei ik eigenlijk: jij kunt het niet.",
    ),
    Said(
        EMPOWERMENT, PRACTICE, Perspective.VOLUNTEER, NAME,
        "Bij ons leidt elke maand iemand anders het overleg. Ook wie dat nog nooit deed.",
        "We oefenen het een week van tevoren, met koffie. Wie leidt, kiest ook het onderwerp.",
    ),
    Said(
        EMPOWERMENT, RECOMMENDATION, Perspective.RESIDENT, PERSPECTIVE,
        "Betaal ervaringsdeskundigen gewoon loon. Een cadeaubon is lief, maar je kunt er geen huur van betalen.",
        also="security",
    ),
    Said(
        EMPOWERMENT, TOOL, Perspective.PROFESSIONAL, PERSPECTIVE,
        "Sluit elk gesprek af met één stap die de ander zelf kiest. Schrijf die stap op in zijn woorden.",
        link="https://voorbeeld.example.org/een-stap",
    ),
    Said(
        EMPOWERMENT, QUESTION, Perspective.POLICY_MAKER, PERSPECTIVE,
        "Hoe voorkom je dat steeds dezelfde vijf bewoners meedenken?",
        also="inclusion",
    ),
    Said(
        EMPOWERMENT, PRACTICE, Perspective.EDUCATION, PERSPECTIVE,
        "Studenten krijgen bij ons les van iemand die dakloos was. Die les vergeten ze niet.",
        "Hij bepaalt zelf wat hij wel en niet vertelt. Dat spreken we vooraf af, en ook wie hem daarna belt.",
    ),
    Said(
        EMPOWERMENT, INSIGHT, Perspective.RESEARCHER, NAME,
        "Kracht is geen eigenschap van iemand. Het hangt ervan af wie er naast je staat.",
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

OFFERED = (
    Said(
        COHESION, TOOL, Perspective.RESIDENT, PERSPECTIVE,
        "Zet stoelen buiten. Dan komen de mensen vanzelf.",
    ),
    Said(
        SECURITY, QUESTION, Perspective.VOLUNTEER, PERSPECTIVE,
        "Waar kan ik iemand heen sturen die vanavond niets te eten heeft?",
    ),
)  # fmt: skip
"""Through the code of a breakout, without a registration; nobody let them in yet."""

ANSWER, BUT = ResponseKind.ANSWER, ResponseKind.BUT
REPLIES = (
    Reply("Hoe bereik je iemand die", ANSWER, Perspective.RESIDENT, PERSPECTIVE,
          "Kom langs en bel aan. Zeg wie je bent en dat je niets komt halen."),
    Reply("Hoe bereik je iemand die", ANSWER, Perspective.VOLUNTEER, NAME,
          "Wij doen een kaartje in de bus, met de hand geschreven. Dat maken mensen wel open."),
    Reply("Wie helpt mensen zonder computer", ANSWER, Perspective.EDUCATION, PERSPECTIVE,
          "Onze studenten zitten twee avonden per week in het buurthuis."),
    Reply("Hoe meet je of mensen", ANSWER, Perspective.PROFESSIONAL, PERSPECTIVE,
          "Wij vragen één ding: wie zou je bellen als je ziek bent? Meer meten we niet."),
    Reply("Hoe meet je of mensen", BUT, Perspective.POLICY_MAKER, PERSPECTIVE,
          "Ja, maar zonder cijfers krijg ik het geld volgend jaar niet."),
    Reply("Hoe voorkom je dat steeds", ANSWER, Perspective.RESIDENT, NAME,
          "Vergader eens om half acht, met oppas. Dan kan ik ook."),
    Reply("Mag ik zelf meelezen", ANSWER, Perspective.PROFESSIONAL, PERSPECTIVE,
          "Bij ons wel. We schrijven het verslag samen, aan het eind van het gesprek."),
    Reply("Stop met boetes op boetes", BUT, Perspective.ADMINISTRATOR, PERSPECTIVE,
          "Ja, maar wie wel betaalt, vindt dat ook oneerlijk. Leg dus goed uit waarom je het doet."),
    Reply("Geef de buurt een eigen sleutel", BUT, Perspective.PROFESSIONAL, PERSPECTIVE,
          "Ja, maar spreek af wie er belt als er iets stukgaat. Anders is het na een maand voorbij."),
    Reply("Betaal ervaringsdeskundigen", BUT, Perspective.RESIDENT, PARTICIPANTS,
          "Ja, maar met loon verloor ik mijn toeslag. Zoek dat eerst samen uit."),
    Reply("Laat studenten een heel jaar", BUT, Perspective.EDUCATION, PERSPECTIVE,
          "Ja, maar een stage duurt twintig weken. Wij lossen het op met studenten die elkaar opvolgen."),
    Reply("Zet een gewoon telefoonnummer", BUT, Perspective.POLICY_MAKER, PERSPECTIVE,
          "Ja, maar dan moet die mens ook iets mogen beslissen.", published=False),
    Reply("Hoe zorgen we dat iemand die meer", ANSWER, Perspective.PROFESSIONAL, PERSPECTIVE,
          "Reken het samen uit voordat iemand ja zegt tegen meer uren.", published=False),
)  # fmt: skip

REPORTED, REPORT = "Studenten krijgen bij ons les", "Weet deze man dat hij hier genoemd wordt?"
