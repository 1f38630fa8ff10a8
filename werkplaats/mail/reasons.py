"""Why a mail did not arrive, from what the mail server answered.

A server says it three times: in a code of three digits (RFC 5321), in an enhanced code (RFC 3463) and in words of its
own. The enhanced code is exact where it is given, the words tell apart what one code is used for, and the three digits
with the step they came in decide the rest.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Reason(StrEnum):
    UNKNOWN_ADDRESS = "unknown_address"
    CLOSED = "closed"
    FULL = "full"
    GREYLISTED = "greylisted"
    BUSY = "busy"
    TOO_MANY = "too_many"
    SPAM = "spam"
    NOT_PROVEN = "not_proven"
    SENDER_REFUSED = "sender_refused"
    SIGN_IN = "sign_in"
    TOO_LARGE = "too_large"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    DROPPED = "dropped"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"
    LETTERS = "letters"
    FOLDER = "folder"
    BROKEN = "broken"
    OTHER = "other"


class Step(StrEnum):
    """Where in the conversation an answer came: greeting and signing in, MAIL, RCPT, or DATA and the text."""

    GREETING = "greeting"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


ABOUT_SIGNING_IN = (530, 534, 535, 538)
"""The server wants us to sign in, or to do it otherwise: our settings are wrong, not the mail."""

_ENHANCED = re.compile(r"\s*[245]\.(\d{1,3})\.(\d{1,3})\b")

_EXACT = {
    **dict.fromkeys(((1, 0), (1, 1), (1, 2), (1, 3), (1, 6), (1, 10)), Reason.UNKNOWN_ADDRESS),
    **dict.fromkeys(((1, 7), (1, 8), (7, 27), (7, 60)), Reason.SENDER_REFUSED),
    **dict.fromkeys(((7, n) for n in range(20, 27)), Reason.NOT_PROVEN),
    **dict.fromkeys(((7, 8), (7, 9), (7, 11), (7, 57)), Reason.SIGN_IN),
    **dict.fromkeys(((2, 3), (3, 4)), Reason.TOO_LARGE),
    **dict.fromkeys(((3, 1), (3, 2)), Reason.BUSY),
    (2, 1): Reason.CLOSED,
    (2, 2): Reason.FULL,
    (7, 28): Reason.TOO_MANY,
}
"""Second and third part of an enhanced code; what one code is used for many things is left to the words."""

_WORDS = [
    (re.compile(r"gr[ea]y-?list", re.I), Reason.GREYLISTED),
    (re.compile(r"\b(spf|dkim|dmarc)\b", re.I), Reason.NOT_PROVEN),
    (re.compile(r"\brelay", re.I), Reason.SENDER_REFUSED),
    (re.compile(r"\b(too many|rate limit|too fast|throttl)", re.I), Reason.TOO_MANY),
    (re.compile(r"\b(over ?quota|quota|mailbox full|mailbox is full)", re.I), Reason.FULL),
    (re.compile(r"spam|black-?list|block-?list|blocked|reputation|\brbl\b|policy", re.I), Reason.SPAM),
]

_CODES: dict[int, dict[Step, Reason]] = {
    421: dict.fromkeys(Step, Reason.BUSY),
    450: dict.fromkeys(Step, Reason.BUSY),
    451: dict.fromkeys(Step, Reason.BUSY),
    452: {**dict.fromkeys(Step, Reason.BUSY), Step.RECIPIENT: Reason.FULL},
    550: {
        Step.GREETING: Reason.SPAM,
        Step.SENDER: Reason.SENDER_REFUSED,
        Step.RECIPIENT: Reason.UNKNOWN_ADDRESS,
        Step.CONTENT: Reason.SPAM,
    },
    551: dict.fromkeys(Step, Reason.UNKNOWN_ADDRESS),
    552: {**dict.fromkeys(Step, Reason.TOO_LARGE), Step.RECIPIENT: Reason.FULL},
    553: {**dict.fromkeys(Step, Reason.SENDER_REFUSED), Step.RECIPIENT: Reason.UNKNOWN_ADDRESS},
    554: dict.fromkeys(Step, Reason.SPAM),
    **dict.fromkeys(ABOUT_SIGNING_IN, dict.fromkeys(Step, Reason.SIGN_IN)),
}


def of_answer(code: int, words: str, step: Step) -> Reason:
    """The reason in an answer of the server: `code` is its three digits, `words` what came after them."""
    if code in ABOUT_SIGNING_IN:
        return Reason.SIGN_IN
    enhanced = _ENHANCED.match(words)
    exact = _EXACT.get((int(enhanced[1]), int(enhanced[2]))) if enhanced else None
    said = next((reason for pattern, reason in _WORDS if pattern.search(words)), None)
    return exact or said or _CODES.get(code, {}).get(step, Reason.OTHER)
