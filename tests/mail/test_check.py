"""`flask mail check`: each thing that can be wrong is said in a sentence."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from click.testing import Result
from flask import Flask

from tests.conftest import free_port
from tests.databases import POSTGRESQL_LATER
from tests.mail.test_transport import Inbox, certificates, server_context
from werkplaats.mail.cli import mail

pytestmark = POSTGRESQL_LATER

__all__ = ["certificates"]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    yield Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Controller]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture(autouse=True)
def as_it_was(app: Flask) -> Iterator[None]:
    kept = app.config["WERKPLAATS"]
    yield
    app.config["WERKPLAATS"] = kept


def said(app: Flask, *arguments: str, **settings: Any) -> Result:
    app.config["WERKPLAATS"] = replace(app.config["WERKPLAATS"], **settings)
    return app.test_cli_runner().invoke(mail, ["check", *arguments])


def to(server: Controller, **settings: Any) -> dict[str, Any]:
    return {"mail_server": server.hostname, "mail_port": server.port, "mail_security": "none", **settings}


def test_a_server_that_takes_mail_and_a_test_mail(app: Flask, server: Controller, inbox: Inbox) -> None:
    result = said(app, "--to", "noor@example.org", **to(server, mail_rate=30))
    assert "takes mail from werkplaats@example.org, at most 30 a minute." in result.output
    assert "right  Mails go over the wire unencrypted." in result.output
    assert "WRONG  Nothing of ours answers at http://127.0.0.1:8000/healthz" in result.output or "site answers" in (
        result.output
    )
    assert "right  The test mail to noor@example.org was taken." in result.output
    assert [envelope.rcpt_tos for envelope in inbox.mails] == [["noor@example.org"]]
    assert b"Mail van Werkplaats komt aan" in (inbox.mails[0].original_content or b"")
    assert "noor is not a mail address." in said(app, "--to", "noor").output


def test_a_sender_that_is_not_allowed(app: Flask, server: Controller, inbox: Inbox) -> None:
    inbox.answers["MAIL"] = "553 5.7.1 Sender address rejected: not owned by user"
    result = said(app, **to(server))
    assert result.exit_code == 1
    assert "not owned by user. Give as MAIL_FROM an address that this server may send for." in result.output


def test_nobody_listens(app: Flask) -> None:
    result = said(app, mail_server="127.0.0.1", mail_port=free_port())
    assert (result.exit_code, "Look at MAIL_SERVER and MAIL_PORT" in result.output) == (1, True)


def test_a_folder_is_fine_in_the_demo_alone(app: Flask, tmp_path: Path) -> None:
    assert f"right  Mails become .eml files in {tmp_path / 'new'}." in said(app, mail_folder=tmp_path / "new").output
    real = said(app, demo=False, site_url="https://werkplaats.nl", mail_from="post@anders.nl").output
    assert "So nobody gets a mail. Give a MAIL_SERVER." in real
    assert "fine when SPF and DKIM of anders.nl name the mail server" in real
    own = said(app, site_url="https://www.werkplaats.nl", mail_from="post@werkplaats.nl").output
    assert "a domain of the site itself" in own


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encryption_and_certificate(
    app: Flask, inbox: Inbox, certificates: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    """These certificates last two days, so the good one deserves a word too."""
    for name in ("good", "other"):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates / f"{name}.pem"))
        context: ssl.SSLContext = server_context(certificates, name)
        options: dict[str, Any] = {"ssl_context": context} if security == "tls" else {"tls_context": context}
        controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        try:
            result = said(app, **to(controller, mail_security=security))
        finally:
            controller.stop()
        if name == "good":
            assert "The connection is encrypted (TLSv1." in result.output and "certificate ends on" in result.output
        else:
            assert "The certificate of the mail server is not valid" in result.output
            assert "Give the name that stands in its certificate" in result.output
    assert inbox.mails == []


def test_the_whole_site_is_paused_and_let_go(app: Flask) -> None:
    run = app.test_cli_runner()
    assert run.invoke(mail, ["pause"]).output == "All mail waits now. Nothing is lost.\n"
    assert "`flask mail resume` ends that" in said(app).output
    assert run.invoke(mail, ["resume"]).output == "The mail leaves again.\n"
    assert run.invoke(mail, ["resume"]).output == "The mail was not stopped.\n"
