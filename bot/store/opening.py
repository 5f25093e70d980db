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
        from bot.store.postgres import PostgresStore
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"DATABASE_URL: PostgreSQL needs {error.name}. Run: pip install -r requirements-postgres.txt"
        ) from None
    return await PostgresStore.open(shared)
