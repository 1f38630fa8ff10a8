"""The last step of a mail: to an SMTP server, or to a folder of .eml files.

Settings and connection are Flask-Mail's. Its connection waits for ever and believes any certificate; the
subclass here gives every socket a timeout and checks who answers. What a mail says is built in
`mail/message.py`, because Flask-Mail's own messages let a line break into a header.
"""

from __future__ import annotations

import os
import re
import smtplib
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import NamedTuple, Protocol

import flask_mail

from werkplaats import clock
from werkplaats.config import Config
from werkplaats.ical import Address
from werkplaats.mail.reasons import ABOUT_SIGNING_IN, Reason, Step, of_answer

CLOSING = 421


class Undelivered(Exception):
    """The text is one plain line, with the server's own words if it spoke; `reason` is what they come down to."""

    def __init__(self, words: str, reason: Reason) -> None:
        super().__init__(words)
        self.reason = reason


class Temporary(Undelivered):
    """Not now: the same mail may be accepted later."""


class Permanent(Undelivered):
    """Never: sending this mail again will not help."""


class Transport(Protocol):
    """Sends one mail after another until it is closed."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Hand over one mail; Temporary or Permanent when that fails, ValueError for a broken address."""

    def close(self) -> None:
        """Let go of connections; closing twice is harmless."""


def from_config(config: Config) -> Transport:
    """What the settings ask for. Nothing is opened before the first mail."""
    if config.mail_server is None:
        return Folder(config.mail_folder or config.instance / "mail")
    return Server(
        config.mail_server,
        config.mail_port,
        username=config.mail_username,
        password=config.mail_password,
        security=config.mail_security,
        timeout=config.mail_timeout,
    )


class Folder:
    """Each mail becomes a file that any mail program opens: `<moment>-<Message-ID>.eml`, sorted by moment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        name = _file_name(message)
        try:
            self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_whole(self._path / name, message)
        except OSError as error:
            words = f"The mail could not be written to {self._path}: {error.strerror}"
            raise Temporary(words, Reason.FOLDER) from error

    def close(self) -> None:
        """A folder holds nothing open."""


class Probe(NamedTuple):
    """What a look at the mail server told: the version of TLS, if any, and until when its certificate is valid."""

    tls: str | None
    valid_until: datetime | None


class Server:
    """An SMTP server, over one connection for many mails. `security` is none, starttls or tls.

    The server's certificate must be valid for `host`. `timeout` is in seconds, for each step on the wire.
    When no connection can be made, all further mails are refused at once: waiting for a dead server again
    and again would keep the worker from its other work. A new Server starts with a clean slate.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        username: str | None = None,
        password: str | None = None,
        security: str = "starttls",
        timeout: float = 20,
    ) -> None:
        self._mail = _settings(host, port, username, password, security)
        self._timeout = timeout
        self._connection: _Connection | None = None
        self._unreachable: Temporary | None = None

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        sender, recipient = Address("", sender).mailbox, Address("", recipient).mailbox
        try:
            connection = self._ready_for(sender, recipient, len(message))
            connection.hand_over(message, recipient)
        except OSError as error:  # every error of smtplib and ssl is one
            self._after(error)
            raise _classified(error) from error

    def probe(self, sender: str) -> Probe:
        """Go as far as one can without sending anything: connect, encrypt, sign in, and name who sends."""
        try:
            connection = self._connected()
            found = connection.describe()
            connection.announce(Address("", sender).mailbox, "", 0)
        except OSError as error:
            raise _classified(error) from error
        connection.forget()
        return found

    def close(self) -> None:
        if self._connection is not None:
            self._connection.leave()
            self._connection = None

    def _ready_for(self, sender: str, recipient: str, size: int) -> _Connection:
        """The connection, with the next mail announced. Servers end one that carried enough mails or was silent too
        long; then it is made anew, for nothing of this mail was handed over yet."""
        reused = self._connection is not None
        connection = self._connected()
        try:
            connection.announce(sender, recipient, size)
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused, ConnectionError) as error:
            if not reused or _answer(error)[0] not in (0, CLOSING):
                raise
            self.close()
            connection = self._connected()
            connection.announce(sender, recipient, size)
        return connection

    def _after(self, error: OSError) -> None:
        """A refused mail leaves the connection as it was, if the server agrees; anything else ends it."""
        refused = isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
        if not refused or _answer(error)[0] == CLOSING or self._connection is None or not self._connection.forget():
            self.close()

    def _connected(self) -> _Connection:
        if self._unreachable is not None:
            raise Temporary(str(self._unreachable), self._unreachable.reason)
        if self._connection is None:
            try:
                self._connection = _Connection(self._mail, self._timeout).__enter__()
            except OSError as error:
                words = f"No connection to the mail server: {words_of(error)}"
                self._unreachable = Temporary(words, reason_of(error, unknown=Reason.UNREACHABLE))
                raise self._unreachable from error
        return self._connection


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection, with a timeout on the socket and a certificate that was checked."""

    host: smtplib.SMTP | None

    def __init__(self, mail: flask_mail.Mail, timeout: float) -> None:
        super().__init__(mail)
        self._timeout = timeout

    def configure_host(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        host = self._dial(context)
        try:
            if self.mail.use_tls:
                host.starttls(context=context)
            host.ehlo_or_helo_if_needed()
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def describe(self) -> Probe:
        socket = self._wire.sock
        if not isinstance(socket, ssl.SSLSocket):
            return Probe(None, None)
        until = (socket.getpeercert() or {}).get("notAfter")
        return Probe(
            socket.version(),
            datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) if isinstance(until, str) else None,
        )

    def announce(self, sender: str, recipient: str, size: int) -> None:
        """Say from whom the next mail is."""
        options = [] if (sender + recipient).isascii() else ["SMTPUTF8"]
        if self._wire.does_esmtp and self._wire.has_extn("size"):
            options.append(f"SIZE={size}")
        code, answer = self._wire.mail(sender, options)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, answer, sender)

    def hand_over(self, message: bytes, recipient: str) -> None:
        """Say to whom the announced mail goes, and give it; on return the server has taken it."""
        code, answer = self._wire.rcpt(recipient)
        if code not in (250, 251):
            raise smtplib.SMTPRecipientsRefused({recipient: (code, answer)})
        code, answer = self._wire.data(message)
        if code != 250:
            raise smtplib.SMTPDataError(code, answer)

    def forget(self) -> bool:
        """Let the server forget the mail that it refused; whether it did."""
        try:
            return self._wire.rset()[0] == 250
        except OSError:
            return False

    def leave(self) -> None:
        """Say goodbye if anyone is still listening; the mails before are safe either way."""
        with suppress(OSError):
            self.__exit__(None, None, None)  # type: ignore[arg-type]
        self._wire.close()

    @property
    def _wire(self) -> smtplib.SMTP:
        assert self.host is not None, "entered before it is used"
        return self.host

    def _dial(self, context: ssl.SSLContext) -> smtplib.SMTP:
        if self.mail.use_ssl:
            return smtplib.SMTP_SSL(self.mail.server, self.mail.port, timeout=self._timeout, context=context)
        return smtplib.SMTP(self.mail.server, self.mail.port, timeout=self._timeout)


def _settings(host: str, port: int, username: str | None, password: str | None, security: str) -> flask_mail.Mail:
    if security not in ("none", "starttls", "tls"):
        raise ValueError(f"{security!r} is not none, starttls or tls")
    mail = flask_mail.Mail()
    mail.state = mail.init_mail(
        {
            "MAIL_SERVER": host,
            "MAIL_PORT": port,
            "MAIL_USERNAME": username,
            "MAIL_PASSWORD": password,
            "MAIL_USE_TLS": security == "starttls",
            "MAIL_USE_SSL": security == "tls",
            # Flask-Mail would quietly send nothing under TESTING: whether to send is for the caller to say.
            "MAIL_SUPPRESS_SEND": False,
        }
    )
    return mail


def _classified(error: OSError) -> Temporary | Permanent:
    code = _answer(error)[0]
    lasting = isinstance(error, smtplib.SMTPNotSupportedError) or (500 <= code < 600 and code not in ABOUT_SIGNING_IN)
    return (Permanent if lasting else Temporary)(words_of(error), reason_of(error))


def _answer(error: OSError) -> tuple[int, str]:
    """The three digits of the server's answer and what it said; 0 when there was none."""
    code: int
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return 0, ""
    return code, " ".join((text.decode(errors="replace") if isinstance(text, bytes) else text).split())


