"""The connections to a PostgreSQL database: opening them, keeping the form of the tables, saying what is wrong."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import asyncpg

from bot.store import StoreAway, StoreError, jobs
from bot.store.migrations import pending

if TYPE_CHECKING:
    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]

CONNECTIONS = 16
"""Measured: fewer make 300 chats wait for one another, more are no quicker."""
CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 5.0
"""Of silence: then the line is taken for dead."""
IDLE_SECONDS = 5.0
"""In the middle of a turn: a process that hangs must not lock its chat for everybody."""
WAIT_SECONDS = 15.0
"""For a connection, while all of them have work to do."""
MIGRATION_SECONDS = 600.0
"""For one change of the tables, or for that of another process."""
CLOSE_SECONDS = 3.0
LOCK_SECONDS = 5.0
"""A change of the tables that waits for longer holds up everybody who comes after it: it gives up instead."""
_MIGRATING = (0x6775, 0x6964)
"""Key of the lock under which one process changes the tables. Of the two-number kind: it meets no chat's."""

_UNREACHABLE = "it cannot be reached. See that it runs, and check host and port in DATABASE_URL"
_GONE = "it ended the connection, or is just starting or stopping. Nothing that was saved is lost; it is tried again"
_BUSY = "it takes too long to answer. See what else runs on it (pg_stat_activity)"
_FULL = "it has no connection left. Raise max_connections, or run fewer replicas"
_PASSING = {_UNREACHABLE, _GONE, _BUSY, _FULL}
"""What may be over by the next try."""
_REMEDIES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((asyncpg.InvalidCatalogNameError,), "there is no such database. Create it (createdb), or check DATABASE_URL"),
    (
        (asyncpg.InvalidAuthorizationSpecificationError,),
        "it refuses this user. Check user and password in DATABASE_URL",
    ),
    ((asyncpg.TooManyConnectionsError,), _FULL),
    (
        (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidSchemaNameError),
        "this user may not do that. GRANT ALL ON SCHEMA public to it",
    ),
    ((asyncpg.ReadOnlySQLTransactionError,), "it takes no writes. Let DATABASE_URL name the primary, not a standby"),
    ((asyncpg.DiskFullError,), "its disk is full. Free some space; nothing that was saved before is lost"),
    ((asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError), _BUSY),
    ((asyncpg.OperatorInterventionError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError), _GONE),
    ((TimeoutError,), _BUSY),
    ((OSError,), _UNREACHABLE),
)
FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
"""What a statement can end with that is not ours."""


def explain(error: BaseException, place: str) -> StoreError:
    """What is wrong with the database, and what its operator can do."""
    for families, remedy in _REMEDIES:
        if isinstance(error, families):
            return (StoreAway if remedy in _PASSING else StoreError)(f"{place}: {remedy} ({type(error).__name__}).")
    code = getattr(error, "sqlstate", None) or "no code"  # not its words: they may quote somebody's health
    return StoreError(f"{place}: this is a mistake in the program: please report it ({type(error).__name__}, {code}).")


def place(url: str) -> str:
    """A database as it may be named in a log: without user and password."""
    parts = urlsplit(url)
    return f"postgresql://{parts.hostname or 'localhost'}:{parts.port or 5432}{parts.path}"


class Database:
    """Connections that come back by themselves after an outage. Raises StoreError, in the operator's words."""

    def __init__(self, pool: "Pool", place: str) -> None:
        """For `open`."""
        self._pool = pool
        self._place = place
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Connects, and brings the tables to the present form, while other processes may be at work on them."""
        pool = None
        try:
            pool = await asyncpg.create_pool(
                url, min_size=1, max_size=CONNECTIONS, timeout=CONNECT_SECONDS, command_timeout=STATEMENT_SECONDS,
                reset=_as_it_is, server_settings={"idle_in_transaction_session_timeout": f"{IDLE_SECONDS * 1e3:.0f}"},
            )  # fmt: skip
            async with pool.acquire() as connection:
                await _migrate(connection)
        except (*FAILURES, StoreError) as error:
            if pool is not None:
                pool.terminate()
            raise (error if isinstance(error, StoreError) else explain(error, place(url))) from None
        return cls(pool, place(url))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Connection"]:
        """All or nothing, durable at the end. What is raised inside, a failure of the database apart, comes out."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def connection(self) -> AsyncIterator["Connection"]:
        """Each statement is a transaction of its own."""
        with self.use():
            try:
                async with self._pool.acquire(timeout=WAIT_SECONDS) as connection:
                    yield connection
            except FAILURES as error:
                raise explain(error, self._place) from None  # as above

    @contextmanager
    def use(self) -> Iterator[None]:
        """Closing waits for its end, and refuses nothing that it needs meanwhile. Raises StoreError."""
        if self._closed and not self._running:
            raise StoreError(
                "The database is closed: something still ran while the program was ending. Start it again."
            )
        self._running += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def close(self) -> None:
        """Finishes what was asked for before, unless the database no longer answers; may be called twice."""
        self._closed = True
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._idle.wait()
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()


async def _as_it_is(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """A connection that comes back has nothing to be cleared: locks and settings here end with their transaction.
    What asyncpg does by itself is one more round trip for every statement."""


async def _migrate(connection: "Connection") -> None:
    """All or nothing, one process at a time; the others wait and find it done."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", *_MIGRATING, timeout=MIGRATION_SECONDS)
        await connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY)")
        applied = {row["name"] for row in await connection.fetch("SELECT name FROM migrations")}
        await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS * 1e3:.0f}ms'")
        for migration in pending(applied):
            await connection.execute(migration.sql, timeout=MIGRATION_SECONDS)
            await connection.execute("INSERT INTO migrations (name) VALUES ($1)", migration.name)
        await jobs.migrate(connection)
