"""What only the store of several processes promises. Two stores on one database are two processes to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from bot.ports import Sending, Turned
from bot.store import StoreError
from bot.store.database import CLOSE_SECONDS, Database
from bot.store.postgres import PostgresStore
from bot.store.postgres_marks import SENDING
from dialogs.effects import Record, Wake
from tests.postgres import PostgresServer
from tests.storing import ANN, BEN, NOON, breaks, moves, session_of

SHORT = timedelta(seconds=0.3)
Another = Callable[[timedelta], Awaitable[PostgresStore]]


@pytest.fixture
async def another(database_url: str) -> AsyncIterator[Another]:
    """A further process, and how long it has to begin a drawing."""
    async with AsyncExitStack() as running:

        async def opened(claim: timedelta) -> PostgresStore:
            store = PostgresStore(await Database.open(database_url), claim)
            running.push_async_callback(store.close)
            return store

        yield opened


async def unshown(store: PostgresStore, within: float = 5) -> list[int]:
    """As soon as there are any."""
    async with asyncio.timeout(within):
        while not (found := list(await store.unshown())):  # noqa: ASYNC110 - a database does not call
            await asyncio.sleep(0.02)
    return found


async def test_turns_of_one_chat_follow_one_another_whoever_takes_them(another: Another) -> None:
    stores = [await another(SHORT) for _ in range(3)]

    await asyncio.gather(*(stores[number % 3].turn(ANN, moves()) for number in range(60)))

    assert (await session_of(stores[0], ANN)).turn == 60


async def test_a_chat_that_somebody_has_locked_delays_no_other(another: Another, database_url: str) -> None:
    store = await another(SHORT)
    for chat in (ANN, BEN):
        await store.turn(chat, moves())
    other = await asyncpg.connect(database_url)
    async with other.transaction():
        await other.execute("SELECT FROM sessions WHERE chat = $1 FOR UPDATE", ANN)
        waiting = asyncio.create_task(store.turn(ANN, moves()))
        sending = asyncio.create_task(store.mark_sending(ANN, 1, again=False))
        for _ in range(5):
            await asyncio.wait_for(store.turn(BEN, moves()), 2)
            await asyncio.wait_for(store.mark_shown(BEN, 1, None), 2)
        assert not waiting.done()
        assert not sending.done()
    await other.close()

    assert await waiting is not None
    assert await sending == Sending(None)


async def test_one_that_cannot_be_saved_is_nobody_elses_trouble(another: Another) -> None:
    store = await another(SHORT)
    done = await asyncio.gather(
        *(store.turn(chat, moves(turn=2**63 if chat == BEN else 1)) for chat in (ANN, BEN, 7)),
        return_exceptions=True,
    )

    assert [type(each) for each in done] == [Turned, StoreError, Turned]


async def test_one_update_delivered_to_two_processes_is_taken_once(another: Another) -> None:
    stores = [await another(SHORT) for _ in range(2)]

    for update in range(20):
        taken = await asyncio.gather(*(store.turn(ANN, moves(), update_id=update) for store in stores))
        assert sum(turned is not None for turned in taken) == 1


async def test_a_turn_is_its_own_process_to_draw_and_after_that_of_one_other(another: Another) -> None:
    stores = [await another(SHORT) for _ in range(3)]
    await stores[0].turn(ANN, moves())
    assert [list(await store.unshown()) for store in stores] == [[], [], []]

    found = await unshown(stores[1])

    assert found == [ANN]
    assert list(await stores[2].unshown()) == []


async def test_a_process_that_was_too_slow_to_draw_finds_its_turn_taken(another: Another) -> None:
    slow, quick = await another(SHORT), await another(SHORT)
    await slow.turn(ANN, moves())
    await unshown(quick)
    await quick.mark_sending(ANN, 1, again=False)

    assert await slow.mark_sending(ANN, 1, again=False) is None


async def test_a_process_that_will_try_again_keeps_its_turn_until_then(another: Another) -> None:
    mine, other = await another(SHORT), await another(SHORT)
    await mine.turn(ANN, moves())
    await mine.mark_sending(ANN, 1, again=False)
    began = asyncio.get_running_loop().time()
    await mine.mark_unsent(ANN, 1, again_in=0.5)

    assert await unshown(other) == [ANN]
    assert asyncio.get_running_loop().time() - began > 0.75


async def test_two_drawings_of_a_chat_follow_one_another(another: Another) -> None:
    first, second = await another(SHORT), await another(SHORT)
    await first.turn(ANN, moves())
    await first.mark_sending(ANN, 1, again=False)
    await second.turn(ANN, moves())
    waiting = asyncio.ensure_future(second.mark_sending(ANN, 2, again=False))
    await asyncio.wait([waiting], timeout=0.2)
    assert not waiting.done()

    await first.mark_shown(ANN, 1, {"card": 1})

    assert await asyncio.wait_for(waiting, 1) == Sending({"card": 1})


async def test_a_drawing_does_not_wait_for_ever_for_one_that_died(another: Another) -> None:
    dead, alive = await another(SHORT), await another(SHORT)
    await dead.turn(ANN, moves())
    await dead.mark_sending(ANN, 1, again=False)
    await alive.turn(ANN, moves())

    assert await asyncio.wait_for(alive.mark_sending(ANN, 2, again=False), 5) == Sending(None)


async def test_a_drawing_is_in_doubt_once_nobody_can_be_at_it_any_more_and_then_it_is_of_one(
    database_url: str, another: Another
) -> None:
    dead = await another(SHORT)
    stores = [PostgresStore(await Database.open(database_url), SHORT, SENDING + SHORT) for _ in range(2)]
    await dead.turn(ANN, moves())
    await dead.mark_sending(ANN, 1, again=False)
    began = asyncio.get_running_loop().time()

    async with asyncio.timeout(10):
        while not (found := await stores[0].doubtful()):  # noqa: ASYNC110 - a database does not call
            await asyncio.sleep(0.02)

    assert asyncio.get_running_loop().time() - began > SENDING.total_seconds()
    assert (found, await stores[1].doubtful(), await stores[1].unshown()) == ({ANN: 1}, {}, {})
    assert await stores[0].mark_sending(ANN, 1, again=True) == Sending(None)
    for store in stores:
        await store.close()


async def test_everything_goes_on_by_itself_after_an_outage(another: Another, postgres_server: PostgresServer) -> None:
    store = await another(SHORT)
    await asyncio.gather(*(store.turn(chat, moves(Wake("step", NOON))) for chat in range(20)))
    postgres_server.stop()
    try:
        for _ in range(3):
            with pytest.raises(StoreError, match=r"it ended the connection|cannot be reached"):
                await store.turn(ANN, breaks)
    finally:
        postgres_server.start()

    await asyncio.gather(*(store.turn(chat, moves()) for chat in range(20)))

    assert (await session_of(store, 0)).turn == 2


async def test_a_program_that_ends_during_an_outage_does_not_hang(
    another: Another, postgres_server: PostgresServer
) -> None:
    store = await another(SHORT)
    await store.turn(ANN, moves())
    postgres_server.stop()
    try:
        await asyncio.wait_for(store.close(), CLOSE_SECONDS + 1)
    finally:
        postgres_server.start()


async def test_no_error_quotes_what_was_to_be_stored(another: Another) -> None:
    store = await another(SHORT)

    with pytest.raises(StoreError, match="report it") as raised:
        await store.keep_upload("numb since Tuesday\x00", "id")

    assert "numb" not in str(raised.value)
    assert raised.value.__cause__ is None


async def test_nothing_of_a_forgotten_chat_is_left_in_any_table(another: Another, database_url: str) -> None:
    store = await another(SHORT)
    await store.turn(7_777_777, moves(Wake("step", NOON), Record(datetime.now(UTC), {"pain": 6})))
    await store.forget(7_777_777)

    connection = await asyncpg.connect(database_url)
    tables = [
        row["tablename"]
        for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ]
    left = {table: str(await connection.fetch(f"SELECT * FROM {table}")) for table in tables}  # noqa: S608
    await connection.close()

    assert {"sessions", "timers", "history"} <= left.keys()
    assert "7777777" not in str(left)
