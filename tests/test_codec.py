import json
from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import StoreError, UnreadableSession
from bot.store.codec import decode, encode, from_micros, to_micros
from dialogs.session import VERSION, Notice, Session, Settings, State
from dialogs.steps import Check, Hold, Step

NOON = datetime(2026, 11, 22, 12, 0, 0, 1, tzinfo=UTC)
SECRET = "my left buttock"


@cache
def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that occurs in a session, as the dialog makes them: aware times, finite numbers."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is datetime:
        return st.datetimes(timezones=st.just(UTC))
    if hint is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if origin in (Union, UnionType):
        return st.one_of([values(arg) for arg in sorted(args, key=lambda arg: arg is not NoneType)])
    if origin is tuple:
        return st.lists(values(args[0]), max_size=4).map(tuple)
    if origin is Mapping:
        return st.dictionaries(values(args[0]), values(args[1]), max_size=3)
    if isinstance(hint, type) and is_dataclass(hint):
        return st.deferred(lambda: _built(hint))  # a session may hold what another one would bring
    return st.from_type(hint)


def _built(kind: type) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: values(field) for name, field in get_type_hints(kind).items()})


@given(session=values(Session))
@settings(max_examples=200, deadline=None)
def test_every_session_of_this_version_comes_back_as_it_was(session: Session) -> None:
    session = replace(session, version=VERSION)
    if session.offer is not None:
        session = replace(session, offer=replace(session.offer, session=replace(session.offer.session, plan=())))

    assert decode(encode(session)) == session


@pytest.mark.parametrize("kind", get_args(Step))
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_every_kind_of_step_keeps_its_kind(kind: type, data: st.DataObject) -> None:
    step: Step = data.draw(values(kind))

    plan = decode(encode(Session(chat=1, turn=0, entered=0, plan=(step,)))).plan

    assert plan == (step,)
    assert type(plan[0]) is kind


def test_a_session_is_stored_as_json_that_people_can_read() -> None:
    session = Session(chat=7, turn=3, entered=2, state=State.ROUTINE, plan=(Check("gmed-1"),), step_ends_at=NOON)

    stored = json.loads(encode(session))

    assert stored["plan"] == [{"point": "gmed-1", "kind": "check"}]
    assert stored["session"]["state"] == "routine"
    assert stored["session"]["step_ends_at"] == "2026-11-22T12:00:00.000001Z"


def test_times_come_back_aware_and_in_utc() -> None:
    back = decode(encode(Session(chat=1, turn=0, entered=0, started_at=NOON))).started_at

    assert back is not None
    assert back.utcoffset() == timedelta(0)


def test_a_field_that_did_not_exist_yet_gets_its_default() -> None:
    stored = json.loads(encode(Session(chat=1, turn=5, entered=4, settings=Settings(hold=30))))
    del stored["session"]["settings"]

    assert decode(json.dumps(stored)) == Session(chat=1, turn=5, entered=4)


@pytest.mark.parametrize(
    ("chosen", "settings"),
    [
        ({"gentle": True, "one_by_one": True}, Settings(hold=30, one_by_one=True)),
        ({"gentle": False, "one_by_one": True}, Settings(one_by_one=True)),
        ({}, Settings()),
    ],
    ids=["both on", "one on", "older than the switches"],
)
def test_a_session_of_form_1_keeps_all_it_knows(chosen: dict[str, bool], settings: Settings) -> None:
    session = Session(chat=1, turn=5, entered=4, state=State.ROUTINE, plan=(Check("gmed-1"),), step_ends_at=NOON)
    stored = json.loads(encode(session))
    del stored["session"]["settings"]
    stored["session"] |= {"version": 1, **chosen}

    assert decode(json.dumps(stored)) == replace(session, settings=settings)


def test_a_damaged_session_of_form_1_is_no_other_version() -> None:
    with pytest.raises(UnreadableSession, match=r"damaged \(session\.turn: int_type\)"):
        decode('{"session": {"version": 1, "chat": 1, "turn": "5", "entered": 4}, "plan": []}')


def of_another_form(version: int) -> str:
    stored = json.loads(encode(Session(chat=1, turn=5, entered=4, flagged_by=SECRET)))
    stored["session"]["version"] = version
    return json.dumps(stored)


def with_unknown_state() -> str:
    stored = json.loads(of_another_form(VERSION + 1))
    stored["session"]["state"] = SECRET
    return json.dumps(stored)


@pytest.mark.parametrize("stored", [of_another_form(VERSION + 1), with_unknown_state()], ids=["readable", "not"])
def test_a_session_of_a_newer_program_says_so_and_what_to_do(stored: str) -> None:
    with pytest.raises(UnreadableSession, match=f"form {VERSION + 1}.* reads form {VERSION}.*Run the release"):
        decode(stored)


@pytest.mark.parametrize(
    ("stored", "place"),
    [
        ("", "the whole: json_invalid"),
        (encode(Session(chat=1, turn=5, entered=4))[:-9], "the whole: json_invalid"),
        ("[]", "the whole: dataclass_exact_type|the whole: dataclass_type"),
        ('{"session": {"chat": 1, "turn": "5", "entered": 4}, "plan": []}', "session.turn: int_type"),
        ('{"session": {"chat": 1, "turn": 5}, "plan": []}', "session.entered: missing"),
        ('{"session": {"chat": 1, "turn": 5, "entered": 4}, "plan": [{"kind": "jump"}]}', "plan.0: union_tag_invalid"),
    ],
)
def test_a_damaged_session_says_where_and_what_to_do(stored: str, place: str) -> None:
    with pytest.raises(UnreadableSession, match=f"damaged \\(({place})\\).*restore a backup, or delete"):
        decode(stored)


def test_an_unreadable_session_does_not_spill_what_the_user_said() -> None:
    stored = encode(Session(chat=1, turn=5, entered=4, flagged_by=SECRET)).replace('"entered":4', '"entered":"4"')

    with pytest.raises(UnreadableSession) as caught:
        decode(stored)

    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"notice": Notice("answer", {"place": 4})}, "values"),  # type: ignore[dict-item]
        ({"plan": (Hold("60", SECRET, 1, 3, 4, 6),)}, "seconds"),  # type: ignore[arg-type]
        ({"flagged_by": "\ud83d"}, "some field"),
    ],
    ids=["in a mapping", "in the plan", "half a character"],
)
def test_what_could_not_be_read_again_is_never_stored(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(StoreError, match=f"does not fit its type \\({field}\\)") as caught:
        encode(replace(Session(chat=1, turn=5, entered=4), **wrong))

    assert SECRET not in str(caught.value)


@given(at=st.datetimes(timezones=st.just(UTC)))
def test_an_instant_survives_to_the_microsecond(at: datetime) -> None:
    assert from_micros(to_micros(at)) == at


def test_an_instant_is_the_same_in_every_zone() -> None:
    assert to_micros(NOON.astimezone(timezone(timedelta(hours=9)))) == to_micros(NOON)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(TypeError):
        to_micros(NOON.replace(tzinfo=None))
