"""What every store promises about the rows of finished sessions."""

from datetime import timedelta

from bot.ports import Store
from dialogs.effects import Discard, Expire, Forget, Record, Restore, Stage
from tests.storing import ANN, BEN, LATER, NOON, Open, moves, stays


async def test_history_comes_oldest_first_and_a_row_of_the_same_start_is_replaced(store: Store) -> None:
    await store.turn(ANN, moves(Record(LATER, {"n": 2, "where": "größer"})))
    await store.turn(ANN, moves(Record(NOON, {"n": 1})))
    await store.turn(BEN, moves(Record(NOON, {"n": 9})))
    await store.turn(ANN, moves(Record(NOON, {"n": 1, "pain": None})))

    assert await store.history(ANN) == [
        Record(NOON, {"n": 1, "pain": None}),
        Record(LATER, {"n": 2, "where": "größer"}),
    ]


async def test_rows_that_are_old_go_and_the_others_stay(store: Store) -> None:
    for chat in (ANN, BEN):
        await store.turn(chat, moves(Record(NOON, {"n": 1})))
        await store.turn(chat, moves(Record(LATER, {"n": 2})))

    await store.turn(ANN, stays(Expire(LATER)))

    assert await store.history(ANN) == [Record(LATER, {"n": 2})]
    assert len(await store.history(BEN)) == 2


async def test_chats_with_old_rows_and_those_that_nobody_used_for_long_are_found(store: Store) -> None:
    day = timedelta(days=1)
    await store.turn(1, moves(seen_on=(NOON - 3 * day).date()))
    await store.turn(2, moves(Record(NOON - 3 * day, {}), seen_on=NOON.date()))
    await store.turn(3, moves(Record(NOON, {}), seen_on=(NOON - day).date()))
    await store.turn(4, moves())  # of before this was noted

    assert sorted(await store.aged(NOON - day)) == [1, 2]


async def test_using_a_chat_keeps_it(store: Store) -> None:
    day = timedelta(days=1)
    await store.turn(ANN, moves(seen_on=(NOON - 9 * day).date()))
    await store.turn(ANN, moves(seen_on=NOON.date()))

    assert await store.aged(NOON - day) == []


async def test_rows_put_aside_are_no_history_before_they_are_restored(open_store: Open) -> None:
    store = await open_store()
    await store.turn(ANN, moves(Record(NOON, {"n": 1}), Record(LATER, {"n": 2})))
    earlier = NOON - timedelta(days=1)
    await store.turn(ANN, moves(Stage((Record(earlier, {"n": 0}), Record(LATER, {"n": 3})))))
    assert [each.row["n"] for each in await store.history(ANN)] == [1, 2]

    store = await open_store()
    await store.turn(ANN, moves(Restore()))

    assert await store.history(ANN) == [Record(earlier, {"n": 0}), Record(NOON, {"n": 1}), Record(LATER, {"n": 3})]


async def test_rows_put_aside_are_dropped_replaced_and_used_up(store: Store) -> None:
    for chat in (ANN, BEN):
        await store.turn(chat, moves(Stage((Record(NOON, {"n": chat}),))))
    await store.turn(ANN, moves(Discard()))
    await store.turn(ANN, moves(Restore()))
    await store.turn(BEN, moves(Stage((Record(LATER, {"n": 7}),))))
    await store.turn(BEN, moves(Restore()))
    await store.turn(BEN, moves(Record(LATER, {"n": 8})))
    await store.turn(BEN, moves(Restore()))

    assert await store.history(ANN) == []
    assert await store.history(BEN) == [Record(LATER, {"n": 8})]


async def test_what_was_put_aside_is_forgotten_with_the_chat(store: Store) -> None:
    await store.turn(ANN, moves(Stage((Record(NOON, {"n": 1}),))))
    await store.turn(ANN, moves(Forget()))
    await store.turn(ANN, moves(Restore()))

    assert await store.history(ANN) == []
