"""What every store promises about drawings: which have gone out, which may have, which must not."""

from bot.ports import Frozen, Sending, Store
from tests.storing import ANN, BEN, Open, moves


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


async def test_a_forgotten_chat_stays_forgotten_when_its_last_card_was_shown(store: Store) -> None:
    await store.turn(ANN, moves())
    await store.forget(ANN)
    await store.mark_shown(ANN, 2, {"card": 5})

    assert await store.load(ANN) is None
    assert await store.unshown() == {}


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
    await store.freeze(ANN, 1)
    assert isinstance(await store.mark_sending(ANN, 1, again=False), Frozen), "a shorter one makes it no shorter"


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
