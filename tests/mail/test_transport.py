"""Mail to a real SMTP server on this machine, with and without TLS, and to a folder."""

import os
import shutil
import smtplib
import socket
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import flask
import flask_mail
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from werkplaats.ical import Address
from werkplaats.mail.message import Letter, build
from werkplaats.mail.transport import Folder, Permanent, Server, Temporary

MAIL = build(
    Letter(
        message_id="<0123@example.org>",
        date=datetime(2026, 6, 18, 11, 0, tzinfo=UTC),
        sender=Address("Werkplaats", "symposium@example.org"),
        to=Address("Noor", "noor@example.org"),
        subject="Je bent aangemeld",
        text="Dag Noor,\n.\n..\n",
        html="<p>Dag Noor</p>",
    )
)
ENVELOPE = ("symposium@example.org", "noor@example.org")


@dataclass
class Inbox:
    """The receiving side. `answers` maps an SMTP verb to what the server says instead of yes."""

    mails: list[Envelope] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    connections: set[tuple[str, int]] = field(default_factory=set)
    signed_in: list[str] = field(default_factory=list)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.connections.add(session.peer)  # type: ignore[arg-type]
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" not in self.answers:
            self.mails.append(envelope)
        return self.answers.get("DATA", "250 OK")

    def sign_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.signed_in.append(data.login.decode())
        return AuthResult(success=data.password == b"right", handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def serve(inbox: Inbox) -> Iterator[Callable[..., int]]:
    """Starts an SMTP server for the inbox and gives its port."""
    controllers: list[Controller] = []

    def start(**options: Any) -> int:
        controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        controllers.append(controller)
        return int(controller.port)

    yield start
    for controller in controllers:
        controller.stop()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Self-signed certificates: good.pem for this machine, other.pem for another host; with .key each."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, so no certificate can be made")
    folder = tmp_path_factory.mktemp("certificates")
    for name, host in (("good", "DNS:localhost,IP:127.0.0.1"), ("other", "DNS:mail.example.org")):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem", "-days", "2",
             "-subj", f"/CN={name}", "-addext", f"subjectAltName={host}"],
            check=True, capture_output=True,
        )  # fmt: skip
    return folder


def server_context(certificates: Path, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates / f"{name}.pem", certificates / f"{name}.key")
    return context


def tls_options(security: str, context: ssl.SSLContext) -> dict[str, Any]:
    if security == "tls":
        return {"ssl_context": context}
    return {"tls_context": context, "require_starttls": True}


class TestServer:
    def test_one_connection_carries_many_mails(self, inbox: Inbox, serve: Callable[..., int]) -> None:
        with closing(Server("127.0.0.1", serve(), security="none")) as server:
            for _ in range(20):
                server.send(MAIL, *ENVELOPE)
        assert len(inbox.mails) == 20
        assert len(inbox.connections) == 1
        assert (inbox.mails[0].mail_from, inbox.mails[0].rcpt_tos) == (ENVELOPE[0], [ENVELOPE[1]])

    def test_every_byte_arrives(self, inbox: Inbox, serve: Callable[..., int]) -> None:
        with closing(Server("127.0.0.1", serve(), security="none")) as server:
            server.send(MAIL, *ENVELOPE)
        assert inbox.mails[0].original_content == MAIL

    def test_it_sends_under_testing_too(self, inbox: Inbox, serve: Callable[..., int]) -> None:
        app = flask.Flask("testing")
        app.testing = True
        with app.app_context(), closing(Server("127.0.0.1", serve(), security="none")) as server:
            server.send(MAIL, *ENVELOPE)
        assert len(inbox.mails) == 1

    def test_closing_twice_or_after_the_server_left_is_harmless(self, inbox: Inbox, serve: Callable[..., int]) -> None:
        inbox.answers["DATA"] = "421 We are going down"
        server = Server("127.0.0.1", serve(), security="none")
        with pytest.raises(Temporary):
            server.send(MAIL, *ENVELOPE)
        server.close()
        server.close()

    @pytest.mark.parametrize(
        ("recipient", "written"),
        [("noor@straße.example", "noor@xn--strae-oqa.example"), ("zoë@example.org", "zoë@example.org")],
    )
    def test_addresses_with_other_letters(
        self, inbox: Inbox, serve: Callable[..., int], recipient: str, written: str
    ) -> None:
        with closing(Server("127.0.0.1", serve(enable_SMTPUTF8=True), security="none")) as server:
            server.send(MAIL, ENVELOPE[0], recipient)
        assert inbox.mails[0].rcpt_tos == [written]

    def test_a_server_that_knows_only_ascii_addresses(self, serve: Callable[..., int]) -> None:
        with (
            closing(Server("127.0.0.1", serve(enable_SMTPUTF8=False), security="none")) as server,
            pytest.raises(Permanent),
        ):
            server.send(MAIL, ENVELOPE[0], "zoë@example.org")

    @pytest.mark.parametrize("recipient", ["noor@example.org>\r\nRCPT TO:<eve@example.org", "noor"])
    def test_an_address_cannot_bring_a_command_along(
        self, inbox: Inbox, serve: Callable[..., int], recipient: str
    ) -> None:
        server = Server("127.0.0.1", serve(), security="none")
        with pytest.raises(ValueError):
            server.send(MAIL, ENVELOPE[0], recipient)
        assert inbox.mails == []

    def test_an_unknown_kind_of_security_is_refused(self) -> None:
        with pytest.raises(ValueError):
            Server("127.0.0.1", 25, security="ssl")


