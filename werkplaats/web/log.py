"""One structured line per request, without personal data: the endpoint and never the address, which may hold a link."""

from __future__ import annotations

import io
import logging
import secrets
import sys
import time
from contextlib import suppress
from typing import TextIO, cast

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    configure()

    @app.before_request
    def start() -> None:
        g.request_id = secrets.token_hex(6)
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        log.info(
            "request",
            id=g.get("request_id"),
            method=request.method,
            page=request.endpoint,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        )
        return response


class _Undisturbing(io.TextIOBase):
    """Loses a line rather than fail the work that it tells about: on a full disk people can still read, and a mail
    that was sent is still recorded as sent."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> int:
        with suppress(OSError):
            self._file.write(line)
        return len(line)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()


def configure() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _Undisturbing(sys.stderr))),
        cache_logger_on_first_use=True,
    )
