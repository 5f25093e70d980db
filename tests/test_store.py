"""What every store promises. A further database joins by a further opener; what only one of them promises is in
test_sqlite.py and test_postgres.py."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.ports import Decide, Frozen, Sending, Store, Timer
from bot.store import StoreError
from bot.store.database import Database
from bot.store.postgres import PostgresStore
from bot.store.sqlite import SqliteStore
from dialogs.effects import Discard, Effect, Expire, Forget, Record, Restore, Show, Sleep, Stage, Wake
from dialogs.session import Session, State
from dialogs.steps import Check, Hold
from tests.postgres import emptied

ANN, BEN = 1001, 1002
NOON = datetime(2026, 11, 22, 12, 0, 0, 123_457, tzinfo=UTC)
LATER = NOON + timedelta(seconds=90)

Open = Callable[[], Awaitable[Store]]


@pytest.fixture(params=["sqlite", "postgres"])
async def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the one database of the test; a second call is a restart of the program."""
    if request.param == "sqlite":
        opened: Open = partial(SqliteStore.open, tmp_path / "data" / "bot.db")
    else:
        opened = partial(open_postgres, await emptied(request.getfixturevalue("postgres_server")))
    async with AsyncExitStack() as running:

        async def reopen() -> Store:
            await running.aclose()
            store = await opened()
            running.push_async_callback(store.close)
            return store

        yield reopen


async def open_postgres(url: str) -> Store:
    """As if whoever is about to draw a chat were gone at once."""
    return PostgresStore(await Database.open(url), claim=timedelta(0), doubt=timedelta(0))


@pytest.fixture
async def store(open_store: Open) -> Store:
    return await open_store()


def moves(*effects: Effect, **changes: object) -> Decide:
    """A turn that goes on by one, enters a new place, and has these effects."""

    def decide(before: Session | None) -> tuple[Session, Sequence[Effect]]:
        before = before or Session(chat=0, turn=0, entered=0)
        return replace(before, **{"turn": before.turn + 1, "entered": before.turn + 1, **changes}), effects  # type: ignore[arg-type]

    return decide


def stays(*effects: Effect) -> Decide:
    """A turn that changes nothing of a session that is there."""

    def decide(before: Session | None) -> tuple[Session, Sequence[Effect]]:
        assert before is not None
        return before, effects

    return decide


class Broken(Exception):
    pass


def breaks(before: Session | None) -> tuple[Session, Sequence[Effect]]:
    raise Broken


async def session_of(store: Store, chat: int) -> Session:
    stored = await store.load(chat)
    assert stored is not None
    return stored.session


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


async def test_history_comes_oldest_first_and_a_row_of_the_same_start_is_replaced(store: Store) -> None:
    await store.turn(ANN, moves(Record(LATER, {"n": 2, "where": "größer"})))
    await store.turn(ANN, moves(Record(NOON, {"n": 1})))
    await store.turn(BEN, moves(Record(NOON, {"n": 9})))
    await store.turn(ANN, moves(Record(NOON, {"n": 1, "pain": None})))

    assert await store.history(ANN) == [
        Record(NOON, {"n": 1, "pain": None}),
        Record(LATER, {"n": 2, "where": "größer"}),
    ]


async def test_a_turn_is_unshown_until_it_was_marked(store: Store) -> None:
    await store.turn(ANN, moves())
    await store.turn(BEN, moves())
    await store.mark_shown(ANN, 1, None)

    assert list(await store.unshown()) == [BEN]

    await store.turn(ANN, moves())

    assert sorted(await store.unshown()) == [ANN, BEN]


async def test_a_first_turn_numbered_zero_is_unshown_too(store: Store) -> None:
    await store.turn(ANN, moves(turn=0, entered=0))

    assert list(await store.unshown()) == [ANN]


async def test_what_was_shown_never_becomes_unshown(store: Store) -> None:
    await store.turn(ANN, moves(turn=8))
    await store.mark_shown(ANN, 8, {"card": 2})
    await store.mark_shown(ANN, 7, {"card": 1})

    stored = await store.load(ANN)

    assert stored is not None
    assert (stored.shown_turn, stored.receipt) == (8, {"card": 2})


async def test_the_same_turn_shown_again_leaves_the_newer_receipt(store: Store) -> None:
    await store.turn(ANN, moves(turn=8))
    await store.mark_shown(ANN, 8, {"card": 2})
    await store.mark_shown(ANN, 8, {"card": 3})

    stored = await store.load(ANN)

    assert stored is not None
    assert stored.receipt == {"card": 3}


async def test_a_turn_keeps_the_receipt_of_the_card_before(store: Store) -> None:
    await store.turn(ANN, moves())
    await store.mark_shown(ANN, 1, {"card": 2})
    await store.turn(ANN, moves())

    stored = await store.load(ANN)

    assert stored is not None
    assert (stored.shown_turn, stored.receipt) == (1, {"card": 2})


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