class TestRefusals:
    @pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            ("450 4.2.0 Try again", Temporary),
            ("421 4.3.2 Going down", Temporary),
            ("530 5.7.0 Sign in first", Temporary),
            ("550 5.1.1 No such user", Permanent),
            ("552 5.3.4 Too large", Permanent),
        ],
    )
    def test_the_answer_tells_whether_to_try_again_and_is_the_reason(
        self, inbox: Inbox, serve: Callable[..., int], verb: str, answer: str, kind: type[Exception]
    ) -> None:
        inbox.answers[verb] = answer
        with closing(Server("127.0.0.1", serve(), security="none")) as server:
            with pytest.raises(kind) as refusal:
                server.send(MAIL, *ENVELOPE)
            assert answer in str(refusal.value)
            inbox.answers.clear()
            server.send(MAIL, *ENVELOPE)
        assert len(inbox.mails) == 1

    def test_nobody_listens(self) -> None:
        with pytest.raises(Temporary, match="No connection"):
            Server("127.0.0.1", free_port(), security="none").send(MAIL, *ENVELOPE)

    def test_a_dead_server_is_asked_once_and_not_for_every_mail(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as dead:
            server = Server("127.0.0.1", dead.getsockname()[1], security="none", timeout=0.2)
            for _ in range(3):
                with pytest.raises(Temporary):
                    server.send(MAIL, *ENVELOPE)
            dead.settimeout(0.2)
            dead.accept()
            with pytest.raises(TimeoutError):
                dead.accept()

    def test_a_wrong_password_is_no_fault_of_the_mail(self, inbox: Inbox, serve: Callable[..., int]) -> None:
        port = serve(authenticator=inbox.sign_in, auth_require_tls=False)
        with pytest.raises(Temporary, match="535"):
            Server("127.0.0.1", port, username="us", password="wrong", security="none").send(MAIL, *ENVELOPE)
        with closing(Server("127.0.0.1", port, username="us", password="right", security="none")) as server:
            server.send(MAIL, *ENVELOPE)
        assert (inbox.signed_in[-1], len(inbox.mails)) == ("us", 1)


class TestOneConnection:
    def test_a_refused_mail_leaves_it_open_for_the_next(self, inbox: Inbox, serve: Callable[..., int]) -> None:
        with closing(Server("127.0.0.1", serve(), security="none")) as server:
            for verb in ("RCPT", "DATA"):
                inbox.answers[verb] = "550 5.1.1 No such user"
                with pytest.raises(Permanent):
                    server.send(MAIL, *ENVELOPE)
                inbox.answers.clear()
            server.send(MAIL, *ENVELOPE)
        assert (len(inbox.connections), len(inbox.mails)) == (1, 1)

    @pytest.mark.parametrize("how", ["421 4.7.0 That was enough for one connection", "hangs up"])
    def test_a_server_that_has_had_enough_is_dialled_again_and_the_mail_does_not_wait(self, how: str) -> None:
        tired = Tired(how)
        controller = Controller(tired, hostname="127.0.0.1", port=free_port())
        controller.start()
        try:
            with closing(Server("127.0.0.1", controller.port, security="none")) as server:
                for _ in range(5):
                    server.send(MAIL, *ENVELOPE)
        finally:
            controller.stop()
        assert (len(tired.mails), len(tired.connections)) == (5, 3)

    def test_a_new_connection_that_is_refused_is_no_reason_to_dial_again(
        self, inbox: Inbox, serve: Callable[..., int]
    ) -> None:
        inbox.answers["MAIL"] = "421 4.3.2 Going down"
        with closing(Server("127.0.0.1", serve(), security="none")) as server, pytest.raises(Temporary):
            server.send(MAIL, *ENVELOPE)
        assert len(inbox.connections) == 1


class Tired(Inbox):
    """Takes two mails on each connection, and then has had enough."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self.how = how
        self.taken: Counter[Any] = Counter()

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await super().handle_MAIL(server, session, envelope, address, options)
        self.taken[session.peer] += 1
        if self.taken[session.peer] <= 2:
            return answer
        if self.how == "hangs up":
            assert server.transport is not None
            server.transport.close()
        return self.how if self.how[0] == "4" else answer


class TestDoorTimeout:
    @pytest.mark.parametrize("greeting", [b"", b"220 hello\r\n"])
    def test_a_server_that_falls_silent_does_not_hold_us(self, greeting: bytes) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=_fall_silent, args=(listener, greeting), daemon=True).start()
            server = Server("127.0.0.1", listener.getsockname()[1], security="none", timeout=0.3)
            with pytest.raises(Temporary, match="in time"):
                server.send(MAIL, *ENVELOPE)

    def test_plain_flask_mail_waits_for_ever(self, serve: Callable[..., int]) -> None:
        with _plain_flask_mail(serve()) as connection:
            assert isinstance(connection.host, smtplib.SMTP)
            assert connection.host.sock is not None
            assert connection.host.sock.gettimeout() is None


def _fall_silent(listener: socket.socket, greeting: bytes) -> None:
    """Hangs up after a while, so that a client without a timeout fails the test and does not stop it."""
    peer, _ = listener.accept()
    with peer:
        peer.sendall(greeting)
        peer.settimeout(10)
        with suppress(OSError):
            while peer.recv(1000):
                pass


@pytest.mark.parametrize("security", ["starttls", "tls"])
class TestDoorCertificate:
    def test_a_valid_certificate_is_accepted(
        self,
        security: str,
        inbox: Inbox,
        serve: Callable[..., int],
        certificates: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "good.pem"))
        port = serve(**tls_options(security, server_context(certificates, "good")))
        with closing(Server("127.0.0.1", port, security=security)) as server:
            server.send(MAIL, *ENVELOPE)
        assert len(inbox.mails) == 1

    @pytest.mark.parametrize(("name", "trusted"), [("good", "other"), ("other", "other")])
    def test_a_stranger_gets_nothing(
        self,
        security: str,
        name: str,
        trusted: str,
        inbox: Inbox,
        serve: Callable[..., int],
        certificates: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Once signed by someone unknown, once signed well but for another host."""
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates / f"{trusted}.pem"))
        port = serve(
            authenticator=inbox.sign_in,
            auth_require_tls=False,
            **tls_options(security, server_context(certificates, name)),
        )
        server = Server("127.0.0.1", port, security=security, username="us", password="right")
        with pytest.raises(Temporary, match="certificate"):
            server.send(MAIL, *ENVELOPE)
        assert (inbox.mails, inbox.signed_in) == ([], [])

    def test_plain_flask_mail_believes_anyone(
        self, security: str, serve: Callable[..., int], certificates: Path
    ) -> None:
        port = serve(**tls_options(security, server_context(certificates, "other")))
        with _plain_flask_mail(port, **{"MAIL_USE_TLS" if security == "starttls" else "MAIL_USE_SSL": True}) as plain:
            assert plain.host is not None


