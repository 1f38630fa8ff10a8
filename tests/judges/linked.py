"""JSON-LD as pyld understands it, with the terms of schema.org that an event may use and no others."""

from __future__ import annotations

from typing import Any

from pyld import jsonld

VOCABULARY = "http://schema.org/"
WORDS = ("name", "description", "price", "priceCurrency", "isAccessibleForFree")
MOMENTS = ("startDate", "endDate", "previousStartDate", "validFrom")
THINGS = ("location", "offers", "organizer", "performer", "subEvent", "superEvent")
ADDRESSES = ("url", "eventAttendanceMode", "eventStatus", "availability")
KINDS = ("EducationEvent", "VirtualLocation", "Offer", "Organization", "Person")
CONTEXT = {
    **{term: f"{VOCABULARY}{term}" for term in (*WORDS, *THINGS, *KINDS)},
    **{term: {"@id": f"{VOCABULARY}{term}", "@type": f"{VOCABULARY}DateTime"} for term in MOMENTS},
    **{term: {"@id": f"{VOCABULARY}{term}", "@type": "@id"} for term in ADDRESSES},
}


def expanded(document: dict[str, Any]) -> Any:
    """What a program understands; a term that is not in the context falls away without a word."""
    found = jsonld.expand(document, {"documentLoader": _load})
    assert len(found) == 1
    return found[0]


def lost(document: dict[str, Any]) -> int:
    """How many values there are that a program does not understand."""
    return _values(document) - _values(expanded(document))


def _load(address: str, _options: Any) -> dict[str, Any]:
    assert address == "https://schema.org", "nothing else is asked for"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address,
            "document": {"@context": CONTEXT}}  # fmt: skip


def _values(node: Any) -> int:
    """Everything that is said of something, its kind and its id too; how it is wrapped does not count."""
    if isinstance(node, list):
        return sum(_values(one) for one in node)
    if not isinstance(node, dict):
        return 1
    if "@value" in node or set(node) == {"@id"}:
        return 1
    return sum(_values(value) for key, value in node.items() if key != "@context")
