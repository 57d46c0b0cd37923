from __future__ import annotations

import asyncio
import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from scribe.errors import SettingError
from scribe.store import (
    Acknowledge,
    Append,
    Cipher,
    Create,
    Finish,
    Known,
    Said,
    Store,
    StoreError,
    StoreKeyError,
    TakenOverError,
    Writer,
    default_url,
)
from scribe.store.tables import metadata

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
OTHER = base64.urlsafe_b64encode(bytes(range(1, 33))).decode()
OPENED = Create("s1", "ann", "v1", Known({"payer": "medicare_part_b"}))
FIRST = Append("s1", 0, 1, Said(2, "Plan of care signed.", "a"))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


def test_what_was_said_comes_back_in_order(store):
    store.apply([OPENED, FIRST, Append("s1", 0, 2, Said(3, "é \0 𝒳 \n"))], now=1)
    stored = store.resume("s1", "ann", engine="v1", now=2)
    assert stored.entries == (OPENED.entry, FIRST.entry, Said(3, "é \0 𝒳 \n"))
    assert (stored.epoch, stored.finished, stored.engine) == (1, False, "v1")


def test_a_session_is_its_owners_alone(store):
    store.apply([OPENED], now=1)
    assert store.resume("s1", "bob", engine="v1", now=2) is None
    assert store.resume("s2", "ann", engine="v1", now=2) is None
    assert not store.erase("s1", "bob")


def test_who_resumes_takes_over(store):
    store.apply([OPENED], now=1)
    store.resume("s1", "ann", engine="v2", now=2)
    assert store.apply([FIRST], now=3) == [False]
    assert store.apply([Append("s1", 1, 1, Said(1, "New."))], now=3) == [True]
    stored = store.resume("s1", "ann", engine="v2", now=4)
    assert stored.entries == (OPENED.entry, Said(1, "New."))
    assert stored.engine == "v2"


def test_one_outdated_change_leaves_the_others_of_its_batch(store):
    store.apply([OPENED], now=1)
    other = Create("s2", "bob", "v1", Known({}))
    assert store.apply([Append("s1", 7, 1, Said(1, "Late.")), other, Append("s2", 0, 1, Said(1, "Good."))], now=2) == [
        False,
        True,
        True,
    ]
    assert store.resume("s2", "bob", engine="v1", now=3).entries == (Known({}), Said(1, "Good."))


def test_a_finished_session_stays_until_it_is_acknowledged(store):
    store.apply([OPENED, Finish("s1", 0)], now=1)
    assert store.resume("s1", "ann", engine="v1", now=2).finished
    store.apply([Acknowledge("s1", 1, keep=False)], now=3)
    assert store.resume("s1", "ann", engine="v1", now=4) is None


@pytest.mark.parametrize(
    ("state", "unfinished_before", "finished_before", "left"),
    [
        ("open", 100, 0, True),
        ("open", 101, 0, False),
        ("finished", 101, 0, False),
        ("finished", 100, 500, True),
        ("acknowledged", 500, 100, True),
        ("acknowledged", 0, 101, False),
    ],
)
def test_the_sweep_keeps_each_kind_for_its_own_time(store, state, unfinished_before, finished_before, left):
    store.apply([OPENED], now=100)
    changes = {"open": [], "finished": [Finish("s1", 0)], "acknowledged": [Acknowledge("s1", 0, keep=True)]}
    store.apply(changes[state], now=100)
    gone = store.sweep(unfinished_before=unfinished_before, finished_before=finished_before, now=0)
    assert gone == (0 if left else 1)
    assert (store.resume("s1", "ann", engine="v1", now=2) is not None) == left


def test_a_session_that_has_a_client_is_not_swept(store):
    store.apply([OPENED], now=1)
    store.touch(["s1"], now=200)
    assert store.sweep(unfinished_before=150, finished_before=0, now=0) == 0


def test_erasing_takes_the_text_too(store, database_url):
    store.apply([OPENED, FIRST], now=1)
    assert store.erase("s1", "ann")
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM entries")).scalar_one() == 0
    engine.dispose()


def test_a_ticket_is_used_once(store):
    store.add_ticket("d", "ann", valid_until=900, expires_at=50)
    assert store.redeem_ticket("other", now=10) is None
    assert store.redeem_ticket("d", now=50) == ("ann", 900)
    assert store.redeem_ticket("d", now=50) is None


