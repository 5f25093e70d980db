"""The transport tells what went wrong, whether the call may have got through, and never the token."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError, TimedOut

from bot.telegram.transport import AiohttpRequest, MaybeSent, NotSent
from tests.botapi.server import TOKEN, BotApi

SECRET = TOKEN.partition(":")[2]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(budgets=()) as server:
        yield server


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with client(api.url) as bot:
        await bot.initialize()
        yield bot


def client(url: str, *, token: str = TOKEN, pool: int = 4, read_seconds: float = 5.0) -> Bot:
    def request() -> AiohttpRequest:
        return AiohttpRequest(pool=pool, read_seconds=read_seconds)

    return Bot(token, base_url=f"{url}/bot", request=request(), get_updates_request=request())


async def failure_of(bot: Bot) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(1001, "secret words")
    return caught.value


async def test_text_keyboards_and_no_parameters_get_through(api: BotApi, bot: Bot) -> None:
    await api.user().send("hello")
    message = await bot.send_message(1001, "Grüße & <b>Δ</b> 💪", disable_notification=True)
    assert (message.text, api.user().last.silent) == ("Grüße & <b>Δ</b> 💪", True)
    assert (await bot.get_me()).username == "guide_test_bot"
    assert api.violations == []


async def test_files_get_through(api: BotApi, bot: Bot) -> None:
    await api.user().send("hello")
    content = b"\x00\x01 not a picture \xff"
    message = await bot.send_document(1001, InputFile(BytesIO(content), "plan.bin"), caption="Übungen")
    assert message.document is not None
    assert (message.document.file_name, message.caption) == ("plan.bin", "Übungen")
    stored = api.user().last.media
    assert stored is not None
    assert stored.content == content
    assert api.violations == []


async def test_refusals_keep_ptbs_types(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(404, "anybody there?")


async def test_a_refused_connection_was_not_sent(api: BotApi) -> None:
    bot = client(api.url)
    await api.go_down()
    async with bot.request:
        error = await failure_of(bot)
    assert isinstance(error, NotSent)
    assert not isinstance(error, TimedOut | MaybeSent)


async def test_an_unknown_host_was_not_sent() -> None:
    bot = client("http://no-such-host.invalid")
    async with bot.request:
        assert isinstance(await failure_of(bot), NotSent)


async def test_no_free_connection_is_a_time_out_that_was_not_sent(api: BotApi) -> None:
    await api.user().send("hello")
    async with client(api.url, pool=1) as bot:
        api.fail_next("sendMessage", "slow", seconds=2)
        first = asyncio.create_task(bot.send_message(1001, "slow"))
        await api.user().wait_for("slow")
        with pytest.raises(TimedOut) as caught:
            await bot.send_message(1001, "no room", pool_timeout=0.01)
        assert isinstance(caught.value, NotSent)
        first.cancel()
    assert [call.params["text"] for call in api.calls_to(1001, "sendMessage")] == ["slow"]


async def test_an_answer_that_does_not_come_may_mean_delivered(api: BotApi, bot: Bot) -> None:
    await api.user().send("hello")
    api.fail_next("sendMessage", "slow", seconds=3)
    with pytest.raises(TimedOut) as caught:
        await bot.send_message(1001, "late", read_timeout=0.05)
    assert isinstance(caught.value, MaybeSent)
    assert api.user().last.text == "late"


@pytest.mark.parametrize(("kind", "arrived"), [("reset_after", 1), ("reset_before", 0)])
async def test_a_broken_line_may_mean_delivered(api: BotApi, bot: Bot, kind: str, arrived: int) -> None:
    await api.user().send("hello")
    api.fail_next("sendMessage", "reset_after" if kind == "reset_after" else "reset_before")
    error = await failure_of(bot)
    assert isinstance(error, MaybeSent)
    assert not isinstance(error, NotSent | TimedOut)
    assert len(api.user().messages) == arrived


async def test_a_server_error_is_neither(api: BotApi, bot: Bot) -> None:
    await api.user().send("hello")
    for kind in ("500", "502"):
        api.fail_next("sendMessage", "500" if kind == "500" else "502")
        error = await failure_of(bot)
        assert isinstance(error, NetworkError)
        assert not isinstance(error, NotSent | MaybeSent | BadRequest)


async def test_an_answer_that_is_no_json_may_mean_delivered_and_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(MaybeSent):
        AiohttpRequest.parse_json_payload(b"<html>secret words</html>")
    assert "secret words" not in caplog.text


async def test_no_failure_names_the_token(api: BotApi) -> None:
    async with client(api.url, read_seconds=0.05) as bot:
        await api.user().send("hello")
        errors = []
        for kind in ("slow", "reset_after"):
            api.fail_next("sendMessage", "slow" if kind == "slow" else "reset_after", seconds=3)
            errors.append(await failure_of(bot))
        await api.go_down()
        errors.append(await failure_of(bot))
    errors.append(await failure_of(bot))
    assert len(errors) == 4
    for error in errors:
        assert SECRET not in "".join(traceback.format_exception(error)) + repr(error)
        assert error.__context__ is None


async def test_a_transport_can_be_started_again(api: BotApi) -> None:
    request = AiohttpRequest(pool=1, read_seconds=5)
    for _ in range(2):
        async with request:
            code, _payload = await request.do_request(f"{api.url}/bot{TOKEN}/getMe", "POST")
            assert code == 200
    with pytest.raises(NotSent):
        await request.do_request(f"{api.url}/bot{TOKEN}/getMe", "POST")


async def test_only_success_counts_as_answered(api: BotApi) -> None:
    request = AiohttpRequest(pool=1, read_seconds=5, clock=lambda: 7.0)
    async with request:
        await request.do_request(f"{api.url}/bot1:wrong/getMe", "POST")
        assert request.answered_at is None
        await request.do_request(f"{api.url}/bot{TOKEN}/getMe", "POST")
        assert request.answered_at == 7.0


async def test_a_wrong_token_is_ptbs_error(api: BotApi) -> None:
    with pytest.raises(InvalidToken):
        async with client(api.url, token="1:wrong"):
            pass
