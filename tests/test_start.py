"""Starting and stopping as at a terminal: whatever goes wrong is one clear sentence, and nothing stays behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.live import soon
from tests.make import Make
from werkplaats import schema, start
from werkplaats.application import create_app
from werkplaats.config import from_environment
from werkplaats.db import db
from werkplaats.demo import queries

TOP = Path(__file__).parents[1]
SECONDS = 120


class Terminal:
    """Somebody's terminal: a folder of data, a free port, and what the program prints."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.output = folder / "terminal.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self, **settings: str) -> dict[str, str]:
        own = {"INSTANCE": str(self.folder / "instance"), "PORT": str(self.port)}
        return {**os.environ, **own, **settings}

    def start(self, **settings: str) -> None:
        """Type the command; in a group of its own, as a terminal does."""
        with self.output.open("wb") as output:
            command = [sys.executable, "-m", "werkplaats.start"]
            environment = self.environment(**settings)
            self.process = subprocess.Popen(
                command, cwd=TOP, env=environment, stdout=output, stderr=output, start_new_session=True
            )

    def reads(self, words: str) -> str:
        """Wait until these words stand in the terminal."""
        soon(lambda: words in self.text or self.ended, SECONDS)
        assert words in self.text, self.text
        return self.text

    @property
    def text(self) -> str:
        return self.output.read_text(errors="replace")

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def send(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(SECONDS)

    def wait(self) -> int:
        assert self.process is not None
        return self.process.wait(SECONDS)

    def children(self) -> list[int]:
        """The processes that belong to this instance, apart from the program itself, found by its settings."""
        assert self.process is not None
        mark = f"INSTANCE={self.folder / 'instance'}".encode()
        found = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and _has(path, mark)]
        return [pid for pid in found if pid != self.process.pid]

    def child(self, words: str) -> int:
        """The one that the program itself started, by a word of its command."""
        assert self.process is not None
        own = [pid for pid in self.children() if _parent_of(pid) == self.process.pid]
        return next(pid for pid in own if words in _words_of(pid))


