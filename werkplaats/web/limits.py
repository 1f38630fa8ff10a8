"""How often one network address may do what costs others something. Generous: a whole office may sit behind one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.errors import ConfigurationError

from werkplaats.config import Config
from werkplaats.errors import ConfigError

REGISTERING = "120 per minute; 2000 per hour"
MAILING_LINKS = "30 per minute; 200 per hour"

View = TypeVar("View", bound=Callable[..., Any])

limiter = Limiter(key_func=get_remote_address, headers_enabled=True)


def limit(amount: str) -> Callable[[View], View]:
    """Let one network address ask a view this often. Whether limits are on is asked of the application that answers:
    the library's own switch belongs to the last one that was made."""
    return cast(Callable[[View], View], limiter.limit(amount, exempt_when=_are_off))


def _are_off() -> bool:
    return not current_app.config["WERKPLAATS"].rate_limits


def init_app(app: Flask, config: Config) -> None:
    app.config.update(
        RATELIMIT_STORAGE_URI=config.rate_limit_store,
        RATELIMIT_HEADERS_ENABLED=True,
    )
    try:
        limiter.init_app(app)
    except ConfigurationError as error:
        raise ConfigError(f"RATE_LIMIT_STORE is {config.rate_limit_store!r}, which cannot be used: {error}.") from error