async def test_a_forgotten_chat_stays_forgotten_when_its_last_card_was_shown(store: Store) -> None:
    await store.turn(ANN, moves())
    await store.forget(ANN)
    await store.mark_shown(ANN, 2, {"card": 5})

    assert await store.load(ANN) is None
    assert await store.unshown() == {}


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


async def test_a_drawing_that_may_have_gone_out_is_not_unshown(store: Store) -> None:
    await store.turn(ANN, moves())
    assert await store.mark_sending(ANN, 1, again=False) == Sending(None)
    assert await store.unshown() == {}


async def test_a_drawing_that_did_not_go_out_is_unshown_again(store: Store) -> None:
    await store.turn(ANN, moves())
    await store.mark_sending(ANN, 1, again=False)
    await store.mark_unsent(ANN, 1, again_in=0)
    assert list(await store.unshown()) == [ANN]


async def test_a_chat_that_the_channel_refuses_is_left_alone_after_a_restart_too(open_store: Open) -> None:
    store = await open_store()
    for chat in (ANN, BEN):
        await store.turn(chat, moves())
    await store.freeze(ANN, 3600)
    for again in (False, True):
        frozen = await store.mark_sending(ANN, 1, again=again)
        assert isinstance(frozen, Frozen)
        assert 3590 < frozen.seconds <= 3600
    store = await open_store()

    assert isinstance(await store.mark_sending(ANN, 1, again=False), Frozen)
    assert await store.mark_sending(BEN, 1, again=False) == Sending(None)
    assert list(await store.unshown()) == [ANN], "it did not go out"
    await store.freeze(ANN, 0)
    assert await store.mark_sending(ANN, 1, again=False) == Sending(None)


async def test_a_turn_after_the_one_going_out_is_unshown(store: Store) -> None:
    await store.turn(ANN, moves())
    await store.mark_sending(ANN, 1, again=False)
    await store.turn(ANN, moves())
    assert list(await store.unshown()) == [ANN]


async def test_a_drawing_begins_with_the_receipt_of_the_last(store: Store) -> None:
    await store.turn(ANN, moves())
    await store.mark_shown(ANN, 1, {"card": 2})
    await store.turn(ANN, moves())
    assert await store.mark_sending(ANN, 2, again=False) == Sending({"card": 2})


async def test_a_turn_goes_out_once_unless_it_is_wanted_again(store: Store) -> None:
    await store.turn(ANN, moves())
    await store.mark_sending(ANN, 1, again=False)
    assert await store.mark_sending(ANN, 1, again=False) is None

    await store.mark_shown(ANN, 1, {"card": 2})
    assert await store.mark_sending(ANN, 1, again=False) is None
    assert await store.mark_sending(ANN, 1, again=True) == Sending({"card": 2})


async def test_a_turn_that_a_later_drawing_overtook_does_not_go_out(store: Store) -> None:
    await store.turn(ANN, moves(turn=8))
    await store.mark_sending(ANN, 8, again=False)
    assert await store.mark_sending(ANN, 7, again=False) is None


async def test_an_older_drawing_that_failed_leaves_the_newer_one_alone(store: Store) -> None:
    await store.turn(ANN, moves(turn=8))
    await store.mark_sending(ANN, 8, again=False)
    await store.mark_unsent(ANN, 7, again_in=0)
    assert await store.unshown() == {}


async def test_what_is_shown_to_a_forgotten_chat_goes_out(store: Store) -> None:
    assert await store.mark_sending(ANN, 3, again=False) == Sending(None)


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


async def test_a_press_that_overtook_a_text_does_not_make_it_look_taken(store: Store) -> None:
    await store.turn(ANN, moves(), update_id=11, press=True)
    assert await store.turn(ANN, moves(), update_id=10) is not None
    assert await store.turn(ANN, breaks, update_id=10) is None
    assert await store.turn(ANN, breaks, update_id=11, press=True) is None
    assert await store.turn(ANN, moves(), update_id=12, press=True) is not None


async def test_what_was_going_out_is_doubtful_until_it_is_known(store: Store) -> None:
    turned = await store.turn(ANN, moves())
    assert turned is not None
    assert list(await store.doubtful()) == []
    await store.mark_sending(ANN, turned.session.turn, again=False)
    assert (list(await store.unshown()), list(await store.doubtful())) == ([], [ANN])
    await store.mark_unsent(ANN, turned.session.turn, again_in=0)
    assert (list(await store.unshown()), list(await store.doubtful())) == ([ANN], [])
    await store.mark_sending(ANN, turned.session.turn, again=False)
    await store.mark_shown(ANN, turned.session.turn, None)
    assert list(await store.doubtful()) == []