def test_a_ticket_runs_out(store):
    store.add_ticket("d", "ann", valid_until=None, expires_at=50)
    assert store.redeem_ticket("d", now=51) is None


def test_the_migrations_make_the_tables_of_the_code(store, database_url):
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_two_processes_may_open_one_database(store, database_url):
    second = Store(database_url)
    store.apply([OPENED], now=1)
    assert second.resume("s1", "ann", engine="v1", now=2).epoch == 1
    second.close()


def test_sealed_text_is_not_in_the_file(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'a.sqlite3'}", cipher=Cipher([KEY]))
    store.apply([OPENED, FIRST], now=1)
    assert store.resume("s1", "ann", engine="v1", now=2).entries[1] == FIRST.entry
    store.close()
    assert b"signed" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_key_can_be_replaced(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    for keys in ([KEY], [OTHER, KEY]):
        store = Store(url, cipher=Cipher(keys))
        if keys == [KEY]:
            store.apply([OPENED, FIRST], now=1)
        assert store.resume("s1", "ann", engine="v1", now=2).entries[1] == FIRST.entry
        store.close()


def test_a_lost_key_is_told():
    sealed = Cipher([KEY]).seal(b"text", "s1/1")
    with pytest.raises(StoreKeyError, match="SCRIBE_STORE_KEYS"):
        Cipher([OTHER]).open(sealed, "s1/1")


@pytest.mark.parametrize("place", ["s1/2", "s2/1"])
def test_a_sealed_text_opens_at_its_own_place_only(place):
    cipher = Cipher([KEY])
    with pytest.raises(StoreKeyError, match="altered or moved"):
        cipher.open(cipher.seal(b"text", "s1/1"), place)


@pytest.mark.parametrize("key", ["", "short", "!" * 44, KEY[:-4]])
def test_a_key_of_the_wrong_form_is_refused_without_repeating_it(key):
    with pytest.raises(SettingError, match="expected keys of 32 bytes") as caught:
        Cipher([key])
    assert not key or key not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://"])
def test_other_databases_are_refused(url):
    with pytest.raises(SettingError, match="SCRIBE_DATABASE_URL"):
        Store(url)


def test_the_embedded_database_is_readable_by_its_user_alone(tmp_path):
    Store(default_url(tmp_path / "data")).close()
    assert (tmp_path / "data" / "scribe.sqlite3").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_named_by_its_setting(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="SCRIBE_DATA_DIR"):
        Store(default_url(tmp_path / "file"))


def write(store, *changes, between=None, observe=None):
    """Submit changes, `between` the first and the others; gives what became of each."""

    async def run():
        writer = Writer(store, clock=lambda: 1, observe=observe)
        futures = [writer.submit(changes[0])]
        if between:
            await futures[0]
            between()
        futures += [writer.submit(change) for change in changes[1:]]
        results = await asyncio.gather(*futures, return_exceptions=True)
        writer.close()
        return results

    return asyncio.run(run())


def test_the_writer_groups_what_waits(store):
    sizes: list[int] = []
    changes = [Create(f"s{number}", "ann", "v1", Known({})) for number in range(200)]
    assert write(store, *changes, observe=lambda size, _seconds: sizes.append(size)) == [None] * 200
    assert sum(sizes) == 200
    assert len(sizes) < 100


def test_the_writer_tells_who_was_taken_over(store):
    done, late = write(store, OPENED, FIRST, between=lambda: store.resume("s1", "ann", engine="v1", now=1))
    assert done is None
    assert isinstance(late, TakenOverError)


def test_a_bad_change_fails_alone(store):
    done, twice, good = write(store, OPENED, OPENED, FIRST)
    assert (done, good) == (None, None)
    assert isinstance(twice, StoreError)


def test_errors_hold_no_text(tmp_path: Path):
    path = tmp_path / "a.sqlite3"
    store = Store(f"sqlite:///{path}")
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TABLE entries")
    raw.close()
    with pytest.raises(StoreError) as caught:
        store.apply([OPENED, FIRST], now=1)
    store.close()
    assert "signed" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nobody_waits_for_a_writer_that_failed(store, monkeypatch):
    def fail(_changes, *, now):
        raise RuntimeError(now)

    monkeypatch.setattr(store, "apply", fail)
    assert [type(result) for result in write(store, OPENED, FIRST)] == [StoreError, StoreError]
