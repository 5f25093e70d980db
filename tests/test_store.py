"""What every store promises. A further database joins by a further opener (conftest.py); what only one of them promises
is in test_sqlite.py and test_postgres.py."""

import asyncio

import pytest

from bot.ports import Store, Timer
from bot.store import StoreError
from dialogs.effects import Forget, Record, Show, Sleep, Wake
from dialogs.session import State
from dialogs.steps import Check, Hold
from tests.storing import ANN, BEN, LATER, NOON, Broken, Open, breaks, moves, session_of, stays


async def test_a_chat_never_seen_has_nothing(store: Store) -> None:
    assert await store.load(ANN) is None
    assert await store.history(ANN) == []
    assert await store.timers() == []
    assert await store.unshown() == {}


async def test_the_first_turn_decides_from_nothing_and_the_next_from_what_it_left(store: Store) -> None:
    first = await store.turn(ANN, moves(state=State.HOME))
    second = await store.turn(ANN, moves(state=State.SETTINGS))

    assert first is not None
    assert second is not None
    assert (first.before, first.session.state) == (None, State.HOME)
    assert (second.before, second.session.state) == (first.session, State.SETTINGS)


async def test_a_turn_reports_its_effects_and_the_timers_that_stand_after_it(store: Store) -> None:
    await store.turn(ANN, moves(Wake("remind", LATER)))

    turned = await store.turn(ANN, moves(Show("edit"), Wake("step", NOON)))

    assert turned is not None
    assert turned.effects == (Show("edit"), Wake("step", NOON))
    assert turned.timers == (Timer(ANN, "step", NOON, 2), Timer(ANN, "remind", LATER, 1))


async def test_session_timers_and_history_survive_a_restart_to_the_microsecond(open_store: Open) -> None:
    store = await open_store()
    plan = (Hold(60, "gmed-1", 1, 3, 4, 6), Check("gmed-1"))
    turned = await store.turn(
        ANN, moves(Wake("step", NOON), Record(NOON, {"pain": [6, 3]}), plan=plan, started_at=NOON)
    )
    await store.mark_shown(ANN, 1, {"card": 17})

    store = await open_store()
    stored = await store.load(ANN)

    assert turned is not None
    assert stored is not None
    assert stored.session == turned.session
    assert (stored.shown_turn, stored.receipt) == (1, {"card": 17})
    assert await store.timers() == [Timer(ANN, "step", NOON, 1)]
    assert await store.history(ANN) == [Record(NOON, {"pain": [6, 3]})]


async def test_a_turn_that_fails_leaves_everything_as_it_was(store: Store) -> None:
    await store.turn(ANN, moves(Wake("step", NOON)), update_id=5)
    before = await store.load(ANN)

    with pytest.raises(Broken):
        await store.turn(ANN, breaks, update_id=6)
    with pytest.raises(TypeError):
        await store.turn(ANN, moves(Sleep("step"), Wake("remind", NOON.replace(tzinfo=None))), update_id=6)

    assert await store.load(ANN) == before
    assert await store.timers() == [Timer(ANN, "step", NOON, 1)]
    assert await store.turn(ANN, moves(), update_id=6) is not None


async def test_turns_asked_for_at_once_fail_and_succeed_each_for_itself(store: Store) -> None:
    results = await asyncio.gather(
        *(store.turn(chat, breaks if chat % 3 == 0 else moves(Wake("step", NOON))) for chat in range(60)),
        return_exceptions=True,
    )

    failed = [chat for chat, result in enumerate(results) if isinstance(result, Broken)]
    assert failed == list(range(0, 60, 3))
    assert {timer.chat for timer in await store.timers()} == set(range(60)) - set(failed)


async def test_turns_of_one_chat_follow_one_another(store: Store) -> None:
    await asyncio.gather(*(store.turn(ANN, moves()) for _ in range(50)))

    assert (await session_of(store, ANN)).turn == 50


async def test_a_turn_nobody_waits_for_any_more_harms_no_other(store: Store) -> None:
    given_up = [asyncio.ensure_future(store.turn(ANN, moves())) for _ in range(20)]
    await asyncio.sleep(0)
    for turn in given_up:
        turn.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)

    assert await store.turn(BEN, moves()) is not None


@pytest.mark.parametrize("again", [900_000, 899_999, 890_001])
async def test_an_update_that_comes_again_is_not_decided_again(store: Store, again: int) -> None:
    await store.turn(ANN, moves(), update_id=900_000)

    assert await store.turn(ANN, breaks, update_id=again) is None
    assert (await session_of(store, ANN)).turn == 1


