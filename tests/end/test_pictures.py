"""Pictures of the real program."""

from pathlib import Path

from tests.botapi import BotApi
from tests.end.process import Program
from tests.end.session import prepare


async def test_the_pictures_of_a_session_go_up_once_for_all_users_and_over_a_restart(
    server: BotApi, tmp_path: Path
) -> None:
    shown = []
    for chat in (1001, 1002):
        user = server.user(chat)
        async with Program(server, tmp_path, speed=2):
            await prepare(user)
            card = await user.wait_for("Get into place: Thera Cane", 10)
        shown.append(card.media.name if card.media is not None else None)
    uploaded = [file.name for call in server.calls for file in call.files.values()]
    assert shown == ["setup-thera-cane-lying-middle-left.jpg"] * 2
    assert uploaded == ["where-it-hurts.jpg", "referral-gmed-middle-left.jpg", "points-left.jpg", shown[0]]
    assert server.violations == []
