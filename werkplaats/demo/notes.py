"""The notes of the demo, one for each breakout in each round. Nobody said this; all of it is made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from werkplaats.demo.cards import COHESION, EMPOWERMENT, INCLUSION, SECURITY

CARDS = "{kaarten}"
"""Stands in a text where cards of that breakout come."""

WRITERS = ("Fenna Verzinsel", "Joris Denkbeeld")
"""Who takes notes in the first and in the second round; nobody who takes part is called so."""


@dataclass(frozen=True)
class Written:
    """One note. `short` says it in a few sentences; then what people learned, how one does that, where they thought
    differently and what stays open. `better` is how somebody who was there would write the first how."""

    breakout: str
    short: str
    what: tuple[str, ...]
    how: tuple[str, ...]
    but: str
    open: str
    better: str = ""
    among_us: str = ""

    def text(self) -> str:
        """As its note taker types it."""
        return "\n\n".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield from ("## In het kort", self.short, "## Wat we leerden", _points(self.what))
        yield from ("## Hoe je dat doet", *self.how, CARDS)
        if self.among_us:
            yield f"::: deelnemers\n{self.among_us}\n:::"
        yield from ("## Ja, maar", self.but, "## Vragen die blijven", _points((self.open,)))


def _points(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {line}" for line in lines)


FIRST_ROUND = (
    Written(
        SECURITY,
        "Geld dat er is, komt vaak niet aan. Wie er recht op heeft, weet het niet of durft niet. "
        "Eén mens die meeloopt, doet meer dan nog een folder.",
        ("Mensen missen geld waar ze recht op hebben.", "Een brief met een boete maakt de stap groter."),
        ("Loop samen alle regelingen langs. Doe dat aan een tafel en niet aan een balie.",
         "Bel na één maand zonder huur. Vraag eerst hoe het gaat."),
        "Een beleidsmaker zei: wij mogen niet zomaar bellen. Een professional zei: vraag het vooraf, dan mag het.",
        "Hoe houdt iemand die meer gaat werken, echt meer over?",
        better="Loop samen alle regelingen langs. Doe dat aan een keukentafel, met tijd en koffie.",
        among_us="Eén inwoner vertelde wat de schulden met het gezin deden. Dat verhaal blijft in deze groep.",
    ),
    Written(
        INCLUSION,
        "Een loket kan open zijn en toch dicht voelen. Het ligt aan de woorden, de plek en de toon.",
        ("Wie een brief niet snapt, doet niets.", "Je verhaal doen waar anderen bij zijn, houdt mensen weg."),
        ("Laat bewoners brieven lezen voordat ze de deur uitgaan. Betaal ze daarvoor.",
         "Vraag niet wat je al weet. Streep één formulier samen door."),
        "Niet iedereen wil digitaal. Maar papier alleen sluit weer anderen uit. Doe allebei.",
        "Wie helpt als het wijkteam dicht is?",
        better="Laat bewoners elke brief lezen voordat hij de deur uitgaat. Betaal ze daar gewoon voor.",
    ),
    Written(
        COHESION,
        "Mensen komen niet voor een praatgroep. Ze komen om samen iets te doen. Het gesprek komt daarna.",
        ("Een tafel op straat doet meer dan een plan.", "Wie koffie schenkt, durft zelf ook iets te vragen."),
        ("Begin met eten, spullen of een tuin. Begin niet met een vraag over problemen.",
         "Geef de buurt een eigen sleutel."),
        "Een open deur is ook spannend. Spreek af wie er is en wie er opruimt.",
        "Hoe meet je of mensen zich thuis voelen?",
    ),
    Written(
        EMPOWERMENT,
        "Meedenken werkt als het plan nog niet af is. Anders is het meekijken.",
        ("Ervaring is kennis. Daar hoort een eerlijke prijs bij.", "Stil zijn is ook een vak."),
        ("Zet bij elk nieuw plan twee mensen met ervaring aan tafel.",
         "Begin elk overleg met de vraag: wat ging er goed?"),
        "Eén stem is niet de stem van alle inwoners. Vraag steeds ook anderen.",
        "Hoe leren studenten om te luisteren?",
        better="Zet bij elk nieuw plan twee mensen met ervaring aan tafel, en geef ze evenveel tijd om te praten.",
    ),
)  # fmt: skip

SECOND_ROUND = (
    Written(
        SECURITY,
        "In deze ronde ging het over snelheid. Kleine schulden worden groot als niemand kijkt.",
        ("Na dertig dagen is hulp nog licht.", "Boetes op boetes maken alles zwaarder."),
        ("Laat de verhuurder vroeg een seintje geven.", "Laat mensen in kleine stappen betalen."),
        "Vroeg bellen kan ook als controle voelen. Het gaat om de toon.",
        "Welke boetes kan een gemeente zelf laten vallen?",
    ),
    Written(
        INCLUSION,
        "We deden samen een aanvraag op een oude telefoon. Niemand kwam tot het eind.",
        ("Een formulier is makkelijk voor wie het maakt.", "Een vast gezicht scheelt meer dan een nieuwe site."),
        ("Probeer je eigen formulier op een oude telefoon met weinig data.",
         "Geef mensen één naam en één nummer."),
        "Een vast gezicht is duur, zei iemand. Opnieuw beginnen is duurder, zei een ander.",
        "Waarom krijgt iemand elke keer een ander aan de telefoon?",
        better="Probeer je eigen formulier op een oude telefoon, met weinig data en weinig tijd.",
    ),
    Written(
        COHESION,
        "De vraag was: wie bel je morgen? Niet iedereen had een antwoord.",
        ("Een kaart van mensen om je heen laat zien wie er mist.", "Oude spullen brengen verhalen mee."),
        ("Neem een groot vel en laat de ander tekenen.", "Vraag aan het eind: wie bel je morgen?"),
        "Niet iedereen wil meer mensen om zich heen. Dat is ook goed.",
        "Wat doe je als er niemand op de kaart staat?",
    ),
    Written(
        EMPOWERMENT,
        "Een bewoner gaf de les, de docenten zaten in de klas. Zo leerden we allemaal.",
        ("Wie de les mag maken, groeit.",),
        ("Maak samen een plan voor één uur. De bewoner beslist.",),
        "Het kost tijd. Die tijd staat nog in geen rooster.",
        "Wie betaalt de bewoner die les geeft?",
    ),
)  # fmt: skip

ROUNDS = (FIRST_ROUND, SECOND_ROUND)
READ_NOW, WRITTEN_NOW = COHESION, EMPOWERMENT
"""Of the second round one note is still read by those who were there, and one still being written."""