def test_without_starttls_nothing_is_sent_in_the_open(inbox: Inbox, serve: Callable[..., int]) -> None:
    with pytest.raises(Temporary, match="STARTTLS"):
        Server("127.0.0.1", serve(), security="starttls").send(MAIL, *ENVELOPE)
    assert inbox.mails == []


class TestDoorHeaders:
    """Ours is closed in test_message; this shows why Flask-Mail's own Message is not used."""

    def test_plain_flask_mail_lets_a_header_in(self, inbox: Inbox, serve: Callable[..., int]) -> None:
        app = flask.Flask("plain")
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=serve(), MAIL_DEFAULT_SENDER="a@example.org")
        mail = flask_mail.Mail(app)
        evil = {"List-Unsubscribe": "<https://example.org>\r\nX-Evil: 1"}
        with app.app_context():
            mail.send_message("Dag", recipients=["noor@example.org"], body="x", extra_headers=evil)
        assert message_from_bytes(inbox.mails[0].original_content or b"")["X-Evil"] == "1"


def _plain_flask_mail(port: int, **settings: Any) -> flask_mail.Connection:
    mail = flask_mail.Mail()
    mail.state = mail.init_mail({"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port, **settings})
    return flask_mail.Connection(mail)


class TestFolder:
    def test_a_mail_becomes_a_file_with_the_same_bytes(self, tmp_path: Path) -> None:
        with closing(Folder(tmp_path / "new" / "mail")) as folder:
            folder.send(MAIL, *ENVELOPE)
        (file,) = (tmp_path / "new" / "mail").iterdir()
        assert file.read_bytes() == MAIL
        assert file.name.endswith("-0123@example.org.eml")
        assert message_from_bytes(file.read_bytes(), policy=default)["Subject"] == "Je bent aangemeld"
        assert file.stat().st_mode & 0o077 == 0

    def test_files_are_sorted_as_they_were_sent(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path)
        for number in range(30):
            folder.send(MAIL.replace(b"<0123@", b"<%d@" % (99 - number)), *ENVELOPE)
        sent = [file.read_bytes().partition(b"Message-ID: <")[2][:2] for file in sorted(tmp_path.iterdir())]
        assert sent == [b"%d" % (99 - number) for number in range(30)]

    def test_a_message_id_cannot_leave_the_folder(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path / "mail")
        folder.send(MAIL.replace(b"<0123@example.org>", b"<../../x/y\\z:@example.org>"), *ENVELOPE)
        assert [path.name for path in tmp_path.iterdir()] == ["mail"]

    def test_no_half_file_stays_when_writing_fails(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(Temporary, match="No space left"):
            Folder(tmp_path).send(MAIL, *ENVELOPE)
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "mail").write_text("")
        with pytest.raises(Temporary, match="could not be written"):
            Folder(tmp_path / "mail").send(MAIL, *ENVELOPE)
