"""Starting servers and workers of their own, and asking the kernel what they cost."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

TOP = Path(__file__).parents[1]
OPTIONS = (
    "--worker-class", "gthread", "--workers", "2", "--threads", "4",
    "--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning",
)  # fmt: skip
"""The options that the product itself runs with: the same for everything that is measured."""

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
SECONDS_TO_END = 10


class Memory(NamedTuple):
    """In MB. Shared pages count fully in `rss`, and divided by the number of their users in `pss`."""

    rss: float
    pss: float


class Process:
    """A program of this checkout in a folder of its own, with the given settings and none of this shell's."""

    def __init__(self, arguments: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
        self._arguments = [sys.executable, *arguments]
        self._folder = folder
        self._environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(TOP), **environ}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = self._start()
        return self

    def __exit__(self, *_error: object) -> None:
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def pid(self) -> int:
        assert self._process is not None, "entered before it is asked"
        return self._process.pid

    def pids(self) -> list[int]:
        """The processes that do the work."""
        return [self.pid]

    def cpu_ms(self) -> float:
        """What the processes that do the work have used until now, in user and system mode."""
        return sum(map(_cpu_ms, self.pids()))

    def memory(self) -> list[Memory]:
        return [memory_of(pid) for pid in self.pids()]

    def _start(self, pass_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        with (self._folder / "log.txt").open("ab") as log:
            return subprocess.Popen(
                self._arguments, cwd=self._folder, env=self._environ, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, pass_fds=pass_fds,
            )  # fmt: skip


class Server(Process):
    """gunicorn with one application, on a free port. The socket listens before it starts: a first request waits."""

    def __init__(self, application: str, folder: Path, environ: Mapping[str, str]) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._socket.getsockname()[1]
        arguments = ["-m", "gunicorn", application, *OPTIONS, "--bind", f"fd://{self._socket.fileno()}"]
        super().__init__(arguments, folder, {**environ, "PORT": str(self.port)})

    def pids(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def _start(self, pass_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        with self._socket:
            return super()._start([self._socket.fileno(), *pass_fds])


def _cpu_ms(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = int(after_name[11]), int(after_name[12])
    return (user + system) * 1000 / TICKS_PER_SECOND


def memory_of(pid: int) -> Memory:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return Memory(kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024)
