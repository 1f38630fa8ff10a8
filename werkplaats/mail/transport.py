"""The last step of a mail: to an SMTP server, or to a folder of .eml files.

Settings and connection are Flask-Mail's. Its connection waits for ever and believes any certificate; the
subclass here gives every socket a timeout and checks who answers. What a mail says is built in
`mail/message.py`, because Flask-Mail's own messages let a line break into a header.
"""

import os
import re
import smtplib
import ssl
from contextlib import suppress
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Protocol

import flask_mail

from werkplaats import clock
from werkplaats.config import Config
from werkplaats.ical import Address

# The server wants us to sign in, or to do it otherwise: our settings are wrong, not the mail.
_ABOUT_SIGNING_IN = (530, 534, 535, 538)


class Temporary(Exception):
    """Not now: the same mail may be accepted later. Its text is the reason."""


class Permanent(Exception):
    """Never: sending this mail again will not help. Its text is the reason."""


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
            raise Temporary(f"The mail could not be written to {self._path}: {error.strerror}") from error

    def close(self) -> None:
        """A folder holds nothing open."""


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
        self._unreachable: str | None = None

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        envelope = Address("", sender).mailbox, Address("", recipient).mailbox
        connection = self._connected()
        try:
            connection.hand_over(message, *envelope)
        except OSError as error:  # every error of smtplib and ssl is one
            self.close()
            raise _classified(error) from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.leave()
            self._connection = None

    def _connected(self) -> "_Connection":
        if self._unreachable is not None:
            raise Temporary(self._unreachable)
        if self._connection is None:
            try:
                self._connection = _Connection(self._mail, self._timeout).__enter__()
            except OSError as error:
                self._unreachable = f"No connection to the mail server: {_reason(error)}"
                raise Temporary(self._unreachable) from error
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
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def hand_over(self, message: bytes, sender: str, recipient: str) -> None:
        assert self.host is not None, "entered before it is used"
        options = [] if (sender + recipient).isascii() else ["SMTPUTF8"]
        self.host.sendmail(sender, [recipient], message, mail_options=options)

    def leave(self) -> None:
        """Say goodbye if anyone is still listening; the mails before are safe either way."""
        with suppress(OSError):
            self.__exit__(None, None, None)  # type: ignore[arg-type]
        if self.host is not None:
            self.host.close()

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
    code = _code(error)
    lasting = isinstance(error, smtplib.SMTPNotSupportedError) or (500 <= code < 600 and code not in _ABOUT_SIGNING_IN)
    return (Permanent if lasting else Temporary)(_reason(error))


def _code(error: OSError) -> int:
    """The three digits of the server's answer; 0 when there was none."""
    return _answer(error)[0]


def _answer(error: OSError) -> tuple[int, bytes]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return error.smtp_code, text if isinstance(text, bytes) else text.encode()
    return 0, b""


def _reason(error: OSError) -> str:
    """One plain line, with the server's own words if it spoke."""
    code, text = _answer(error)
    if code:
        return f"The mail server answered: {code} {' '.join(text.decode(errors='replace').split())}"
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
