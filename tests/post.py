"""The post as it arrives: parsed by Python's own mail reader, which knows nothing of ours."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

from werkplaats import worker


class Letter:
    """One mail as a person and a calendar program see it."""

    def __init__(self, raw: bytes) -> None:
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.message = message
        self.subject = str(message["Subject"])
        self.to = str(message["To"])

    @cached_property
    def text(self) -> str:
        return self._part("text/plain")

    @cached_property
    def html(self) -> str:
        return self._part("text/html")

    @cached_property
    def ics(self) -> Any:
        parts = (part for part in self.message.walk() if part.get_content_type() == "text/calendar")
        return next((part.get_payload(decode=True) for part in parts), None)

    def _part(self, kind: str) -> str:
        return next(str(p.get_content()) for p in self.message.walk() if p.get_content_type() == kind)

    @property
    def personal_link(self) -> str:
        found = re.search(r"https?://\S+/p/\S+", self.text)
        assert found, self.text
        return found.group()

    def calendar_line(self, name: str) -> str:
        """The value of the first line of this name in the calendar, unfolded."""
        assert isinstance(self.ics, bytes)
        lines = self.ics.decode().replace("\r\n ", "").split("\r\n")
        return next(line.partition(":")[2] for line in lines if re.match(rf"{name}[;:]", line))


class Mailbox:
    """Runs the worker over all that waits, and reads the folder that mails land in."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.folder: Path = app.config["WERKPLAATS"].mail_folder
        self.server: Controller | None = None
        self._opened: dict[Path, Letter] = {}

    def through(self, server: Controller) -> Mailbox:
        """The same box, but mails go to this SMTP server and are read from there."""
        kept = self.app.config["WERKPLAATS"]
        self.app.config["WERKPLAATS"] = replace(
            kept,
            mail_folder=None,
            mail_server=server.hostname,
            mail_port=server.port,
            mail_security="none",
        )
        self.server = server
        return self

    def work(self) -> None:
        with self.app.app_context():
            for work in worker.WORK:
                work()

    def letters(self) -> list[Letter]:
        """Every mail that has arrived until now, in the order of sending."""
        self.work()
        if self.server is not None:
            box: Box = self.server.handler
            return box.letters()
        return [self._open(path) for path in sorted(self.folder.glob("*.eml"))]

    def _open(self, path: Path) -> Letter:
        """A letter is opened once: it stays as it is, and the box is looked into often."""
        if path not in self._opened:
            self._opened[path] = Letter(path.read_bytes())
        return self._opened[path]

    def to(self, email: str) -> list[Letter]:
        return [letter for letter in self.letters() if email in letter.to]


class Box:
    """An aiosmtpd handler that keeps what it accepts."""

    def __init__(self) -> None:
        self.box: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.box.append(envelope.content)
        return "250 OK"

    def letters(self) -> list[Letter]:
        return [Letter(raw) for raw in self.box]
