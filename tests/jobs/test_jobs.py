"""Long work: asked for once, done once, by whichever worker is alive; a worker that dies loses nothing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from huey.storage import PostgresStorage
from sqlalchemy import select

from werkplaats import clock
from werkplaats.db import session, transaction
from werkplaats.jobs import run
from werkplaats.jobs.engine import make_ready
from werkplaats.jobs.models import Job, JobState
from werkplaats.jobs.run import LEASE, MOST_TRIES
from werkplaats.jobs.steps import ask
from werkplaats.worker import Part

Tasks = Callable[[str], Callable[[run.Task], run.Task]]


class Killed(BaseException):
    """The process ends here, as by kill -9: nothing after it runs, not even what handles errors."""


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The application, with a task engine that nothing waits in."""
    app.extensions["huey"].flush()
    with app.app_context():
        yield app


@pytest.fixture
def task() -> Iterator[Tasks]:
    """Registers what does jobs of a name, for one test."""
    kept = dict(run._tasks)
    yield run.work
    run._tasks.clear()
    run._tasks.update(kept)


def wakes(app: Flask) -> int:
    return int(app.extensions["huey"].pending_count())


def asked(name: str = "test.count", key: str = "once", **args: Any) -> int:
    with transaction():
        return ask(key, name, **args).id


def job(id: int) -> Job:
    session.rollback()
    return session.get_one(Job, id)


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    with clock.standing_at(clock.now() + by):
        yield


def test_a_job_is_done_and_tells_what_it_found(context: Flask, task: Tasks) -> None:
    seen: list[tuple[int, int]] = []

    @task("test.count")
    def count(job_id: int, upto: int) -> dict[str, Any]:
        seen.append((job_id, upto))
        run.report(job_id, 40)
        assert job(job_id).progress == 40
        return {"sum": sum(range(upto))}

    id = asked(upto=5)
    assert run.run_all() == 1
    assert seen == [(id, 5)]
    done = job(id)
    assert (done.state, done.result, done.progress, done.lease_until) == (JobState.DONE, {"sum": 10}, 100, None)
    assert run.run_all() == 0


def test_asking_twice_is_one_job(context: Flask) -> None:
    assert asked() == asked()
    assert asked(key="another") != asked()


def test_jobs_are_done_in_the_order_of_asking(context: Flask, task: Tasks) -> None:
    order: list[int] = []
    task("test.count")(lambda job_id: order.append(job_id))
    ids = [asked(key=f"{n}") for n in (3, 1, 2)]
    assert run.run_all() == 3
    assert order == ids


def test_a_job_that_fails_is_seen_to_have_failed_and_stops_no_other(context: Flask, task: Tasks) -> None:
    @task("test.fails")
    def fails(job_id: int) -> None:
        session.get_one(Job, job_id).progress = 77
        raise ZeroDivisionError("something private")

    task("test.count")(lambda job_id: {"fine": True})
    bad, good = asked("test.fails", "bad"), asked("test.count", "good")
    assert run.run_all() == 2
    assert (job(bad).state, job(bad).result) == (JobState.FAILED, {"error": "ZeroDivisionError"})
    assert job(good).state == JobState.DONE


def test_a_job_that_nobody_knows_has_failed(context: Flask) -> None:
    id = asked("test.unknown")
    run.run_all()
    assert job(id).state == JobState.FAILED


def test_a_job_whose_worker_died_is_taken_again_when_its_lease_is_over(context: Flask, task: Tasks) -> None:
    lives = iter([False, True])

    @task("test.count")
    def count(job_id: int) -> dict[str, Any]:
        if not next(lives):
            raise Killed
        return {"done": True}

    id = asked()
    with pytest.raises(Killed):
        run.run_all()
    assert (job(id).state, job(id).tries) == (JobState.RUNNING, 1)
    assert run.run_all() == 0, "somebody may still be at it"
    with later(LEASE - timedelta(seconds=5)):
        assert run.run_all() == 0
    with later(LEASE + timedelta(seconds=5)):
        assert run.run_all() == 1
    assert (job(id).state, job(id).result, job(id).tries) == (JobState.DONE, {"done": True}, 2)


def test_what_was_saved_stays_so_when_the_worker_cannot_be_woken(context: Flask) -> None:
    """The engine's own file may be full, locked or gone. The worker looks every minute anyway."""
    storage = context.extensions["huey"].storage
    storage.sql("DROP TABLE huey_task" if isinstance(storage, PostgresStorage) else "DROP TABLE task", commit=True)
    try:
        assert job(asked()).state == JobState.QUEUED
    finally:
        make_ready(context)
    asked(key="another")
    assert wakes(context) == 1


def test_reporting_holds_the_lease(context: Flask, task: Tasks) -> None:
    @task("test.count")
    def count(job_id: int) -> None:
        with later(LEASE / 2):
            run.report(job_id, 50)
        raise Killed

    asked()
    with pytest.raises(Killed):
        run.run_all()
    with later(LEASE + timedelta(seconds=5)):
        assert run.run_all() == 0


def test_a_job_that_kills_every_worker_is_given_up(context: Flask, task: Tasks) -> None:
    @task("test.count")
    def count(job_id: int) -> None:
        raise Killed

    id = asked()
    for n in range(MOST_TRIES):
        with later(n * 2 * LEASE), pytest.raises(Killed):
            run.run_all()
    run.give_up_on_dead()
    assert job(id).state == JobState.RUNNING, "the last one may still be at it"
    with later(MOST_TRIES * 2 * LEASE):
        assert run.run_all() == 0
        run.give_up_on_dead()
    assert (job(id).state, job(id).tries, job(id).result) == (JobState.FAILED, 3, {"error": "died"})


def test_two_workers_do_every_job_once(app: Flask, task: Tasks) -> None:
    done: Counter[int] = Counter()

    @task("test.count")
    def count(job_id: int) -> None:
        done[job_id] += 1

    with app.app_context():
        ids = [asked(key=f"{n}") for n in range(20)]
    begin = threading.Barrier(4)

    def worker() -> None:
        with app.app_context():
            begin.wait(timeout=30)
            run.run_all()

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(timeout=60)
    assert done == Counter(ids)
    with app.app_context():
        assert set(session.scalars(select(Job.state))) == {JobState.DONE}


# Waking the worker


def test_the_worker_is_woken_by_the_commit_and_not_before(context: Flask) -> None:
    with transaction():
        ask("once", "test.count")
        session.flush()
        assert wakes(context) == 0
    assert wakes(context) == 1


def test_what_fails_wakes_nobody(context: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        ask("once", "test.count")
        _ = 1 // 0
    with transaction():
        session.scalars(select(Job)).all()
    assert wakes(context) == 0
    assert session.scalars(select(Job)).all() == []


def test_a_write_that_asks_nothing_wakes_nobody(context: Flask) -> None:
    with transaction():
        session.add(Job(key="by hand", name="test.count", args={}, created_at=clock.now()))
    assert wakes(context) == 0


# The worker's parts


def test_who_asks_while_a_part_is_busy_makes_it_look_again() -> None:
    busy, go_on = threading.Event(), threading.Event()
    looked: list[int] = []

    def work() -> None:
        looked.append(1)
        busy.set()
        go_on.wait(timeout=30)

    part = Part(work)
    first = threading.Thread(target=part.run)
    first.start()
    assert busy.wait(timeout=30)
    part.run()
    part.run()
    assert len(looked) == 1, "one thread at a time"
    go_on.set()
    first.join(timeout=30)
    assert len(looked) == 2


def test_a_part_that_fails_does_not_end_the_worker(context: Flask) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    Part(broken).run()
