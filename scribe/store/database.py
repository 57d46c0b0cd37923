"""Opening a database: SQLite made durable and shared, PostgreSQL made sure of, both brought to this version.

Owns connections and migrations. Knows nothing of what the tables hold.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from scribe.errors import SettingError

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_FILE = "scribe.sqlite3"
_BUSY_SECONDS = 30
_LOCK = 0x5C81BE
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


def default_url(folder: Path | None) -> str:
    """The embedded database in `folder`, or in the user's data folder."""
    return f"sqlite:///{(folder or _data_folder()) / _FILE}"


def connect(url: str) -> Engine:
    """An engine for `url`; for SQLite, with its file made (for this user only) and set to survive a crash.

    Raises:
        SettingError: the URL is of neither kind.
    """
    try:
        place = make_url(url)
    except ArgumentError:
        raise SettingError("SCRIBE_DATABASE_URL: expected sqlite:///… or postgresql+psycopg://…") from None
    if place.get_backend_name() == "postgresql":
        return create_engine(place, pool_pre_ping=True, hide_parameters=True)
    if place.get_backend_name() != "sqlite" or not place.database:
        raise SettingError("SCRIBE_DATABASE_URL: expected sqlite:///… with a file, or postgresql+psycopg://…")
    _make_file(Path(place.database))
    arguments = {"check_same_thread": False, "timeout": _BUSY_SECONDS}
    engine = create_engine(place, connect_args=arguments, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def migrate(engine: Engine) -> None:
    """Bring the database to this version; several processes may start at once."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise SettingError(f"SCRIBE_DATA_DIR: cannot write the database there ({error.strerror})") from None


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, below
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # A transaction that will write takes its place in the queue at once; one that asked later would be refused.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "scribe"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "scribe"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "scribe"