def _has(path: Path, mark: bytes) -> bool:
    try:
        return mark in (path / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _words_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """On Linux only: what still runs is read from /proc."""
    terminal = Terminal(tmp_path)
    yield terminal
    if not terminal.ended:
        terminal.send(signal.SIGTERM)


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    """A terminal whose data is there already, without the demo: somebody works here."""
    app = create_app(from_environment(terminal.environment()))
    with app.app_context():
        schema.upgrade(db.engine)
        Make(app).organiser()
        db.engine.dispose()
    return terminal


class Here:
    """The same program in this process, for when it does not come so far that it starts others."""

    def __init__(self, terminal: Terminal, settings: pytest.MonkeyPatch, output: pytest.CaptureFixture[str]) -> None:
        self.terminal, self._settings, self._output = terminal, settings, output

    def refuses(self, **settings: str) -> str:
        """What it says when it does not want to start."""
        for name, value in {**self.terminal.environment(), "DEMO_STARTED": "0", **settings}.items():
            self._settings.setenv(name, value)
        assert start.main() == 2
        return self._output.readouterr().err


@pytest.fixture
def here(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(terminal, monkeypatch, capsys)


def get(terminal: Terminal, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", terminal.port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.torture
def test_the_first_start_fills_the_demo_and_says_where_to_click(terminal: Terminal) -> None:
    terminal.start()
    text = terminal.reads("Ctrl-C stops it")
    addresses = re.findall(r"http://\S+", text)
    assert len([a for a in addresses if "/p/" in a]) == 3
    for address in addresses:
        status, _ = get(terminal, address.partition(str(terminal.port))[2])
        assert status in (200, 302, 303), address
    assert re.search(r"organisatie@example.org  \S{12,}", text)
    assert str(terminal.folder / "instance" / "mail") in text
    assert terminal.send(signal.SIGINT) == 0
    assert terminal.children() == []


@pytest.mark.torture
def test_a_second_start_keeps_what_is_there(ready: Terminal) -> None:
    """And another moment is the same for web and worker: `/mijn` and mails would disagree otherwise."""
    ready.start(DEMO_NOW="2027-03-18T13:55")
    assert "Filling" not in ready.reads("Ctrl-C stops it")
    assert get(ready, "/healthz")[0] == 200
    for name in ("werkplaats.worker", "gunicorn"):
        environment = Path(f"/proc/{ready.child(name)}/environ").read_bytes().split(b"\0")
        assert b"DEMO_NOW=2027-03-18T13:55" in environment
        assert any(value.startswith(b"DEMO_STARTED=") for value in environment)
    assert ready.send(signal.SIGTERM) == 0
    assert ready.children() == []


@pytest.mark.torture
@pytest.mark.parametrize("name", ["werkplaats.worker", "gunicorn"])
def test_the_death_of_either_ends_both(ready: Terminal, name: str) -> None:
    ready.start()
    ready.reads("Ctrl-C stops it")
    os.kill(ready.child(name), signal.SIGKILL)
    assert ready.wait() == 1
    assert "ended by itself" in ready.text
    assert ready.children() == []


@pytest.mark.torture
def test_a_terminal_that_closes_ends_everything(ready: Terminal) -> None:
    ready.start()
    ready.reads("Ctrl-C stops it")
    assert ready.send(signal.SIGHUP) == 0
    assert ready.children() == []


@pytest.mark.torture
def test_an_impatient_hand_on_ctrl_c_does_no_harm(ready: Terminal) -> None:
    ready.start()
    ready.reads("Ctrl-C stops it")
    assert ready.process is not None
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) * 10_000:
        os.kill(ready.process.pid, number)
        if "Stopping" in ready.text:
            break
    assert ready.wait() == 0
    assert ready.children() == []


@pytest.mark.torture
def test_it_stops_before_it_was_ready(terminal: Terminal) -> None:
    """Broken off while the demo fills, it leaves a database that the next start fills."""
    terminal.start()
    terminal.reads("Filling")
    assert terminal.send(signal.SIGINT) == 0
    assert terminal.children() == []
    app = create_app(from_environment(terminal.environment()))
    with app.app_context():
        assert queries.is_wanted()
        db.engine.dispose()


def test_what_cannot_be_used_ends_the_program_with_one_clear_line(terminal: Terminal) -> None:
    terminal.start(DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/none")
    assert terminal.wait() == 2
    assert "cannot be used" in terminal.text and "secret" not in terminal.text
    assert is_one_sentence(terminal.text)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SITE_URL": "https://werkplaats.example.org"}, "SECRET_KEY is missing"),
        ({"PORT": "many"}, "PORT is 'many'"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL names 'mysql'"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"}, "cannot be used"),
        ({"INSTANCE": "/proc/instance"}, "INSTANCE"),
        ({"DEMO_NOW": "soon"}, "DEMO_NOW is 'soon'"),
    ],
    ids=lambda value: next(iter(value.values())) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_is_one_clear_line(here: Here, settings: dict[str, str], words: str) -> None:
    said = here.refuses(**settings)
    assert words in said and is_one_sentence(said)


def test_a_port_in_use(here: Here) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", here.terminal.port))
        taken.listen()
        said = here.refuses()
    assert f"Port {here.terminal.port} cannot be used" in said and is_one_sentence(said)


def test_a_database_of_a_newer_version(here: Here, ready: Terminal) -> None:
    app = create_app(from_environment(ready.environment()))
    with app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        db.engine.dispose()
    said = here.refuses()
    assert "newer Werkplaats" in said and is_one_sentence(said)


def is_one_sentence(text: str) -> bool:
    return "Traceback" not in text and text.count("\n") == 1


def test_settings_in_a_file_are_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment wins from the file `.env` in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.delenv("MAIL_TIMEOUT", raising=False)
    Path(".env").write_text(f"# ours\nPORT=8000\nexport MAIL_TIMEOUT=7\nSECRET_KEY='{'$ecret ' * 8}'\n")
    config = from_environment()
    assert (config.port, config.mail_timeout, config.secret_key) == (8123, 7, "$ecret " * 8)
