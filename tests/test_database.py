"""The connections to PostgreSQL: the form of its tables, and what is wrong with it, in words."""

import asyncio
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.store import StoreError
from bot.store.database import Database, explain
from bot.store.migrations import pending
from bot.store.postgres import PostgresStore
from tests.storing import ANN, BEN, moves


async def test_a_change_of_the_tables_that_waits_for_too_long_gives_up(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = pending(())
    monkeypatch.setattr("bot.store.database.pending", lambda _: present[:1])
    await (await Database.open(database_url)).close()
    monkeypatch.undo()
    monkeypatch.setattr("bot.store.database.LOCK_SECONDS", 0.2)
    busy = await asyncpg.connect(database_url)
    async with busy.transaction():
        await busy.execute("LOCK TABLE sessions, timers")
        with pytest.raises(StoreError, match="takes too long to answer"):
            await PostgresStore.open(database_url)
    await busy.close()

    await (await PostgresStore.open(database_url)).close()


async def test_processes_that_start_together_bring_the_tables_to_form_once(database_url: str) -> None:
    stores = await asyncio.gather(*(PostgresStore.open(database_url) for _ in range(4)))

    assert await stores[0].turn(ANN, moves()) is not None

    await asyncio.gather(*(store.close() for store in stores))


async def test_the_tables_change_under_a_process_that_is_at_work(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = pending(())
    monkeypatch.setattr("bot.store.database.pending", lambda _: present[:-1])
    await (await Database.open(database_url)).close()
    monkeypatch.undo()
    older = await asyncpg.connect(database_url)
    await older.execute("INSERT INTO sessions (chat, turn, session) VALUES (1, 0, '')")
    upgraded = asyncio.Event()

    async def work() -> int:
        turns = 0
        while not upgraded.is_set() or turns < 10:
            await older.execute("UPDATE sessions SET turn = turn + 1, session = 'x' WHERE chat = $1", 1)
            turns += 1
        return turns

    working = asyncio.create_task(work())
    store = await PostgresStore.open(database_url)
    upgraded.set()
    turns = await working
    await store.turn(BEN, moves())

    assert await older.fetchval("SELECT turn FROM sessions WHERE chat = 1") == turns
    await older.close()
    await store.close()


async def test_the_database_of_a_newer_release_is_refused(database_url: str) -> None:
    await (await PostgresStore.open(database_url)).close()
    connection = await asyncpg.connect(database_url)
    await connection.execute("INSERT INTO migrations (name) VALUES ('9999-later')")
    await connection.close()

    with pytest.raises(StoreError, match=r"newer release of the program .*9999-later.*Run that release"):
        await PostgresStore.open(database_url)


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"path": "/elsewhere"}, r"there is no such database\. Create it \(createdb\)"),
        ({"netloc": "nobody:hush@{host}"}, r"refuses this user\. Check user and password"),
        ({"netloc": "guide:hush@127.0.0.1:1"}, r"cannot be reached\. See that it runs"),
        ({"netloc": "guide:hush@no-such-host.invalid"}, r"cannot be reached\. See that it runs"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_is_wrong_is_said_with_what_to_do_and_without_the_password(
    database_url: str, change: dict[str, str], remedy: str
) -> None:
    parts = urlsplit(database_url)
    host = parts.netloc.partition("@")[2]
    url = parts._replace(**{name: value.format(host=host) for name, value in change.items()}).geturl()

    with pytest.raises(StoreError, match=remedy) as raised:
        await PostgresStore.open(url)

    assert "hush" not in str(raised.value)


async def test_a_user_without_rights_is_told_what_to_grant(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN")
    await connection.close()

    with pytest.raises(StoreError, match=r"this user may not do that\. GRANT"):
        await PostgresStore.open(database_url.replace("guide@", "guest@"))


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (asyncpg.DiskFullError("no space"), "its disk is full"),
        (asyncpg.TooManyConnectionsError("sorry"), "Raise max_connections, or run fewer replicas"),
        (asyncpg.ReadOnlySQLTransactionError("standby"), "takes no writes. Let DATABASE_URL name the primary"),
        (asyncpg.CannotConnectNowError("starting"), "tried again"),
        (asyncpg.AdminShutdownError("bye"), "tried again"),
        (asyncpg.LockNotAvailableError("locked"), "takes too long"),
        (TimeoutError(), "takes too long"),
        (asyncpg.UndefinedTableError("sessions"), "report it \\(UndefinedTableError, 42P01\\)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_failure_has_a_next_step(error: Exception, remedy: str) -> None:
    with pytest.raises(StoreError, match=f"postgresql://db/guide: .*{remedy}"):
        raise explain(error, "postgresql://db/guide")
