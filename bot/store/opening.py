"""Which store there is: what DATABASE_URL names."""

from pathlib import Path

from bot.config import ConfigError
from bot.ports import Store
from bot.store.sqlite import SqliteStore


async def open_store(shared: str | None, file: Path) -> Store:
    """`shared`: the address of a PostgreSQL database; None: the SQLite `file`. Raises ConfigError, StoreError."""
    if shared is None:
        return await SqliteStore.open(file)
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict

        from bot.store.postgres import PostgresStore
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"DATABASE_URL: PostgreSQL needs {error.name}. Run: pip install -r requirements-postgres.txt"
        ) from None
    try:
        conninfo_to_dict(shared)
    except ProgrammingError as error:  # what asyncpg takes, and the queue's driver does not: no timer would ever fire
        known = str(error).strip() if "query parameter" in str(error) else "it cannot be read"  # or it holds a password
        raise ConfigError(f"DATABASE_URL: {known}. Write settings as options=-c%20name%3Dvalue") from None
    return await PostgresStore.open(shared)
