"""Whether mail can leave and will be believed, looked at piece by piece, for whoever runs the site.

Each finding is one sentence. Nothing is sent but the test mail that is asked for.
"""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import func, select

from werkplaats import clock, links
from werkplaats.config import Config
from werkplaats.db import session
from werkplaats.ical import Address
from werkplaats.mail import queries
from werkplaats.mail.message import Letter, build
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.outbox import new_message_id
from werkplaats.mail.reasons import Reason
from werkplaats.mail.render import render
from werkplaats.mail.transport import Permanent, Probe, Server, Temporary, from_config

SOON = timedelta(days=14)
"""A certificate that ends within this time deserves a word."""
FOR_EXAMPLES = ("example.org", "example.com", "example.net", "localhost")
SECONDS_FOR_A_PAGE = 10

WHAT_TO_DO = {
    Reason.CERTIFICATE: "Give the name that stands in its certificate as MAIL_SERVER; nothing is sent until it fits.",
    Reason.NO_TLS: "It speaks no TLS here. Look at MAIL_PORT (587 for starttls, 465 for tls) and MAIL_SECURITY.",
    Reason.SIGN_IN: "Look at MAIL_USERNAME and MAIL_PASSWORD.",
    Reason.UNREACHABLE: "Look at MAIL_SERVER and MAIL_PORT, and whether this machine may call out on that port.",
    Reason.NO_ANSWER: "Often a firewall drops the call, or MAIL_SECURITY is starttls on a port for tls.",
    Reason.SENDER_REFUSED: "Give as MAIL_FROM an address that this server may send for.",
}


class Finding(NamedTuple):
    """One sentence about one thing; `well` is whether it is as it should be."""

    well: bool
    words: str


def findings(config: Config) -> Iterator[Finding]:
    """Everything there is to say, in the order in which a mail meets it."""
    yield from _outbox()
    yield from _sender(config)
    yield from _links(config)
    yield from _way_out(config)


def send_test(config: Config, to: str) -> Finding:
    """Send one mail at once, past the outbox, the way every mail goes."""
    sender = Address("Werkplaats", config.mail_from)
    words = render("check", "nl", address=links.absolute("/"))
    try:
        message = build(
            Letter(
                message_id=new_message_id(), date=clock.now(), sender=sender, to=Address("", to),
                subject=words.subject, text=words.text, html=words.html,
            )
        )  # fmt: skip
        with closing(from_config(config)) as transport:
            transport.send(message, sender.email, to)
    except (Temporary, Permanent) as error:
        return Finding(False, f"The test mail to {to} was not taken. {error}.{_advice(error)}")
    except ValueError:
        return Finding(False, f"{to} is not a mail address.")
    return Finding(True, f"The test mail to {to} was taken. Look whether it arrives, and not among the spam.")


def _outbox() -> Iterator[Finding]:
    pause = queries.own_pause(None)
    if pause is not None:
        yield Finding(False, f"All mail waits since {pause.since:%Y-%m-%d %H:%M} UTC; `flask mail resume` ends that.")
    number: dict[MailState, int] = dict(
        session.execute(select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)).all()
    )  # fmt: skip
    oldest = session.scalar(
        select(func.min(OutgoingMail.created_at)).where(OutgoingMail.state.in_(queries.UNDER_WAY))
    )  # fmt: skip
    waiting = sum(number.get(state, 0) for state in queries.UNDER_WAY)
    if waiting and oldest is not None:
        minutes = round((clock.now() - oldest) / timedelta(minutes=1))
        words = f"{waiting} mails are ready to leave, the oldest since {minutes} minutes."
        yield Finding(minutes < 60, words if minutes < 60 else f"{words} Does the worker run?")
    if failed := number.get(MailState.FAILED, 0):
        yield Finding(True, f"{failed} mails failed for good; the page of their edition says why.")


def _sender(config: Config) -> Iterator[Finding]:
    try:
        domain = Address("", config.mail_from).mailbox.rpartition("@")[2].lower()
    except ValueError:
        yield Finding(False, f"MAIL_FROM is {config.mail_from}, and that is not a mail address.")
        return
    site = (urlsplit(config.site_url).hostname or "").lower()
    if domain.endswith(FOR_EXAMPLES):
        yield Finding(config.demo, f"Mails come from {config.mail_from}, an address that only serves as an example.")
    elif site == domain or site.endswith(f".{domain}") or domain.endswith(f".{site}"):
        yield Finding(True, f"Mails come from {config.mail_from}, a domain of the site itself.")
    else:
        words = f"Mails come from {config.mail_from}, while the site is {site}: fine when SPF and DKIM of {domain}"
        yield Finding(True, f"{words} name the mail server (docs/mail.md).")


def _links(config: Config) -> Iterator[Finding]:
    if config.demo:
        yield Finding(True, f"Links in mails lead to {config.site_url}, which only opens on this machine: the demo.")
    else:
        yield Finding(True, f"Links in mails lead to {config.site_url}.")
    address = links.absolute("/healthz")
    try:
        with urllib.request.urlopen(address, timeout=SECONDS_FOR_A_PAGE) as answer:
            ours = answer.read(16) == b"ok\n"
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        yield Finding(False, f"Nothing of ours answers at {address} ({reason}), so those links do not open from here.")
        return
    yield Finding(ours, f"The site answers there{'.' if ours else ', but it is not Werkplaats.'}")


def _way_out(config: Config) -> Iterator[Finding]:
    pace = f"at most {config.mail_rate} a minute" if config.mail_rate else "as fast as they are taken"
    if config.mail_server is None:
        yield from _folder(config.mail_folder or config.instance / "mail", demo=config.demo)
        return
    where = f"{config.mail_server}, port {config.mail_port}"
    server = from_config(config)
    assert isinstance(server, Server)
    with closing(server):
        try:
            probe = server.probe(config.mail_from)
        except (Temporary, Permanent) as error:
            yield Finding(False, f"{where}: {error}.{_advice(error)}")
            return
    yield Finding(True, f"The mail server {where} takes mail from {config.mail_from}, {pace}.")
    yield from _encryption(config, probe)
    if config.mail_username:
        yield Finding(True, f"It let us in as {config.mail_username}.")


def _encryption(config: Config, probe: Probe) -> Iterator[Finding]:
    if probe.tls is None:
        near = config.mail_server in ("localhost", "127.0.0.1", "::1")
        yield Finding(near, "Mails go over the wire unencrypted." + ("" if near else " Set MAIL_SECURITY to starttls."))
        return
    yield Finding(True, f"The connection is encrypted ({probe.tls}), and the certificate is that of the mail server.")
    if probe.valid_until is not None and probe.valid_until - clock.now() < SOON:
        yield Finding(False, f"That certificate ends on {probe.valid_until:%Y-%m-%d}; then no mail leaves any more.")


def _folder(folder: Path, *, demo: bool) -> Iterator[Finding]:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    writable = there.is_dir() and os.access(there, os.W_OK)
    yield Finding(writable, f"Mails become .eml files in {folder}{'.' if writable else ', which cannot be written.'}")
    if not demo:
        yield Finding(False, "So nobody gets a mail. Give a MAIL_SERVER.")


def _advice(error: Temporary | Permanent) -> str:
    advice = WHAT_TO_DO.get(error.reason)
    return f" {advice}" if advice else ""
