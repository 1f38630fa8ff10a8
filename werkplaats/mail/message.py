"""From the plain values of one mail to its bytes, with the standard library only.

Flask-Mail knows no `method=` on a calendar part and lets a line break into a header, so the message is built
here. The headers are written line by line: the folding of `email.message` loses spaces in subjects that mix
alphabets. Every text is put on one line before it becomes a header, every body becomes short lines of ASCII.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote

from werkplaats.ical import Address, Method, one_line

__all__ = ["Address", "Letter", "build"]

ATTACHMENT = "invite.ics"
LONGEST_PLAIN_TEXT = 60

_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_WEB_ADDRESS = re.compile(r"https?://[!-;=?-~]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail to one person. `text` and `html` say the same; `ics` travels with its METHOD in `method`.

    `message_id` stands in angle brackets; `date` is aware; `list_unsubscribe` is the address of a page
    where one POST ends the subscription (RFC 8058). ValueError for a value that no mail can hold.
    """

    message_id: str
    date: datetime
    sender: Address
    to: Address
    reply_to: Address | None = None
    subject: str
    text: str
    html: str
    ics: bytes | None = None
    method: str | None = None
    list_unsubscribe: str | None = None

    def __post_init__(self) -> None:
        if not _MESSAGE_ID.fullmatch(self.message_id):
            raise ValueError(f"{self.message_id!r} is not a Message-ID")
        if self.date.utcoffset() is None:
            raise ValueError("The date of a mail needs a time zone")
        if self.list_unsubscribe is not None and not _WEB_ADDRESS.fullmatch(self.list_unsubscribe):
            raise ValueError(f"{self.list_unsubscribe!r} is not a web address")
        if (self.ics is None) != (self.method is None):
            raise ValueError("A calendar object and its method travel together")
        if self.method not in (None, Method.REQUEST, Method.CANCEL):
            raise ValueError(f"A mail cannot carry the method {self.method!r}")


def build(letter: Letter) -> bytes:
    """The mail as it goes over the wire, with CRLF; ValueError for an address that cannot be written."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in _headers(letter).items())
    return headers.encode() + _bodies(letter).as_bytes()


def _headers(letter: Letter) -> dict[str, str]:
    headers = {"From": _mailbox(letter.sender), "To": _mailbox(letter.to)}
    if letter.reply_to is not None:
        headers["Reply-To"] = _mailbox(letter.reply_to)
    headers["Subject"] = _text(letter.subject)
    headers["Date"] = format_datetime(letter.date)
    headers["Message-ID"] = letter.message_id
    headers["Auto-Submitted"] = "auto-generated"
    if letter.list_unsubscribe is not None:
        headers["List-Unsubscribe"] = f"<{letter.list_unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _text(text: str) -> str:
    line = one_line(text)
    return line if _is_plain(line) else _encoded(line)


def _mailbox(address: Address) -> str:
    name = one_line(address.name)
    if not name:
        return address.mailbox
    if _is_plain(name):
        return f'"{quote(name)}" <{address.mailbox}>'
    return f"{_encoded(name)}\r\n <{address.mailbox}>"


def _is_plain(line: str) -> bool:
    """Text that is short and ASCII, and that nobody takes for an encoded word."""
    return line.isascii() and "=?" not in line and len(line) <= LONGEST_PLAIN_TEXT


def _encoded(line: str) -> str:
    """Encoded words of RFC 2047, folded; the library leaves room on the first line for the longest name."""
    return Header(line, "utf-8", maxlinelen=76, header_name="Reply-To").encode(linesep="\r\n")


def _bodies(letter: Letter) -> EmailMessage:
    """Outlook takes an invitation only from the first child of multipart/mixed; others want the file."""
    message = EmailMessage(policy=SMTP)
    message.set_content(_encodable(letter.text), cte="quoted-printable")
    message.add_alternative(_encodable(letter.html), subtype="html", cte="quoted-printable")
    if letter.ics is not None and letter.method is not None:
        params = {"charset": "utf-8", "method": letter.method}
        # As bytes and so in base64: CRLF and folded lines arrive as they were written.
        message.add_alternative(letter.ics, maintype="text", subtype="calendar", params=params)
        message.add_attachment(
            letter.ics,
            maintype="application",
            subtype="ics",
            filename=ATTACHMENT,
            params={"name": ATTACHMENT},
        )
    return message


def _encodable(text: str) -> str:
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
