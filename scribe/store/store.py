"""The store itself: blocking calls, one transaction each, on SQLite or PostgreSQL.

Owns what is kept, for how long, and who may write. Knows no clock: every call that needs the time is given it, in
milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from scribe.store.cipher import Cipher
from scribe.store.database import connect, migrate
from scribe.store.entries import Entry, Said, from_bytes, to_bytes
from scribe.store.errors import StoreError
from scribe.store.tables import entries, sessions, tickets


@dataclass(frozen=True, slots=True)
class Create:
    """A new session with its first entry."""

    session: str
    owner: str
    engine: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Append:
    """The next entry of a session, by the connection that holds `epoch`."""

    session: str
    epoch: int
    position: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Finish:
    """No more text will come."""

    session: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The client has the review; the session goes now, or after the time for which finished ones are kept."""

    session: str
    epoch: int
    keep: bool


Change = Create | Append | Finish | Acknowledge

_OPEN, _FINISHED, _ACKNOWLEDGED = 0, 1, 2
# Statements of every commit, made once: making and naming them costs more than running them.
_MINE = sessions.c.id.in_(bindparam("ids", expanding=True))
_EPOCHS = select(sessions.c.id, sessions.c.epoch).where(_MINE).order_by(sessions.c.id).with_for_update()
_NEW_SESSION, _NEW_ENTRY = insert(sessions), insert(entries)
_CHANGE, _FORGET = update(sessions).where(_MINE), delete(sessions).where(_MINE)


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as it was kept; `epoch` is now the caller's."""

    epoch: int
    finished: bool
    engine: str
    entries: tuple[Entry, ...]


class Store:
    """Sessions in a database. Any number of processes may share one.

    Raises:
        StoreError: the database cannot be opened or brought to this version.
    """

    def __init__(self, url: str, *, cipher: Cipher | None = None) -> None:
        self._cipher = cipher or Cipher()
        with _told():
            self._engine: Engine = connect(url)
            migrate(self._engine)

    def close(self) -> None:
        """Close every connection to the database."""
        self._engine.dispose()

    def ping(self) -> None:
        """Raise StoreError unless the database answers."""
        with self._transaction() as connection:
            connection.execute(select(sessions.c.id).limit(1))

    def apply(self, changes: Sequence[Change], *, now: int) -> list[bool]:
        """Make the changes in one transaction, durable when this returns.

        Returns:
            For each change, whether it was made; one of an outdated epoch or a removed session is not.
        """
        with self._transaction() as connection:
            mine = [change for change in changes if not isinstance(change, Create)]
            epochs = _epochs(connection, {change.session for change in mine})
            epochs.update({change.session: 0 for change in changes if isinstance(change, Create)})
            done = [isinstance(c, Create) or epochs.get(c.session) == c.epoch for c in changes]
            self._write(connection, [c for c, good in zip(changes, done, strict=True) if good], now)
        return done

    def resume(self, session: str, owner: str, *, engine: str, now: int) -> Stored | None:
        """Take a session over: earlier connections can write no more. None when `owner` has no such session."""
        found = select(sessions).where(sessions.c.id == session, sessions.c.owner == owner).with_for_update()
        with self._transaction() as connection:
            row = connection.execute(found).one_or_none()
            if row is None:
                return None
            taken = {"epoch": row.epoch + 1, "engine": engine, "touched_at": now}
            connection.execute(update(sessions).where(sessions.c.id == session).values(taken))
            query = select(entries).where(entries.c.session_id == session).order_by(entries.c.position)
            log = tuple(
                from_bytes(entry.seq, self._cipher.open(entry.body, _place(session, entry.position)))
                for entry in connection.execute(query)
            )
        return Stored(row.epoch + 1, bool(row.finished), row.engine, log)

    def touch(self, ids: Sequence[str], *, now: int) -> None:
        """These sessions have a client."""
        with self._transaction() as connection:
            _set(connection, ids, touched_at=now)

    def sweep(self, *, unfinished_before: int, finished_before: int, now: int) -> int:
        """Delete sessions last touched before these times, and tickets run out; returns how many sessions went."""
        old = or_(
            (sessions.c.finished != _ACKNOWLEDGED) & (sessions.c.touched_at < unfinished_before),
            (sessions.c.finished == _ACKNOWLEDGED) & (sessions.c.touched_at < finished_before),
        )
        with self._transaction() as connection:
            connection.execute(delete(tickets).where(tickets.c.expires_at < now))
            return connection.execute(delete(sessions).where(old)).rowcount

    def erase(self, session: str, owner: str) -> bool:
        """Delete a session of this owner, whatever its state; whether there was one."""
        gone = delete(sessions).where(sessions.c.id == session, sessions.c.owner == owner)
        with self._transaction() as connection:
            return connection.execute(gone).rowcount == 1

    def add_ticket(self, digest: str, owner: str, *, valid_until: int | None, expires_at: int) -> None:
        """Keep a ticket by its digest; `valid_until` is when the right behind it runs out."""
        row = {"digest": digest, "owner": owner, "valid_until": valid_until, "expires_at": expires_at}
        with self._transaction() as connection:
            connection.execute(insert(tickets).values(row))

    def redeem_ticket(self, digest: str, *, now: int) -> tuple[str, int | None] | None:
        """Use a ticket up: its owner and `valid_until`; None when it is unknown, used or run out."""
        with self._transaction() as connection:
            row = connection.execute(select(tickets).where(tickets.c.digest == digest).with_for_update()).one_or_none()
            if row is None:
                return None
            connection.execute(delete(tickets).where(tickets.c.digest == digest))
            return (row.owner, row.valid_until) if row.expires_at >= now else None

    def _write(self, connection: Connection, changes: Sequence[Change], now: int) -> None:
        new = [
            {"id": c.session, "owner": c.owner, "epoch": 0, "finished": _OPEN, "engine": c.engine, "touched_at": now}
            for c in changes
            if isinstance(c, Create)
        ]
        log = [self._row(c) for c in changes if isinstance(c, Create | Append)]
        if new:
            connection.execute(_NEW_SESSION, new)
        if log:
            connection.execute(_NEW_ENTRY, log)
        _set(connection, [c.session for c in changes if isinstance(c, Finish)], touched_at=now, finished=_FINISHED)
        kept = [c.session for c in changes if isinstance(c, Acknowledge) and c.keep]
        _set(connection, kept, touched_at=now, finished=_ACKNOWLEDGED)
        gone = [c.session for c in changes if isinstance(c, Acknowledge) and not c.keep]
        if gone:
            connection.execute(_FORGET, {"ids": gone})

    def _row(self, change: Create | Append) -> dict[str, Any]:
        position = change.position if isinstance(change, Append) else 0
        body = self._cipher.seal(to_bytes(change.entry), _place(change.session, position))
        seq = change.entry.seq if isinstance(change.entry, Said) else None
        return {"session_id": change.session, "position": position, "seq": seq, "body": body}

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with _told(), self._engine.begin() as connection:
            yield connection


def _epochs(connection: Connection, ids: set[str]) -> dict[str, int]:
    if not ids:
        return {}
    return {row.id: row.epoch for row in connection.execute(_EPOCHS, {"ids": sorted(ids)})}


def _set(connection: Connection, ids: Sequence[str], **values: int) -> None:
    if ids:
        connection.execute(_CHANGE, {"ids": ids, **values})


def _place(session: str, position: int) -> str:
    return f"{session}/{position}"


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"the database refused the work ({type(error).__name__})") from None
