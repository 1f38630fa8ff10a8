"""How often one network address may do what costs others something. Generous: a whole office may sit behind one."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.errors import ConfigurationError

from werkplaats.config import Config
from werkplaats.errors import ConfigError

REGISTERING = "120 per minute; 2000 per hour"
MAILING_LINKS = "30 per minute; 200 per hour"

limiter = Limiter(key_func=get_remote_address, headers_enabled=True)


def init_app(app: Flask, config: Config) -> None:
    app.config.update(
        RATELIMIT_ENABLED=config.rate_limits,
        RATELIMIT_STORAGE_URI=config.rate_limit_store,
        RATELIMIT_HEADERS_ENABLED=True,
    )
    try:
        limiter.init_app(app)
    except ConfigurationError as error:
        raise ConfigError(f"RATE_LIMIT_STORE is {config.rate_limit_store!r}, which cannot be used: {error}.") from error
