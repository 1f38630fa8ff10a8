"""A wrong setting stops the start with one clear sentence, before anything was touched."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from werkplaats.application import create_app
from werkplaats.config import Config, from_environment
from werkplaats.errors import ConfigError

KEY = "k" * 40
REAL = {
    "SITE_URL": "https://werkplaats.example.org",
    "SECRET_KEY": KEY,
    "LINK_KEY": KEY[::-1],
    "MAIL_FROM": "wij@example.org",
}


def config(folder: Path, **given: str) -> Config:
    return from_environment({"INSTANCE": str(folder), **given})


WRONG = [
    ({"DATABASE_URL": "onzin"}, "DATABASE_URL cannot be read"),
    ({"DATABASE_URL": "mysql://user@host/name"}, "DATABASE_URL names 'mysql'"),
    ({"DATABASE_URL": "sqlite://"}, "in memory"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "in memory"),
    ({"PORT": "http"}, "PORT is 'http'; it must be a whole number from 1 to 65535"),
    ({"PORT": "0"}, "PORT is '0'"),
    ({"PORT": "65536"}, "PORT is '65536'"),
    ({"PORT": "-1"}, "PORT is '-1'"),
    ({"PORT": "٨٠"}, "PORT is"),
    ({"PROXIES": "many"}, "PROXIES is 'many'"),
    ({"MAIL_PORT": "smtp"}, "MAIL_PORT is 'smtp'"),
    ({"MAIL_TIMEOUT": "0"}, "MAIL_TIMEOUT is '0'"),
    ({"MAIL_SECURITY": "ssl"}, "MAIL_SECURITY is 'ssl'; it must be one of none, starttls, tls"),
    ({"RATE_LIMITS": "no"}, "RATE_LIMITS is 'no'; it must be one of on, off"),
    ({"MAIL_FROM": "wij"}, "MAIL_FROM is 'wij'"),
    ({"MAIL_FROM": "Wij <wij@example.org>"}, "one plain mail address"),
    ({"MAIL_FROM": "a@example.org\nBcc: b@example.org"}, "one plain mail address"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is too short; give at least 32 random characters"),
    ({"LINK_KEY": "short"}, "LINK_KEY is too short"),
    ({"DEMO_NOW": "morgen"}, "DEMO_NOW is 'morgen'; write a moment like 2027-03-18T13:55"),
    ({"DEMO_NOW": "2027-03-18T13:55", "DEMO_STARTED": "then"}, "DEMO_NOW"),
    ({**REAL, "SITE_URL": "http://werkplaats.example.org"}, "it must be the site's https address"),
    ({**REAL, "SITE_URL": "werkplaats.example.org"}, "SITE_URL is 'werkplaats.example.org'"),
    ({**REAL, "SITE_URL": "https://example.org/werkplaats"}, "without a path"),
    ({**REAL, "SITE_URL": "https://"}, "SITE_URL is 'https://'"),
    ({**REAL, "SITE_URL": "https://me@example.org"}, "SITE_URL is 'https://me@example.org'"),
    ({**REAL, "SITE_URL": "https://example.org:99999"}, "SITE_URL is"),
    ({**REAL, "SECRET_KEY": ""}, "SECRET_KEY is missing; with a SITE_URL it must be given"),
    ({**REAL, "LINK_KEY": ""}, "LINK_KEY is missing"),
    ({**REAL, "MAIL_FROM": ""}, "MAIL_FROM is missing"),
    ({**REAL, "DEMO_NOW": "2027-03-18T13:55"}, "DEMO_NOW only works in the demo"),
]


@pytest.mark.parametrize(
    ("given", "sentence"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, dict) else ""
)
def test_a_wrong_value_gets_one_clear_sentence(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, **given)
    line = str(caught.value)
    assert sentence in line
    assert line.endswith(".")
    assert "\n" not in line
    assert KEY not in line, "a secret never stands in an error"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.touch()
    for folder in (blocked, blocked / "below"):
        with pytest.raises(ConfigError, match="INSTANCE: the folder .* cannot be written"):
            config(folder)


def test_a_new_folder_is_closed_to_others_on_the_machine(tmp_path: Path) -> None:
    """It holds everyone's data."""
    config(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_many_who_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(8) as many:
        found = list(many.map(config, [tmp_path] * 64))
    assert len({(one.secret_key, one.link_key) for one in found}) == 1
    assert sorted(path.name for path in tmp_path.glob("*-key.txt*")) == ["link-key.txt", "secret-key.txt"]


def test_a_damaged_key_of_the_demo(tmp_path: Path) -> None:
    (tmp_path / "link-key.txt").write_text("")
    with pytest.raises(ConfigError, match="link-key.txt is damaged; remove the file"):
        config(tmp_path)


def test_without_any_setting_it_is_a_demo(tmp_path: Path) -> None:
    found = config(tmp_path / "new")
    assert found.demo
    assert not found.https
    assert found.site_url == "http://127.0.0.1:8000"
    assert found.trusted_hosts == ["localhost", "127.0.0.1"]
    assert found.mail_folder == tmp_path / "new" / "mail"
    assert found.database_url.startswith("sqlite:///")
    assert found.clock_shift == timedelta()


def test_the_demo_keeps_its_keys_to_itself(tmp_path: Path) -> None:
    first, second = config(tmp_path), config(tmp_path)
    assert (first.secret_key, first.link_key) == (second.secret_key, second.link_key)
    assert first.secret_key != first.link_key
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*-key.txt")} == {0o600}


def test_a_real_site(tmp_path: Path) -> None:
    found = config(tmp_path, **REAL, SITE="ignored")
    assert not found.demo
    assert found.https
    assert found.trusted_hosts == ["werkplaats.example.org"]
    assert list(tmp_path.glob("*-key.txt")) == []
    assert config(tmp_path, **{**REAL, "SITE_URL": "https://example.org/"}).site_url == "https://example.org"
    assert config(tmp_path, **REAL, MAIL_SERVER="mail.example.org").mail_folder is None


def test_postgresql_is_spelled_in_several_ways(tmp_path: Path) -> None:
    for given in ("postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"):
        assert config(tmp_path, DATABASE_URL=given).database_url == "postgresql+psycopg://u:p@h/d"


def test_any_moment_of_the_demo_can_be_shown(tmp_path: Path) -> None:
    """A moment without a time zone is one in Amsterdam; web and worker share the moment at which both began."""
    began = datetime(2026, 11, 1, 12, tzinfo=UTC)
    for given in ("2027-03-18T13:55", "2027-03-18T13:55+01:00", "2027-03-18T12:55Z"):
        found = config(tmp_path, DEMO_NOW=given, DEMO_STARTED=str(began.timestamp()))
        assert began + found.clock_shift == datetime(2027, 3, 18, 12, 55, tzinfo=UTC)


def test_the_environment_stands_above_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PORT=8123\nMAIL_PORT=2525\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("PORT", "8456")
    for name in ("SITE_URL", "DATABASE_URL", "MAIL_PORT"):
        monkeypatch.delenv(name, raising=False)
    found = from_environment()
    assert (found.port, found.mail_port) == (8456, 2525)


def test_a_store_for_limits_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="RATE_LIMIT_STORE is 'nonsense'"):
        create_app(config(tmp_path, RATE_LIMIT_STORE="nonsense"))
