"""How fast the store of several processes is: without Telegram, in this process.

The server is one of our own, on the same machine, that waits for the disk; its files are where TMPDIR points.
"""

import asyncio

from tests.bench.database import Postgres, postgres
from tests.bench.store import ROUNDS, turns_a_second
from tests.bench.table import Row, spread


async def turns_a_second_on(database: Postgres, chats: int, turns: int) -> float:
    """On an empty database."""
    await database.empty()
    store = await database.open()
    found = await turns_a_second(store, chats, turns)
    await store.close()
    return found


def rows() -> list[Row]:
    with postgres() as database:
        if database is None:
            return [Row("PostgreSQL", "", "not on this machine")]
        one = [asyncio.run(turns_a_second_on(database, 1, 200)) for _ in range(ROUNDS)]
        many = [asyncio.run(turns_a_second_on(database, 300, 4)) for _ in range(ROUNDS)]
    return [
        Row("durable turns, one chat, PostgreSQL", "", spread(one, "/s")),
        Row("durable turns, 300 chats at a time, PostgreSQL", "", spread(many, "/s")),
    ]
