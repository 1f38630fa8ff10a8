"""What mail servers answer, as it was met in the wild, and what it comes down to."""

from __future__ import annotations

import pytest

from werkplaats.mail import words
from werkplaats.mail.reasons import Reason, Step, of_answer

R, S, D, G = Step.RECIPIENT, Step.SENDER, Step.CONTENT, Step.GREETING


@pytest.mark.parametrize(
    ("code", "said", "step", "reason"),
    [
        (550, "5.1.1 <x@example.org>: Recipient address rejected: User unknown", R, Reason.UNKNOWN_ADDRESS),
        (550, "No such user here", R, Reason.UNKNOWN_ADDRESS),
        (550, "5.1.10 Recipient not found", R, Reason.UNKNOWN_ADDRESS),
        (553, "sorry, that domain isn't in my list", R, Reason.UNKNOWN_ADDRESS),
        (452, "4.2.2 The email account that you tried to reach is over quota", R, Reason.FULL),
        (552, "5.2.2 Mailbox full", R, Reason.FULL),
        (552, "Message size exceeds fixed maximum message size", S, Reason.TOO_LARGE),
        (552, "5.3.4 Message too big for system", D, Reason.TOO_LARGE),
        (550, "5.2.1 The email account that you tried to reach is disabled", R, Reason.CLOSED),
        (
            450,
            "4.2.0 <x@example.org>: Recipient address rejected: Greylisted, see http://postgrey",
            R,
            Reason.GREYLISTED,
        ),
        (451, "Temporarily greylisted, try again in 5 minutes", R, Reason.GREYLISTED),
        (421, "4.7.28 Our system has detected an unusual rate of unsolicited mail", D, Reason.TOO_MANY),
        (451, "4.7.1 Too many messages, slow down", R, Reason.TOO_MANY),
        (421, "Service not available", G, Reason.BUSY),
        (451, "4.3.0 Local error in processing", D, Reason.BUSY),
        (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", R, Reason.SPAM),
        (550, "High probability of spam", D, Reason.SPAM),
        (550, "5.7.26 This mail has been blocked because the sender is unauthenticated", D, Reason.NOT_PROVEN),
        (550, "5.7.23 The message was rejected because of Sender Policy Framework violation", R, Reason.NOT_PROVEN),
        (550, "Message rejected due to DMARC policy", D, Reason.NOT_PROVEN),
        (554, "5.7.1 <x@example.org>: Relay access denied", R, Reason.SENDER_REFUSED),
        (550, "5.7.60 SMTP; Client does not have permissions to send as this sender", D, Reason.SENDER_REFUSED),
        (553, "5.7.1 Sender address rejected: not owned by user", S, Reason.SENDER_REFUSED),
        (535, "5.7.8 Error: authentication failed", G, Reason.SIGN_IN),
        (530, "5.7.0 Must issue a STARTTLS command first", S, Reason.SIGN_IN),
        (599, "Nonsense", R, Reason.OTHER),
    ],
)
def test_what_a_server_says_has_a_reason(code: int, said: str, step: Step, reason: Reason) -> None:
    assert of_answer(code, said, step) == reason


def test_every_reason_is_a_sentence_of_its_own() -> None:
    assert set(words.REASONS) == set(Reason)
    assert len(set(words.REASONS.values())) == len(Reason)