def _step(error: OSError) -> Step:
    steps = {
        smtplib.SMTPSenderRefused: Step.SENDER,
        smtplib.SMTPRecipientsRefused: Step.RECIPIENT,
        smtplib.SMTPDataError: Step.CONTENT,
    }
    return steps.get(type(error), Step.GREETING)


def reason_of(error: OSError, unknown: Reason = Reason.OTHER) -> Reason:
    """What an error while talking to the server comes down to; `unknown` when it is none that we know."""
    code, words = _answer(error)
    if code:
        return of_answer(code, words, _step(error))
    kinds: list[tuple[type[OSError] | tuple[type[OSError], ...], Reason]] = [
        (ssl.SSLCertVerificationError, Reason.CERTIFICATE),
        (smtplib.SMTPNotSupportedError, Reason.NO_TLS if "STARTTLS" in str(error) else Reason.LETTERS),
        (ssl.SSLError, Reason.NO_TLS),
        (TimeoutError, Reason.NO_ANSWER),
        (ConnectionRefusedError, Reason.UNREACHABLE),
        (socket.gaierror, Reason.UNREACHABLE),
        ((smtplib.SMTPServerDisconnected, ConnectionError), Reason.DROPPED),
    ]
    if "timed out" in str(error):
        return Reason.NO_ANSWER
    return next((reason for kind, reason in kinds if isinstance(error, kind)), unknown)


def words_of(error: OSError) -> str:
    """One plain line, with the server's own words if it spoke."""
    code, words = _answer(error)
    if code:
        return f"The mail server answered: {code} {words}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of the mail server is not valid: {error.verify_message}"
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "The mail server did not answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "The mail server ended the connection"
    return error.strerror or str(error)


def _file_name(message: bytes) -> str:
    headers = BytesHeaderParser().parsebytes(message)
    message_id = re.sub(r"[^A-Za-z0-9@._-]", "_", str(headers["Message-ID"]).strip("<> "))
    return f"{clock.now():%Y%m%dT%H%M%S.%fZ}-{message_id[:150]}.eml"


def _write_whole(path: Path, content: bytes) -> None:
    """The file appears at once and complete, even if the machine stops halfway."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
