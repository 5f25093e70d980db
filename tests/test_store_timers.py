"""What every store promises about timers."""

import asyncio
from datetime import timedelta

import pytest

from bot.ports import Store, Timer
from dialogs.effects import Effect, Forget, Sleep, Wake
from tests.storing import ANN, BEN, LATER, NOON, Broken, breaks, moves, session_of, stays


async def test_one_timer_of_a_kind_stands_and_carries_the_turn_it_was_set_in(store: Store) -> None:
    await store.turn(ANN, moves(Wake("step", NOON)))
    await store.turn(ANN, moves(Wake("step", LATER)))

    assert await store.timers() == [Timer(ANN, "step", LATER, 2)]


async def test_a_timer_set_while_staying_carries_the_turn_the_place_was_entered_in(store: Store) -> None:
    await store.turn(ANN, moves(turn=8, entered=3))
    await store.turn(ANN, stays(Wake("step", NOON)))

    assert await store.timers() == [Timer(ANN, "step", NOON, 3)]


async def test_effects_count_in_their_order(store: Store) -> None:
    await store.turn(ANN, moves(Wake("step", NOON), Sleep("step"), Wake("remind", NOON), Wake("remind", LATER)))

    assert await store.timers() == [Timer(ANN, "remind", LATER, 1)]


async def test_sleep_drops_one_kind_of_one_chat(store: Store) -> None:
    await store.turn(ANN, moves(Wake("step", NOON), Wake("remind", LATER)))
    await store.turn(BEN, moves(Wake("step", NOON)))

    turned = await store.turn(ANN, moves(Sleep("step"), Sleep("unknown")))

    assert turned is not None
    assert turned.timers == (Timer(ANN, "remind", LATER, 1),)
    assert await store.timers() == [Timer(BEN, "step", NOON, 1), Timer(ANN, "remind", LATER, 1)]


async def test_timers_come_soonest_first(store: Store) -> None:
    for chat, seconds in [(1, 30), (2, 10), (3, 20)]:
        await store.turn(chat, moves(Wake("step", NOON + timedelta(seconds=seconds))))

    assert [timer.chat for timer in await store.timers()] == [2, 3, 1]


async def test_a_timer_that_fired_is_used_up_by_its_turn(store: Store) -> None:
    await store.turn(ANN, moves(Wake("step", NOON), Wake("remind", LATER)))

    turned = await store.turn(ANN, moves(), timer=Timer(ANN, "step", NOON, 1))

    assert turned is not None
    assert turned.timers == (Timer(ANN, "remind", LATER, 1),)


async def test_a_timer_counts_once_however_often_it_fires(store: Store) -> None:
    await store.turn(ANN, moves(Wake("step", NOON)))

    fired = await asyncio.gather(*(store.turn(ANN, moves(), timer=Timer(ANN, "step", NOON, 1)) for _ in range(9)))

    assert sum(turned is not None for turned in fired) == 1
    assert (await session_of(store, ANN)).turn == 2


@pytest.mark.parametrize("effects", [[Sleep("step")], [Wake("step", LATER)], [Forget()]], ids=repr)
async def test_a_timer_that_was_dropped_or_moved_meanwhile_does_nothing(store: Store, effects: list[Effect]) -> None:
    await store.turn(ANN, moves(Wake("step", NOON)))
    await store.turn(ANN, moves(*effects, entered=1))

    assert await store.turn(ANN, breaks, timer=Timer(ANN, "step", NOON, 1)) is None


async def test_a_timer_is_not_used_up_by_a_turn_that_fails(store: Store) -> None:
    await store.turn(ANN, moves(Wake("step", NOON)))

    with pytest.raises(Broken):
        await store.turn(ANN, breaks, timer=Timer(ANN, "step", NOON, 1))

    assert await store.timers() == [Timer(ANN, "step", NOON, 1)]


async def test_a_turn_may_set_anew_the_timer_that_led_to_it(store: Store) -> None:
    await store.turn(ANN, moves(Wake("step", NOON)))
    await store.turn(ANN, moves(Wake("step", LATER)), timer=Timer(ANN, "step", NOON, 1))

    assert await store.timers() == [Timer(ANN, "step", LATER, 2)]
