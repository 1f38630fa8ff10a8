"""Pieces of a change of the day that actions share, inside an open transaction.

Every change of the day happens inside `recorded`, which compares all rows of the day before and after. So it can be
undone, it is counted until people are told, and a draft of the breakouts is stale exactly when it should be, without
any action having to think of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, Table, func, or_, select

from werkplaats import audit, clock
from werkplaats.db import Model, State, UtcDateTime, session
from werkplaats.editions import queries as editions
from werkplaats.editions.steps import input_changed
from werkplaats.errors import N_, Refused, Stale
from werkplaats.programme.models import Round, RoundKind, ScheduleChange, SlotState

TABLES = ("round", "programme_item", "breakout", "slot", "appearance")
"""What a day is made of, each after what it hangs on. The last stands to the right of here; hence the names."""

HANGS_ON = {"round": "round_id", "programme_item": "item_id", "breakout": "breakout_id", "slot": "slot_id"}
"""The column with which other rows of the day name a row of this table."""

SUBJECTS = {"round": "round", "item": "programme_item", "breakout": "breakout", "slot": "slot", "part": "appearance"}
"""The table that a change is about, by the first word of its verb."""

IN_USE = {
    "preference": N_(
        "People chose this breakout (%(number)s of them), so it cannot be removed. Take it out of its rounds instead."
    ),
    "placement": N_(
        "People have a place here (%(number)s of them), so it cannot be removed. Take the breakout out of the round "
        "instead."
    ),
    "card": N_("There are cards about this (%(number)s), so it cannot be removed. Take it out of its rounds instead."),
    "slides": N_(
        "There are slides of people here (%(number)s), so it cannot be removed. Ask them to take their slides away "
        "first."
    ),
    "round_absence": N_(
        "People said that they skip this round (%(number)s of them), so it cannot be removed. Take its breakouts out "
        "of it instead."
    ),
}
GO_ALONG = frozenset({"consent"})
"""Tables whose rows mean nothing without what they hang on: what someone agreed to for a part that is gone."""
IN_DRAFTS = N_(
    "Draft plans have people here (numbers: %(numbers)s), so it cannot be removed. Remove those drafts first."
)
IN_EARLIER_PLANS = N_(
    "Earlier plans had people here (%(number)s of them), so it cannot be removed. Take the breakout out of the round "
    "instead."
)
IN_USE_OTHERWISE = N_(
    "Something else needs this (%(number)s times), so it cannot be removed. Take it out of its rounds instead."
)

Key = tuple[str, int]
Row = dict[str, Any]
Rows = dict[Key, Row]
"""All rows of one day by table and id, in values that JSON can hold."""


class InUse(Refused):
    """Others hang on what should be removed; the database would take them along without a word."""


@contextmanager
def recorded(edition_id: int, actor: str, verb: str, subject: Key | None = None) -> Iterator[None]:
    """Keep what happens to the day inside, so that it can be undone. It takes the lock of the edition first; whoever
    reads a row before must read it again. A verb is the subject (see SUBJECTS), a dot, and what was done to it; the
    row that it was done to is kept first, and has to be named where others of its table change along."""
    editions.locked(edition_id)
    before = rows_of(edition_id)
    yield
    session.flush()
    after = rows_of(edition_id)
    rows = _differences(before, after)
    if rows:
        rows.sort(key=lambda row: _nearness(row, SUBJECTS[verb.partition(".")[0]], subject))
        session.add(ScheduleChange(edition_id=edition_id, at=clock.now(), actor=actor, verb=verb, rows=rows))
        _notice_input(edition_id, before, after)
        audit.record(actor, verb, edition_id, **_subject(verb, rows))


def undo(change: ScheduleChange) -> None:
    """Put the day back as it was before this change, with the same ids and uids. Stale when one of its rows no longer
    is as the change left it, InUse when others have come to hang on what would go."""
    before = rows_of(change.edition_id)
    if any(before.get((row["table"], row["id"])) != row["after"] for row in change.rows):
        raise Stale(N_("What this was about has changed since, so it cannot be undone any more."))
    _put_back(change.rows)
    change.undone_at = clock.now()
    session.flush()
    _notice_input(change.edition_id, before, rows_of(change.edition_id))


def forget_person(person_id: int) -> None:
    """Take what someone did out of every change that could be undone: undoing brings back nobody who was erased."""
    for change in session.scalars(select(ScheduleChange)):
        kept = [row for row in change.rows if not _is_of(person_id, row)]
        if len(kept) < len(change.rows):
            change.rows = kept


def _is_of(person_id: int, row: Row) -> bool:
    return row["table"] == "appearance" and person_id in {
        (row[when] or {}).get("person_id") for when in ("before", "after")
    }


def remove(edition_id: int, key: Key) -> None:
    """Delete a row of the day with all that hangs on it in the day; InUse when others hang on any of it."""
    rows = rows_of(edition_id)
    _delete({key, *_hanging_on(rows, key)})


def place_rounds(edition_id: int) -> None:
    """Number the rounds in the order of the clock."""
    session.flush()
    rounds = list(session.scalars(select(Round).where(Round.edition_id == edition_id)))
    rounds.sort(key=lambda round: (round.starts_at, round.position))
    _number(rounds)


# Reading the rows of a day.


def rows_of(edition_id: int) -> Rows:
    """Every row of the day at this moment, in a few statements whatever its size."""
    return {
        (table.name, row.id): {name: _plain(value) for name, value in row._mapping.items()}
        for table, statement in _statements(edition_id)
        for row in session.execute(statement)
    }


def _statements(edition_id: int) -> Iterator[tuple[Table, Select[Any]]]:
    round, item, breakout, slot, appearance = (Model.metadata.tables[name] for name in TABLES)
    rounds = select(round.c.id).where(round.c.edition_id == edition_id)
    items = select(item.c.id).where(item.c.round_id.in_(rounds))
    slots = select(slot.c.id).where(slot.c.round_id.in_(rounds))
    yield round, select(round).where(round.c.edition_id == edition_id)
    yield item, select(item).where(item.c.round_id.in_(rounds))
    yield breakout, select(breakout).where(breakout.c.edition_id == edition_id)
    yield slot, select(slot).where(slot.c.round_id.in_(rounds))
    yield appearance, select(appearance).where(or_(appearance.c.item_id.in_(items), appearance.c.slot_id.in_(slots)))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _differences(before: Rows, after: Rows) -> list[Row]:
    keys = sorted(before.keys() | after.keys(), key=lambda key: (TABLES.index(key[0]), key[1]))
    return [
        {"table": key[0], "id": key[1], "before": before.get(key), "after": after.get(key)}
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _nearness(row: Row, table: str, subject: Key | None) -> int:
    """What a change was about: the row that was named, else the new or the removed one of the table."""
    if row["table"] != table:
        return 3
    if (table, row["id"]) == subject:
        return 0
    return 1 if row["before"] is None or row["after"] is None else 2


def _subject(verb: str, rows: list[Row]) -> dict[str, int | str]:
    """What the audit names: the first row of the table that the verb is about."""
    name = verb.partition(".")[0]
    return next(({name: row["id"]} for row in rows if row["table"] == SUBJECTS[name]), {})


def _hanging_on(rows: Rows, key: Key) -> Iterator[Key]:
    table, id = key
    column = HANGS_ON.get(table)
    for other, row in rows.items():
        if column is not None and row.get(column) == id:
            yield other
            yield from _hanging_on(rows, other)


# What the assignment reads of a day.


def _notice_input(edition_id: int, before: Rows, after: Rows) -> None:
    if _input(before) != _input(after):
        input_changed(edition_id)


def _input(rows: Rows) -> tuple[Any, ...]:
    """Which rounds there are and in which order, which breakouts run in them, for how many people, and who has a task
    there. Titles, times, texts and links decide nothing."""
    of: dict[str, dict[int, Row]] = defaultdict(dict)
    for (table, id), row in rows.items():
        of[table][id] = row
    rounds = [id for id, row in of["round"].items() if row["kind"] == RoundKind.BREAKOUTS]
    running = {
        id: (row["breakout_id"], row["round_id"])
        for id, row in of["slot"].items()
        if row["state"] == SlotState.PLANNED and row["round_id"] in rounds
    }
    return (
        sorted(rounds, key=lambda id: of["round"][id]["position"]),
        {id: (row["capacity"], row["minimum"], row["may_cancel"]) for id, row in of["breakout"].items()},
        running,
        {
            id: (row["person_id"], row["slot_id"], row["position"])
            for id, row in of["appearance"].items()
            if row["slot_id"] in running and row["state"] != "withdrawn"
        },
    )


# Writing the rows of a day.


def _put_back(rows: list[Row]) -> None:
    """As objects of the models, so that whoever listens to those hears of it: the public pages are out of date."""
    _delete({(row["table"], row["id"]) for row in rows if row["before"] is None})
    returning = [row for row in rows if row["before"] is not None]
    _park(row["id"] for row in returning if row["table"] == "round")
    for table in TABLES:
        for row in returning:
            if row["table"] == table:
                _write(table, row["id"], row["before"])
        session.flush()


def _write(table: str, id: int, values: Row) -> None:
    model = _models()[table]
    typed = {column.name: _typed(column, values[column.name]) for column in Model.metadata.tables[table].columns}
    row = session.get(model, id)
    if row is None:
        session.add(model(**typed))
        return
    for name, value in typed.items():
        setattr(row, name, value)


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return column.type.states(value) if isinstance(column.type, State) else value


def _delete(keys: Collection[Key]) -> None:
    """Those that hang on others first."""
    models = _models()
    for table in reversed(TABLES):
        ids = [id for name, id in keys if name == table]
        _refuse_in_use(table, ids)
        for id in ids:
            session.delete(session.get_one(models[table], id))
        session.flush()


def _refuse_in_use(table: str, ids: list[int]) -> None:
    for column in _outside(table) if ids else ():
        if column.table.name == "placement":
            _refuse_placed(column, ids)
            continue
        person = column.table.columns.get("registration_id")
        counted = func.count() if person is None else func.count(person.distinct())
        number = session.scalar(select(counted).select_from(column.table).where(column.in_(ids)))
        if number:
            raise InUse(IN_USE.get(column.table.name, IN_USE_OTHERWISE), number=number)


def _refuse_placed(column: Column[Any], ids: list[int]) -> None:
    """Of the plans that place people there the published one counts first: of a draft nobody has a place yet."""
    placement, plan = column.table, Model.metadata.tables["plan"]
    people = func.count(placement.c.registration_id.distinct())
    found = select(plan.c.state, plan.c.number, people).join(placement, placement.c.plan_id == plan.c.id)
    found = found.where(column.in_(ids)).group_by(plan.c.state, plan.c.number).order_by(plan.c.number)
    by_state: dict[str, dict[int, int]] = defaultdict(dict)
    for state, number, counted in session.execute(found):
        by_state[state][number] = counted
    if by_state["published"]:
        raise InUse(IN_USE["placement"], number=max(by_state["published"].values()))
    if by_state["draft"]:
        raise InUse(IN_DRAFTS, numbers=", ".join(map(str, by_state["draft"])))
    if by_state["superseded"]:
        raise InUse(IN_EARLIER_PLANS, number=max(by_state["superseded"].values()))


def _outside(table: str) -> Iterator[Column[Any]]:
    """The columns by which rows that are no part of the day hang on rows of this table."""
    for other in Model.metadata.sorted_tables:
        if other.name not in TABLES and other.name not in GO_ALONG:
            yield from (key.parent for key in other.foreign_keys if key.column.table.name == table)


def _models() -> dict[str, type[Model]]:
    """The model of each table of the day. That of the last is known by its table only; see TABLES."""
    found = {str(mapper.local_table.description): mapper.class_ for mapper in Model.registry.mappers}
    return {table: found[table] for table in TABLES}


def _number(rounds: list[Round]) -> None:
    wanted = [(round, position) for position, round in enumerate(rounds) if round.position != position]
    _park(round.id for round, _ in wanted)
    for round, position in wanted:
        round.position = position
    session.flush()


def _park(ids: Iterable[int]) -> None:
    """Give rounds numbers that nobody has: two that change places would else meet."""
    for id in ids:
        round = session.get(Round, id)
        if round is not None:
            round.position = -1 - id
    session.flush()
