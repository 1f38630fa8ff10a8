"""Workers that start in no time: one process has everything loaded and forks them, so that hundreds can be killed."""

from __future__ import annotations

import os
import random
import signal
import socket
from multiprocessing import get_context
from multiprocessing.connection import Connection

from flask import Flask

from werkplaats import worker
from werkplaats.application import create_app
from werkplaats.config import from_environment
from werkplaats.db import db, session
from werkplaats.worker import consumer_of

SPAWN = get_context("spawn")


class Nursery:
    """Starts and kills workers of one instance of the product. A worker introduces itself to the mail server by its
    process id, so that one can see there who sent what."""

    def __init__(self, environment: dict[str, str], log: str) -> None:
        self._ours, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_nurse, args=(theirs, environment, log))
        self._process.start()
        theirs.close()
        self._ours.recv()
        self.alive: list[int] = []
        self.killed: set[int] = set()

    def start(self) -> None:
        self._ours.send(None)
        self.alive.append(self._ours.recv())

    def kill_any(self, chance: random.Random) -> None:
        """kill -9 one of them, and start another."""
        pid = self.alive.pop(chance.randrange(len(self.alive)))
        self._end(pid, signal.SIGKILL)
        self.killed.add(pid)
        self.start()

    def stop_all(self) -> None:
        while self.alive:
            self._end(self.alive.pop(), signal.SIGTERM)

    def close(self) -> None:
        while self.alive:
            self._end(self.alive.pop(), signal.SIGKILL)
        self._ours.close()
        self._process.join()

    def _end(self, pid: int, how: signal.Signals) -> None:
        self._ours.send((pid, how))
        self._ours.recv()


def _look_once(app: Flask) -> None:
    """Find that nothing is to be done yet, so that no worker has to make its questions anew. Each makes connections of
    its own."""
    with app.app_context():
        for work in worker.WORK:
            work()
        session.remove()
        db.engine.dispose()
    app.extensions["huey"].storage.close()


def _nurse(orders: Connection, environment: dict[str, str], log: str) -> None:
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    app = create_app(from_environment())
    for template in app.jinja_env.list_templates(filter_func=lambda name: name.startswith("mail/")):
        app.jinja_env.get_template(template)
    _look_once(app)
    orders.send("ready")
    alive: set[int] = set()
    while True:
        try:
            order = orders.recv()
        except EOFError:  # whoever gave the orders is gone, in whatever way
            for pid in alive:
                os.kill(pid, signal.SIGKILL)
            return
        if order is not None:
            pid, how = order
            os.kill(pid, how)
            alive.discard(pid)
            orders.send(os.waitpid(pid, 0)[1])
        elif pid := os.fork():
            alive.add(pid)
            orders.send(pid)
        else:
            socket.getfqdn = lambda name="": f"worker.{os.getpid()}"
            consumer_of(app).run()
            os._exit(0)