@pytest.mark.parametrize("update_id", [900_001, 2_000_000, 890_000, 3])
async def test_a_higher_update_is_new_and_so_is_one_after_the_numbering_began_again(
    store: Store, update_id: int
) -> None:
    await store.turn(ANN, moves(), update_id=900_000)

    assert await store.turn(ANN, moves(), update_id=update_id) is not None
    assert await store.turn(ANN, breaks, update_id=update_id) is None


async def test_an_update_that_changed_nothing_counts_as_taken_after_a_restart_too(open_store: Open) -> None:
    store = await open_store()
    await store.turn(ANN, moves(), update_id=5)
    await store.turn(ANN, stays(Show("edit")), update_id=6)

    store = await open_store()

    assert await store.turn(ANN, breaks, update_id=6) is None


async def test_a_timer_between_two_updates_does_not_make_the_first_new_again(store: Store) -> None:
    await store.turn(ANN, moves(), update_id=5)
    await store.turn(ANN, moves())

    assert await store.turn(ANN, breaks, update_id=5) is None


async def test_the_same_update_of_two_chats_is_two_updates(store: Store) -> None:
    await store.turn(ANN, moves(), update_id=5)

    assert await store.turn(BEN, moves(), update_id=5) is not None


async def nothing_is_kept(store: Store, chat: int) -> bool:
    return (
        await store.load(chat) is None
        and await store.history(chat) == []
        and all(timer.chat != chat for timer in await store.timers())
    )


async def test_forgetting_in_a_turn_erases_the_chat_and_keeps_nothing_of_that_turn(store: Store) -> None:
    for chat in (ANN, BEN):
        await store.turn(chat, moves(Wake("remind", NOON), Record(NOON, {"n": 1})), update_id=1)

    turned = await store.turn(ANN, moves(Record(LATER, {}), Forget(), Wake("step", NOON), state=State.FORGOTTEN))

    assert turned is not None
    assert (turned.session.state, turned.timers) == (State.FORGOTTEN, ())
    assert await nothing_is_kept(store, ANN)
    assert not await nothing_is_kept(store, BEN)


async def test_forgetting_erases_one_chat(store: Store) -> None:
    for chat in (ANN, BEN):
        await store.turn(chat, moves(Wake("remind", NOON), Record(NOON, {"n": 1})))

    await store.forget(ANN)

    assert await nothing_is_kept(store, ANN)
    assert not await nothing_is_kept(store, BEN)


async def test_a_forgotten_chat_can_begin_anew(store: Store) -> None:
    await store.turn(ANN, moves(), update_id=7)
    await store.forget(ANN)

    turned = await store.turn(ANN, moves(), update_id=7)

    assert turned is not None
    assert turned.before is None


async def test_what_was_uploaded_is_known_after_a_restart_by_its_newest_name(open_store: Open) -> None:
    store = await open_store()
    assert await store.uploads() == {}
    for known_as in ("old", "new"):
        await store.keep_upload("spots.jpg", known_as)
    await store.keep_upload("loop.mp4", "moving")
    assert await (await open_store()).uploads() == {"spots.jpg": "new", "loop.mp4": "moving"}


async def test_what_was_uploaded_is_nobodys_and_stays_when_a_chat_is_forgotten(store: Store) -> None:
    await store.keep_upload("spots.jpg", "id")
    await store.turn(ANN, moves())
    await store.forget(ANN)
    assert await store.uploads() == {"spots.jpg": "id"}


async def test_closing_finishes_what_was_asked_for_before(open_store: Open) -> None:
    store = await open_store()
    turns = [asyncio.ensure_future(store.turn(chat, moves())) for chat in range(30)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*turns)

    store = await open_store()

    assert len(await store.unshown()) == 30


async def test_a_closed_store_refuses_in_words(store: Store) -> None:
    await store.close()
    await store.close()

    with pytest.raises(StoreError, match="closed"):
        await store.load(ANN)


async def test_a_press_that_overtook_a_text_does_not_make_it_look_taken(store: Store) -> None:
    await store.turn(ANN, moves(), update_id=11, press=True)
    assert await store.turn(ANN, moves(), update_id=10) is not None
    assert await store.turn(ANN, breaks, update_id=10) is None
    assert await store.turn(ANN, breaks, update_id=11, press=True) is None
    assert await store.turn(ANN, moves(), update_id=12, press=True) is not None
