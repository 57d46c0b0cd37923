"""The tables: sessions, the entries of their logs, and single-use tickets. Times are milliseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(200), nullable=False),
    # Rises with every resumption; only the connection that holds the newest may write.
    Column("epoch", Integer, nullable=False),
    Column("finished", Integer, nullable=False),
    # Which engine and patterns numbered the events told so far.
    Column("engine", String(64), nullable=False),
    Column("touched_at", BigInteger, nullable=False),
    Index("ix_sessions_touched_at", "touched_at"),
)

entries = Table(
    "entries",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("seq", Integer, nullable=True),
    Column("body", LargeBinary, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("valid_until", BigInteger, nullable=True),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_tickets_expires_at", "expires_at"),
)
