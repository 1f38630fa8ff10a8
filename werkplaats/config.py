"""Every setting, read from the environment once and checked at once.

Two ways of running, told apart by SITE_URL. Without it this is the demo on one's own machine: keys are made under the
instance folder and cookies travel over plain http. With it this is real: keys must be given and the site is https.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from werkplaats.clock import AMSTERDAM
from werkplaats.errors import ConfigError

MAIL_SECURITY = ("none", "starttls", "tls")
LEAST_KEY_LENGTH = 32


@dataclass(frozen=True)
class Config:
    """The settings of one process. Paths are absolute, `clock_shift` is what the demo's clock is ahead, `mail_rate` is
    in mails per minute, 0 being as fast as the server takes them."""

    instance: Path
    database_url: str
    secret_key: str
    link_key: str
    site_url: str
    demo: bool
    proxies: int = 0
    port: int = 8000
    mail_folder: Path | None = None
    mail_server: str | None = None
    mail_port: int = 25
    mail_username: str | None = None
    mail_password: str | None = None
    mail_security: str = "starttls"
    mail_from: str = "werkplaats@example.org"
    mail_timeout: int = 20
    mail_rate: int = 0
    rate_limits: bool = True
    rate_limit_store: str = "memory://"
    clock_shift: timedelta = timedelta()

    @cached_property
    def https(self) -> bool:
        return self.site_url.startswith("https://")

    @cached_property
    def host(self) -> str:
        """Host and port as a browser sends them."""
        return urlsplit(self.site_url).netloc

    @cached_property
    def trusted_hosts(self) -> list[str]:
        name = urlsplit(self.site_url).hostname or ""
        return ["localhost", "127.0.0.1"] if self.demo else [name]


def from_environment(environ: Mapping[str, str] | None = None) -> Config:
    """Read and check every setting; a wrong one raises ConfigError with the line to show.

    Without an environment it is the process's own, above what a file `.env` in the current folder says.
    """
    given = {**dotenv_values(".env", interpolate=False), **os.environ} if environ is None else environ
    env = {k: v for k, v in given.items() if v}
    instance = _instance(env)
    demo = "SITE_URL" not in env
    port = _whole_number(env, "PORT", 8000, 1, 65535)
    return Config(
        instance=instance,
        database_url=_database_url(env, instance),
        secret_key=_key(env, "SECRET_KEY", instance, demo),
        link_key=_key(env, "LINK_KEY", instance, demo),
        site_url=f"http://127.0.0.1:{port}" if demo else _site_url(env["SITE_URL"]),
        demo=demo,
        proxies=_whole_number(env, "PROXIES", 0, 0, 10),
        port=port,
        mail_folder=None if "MAIL_SERVER" in env else _folder(env.get("MAIL_FOLDER"), instance / "mail"),
        mail_server=env.get("MAIL_SERVER"),
        mail_port=_whole_number(env, "MAIL_PORT", 587, 1, 65535),
        mail_username=env.get("MAIL_USERNAME"),
        mail_password=env.get("MAIL_PASSWORD"),
        mail_security=_one_of(env, "MAIL_SECURITY", MAIL_SECURITY, "starttls"),
        mail_from=_mail_from(env, demo),
        mail_timeout=_whole_number(env, "MAIL_TIMEOUT", 20, 1, 300),
        mail_rate=_whole_number(env, "MAIL_RATE", 0, 0, 100_000),
        rate_limits=_one_of(env, "RATE_LIMITS", ("on", "off"), "on") == "on",
        rate_limit_store=env.get("RATE_LIMIT_STORE", "memory://"),
        clock_shift=_clock_shift(env, demo),
    )


def _instance(env: Mapping[str, str]) -> Path:
    instance = _folder(env.get("INSTANCE"), Path("instance"))
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = instance / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or error
        raise ConfigError(f"INSTANCE: the folder {instance} cannot be written ({reason}).") from error
    return instance


def _folder(given: str | None, default: Path) -> Path:
    return (Path(given) if given else default).expanduser().resolve()


def _whole_number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = env.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ConfigError(f"{name} is {text!r}; it must be a whole number from {least} to {most}.")
    return int(text)


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = env.get(name, default)
    if value not in choices:
        raise ConfigError(f"{name} is {value!r}; it must be one of {', '.join(choices)}.")
    return value


def _database_url(env: Mapping[str, str], instance: Path) -> str:
    given = env.get("DATABASE_URL")
    if given is None:
        return f"sqlite:///{instance / 'werkplaats.sqlite'}"
    given = given.replace("postgres://", "postgresql://", 1) if given.startswith("postgres://") else given
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise ConfigError(
            "DATABASE_URL cannot be read; write sqlite:////path/file or postgresql://user@host/name."
        ) from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigError(f"DATABASE_URL names {url.get_backend_name()!r}; Werkplaats runs on sqlite and postgresql.")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ConfigError("DATABASE_URL names a database in memory; web and worker need a file they share.")
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def _site_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme != "https" or not _is_host(parts) or parts.path not in ("", "/") or parts.query:
        raise ConfigError(
            f"SITE_URL is {given!r}; it must be the site's https address without a path, like https://example.org."
        )
    return f"https://{parts.netloc}"


def _is_host(parts: SplitResult) -> bool:
    """Whether this is a host with or without a port, and nothing else."""
    try:
        return bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def _key(env: Mapping[str, str], name: str, instance: Path, demo: bool) -> str:
    given = env.get(name)
    if given is not None:
        if len(given) < LEAST_KEY_LENGTH:
            raise ConfigError(f"{name} is too short; give at least {LEAST_KEY_LENGTH} random characters.")
        return given
    if not demo:
        raise ConfigError(
            f"{name} is missing; with a SITE_URL it must be given, at least {LEAST_KEY_LENGTH} random characters."
        )
    return _kept_key(instance / f"{name.lower().replace('_', '-')}.txt")


def _kept_key(path: Path) -> str:
    """Make the demo's key once. Web and worker may ask at the same moment: the first to give its file the name wins,
    and nobody finds a file that is not written yet."""
    if not path.exists():
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(LEAST_KEY_LENGTH))
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    key = path.read_text().strip()
    if len(key) < LEAST_KEY_LENGTH:
        raise ConfigError(f"The key in {path} is damaged; remove the file, a new one will be made.")
    return key


def _mail_from(env: Mapping[str, str], demo: bool) -> str:
    given = env.get("MAIL_FROM")
    if given is None:
        if not demo:
            raise ConfigError("MAIL_FROM is missing; give the address that mails come from.")
        return "werkplaats@example.org"
    if given.count("@") != 1 or any(c.isspace() or c in "<>,;" for c in given):
        raise ConfigError(f"MAIL_FROM is {given!r}; it must be one plain mail address.")
    return given


def _clock_shift(env: Mapping[str, str], demo: bool) -> timedelta:
    """DEMO_NOW is a moment in Amsterdam; DEMO_STARTED, set by the starter, lets web and worker share one clock."""
    if "DEMO_NOW" not in env:
        return timedelta()
    if not demo:
        raise ConfigError("DEMO_NOW only works in the demo, without a SITE_URL.")
    try:
        moment = datetime.fromisoformat(env["DEMO_NOW"])
        started = (
            datetime.fromtimestamp(float(env["DEMO_STARTED"]), UTC) if "DEMO_STARTED" in env else datetime.now(UTC)
        )
    except ValueError as error:
        raise ConfigError(f"DEMO_NOW is {env['DEMO_NOW']!r}; write a moment like 2027-03-18T13:55.") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)) - started
