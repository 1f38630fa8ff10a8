"""A small load generator: visitors in threads, each with a connection that is kept alive."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from bench.server import Process

TIMEOUT_S = 30
MOST_TASKS = 200_000
WITHOUT_BODY = (204, 304)

Task = Callable[[], object]


class Answer(NamedTuple):
    """Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class WrongAnswer(Exception):
    """The server answered something else than what is measured: then no figure means anything."""


class Visitor:
    """One connection and its cookies. It only reads answers that name their length, as all here do."""

    def __init__(self, port: int) -> None:
        self._host = f"127.0.0.1:{port}"
        self._socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rb")
        self._cookies: dict[str, str] = {}

    def get(self, path: str, status: int = 200, **headers: str) -> Answer:
        return self.send(self.request("GET", path, headers), status)

    def post(self, path: str, fields: Mapping[str, str], status: int = 303) -> Answer:
        body = urlencode(fields).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        return self.send(self.request("POST", path, headers) + body, status)

    def request(self, method: str, path: str, headers: Mapping[str, str]) -> bytes:
        """A request without its body, to be sent as often as wanted."""
        cookies = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())} if self._cookies else {}
        lines = [f"{name}: {value}" for name, value in {"Host": self._host, **cookies, **headers}.items()]
        return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode()

    def send(self, request: bytes, status: int) -> Answer:
        self._socket.sendall(request)
        answer = self._read()
        if answer.status != status:
            raise WrongAnswer(f"{answer.status} instead of {status} to {request[:200]!r}")
        return answer

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _read(self) -> Answer:
        first = self._stream.readline().split(b" ", 2)
        if len(first) < 2:
            raise WrongAnswer("the connection was closed")
        headers = self._read_headers()
        status = int(first[1])
        length = 0 if status in WITHOUT_BODY else int(headers["content-length"])
        return Answer(status, headers, self._stream.read(length))

    def _read_headers(self) -> dict[str, str]:
        headers = {}
        while (line := self._stream.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
            if name.lower() == "set-cookie":
                cookie, _, content = value.strip().partition(";")[0].partition("=")
                self._cookies[cookie] = content
        return headers


@dataclass(frozen=True)
class Load:
    """What one run of load did, and what it cost the server, in ms of CPU for each task."""

    tasks: int
    per_second: float
    cpu_ms: float


def load(server: Process, begin: Callable[[], Task], clients: int, seconds: float, most: int = MOST_TASKS) -> Load:
    """Let some clients do a task over and over. `begin` makes the task of each; one is done before the clock starts."""
    with ThreadPoolExecutor(clients) as pool:
        tasks = [begin() for _ in range(clients)]
        list(pool.map(lambda task: task(), tasks))
        cpu, began = server.cpu_ms(), time.perf_counter()
        done = sum(pool.map(lambda task: _repeat(task, began + seconds, most // clients), tasks))
        return Load(done, done / (time.perf_counter() - began), (server.cpu_ms() - cpu) / done)


def _repeat(task: Task, until: float, most: int) -> int:
    """How often it was done; at least once."""
    done = 0
    while not done or (done < most and time.perf_counter() < until):
        task()
        done += 1
    return done
