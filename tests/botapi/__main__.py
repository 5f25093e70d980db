"""Play a user by hand: `python -m tests.botapi --port 8081 --token 123:abc`.

Lines of standard input: a text is sent, `!label` presses an inline button, `#label` a key of the reply keyboard.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.botapi import TOKEN, BotApi, NotOnScreen, User


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _print_changes(user: User) -> None:
    seen = 0
    while True:
        try:
            await user.wait_for(within=3600, since=seen)
        except TimeoutError:
            continue
        for message in [message for message in user.messages if message.seq > seen]:
            rows = "".join(f"\n    [{'] ['.join(row)}]" for row in message.rows)
            _say(f"{'edited' if message.edited else 'new'} {message.id}: {message.content}{rows}")
        seen = user.seq


async def _do(user: User, line: str) -> None:
    if line.startswith("!"):
        answer = await user.press(line[1:])
        _say(f"answered: {answer.text or ''}")
    elif line.startswith("#"):
        await user.press_key(line[1:])
    else:
        await user.send(line)


async def _play(port: int, token: str) -> None:
    async with BotApi(token, port=port) as server:
        user = server.user()
        printer = asyncio.create_task(_print_changes(user))
        _say(f"TELEGRAM_API_URL={server.url} TELEGRAM_BOT_TOKEN={token}")
        while line := await asyncio.to_thread(sys.stdin.readline):
            try:
                await _do(user, line.rstrip("\n"))
            except (NotOnScreen, TimeoutError) as error:
                _say(error)
        printer.cancel()
        for violation in server.violations:
            _say(violation)


def main() -> None:
    """Read the arguments and serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    arguments = parser.parse_args()
    asyncio.run(_play(arguments.port, arguments.token))


if __name__ == "__main__":
    main()
